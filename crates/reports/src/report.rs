//! Reports: each process writes its own, an api-server reads all.

use std::time::{Duration, Instant};

use anyhow::Context as _;
use holdfast_domain::Fault;
use holdfast_runtime::periodic::{Periodic, Task};
use holdfast_stores::redis::{self, SeatStore};
use metrics_exporter_prometheus::PrometheusHandle;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::{exposition, names, rates::Rates, recent::Recent};

/// Interval of a process's reports.
const INTERVAL: Duration = Duration::from_secs(2);
/// How long a report counts. A process that is away for longer did nothing lately.
const VALID: Duration = Duration::from_secs(10);

/// The metrics that are reported: those of the operators' page. A histogram has several series.
const REPORTED: [&str; 6] =
    [names::REQUESTS, names::ORDERS, names::HOLDS, names::PAYMENT_CALLS, names::FEED_DELAY, names::STREAM_CLIENTS];
/// The gauges among them.
const GAUGES: [&str; 1] = [names::STREAM_CLIENTS];

/// Why the reports can't be read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Redis is away.
    #[error(transparent)]
    Redis(#[from] redis::Error),
    /// A report isn't in this version's format.
    #[error("a process's report can't be read")]
    Unreadable(#[from] serde_json::Error),
}

impl Fault for Error {
    fn retryable(&self) -> bool {
        match self {
            Self::Redis(error) => error.retryable(),
            Self::Unreadable(_) => false,
        }
    }
}

/// Reports what this process does until `stop`.
pub async fn share(metrics: PrometheusHandle, seats: SeatStore, stop: CancellationToken) {
    let task = Share { metrics, seats, process: Uuid::new_v4().to_string(), recent: Recent::default() };
    Periodic::new("the report of this process", INTERVAL).run(stop, task).await;
}

/// Adds up what all processes did lately. Also returns the number of processes.
///
/// # Errors
/// [`Error`].
pub async fn read(seats: &SeatStore) -> Result<(usize, Rates), Error> {
    let reports = seats.read_reports(VALID).await?;
    let mut all = Rates::default();
    for report in &reports {
        all.add(serde_json::from_str(report)?);
    }
    Ok((reports.len(), all))
}

struct Share {
    metrics: PrometheusHandle,
    seats: SeatStore,
    process: String,
    recent: Recent,
}

impl Task for Share {
    async fn run(&mut self) -> anyhow::Result<()> {
        let scrape = exposition::parse(&self.metrics.render(), is_reported);
        let rates = self.recent.add(Instant::now(), scrape, |name| GAUGES.contains(&name));
        let report = serde_json::to_string(&rates).context("serialising")?;
        Ok(self.seats.put_report(&self.process, &report, VALID).await?)
    }
}

fn is_reported(series: &str) -> bool {
    let suffixes = ["", "_bucket", "_count"];
    REPORTED.iter().any(|name| series.strip_prefix(name).is_some_and(|suffix| suffixes.contains(&suffix)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_metrics_of_the_page_are_reported() {
        for series in ["holdfast_holds_total", "holdfast_order_seconds_bucket", "holdfast_order_seconds_count"] {
            assert!(is_reported(series), "{series}");
        }
        for series in ["holdfast_order_seconds_sum", "holdfast_holds", "holdfast_orders_at_once", "process_cpu"] {
            assert!(!is_reported(series), "{series}");
        }
    }
}
