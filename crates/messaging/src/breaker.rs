//! The circuit breaker before the topic of outcomes. While Kafka is away, a record occupies librdkafka and its sender
//! for the whole delivery time-out. The breaker opens at the first failure: from then on one record at a time is sent
//! as a probe, and the other senders fail at once or wait for up to a time-out of their own.
//!
//! The gateway's breaker uses `failsafe`. It doesn't fit here: its half-open state lets every call through, a caller
//! can't wait for it to close, and a success of a record that was already under way doesn't close it.

use std::time::Duration;

use rdkafka::error::KafkaError;
use tokio::{
    sync::{Semaphore, SemaphorePermit, watch},
    time::{self, Instant, sleep_until},
};

/// Pause between two probes. It matters only for probes that librdkafka refuses at once; a probe that finds no broker
/// takes the whole delivery time-out, and is delivered as soon as a broker is back.
const PROBE_PAUSE: Duration = Duration::from_millis(250);

/// `holdfast_outcomes_breaker_open`: 1 from a failed outcome until the next delivered one, otherwise 0.
const OPEN_METRIC: &str = "holdfast_outcomes_breaker_open";

pub(crate) struct Breaker {
    /// `None` while Kafka is thought to be reachable.
    outage: watch::Sender<Option<Outage>>,
    probe: Semaphore,
}

struct Outage {
    last: KafkaError,
    probe_at: Instant,
}

/// Permission to send one record. Report its delivery; a dropped permit counts as neither success nor failure.
pub(crate) struct Permit<'a> {
    breaker: &'a Breaker,
    probe: Option<SemaphorePermit<'a>>,
}

impl Breaker {
    pub(crate) fn new() -> Self {
        metrics::gauge!(OPEN_METRIC).set(0);
        Self { outage: watch::Sender::new(None), probe: Semaphore::new(1) }
    }

    /// Permission to send a record, or to send it as a probe. Waits for either for up to `timeout`, and then returns
    /// the last failure.
    pub(crate) async fn permit(&self, timeout: Duration) -> Result<Permit<'_>, KafkaError> {
        if let Ok(permit) = time::timeout(timeout, self.next_permit()).await {
            return Ok(permit);
        }
        match &*self.outage.borrow() {
            Some(outage) => Err(outage.last.clone()),
            None => Ok(Permit { breaker: self, probe: None }),
        }
    }

    async fn next_permit(&self) -> Permit<'_> {
        let mut outage = self.outage.subscribe();
        let probe = tokio::select! {
            biased;
            () = async { drop(outage.wait_for(Option::is_none).await) } => None,
            probe = self.probe() => probe,
        };
        Permit { breaker: self, probe }
    }

    /// Waits until no other probe is under way and the next one is due.
    async fn probe(&self) -> Option<SemaphorePermit<'_>> {
        let probe = self.probe.acquire().await.ok();
        while let Some(at) = self.next_probe().filter(|at| *at > Instant::now()) {
            sleep_until(at).await;
        }
        probe
    }

    fn next_probe(&self) -> Option<Instant> {
        self.outage.borrow().as_ref().map(|outage| outage.probe_at)
    }
}

impl Permit<'_> {
    /// Kafka acknowledged the record, so it is reachable, even if another record failed in the meantime.
    pub(crate) fn succeeded(self) {
        let ended = self.breaker.outage.send_if_modified(|outage| {
            metrics::gauge!(OPEN_METRIC).set(0);
            outage.take().is_some()
        });
        if ended {
            tracing::info!("kafka accepts outcomes again");
        }
    }

    pub(crate) fn failed(self, error: &KafkaError) {
        let began = self.breaker.outage.send_if_modified(|outage| {
            metrics::gauge!(OPEN_METRIC).set(1);
            let began = outage.is_none();
            // Records that were under way when the outage began don't postpone the next probe.
            if began || self.probe.is_some() {
                *outage = Some(Outage { last: error.clone(), probe_at: Instant::now() + PROBE_PAUSE });
            }
            began
        });
        if began {
            tracing::warn!(%error, "kafka doesn't accept outcomes; they wait in their workflows");
        }
    }
}

#[cfg(test)]
mod tests {
    use metrics_exporter_prometheus::PrometheusBuilder;

    use super::*;

    #[tokio::test]
    async fn the_metric_shows_whether_the_breaker_is_open() {
        let recorder = PrometheusBuilder::new().build_recorder();
        let _guard = metrics::set_default_local_recorder(&recorder);
        let shown = || recorder.handle().render().trim_end().rsplit('\n').next().unwrap_or_default().to_owned();
        let breaker = Breaker::new();
        assert_eq!(shown(), "holdfast_outcomes_breaker_open 0");
        breaker.permit(Duration::ZERO).await.unwrap().failed(&KafkaError::Canceled);
        assert_eq!(shown(), "holdfast_outcomes_breaker_open 1");
        let probe = breaker.permit(PROBE_PAUSE * 4).await.unwrap();
        probe.succeeded();
        assert_eq!(shown(), "holdfast_outcomes_breaker_open 0");
    }
}
