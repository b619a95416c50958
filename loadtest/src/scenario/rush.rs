//! All buyers want the same seats.

use std::time::Duration;

use clap::Args;

use super::{Quiet, Rounds, System, rush_audit, shopper};
use crate::{
    machine::Meter,
    report::{Bound, Report},
};

const MOST_P95_MS: f64 = 300.0;
const MOST_ERROR_PERCENT: f64 = 0.5;
/// Buyers hold, order and poll until every seat is sold; then every order, seat and payment is compared
#[derive(Debug, Clone, Args)]
pub struct Options {
    /// Buyers at once
    #[arg(long, default_value_t = 100)]
    pub buyers: usize,
    /// Seats of the event
    #[arg(long, default_value_t = 300)]
    pub event_seats: u32,
    /// Mean pause of a buyer between two steps, in milliseconds
    #[arg(long, default_value_t = 100)]
    pub think_ms: u64,
    /// Seconds after which buyers give up
    #[arg(long, default_value_t = 60)]
    pub seconds: u64,
}

/// Runs the scenario and audits its outcome.
///
/// # Errors
/// When set-up, audit or clean-up fails. A request that fails during the rush is only counted.
pub async fn run(system: &System, options: &Options) -> anyhow::Result<Report> {
    let server = system.server()?;
    let mut operator = system.operator()?;
    let event = operator.create_event("Load: rush", options.event_seats).await?;
    let mut quiet = Quiet::default();
    quiet.wait().await?;
    let mut rounds = Rounds::default();
    let meter = Meter::start()?;
    let sale = shopper::Sale::new(&server, event, options.event_seats, Duration::from_secs(options.seconds))
        .with_think_ms(options.think_ms);
    let seen = shopper::shop(sale, options.buyers).await?;
    rounds.add(meter.stop()?);
    let audit = rush_audit::audit(&mut operator, event, options.event_seats, &seen).await?;
    operator.close_events(&[event]).await?;

    let requests = seen.tally.latencies.summary();
    let mut report = Report::new(format!("rush, {} buyers for {} seats", options.buyers, options.event_seats));
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
    for fault in seen.faults.into_iter().chain(audit.faults) {
        report.fault(fault);
    }
    Ok(report)
}
