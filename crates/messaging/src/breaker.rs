//! The circuit breaker before the topic of outcomes. While Kafka is away, a record occupies librdkafka for the whole
//! delivery time-out, and its sender until it gives up. The breaker opens at the first failure: from then on one record
//! a second is sent as a probe, and the others are refused at once. It closes with the first acknowledged record.
//!
//! The gateway's breaker uses `failsafe`. It doesn't fit here: its half-open state lets every call through, and a
//! success of a record that was already under way doesn't close it.

use std::time::{Duration, Instant};

use parking_lot::Mutex;
use rdkafka::error::KafkaError;

/// Interval of probes, and so the longest that outcomes go to the outbox although a broker is back.
const PROBE_INTERVAL: Duration = Duration::from_secs(1);

/// `holdfast_outcomes_breaker_open`: 1 from a failed outcome until the next delivered one, otherwise 0.
const OPEN_METRIC: &str = "holdfast_outcomes_breaker_open";

pub(crate) struct Breaker {
    /// `None` while Kafka is thought to be reachable.
    outage: Mutex<Option<Outage>>,
}

struct Outage {
    last: KafkaError,
    probe_at: Instant,
}

impl Breaker {
    pub(crate) fn new() -> Self {
        metrics::gauge!(OPEN_METRIC).set(0);
        Self { outage: Mutex::new(None) }
    }

    /// Whether a record may be sent. While Kafka is away, that is a probe; the others get the last failure. Report the
    /// delivery of a record that was let through.
    pub(crate) fn admit(&self) -> Result<(), KafkaError> {
        match &mut *self.outage.lock() {
            Some(outage) if Instant::now() < outage.probe_at => Err(outage.last.clone()),
            Some(outage) => {
                outage.probe_at = Instant::now() + PROBE_INTERVAL;
                Ok(())
            }
            None => Ok(()),
        }
    }

    /// Kafka acknowledged a record, so it is reachable, even if another record failed in the meantime.
    pub(crate) fn succeeded(&self) {
        if self.outage.lock().take().is_some() {
            metrics::gauge!(OPEN_METRIC).set(0);
            tracing::info!("kafka accepts outcomes again");
        }
    }

    pub(crate) fn failed(&self, error: &KafkaError) {
        let mut outage = self.outage.lock();
        if let Some(outage) = &mut *outage {
            outage.last = error.clone();
        } else {
            *outage = Some(Outage { last: error.clone(), probe_at: Instant::now() + PROBE_INTERVAL });
            metrics::gauge!(OPEN_METRIC).set(1);
            tracing::warn!(%error, "kafka doesn't accept outcomes; they wait in the outbox");
        }
    }
}

#[cfg(test)]
mod tests {
    use metrics_exporter_prometheus::PrometheusBuilder;

    use super::*;

    #[test]
    fn the_metric_shows_whether_the_breaker_is_open() {
        let recorder = PrometheusBuilder::new().build_recorder();
        let _guard = metrics::set_default_local_recorder(&recorder);
        let shown = || recorder.handle().render().trim_end().rsplit('\n').next().unwrap_or_default().to_owned();
        let breaker = Breaker::new();
        assert_eq!(shown(), "holdfast_outcomes_breaker_open 0");
        breaker.failed(&KafkaError::Canceled);
        assert_eq!(shown(), "holdfast_outcomes_breaker_open 1");
        breaker.succeeded();
        assert_eq!(shown(), "holdfast_outcomes_breaker_open 0");
    }
}
