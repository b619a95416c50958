//! Hours of the same load, one sale after the other: neither latency nor the memory of processes may grow.

use std::{
    collections::BTreeMap,
    io::{self, Write as _},
};

use anyhow::ensure;
use clap::Args;

use super::{
    Quiet, System,
    mix::{Baskets, Mix},
    traffic::{self, Sale},
};
use crate::{
    machine::resident_kilobytes_of_all,
    open_loop::Shape,
    report::{Bound, Report},
};

/// Of the last quarter's latency to the first one's.
const MOST_SLOWER: f64 = 1.2;
/// Of a part's memory at the end to that after the first quarter, when caches have filled.
const MOST_LARGER: f64 = 1.2;
/// Parts that keep what was sold, so that their memory grows with it. Its growth is told, and not judged.
const STORES: [&str; 3] = ["kafka", "mysql", "redis"];
const MOST_ERROR_PERCENT: f64 = 0.5;
/// Requests whose latency must not grow, as in thresholds.
const OPERATIONS: [&str; 5] = ["event", "seats", "hold", "order", "purchase"];

/// Hours of the same load, one sale after the other; neither latency nor the memory of processes may grow
#[derive(Debug, Clone, Args)]
pub struct Options {
    /// Sales, one after the other; a multiple of 4
    #[arg(long, default_value_t = 12)]
    pub sales: usize,
    /// Seconds in which visitors come to each sale
    #[arg(long, default_value_t = 600)]
    pub seconds: u32,
    /// Visitors per second
    #[arg(long, default_value_t = 80.0)]
    pub rate: f64,
    /// What they come for, as of traffic
    #[arg(long, default_value = "browse=15,watch=3,hold=3,extend=2,release=3,order=72,cancel=2")]
    pub mix: Mix,
    /// Seats of each event, of which a buyer wants one
    #[arg(long, default_value_t = 60_000)]
    pub seats: u32,
}

impl Options {
    fn sale(&self) -> traffic::Options {
        traffic::Options {
            rate: self.rate,
            shape: Shape::Steady,
            stages: None,
            seconds: self.seconds,
            mix: self.mix.clone(),
            seats: self.seats,
            baskets: Baskets::ONE,
            zipf: 0.0,
            impatient: 5,
            patience_ms: 3000,
            think_ms: 500,
            watch_seconds: 10,
            most_at_once: 10_000,
        }
    }
}

/// Figures of one sale.
struct Sold {
    /// By operation: p50 and p95 in milliseconds.
    latencies: BTreeMap<&'static str, [f64; 2]>,
    orders_per_second: f64,
    error_percent: f64,
    faults: Vec<String>,
    /// At its end, by part, in MB.
    memory: BTreeMap<String, f64>,
}

impl Sold {
    fn new(system: &System, sale: Sale) -> Self {
        let memory = system.parts().map(resident_kilobytes_of_all).unwrap_or_default();
        let operations = OPERATIONS.into_iter().filter_map(|name| sale.view.operation(name));
        Self {
            latencies: operations.map(|operation| (operation.name, [operation.p50, operation.p95])).collect(),
            orders_per_second: sale.rounds.rate(sale.audit.confirmed),
            error_percent: sale.view.operation("all").map_or(f64::NAN, |all| all.error_percent),
            faults: sale.seen.faults.into_iter().chain(sale.audit.faults).collect(),
            memory: memory.into_iter().map(|(part, kilobytes)| (part, kilobytes as f64 / 1e3)).collect(),
        }
    }

    /// A line for each sale, so that a run that is interrupted has told something.
    fn tell(&self, number: usize) -> io::Result<()> {
        let (orders, errors, faults) = (self.orders_per_second, self.error_percent, self.faults.len());
        let mut out = io::stderr().lock();
        write!(out, "sale {number}: {orders:.1} orders/s, {errors:.3} % errors, {faults} faults")?;
        for (name, [p50, p95]) in &self.latencies {
            write!(out, ", {name} {p50:.1}/{p95:.1} ms")?;
        }
        for (part, megabytes) in &self.memory {
            write!(out, ", {part} {megabytes:.0} MB")?;
        }
        writeln!(out)
    }
}

/// Runs the scenario, and audits each sale.
///
/// # Errors
/// When an option makes no sense, or set-up, audit or clean-up fails. A request that fails meanwhile is only counted.
pub async fn run(system: &System, options: &Options) -> anyhow::Result<Report> {
    ensure!(options.sales > 0 && options.sales.is_multiple_of(4), "--sales must be a multiple of 4");
    let mut report = Report::new(format!("soak, {} sales of {} s, {}/s", options.sales, options.seconds, options.rate));
    let (mut quiet, mut sales) = (Quiet::default(), Vec::new());
    for number in 1..=options.sales {
        let sold = Sold::new(system, traffic::sell(system, &options.sale(), &mut quiet).await?);
        // A closed stderr is no reason to end the run.
        sold.tell(number).ok();
        sold.faults.iter().for_each(|fault| report.fault(format!("sale {number}: {fault}")));
        sales.push(sold);
    }
    quiet.report(&mut report);
    let (first, last) = (&sales[..options.sales / 4], &sales[options.sales - options.sales / 4..]);
    compare_speed(&mut report, first, last);
    compare_memory(&mut report, first, last);
    let errors = mean(&sales, |sold| sold.error_percent);
    report.target("errors", errors, "%", Bound::AtMost(MOST_ERROR_PERCENT));
    Ok(report)
}

fn compare_speed(report: &mut Report, first: &[Sold], last: &[Sold]) {
    for (quarter, sales) in [("first", first), ("last", last)] {
        let rate = mean(sales, |sold| sold.orders_per_second);
        report.figure(format!("orders CONFIRMED, {quarter} quarter"), rate, "/s");
    }
    for name in OPERATIONS {
        let latency = |sales, index: usize| {
            mean(sales, |sold: &Sold| sold.latencies.get(name).map_or(f64::NAN, |percentiles| percentiles[index]))
        };
        for (index, percentile) in ["p50", "p95"].into_iter().enumerate() {
            report.figure(format!("{name} {percentile}, first quarter"), latency(first, index), "ms");
            report.figure(format!("{name} {percentile}, last quarter"), latency(last, index), "ms");
        }
        let ratio = latency(last, 1) / latency(first, 1);
        report.target(format!("{name} p95: last / first quarter"), ratio, "", Bound::AtMost(MOST_SLOWER));
    }
}

fn compare_memory(report: &mut Report, first: &[Sold], last: &[Sold]) {
    let (Some(before), Some(after)) = (first.last(), last.last()) else { return };
    for (part, &after) in &after.memory {
        let before = before.memory.get(part).copied().unwrap_or(f64::NAN);
        report.figure(format!("memory of {part} after the first quarter"), before, "MB");
        report.figure(format!("memory of {part} at the end"), after, "MB");
        if !STORES.contains(&part.as_str()) {
            let name = format!("memory of {part}: end / first quarter");
            report.target(name, after / before, "", Bound::AtMost(MOST_LARGER));
        }
    }
}

fn mean(sales: &[Sold], of: impl Fn(&Sold) -> f64) -> f64 {
    sales.iter().map(of).sum::<f64>() / sales.len() as f64
}
