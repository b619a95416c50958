//! The circuit breaker before the gateway. While the gateway is away, calls fail at once instead of each waiting for a
//! time-out, and the gateway isn't flooded when it comes back.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU8, Ordering},
    },
    time::Duration,
};

use failsafe::{
    Config, Instrument, StateMachine,
    backoff::{self, Constant},
    failure_policy::{ConsecutiveFailures, consecutive_failures},
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Consecutive failures that open the breaker. More than the repeats of one order within a few seconds, so that a
/// single payment that the gateway can't process doesn't block the others.
const FAILURES: u32 = 10;
/// How long the breaker stays open before the next probe. Small against an order's payment deadline (60 s), and no
/// burden on a recovering gateway, because probes come one at a time.
const OPEN: Duration = Duration::from_secs(1);

/// `holdfast_payment_breaker_state`: 0 closed, 1 half open, 2 open.
const STATE_METRIC: &str = "holdfast_payment_breaker_state";

const STATE_CLOSED: u8 = 0;
const STATE_HALF_OPEN: u8 = 1;
const STATE_OPEN: u8 = 2;

/// A circuit breaker that lets one probe through at a time while half open. Clones share its state.
#[derive(Clone)]
pub(crate) struct Breaker {
    machine: StateMachine<ConsecutiveFailures<Constant>, Gauge>,
    state: Arc<AtomicU8>,
    /// `failsafe` lets every call through while half open; if the gateway hangs, all of them would wait for a whole
    /// time-out. Only the holder of this permit may probe.
    probe: Arc<Semaphore>,
}

/// Permission to make one call. Report the call's outcome; a dropped permit counts as neither success nor failure.
pub(crate) struct Permit<'a> {
    breaker: &'a Breaker,
    _probe: Option<OwnedSemaphorePermit>,
}

impl Breaker {
    pub(crate) fn new() -> Self {
        let state = Arc::new(AtomicU8::new(STATE_CLOSED));
        let policy = consecutive_failures(FAILURES, backoff::constant(OPEN));
        let machine = Config::new().failure_policy(policy).instrument(Gauge(Arc::clone(&state))).build();
        Self { machine, state, probe: Arc::new(Semaphore::new(1)) }
    }

    /// Permission to make a call. `None` while the breaker is open, or half open with a probe under way.
    pub(crate) fn permit(&self) -> Option<Permit<'_>> {
        if !self.machine.is_call_permitted() {
            return None;
        }
        // A permitted call on a breaker that isn't closed is a probe. The state may still read open: it is set a little
        // after the transition.
        let half_open = self.state.load(Ordering::Acquire) != STATE_CLOSED;
        let probe = if half_open { Some(Arc::clone(&self.probe).try_acquire_owned().ok()?) } else { None };
        Some(Permit { breaker: self, _probe: probe })
    }
}

impl Permit<'_> {
    /// The gateway responded, with a result or a refusal.
    pub(crate) fn succeeded(self) {
        self.breaker.machine.on_success();
    }

    /// The gateway gave no usable response.
    pub(crate) fn failed(self) {
        self.breaker.machine.on_error();
    }
}

/// Publishes the state as a metric and to [`Breaker::permit`].
struct Gauge(Arc<AtomicU8>);

impl Gauge {
    fn set(&self, state: u8) {
        self.0.store(state, Ordering::Release);
        metrics::gauge!(STATE_METRIC).set(f64::from(state));
    }
}

impl Instrument for Gauge {
    fn on_call_rejected(&self) {}

    fn on_open(&self) {
        tracing::warn!("the payment gateway's circuit breaker is open");
        self.set(STATE_OPEN);
    }

    fn on_half_open(&self) {
        self.set(STATE_HALF_OPEN);
    }

    fn on_closed(&self) {
        tracing::info!("the payment gateway's circuit breaker is closed");
        self.set(STATE_CLOSED);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_breaker_stays_closed_if_a_success_interrupts_the_failures() {
        let breaker = Breaker::new();
        for _ in 0..3 {
            for _ in 1..FAILURES {
                breaker.permit().unwrap().failed();
            }
            breaker.permit().unwrap().succeeded();
        }
        assert!(breaker.permit().is_some());
    }

    #[tokio::test]
    async fn a_half_open_breaker_permits_one_probe_at_a_time() {
        let breaker = Breaker::new();
        for _ in 0..FAILURES {
            breaker.permit().unwrap().failed();
        }
        assert!(breaker.permit().is_none(), "it opens after {FAILURES} failures in a row");
        let probe = async {
            loop {
                if let Some(probe) = breaker.permit() {
                    break probe;
                }
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        // A deadline of its own, so that a wrong constant fails the test.
        let probe = tokio::time::timeout(Duration::from_secs(10), probe).await.expect("a probe within ten seconds");
        assert!(breaker.permit().is_none(), "a second probe");
        drop(probe);
        let next = breaker.permit().expect("a dropped probe frees its place");
        next.succeeded();
        let (first, second) = (breaker.permit(), breaker.permit());
        assert!(first.is_some() && second.is_some(), "a good probe closes it");
    }
}
