//! All buyers want the same seats.

use std::time::Duration;

use anyhow::ensure;
use clap::Args;

use super::{Quiet, Rounds, System, doubt, mix::Baskets, rush_audit, shopper, wanted::Wanted};
use crate::{
    machine::Meter,
    report::{Bound, Report},
    watch::Watch,
};

const MOST_P95_MS: f64 = 300.0;
const MOST_ERROR_PERCENT: f64 = 0.5;

/// Buyers hold, order and poll until every seat is sold; then every order, seat and payment is compared
#[derive(Debug, Clone, Args)]
pub struct Options {
    /// Buyers at once
    #[arg(long, default_value_t = 1000)]
    pub buyers: usize,
    /// Seats of the event
    #[arg(long, visible_alias = "seats", default_value_t = 2000)]
    pub event_seats: u32,
    /// Mean pause of a buyer between two steps, in milliseconds
    #[arg(long, default_value_t = 100)]
    pub think_ms: u64,
    /// Seconds after which buyers give up
    #[arg(long, default_value_t = 120)]
    pub seconds: u64,
    /// Seats that a buyer wants, from 1 to 8: a number or a range
    #[arg(long, default_value_t = Baskets::ONE)]
    pub baskets: Baskets,
    /// How hot the first seats are: 0 for all equally, 1 for half of the buyers in the first √seats
    #[arg(long, default_value_t = 0.0)]
    pub zipf: f64,
}

/// Runs the scenario and audits its outcome.
///
/// # Errors
/// When set-up, audit or clean-up fails. A request that fails during the rush is only counted.
pub async fn run(system: &System, options: &Options) -> anyhow::Result<Report> {
    ensure!((0.0..=5.0).contains(&options.zipf), "--zipf must be from 0 to 5");
    let server = system.server()?;
    let mut operator = system.operator()?;
    let event = operator.create_event("Load: rush", options.event_seats).await?;
    let mut quiet = Quiet::default();
    quiet.wait().await?;
    let mut rounds = Rounds::default();
    let meter = Meter::start()?;
    let wanted = Wanted::new(options.event_seats, options.baskets, options.zipf);
    let sale = shopper::Sale::new(&server, event, wanted, Duration::from_secs(options.seconds))
        .with_think_ms(options.think_ms);
    let recorder = sale.recorder();
    let watch = Watch::begin(&recorder, system.parts(), false);
    let seen = shopper::shop(sale, options.buyers).await?;
    rounds.add(meter.stop()?);
    watch.end();
    let view = recorder.view();
    let audit = rush_audit::audit(&mut operator, event, options.event_seats, &seen).await?;
    operator.close_events(&[event]).await?;

    let requests = seen.tally.latencies.summary();
    let mut report = Report::new(format!("rush, {} buyers for {} seats", options.buyers, options.event_seats));
    report.setup("loop", "closed: a buyer acts after the last response and a pause; latencies count from then");
    report.setup("buyers", options.buyers.to_string());
    report.setup("seats", options.event_seats.to_string());
    report.setup("seats of a buyer", options.baskets.to_string());
    report.setup("hot section", format!("Zipf, exponent {}", options.zipf));
    report.setup("mean pause", format!("{} ms", options.think_ms));
    report.setup("gives up after", format!("{} s", options.seconds));
    report.figure("requests", rounds.rate(seen.tally.requests()), "/s");
    report.figure("orders CONFIRMED", rounds.rate(audit.confirmed), "/s");
    report.figure("seats sold", audit.sold as f64, "");
    report.latencies("request", &requests);
    report.latencies("hold", &seen.holds.summary());
    report.latencies("order to its end", &seen.to_the_end.summary());
    report.latencies("first POST to the end", &seen.waited.summary());
    report.figure("told to come again", seen.tally.busy.count() as f64, "");
    report.latencies("told to come again", &seen.tally.busy.summary());
    rounds.report("rush", &mut report);
    quiet.report(&mut report);
    report.tally(&seen.tally);
    report.target("requests, p95", requests.p95, "ms", Bound::AtMost(MOST_P95_MS));
    report.target("errors", seen.tally.error_percent(), "%", Bound::AtMost(MOST_ERROR_PERCENT));
    report.target("seats sold twice", audit.sold_twice as f64, "", Bound::AtMost(0.0));
    report.target("seats unsold", f64::from(options.event_seats) - audit.sold as f64, "", Bound::AtMost(0.0));
    doubt(&mut report, &view, &rounds);
    audit.report(seen, &mut report);
    report.timeline(view);
    Ok(report)
}
