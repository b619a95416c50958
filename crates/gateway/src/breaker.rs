//! The circuit breaker before the gateway: while the gateway is away, callers learn so at once instead of
//! each waiting for a time-out, and the gateway isn't stormed when it comes back.

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

/// Failures in a row that open the breaker: more than one order's own repeats in a few seconds, so that one
/// payment which the gateway can't serve doesn't shut out the others.
const FAILURES: u32 = 10;
/// How long it stays open before the next probe: small against an order's payment deadline (60 s), and with
/// one probe at a time no burden on a gateway that comes back.
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
    /// `failsafe` lets every caller through while half open; with a gateway that hangs, that would be all of
    /// them for a whole time-out. Whoever has this permit is the probe.
    probe: Arc<Semaphore>,
}

/// Leave to call. Report the outcome; a call that is dropped instead counts as nothing.
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

    /// Leave to call, or nothing while the breaker is open.
    pub(crate) fn permit(&self) -> Option<Permit<'_>> {
        if !self.machine.is_call_permitted() {
            return None;
        }
        // Permitted and not closed is half open; the gauge may still say open, for it moves a little later.
        let half_open = self.state.load(Ordering::Acquire) != STATE_CLOSED;
        let probe = if half_open { Some(Arc::clone(&self.probe).try_acquire_owned().ok()?) } else { None };
        Some(Permit { breaker: self, _probe: probe })
    }
}

impl Permit<'_> {
    /// The gateway answered, be it with a refusal.
    pub(crate) fn succeeded(self) {
        self.breaker.machine.on_success();
    }

    /// The gateway gave no answer.
    pub(crate) fn failed(self) {
        self.breaker.machine.on_error();
    }
}

/// Shows the state to the metrics and to [`Breaker::permit`].
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
    fn a_success_in_between_keeps_it_closed() {
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
    async fn half_open_it_lets_one_probe_through_at_a_time() {
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
                tokio::task::yield_now().await;
            }
        };
        let probe = tokio::time::timeout(OPEN * 2, probe).await.unwrap();
        assert!(breaker.permit().is_none(), "a second probe");
        drop(probe);
        let next = breaker.permit().expect("a probe that was dropped leaves its place to the next");
        next.succeeded();
        let (first, second) = (breaker.permit(), breaker.permit());
        assert!(first.is_some() && second.is_some(), "a good probe closes it");
    }
}
