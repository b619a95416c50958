//! Goodput under overload: orders a second with ever more buyers, against the rate at the best number of buyers.

use std::time::Duration;

use clap::Args;

use super::{Quiet, Rounds, System, mix::Baskets, rush_audit, shopper, wanted::Wanted};
use crate::{
    machine::Meter,
    report::{Bound, Report},
};

/// Numbers of buyers among which the best rate is found.
const BEST: [usize; 3] = [25, 50, 100];
/// More seats a second than the system sells, so that buyers rarely want the same one.
const SEATS_PER_SECOND: u32 = 1000;
const LEAST_RATIO: f64 = 0.95;
/// Of an accepted order's time to its end, to that at the best number of buyers.
const MOST_SLOWER: f64 = 1.5;
const MOST_HOLD_P95_MS: f64 = 50.0;
const MOST_ERROR_PERCENT: f64 = 0.5;

/// Ever more buyers hold, order and poll; goodput must stay at its best
#[derive(Debug, Clone, Args)]
pub struct Options {
    /// Numbers of buyers at once
    #[arg(long, value_delimiter = ',', default_values_t = [200, 400, 1000, 3000])]
    pub buyers: Vec<usize>,
    /// Seconds of each number of buyers
    #[arg(long, default_value_t = 30)]
    pub seconds: u64,
}

/// Runs the scenario, and audits each round of it.
///
/// # Errors
/// When set-up, audit or clean-up fails. A request that fails meanwhile is only counted.
pub async fn run(system: &System, options: &Options) -> anyhow::Result<Report> {
    let mut report = Report::new("overload".to_owned());
    let mut best = Round::default();
    let mut quiet = Quiet::default();
    for buyers in BEST.into_iter().chain(options.buyers.iter().copied()) {
        quiet.wait().await?;
        let round = round(system, options, buyers, &mut report).await?;
        if BEST.contains(&buyers) {
            best = if round.rate > best.rate { round } else { best };
        } else {
            let name = format!("{buyers} buyers: orders / best");
            report.target(name, round.rate / best.rate, "", Bound::AtLeast(LEAST_RATIO));
            let name = format!("{buyers} buyers: accepted order to its end, p95 / that at the best");
            report.target(name, round.p95 / best.p95, "", Bound::AtMost(MOST_SLOWER));
        }
    }
    quiet.report(&mut report);
    Ok(report)
}

/// What a number of buyers reached.
#[derive(Default)]
struct Round {
    /// Orders a second that were CONFIRMED before the round was over.
    rate: f64,
    /// From the acceptance of an order to its end, in milliseconds.
    p95: f64,
}

async fn round(system: &System, options: &Options, buyers: usize, report: &mut Report) -> anyhow::Result<Round> {
    let server = system.server()?;
    let mut operator = system.operator()?;
    let length = Duration::from_secs(options.seconds);
    let seats = u32::try_from(options.seconds)? * SEATS_PER_SECOND;
    let event = operator.create_event("Load: overload", seats).await?;
    let mut rounds = Rounds::default();
    let meter = Meter::start()?;
    let wanted = Wanted::new(seats, Baskets::ONE, 0.0);
    let seen = shopper::shop(shopper::Sale::new(&server, event, wanted, length), buyers).await?;
    rounds.add(meter.stop()?);
    let audit = rush_audit::audit(&mut operator, event, seats, &seen).await?;
    operator.close_events(&[event]).await?;

    let rate = seen.confirmed_in_time as f64 / length.as_secs_f64();
    let (holds, p95) = (seen.holds.summary(), seen.accepted.summary().p95);
    report.figure(format!("{buyers} buyers: orders CONFIRMED"), rate, "/s");
    for (what, latencies) in [
        ("accepted order to its end", &seen.accepted),
        ("accepted POST to the end", &seen.to_the_end),
        ("first POST to the end", &seen.waited),
        ("told to come again", &seen.tally.busy),
    ] {
        let summary = latencies.summary();
        report.figure(format!("{buyers} buyers: {what} p50"), summary.p50, "ms");
        report.figure(format!("{buyers} buyers: {what} p95"), summary.p95, "ms");
    }
    report.figure(format!("{buyers} buyers: hold p95 but for the first 2 s"), seen.later_holds.summary().p95, "ms");
    report.figure(format!("{buyers} buyers: told to come again"), seen.tally.busy.count() as f64, "");
    rounds.report(&format!("{buyers} buyers"), report);
    report.target(format!("{buyers} buyers: hold p95"), holds.p95, "ms", Bound::AtMost(MOST_HOLD_P95_MS));
    report.target(
        format!("{buyers} buyers: errors"),
        seen.tally.error_percent(),
        "%",
        Bound::AtMost(MOST_ERROR_PERCENT),
    );
    report.target(format!("{buyers} buyers: seats sold twice"), audit.sold_twice as f64, "", Bound::AtMost(0.0));
    for (kind, count) in &seen.tally.kinds {
        report.figure(format!("{buyers} buyers: {kind}"), *count as f64, "");
    }
    for fault in seen.faults.into_iter().chain(audit.faults) {
        report.fault(format!("{buyers} buyers: {fault}"));
    }
    Ok(Round { rate, p95 })
}
