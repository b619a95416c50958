//! Admission of orders: an adaptive limit on the orders in the engine, a queue in front of it, and a refusal for orders
//! whose turn wouldn't come in time.
//!
//! Without admission, a rush starts more workflows than Temporal can drive. Their tasks time out and are repeated, and
//! the work of the first attempt is lost, so the more orders are placed, the fewer end. An order counts from its start
//! to its first outcome: its row has ended, its payment is pending, or a step has failed. Time at the payment gateway
//! doesn't count, because the order costs the engine nothing meanwhile.

mod limit;
mod queue;

use std::{sync::Arc, time::Duration};

use holdfast_domain::OrderId;
use holdfast_stores::order_watch::Waiter;
use parking_lot::Mutex;
use thiserror::Error;
use tokio::{
    sync::oneshot,
    time::{Instant, timeout, timeout_at},
};

use self::{
    limit::Limit,
    queue::{Admitted, Arrival, Bounds, LEAST_WAIT, Queue},
};

/// Limit of the orders in the engine and at the gateway together. `host.rs` has slots for this many.
pub(crate) const MAX_IN_ENGINE: usize = 400;
/// An order that has no outcome after this time, without its time at the gateway, counts as a sign of overload. It is
/// the time-out of a workflow task.
const OVERLOADED: Duration = Duration::from_secs(2);
/// An order that is at the gateway for this long no longer counts.
const AWAY: Duration = Duration::from_secs(1);
/// How long an order whose row hasn't changed is remembered as accepted. After that, only MySQL and Temporal know it.
const KNOWN: Duration = Duration::from_mins(1);

/// `holdfast_orders_refused_total`: requests that got [`Busy`].
const REFUSED_METRIC: &str = "holdfast_orders_refused_total";

holdfast_settings::settings! {
    /// How many orders an api-server works on at once, and who waits.
    pub struct AdmissionConfig {
        /// Orders worked on at once, at least. The limit between both bounds adapts to their latency.
        pub min: usize = ranged("ORDERS_AT_ONCE_MIN", 8, 1..=MAX_IN_ENGINE),
        /// Orders worked on at once, at most.
        pub max: usize = ranged("ORDERS_AT_ONCE_MAX", 128, 1..=MAX_IN_ENGINE),
        /// Orders that wait for their turn at once. Further ones get a 503.
        pub waiting: usize = parsed("ORDERS_WAITING_MAX", 2_000_usize),
        /// How long an order waits for its turn if its request has no `Prefer: wait`.
        pub timeout: Duration = millis("ORDERS_QUEUE_TIMEOUT_MS", 2_000),
    }
}

/// More orders arrive than the engine handles, so this one was not accepted. It keeps its turn if the request is
/// repeated in time with the same key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("too many orders at once")]
pub struct Busy {
    /// Time until the order's turn is expected: 1 to 15 s.
    pub turn_in: Duration,
    /// How long its request waits in the queue.
    pub timeout: Duration,
    /// Whether this process has refused the order before.
    pub refused_before: bool,
}

/// The admission of one process. Cheap to clone; clones share the queue.
#[derive(Clone)]
pub struct Admission {
    queue: Arc<Mutex<Queue>>,
    timeout: Duration,
}

/// When an order may be started.
pub enum Turn {
    /// Now.
    Now(Permit),
    /// An earlier request is starting its workflow, or has started it.
    Past,
    /// Later: the order waits in the queue.
    Later(Waiting),
    /// Not in time.
    Refused(Busy),
}

impl Admission {
    /// An empty queue within the bounds of the settings.
    #[must_use]
    pub fn new(config: &AdmissionConfig) -> Self {
        let min = config.min.min(config.max);
        set_gauge("holdfast_orders_at_once_min", min);
        set_gauge("holdfast_orders_at_once_max", config.max);
        // So that the first refusal of a process is an increase.
        metrics::counter!(REFUSED_METRIC).increment(0);
        let limit = Limit::new(min, config.max);
        let bounds = Bounds { in_engine: MAX_IN_ENGINE, waiting: config.waiting };
        let admission = Self { queue: Arc::new(Mutex::new(Queue::new(limit, bounds))), timeout: config.timeout };
        admission.show_figures();
        admission
    }

    /// Asks for a turn. `timeout` is how long the client waits; the default of the settings when absent.
    #[must_use]
    pub fn arrive(&self, order: OrderId, timeout: Option<Duration>) -> Turn {
        let (timeout, now) = (timeout.unwrap_or(self.timeout), Instant::now());
        let arrival = self.queue.lock().arrive(order, timeout, now);
        let turn = match arrival {
            Arrival::Admitted => Turn::Now(Permit::new(self, order)),
            Arrival::InEngine => Turn::Past,
            Arrival::Waits(admitted) => {
                let deadline = now + timeout.max(LEAST_WAIT);
                Turn::Later(Waiting { admission: self.clone(), order, timeout, deadline, admitted })
            }
            Arrival::Refused { turn_in, refused_before } => {
                Turn::Refused(Busy::counted(turn_in, timeout, refused_before))
            }
        };
        // The limit may have grown since the last order left.
        self.admit_waiting();
        turn
    }

    fn admit_waiting(&self) {
        while let Some((order, requests)) = self.next_admitted() {
            let mut permit = Some(Permit::new(self, order));
            for request in requests {
                permit = request.send(permit).err().flatten();
            }
            if let Some(permit) = permit {
                // No request waits any more. Dropping the permit here would recurse.
                permit.give_back();
            }
        }
        self.show_figures();
    }

    fn show_figures(&self) {
        let (limit, working, waiting) = self.queue.lock().figures();
        for (name, value) in [
            ("holdfast_orders_at_once_limit", limit),
            ("holdfast_orders_at_once", working),
            ("holdfast_orders_waiting", waiting),
        ] {
            set_gauge(name, value);
        }
    }

    fn next_admitted(&self) -> Option<(OrderId, Vec<Admitted>)> {
        self.queue.lock().admit_next()
    }
}

fn set_gauge(name: &'static str, value: usize) {
    metrics::gauge!(name).set(u32::try_from(value).map_or(f64::MAX, f64::from));
}

impl Busy {
    fn counted(turn_in: Duration, timeout: Duration, refused_before: bool) -> Self {
        metrics::counter!(REFUSED_METRIC).increment(1);
        Self { turn_in, timeout, refused_before }
    }
}

/// A request that waits in the queue. Dropping it leaves the queue; its order keeps the turn for some seconds.
pub struct Waiting {
    admission: Admission,
    order: OrderId,
    timeout: Duration,
    deadline: Instant,
    admitted: oneshot::Receiver<Option<Permit>>,
}

impl Waiting {
    /// When this request gives up.
    #[must_use]
    pub const fn deadline(&self) -> Instant {
        self.deadline
    }

    /// Waits for the order's turn. `None`: another request of the order got the permit.
    ///
    /// # Errors
    /// [`Busy`] if the deadline comes first.
    pub async fn turn(mut self) -> Result<Option<Permit>, Busy> {
        if let Ok(Ok(permit)) = timeout_at(self.deadline, &mut self.admitted).await {
            return Ok(permit);
        }
        // From here on no permit can be sent, but one may have been sent since the time-out.
        self.admitted.close();
        self.admitted.try_recv().map_err(|_| Busy::counted(self.leave(), self.timeout, false))
    }

    fn leave(&self) -> Duration {
        self.admission.queue.lock().give_up(self.order, Instant::now())
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.admitted.close();
        self.leave();
    }
}

/// The right to start an order's workflow. If it is dropped, the next order gets it.
pub struct Permit {
    admission: Admission,
    order: OrderId,
    entered: Instant,
    at_gateway: bool,
    given_back: bool,
}

impl Permit {
    fn new(admission: &Admission, order: OrderId) -> Self {
        let admission = admission.clone();
        Self { admission, order, entered: Instant::now(), at_gateway: false, given_back: false }
    }

    /// Keeps the order counted until its first outcome, and `accepted` alive until its row has changed. `progress` must
    /// be older than the start of the workflow.
    pub(crate) fn follow(self, mut progress: Waiter, accepted: impl Send + 'static) {
        tokio::spawn(async move {
            self.until_first_outcome(&mut progress).await;
            // Without a change, the order is delayed or at the gateway. Repeats of its request must still find it.
            timeout(KNOWN, progress.row_changed()).await.ok();
            drop(accepted);
        });
    }

    async fn until_first_outcome(mut self, progress: &mut Waiter) {
        loop {
            let wait = if self.at_gateway { AWAY } else { OVERLOADED.saturating_sub(self.latency(progress)) };
            let in_time = timeout(wait, progress.progressed()).await.is_ok();
            let (at_gateway, latency) = (progress.is_at_gateway(), self.latency(progress));
            if progress.has_changed() {
                self.admission.queue.lock().record(latency, false);
                metrics::histogram!("holdfast_order_engine_seconds").record(latency);
                return;
            }
            // The order was in the engine, or at the gateway, for the whole of its wait.
            if !in_time && at_gateway == self.at_gateway {
                if !at_gateway {
                    self.admission.queue.lock().record(latency, true);
                }
                return;
            }
            self.set_at_gateway(at_gateway);
        }
    }

    /// Time in the engine, without that at the gateway.
    fn latency(&self, progress: &Waiter) -> Duration {
        self.entered.elapsed().saturating_sub(progress.time_at_gateway())
    }

    fn set_at_gateway(&mut self, at_gateway: bool) {
        if self.at_gateway == at_gateway {
            return;
        }
        self.at_gateway = at_gateway;
        let mut queue = self.admission.queue.lock();
        if at_gateway {
            queue.goes_to_gateway();
            drop(queue);
            self.admission.admit_waiting();
        } else {
            queue.comes_back();
        }
    }

    fn give_back(mut self) {
        self.given_back = true;
        self.admission.queue.lock().leave(self.order, self.at_gateway);
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        if !self.given_back {
            self.admission.queue.lock().leave(self.order, self.at_gateway);
            self.admission.admit_waiting();
        }
    }
}

#[cfg(test)]
mod tests {
    use holdfast_domain::Principal;
    use holdfast_stores::order_watch::OrderWatch;
    use holdfast_test_support::eventually;
    use metrics_exporter_prometheus::PrometheusBuilder;

    use super::*;

    fn order(number: usize) -> OrderId {
        OrderId::derive(b"secret", Principal::Public, &number.to_string())
    }

    /// Admits one order at a time.
    fn one_at_a_time() -> Admission {
        let timeout = Duration::from_mins(1);
        Admission::new(&AdmissionConfig { min: 1, max: 1, waiting: 20_000, timeout })
    }

    fn admitted(admission: &Admission, number: usize) -> Permit {
        match admission.arrive(order(number), None) {
            Turn::Now(permit) => permit,
            _ => panic!("order {number} isn't admitted"),
        }
    }

    fn waiting(admission: &Admission, number: usize) -> Waiting {
        match admission.arrive(order(number), None) {
            Turn::Later(waiting) => waiting,
            _ => panic!("order {number} doesn't wait"),
        }
    }

    /// Keeps order 0 in the engine; returns the watch of its progress.
    fn follow(permit: Permit) -> OrderWatch {
        let watch = OrderWatch::default();
        permit.follow(watch.wait_for(order(0)), ());
        watch
    }

    async fn worked_on(admission: &Admission, orders: usize) {
        let is_reached = async || (admission.queue.lock().figures().1 == orders).then_some(());
        eventually(&format!("{orders} orders are worked on"), is_reached).await;
    }

    #[tokio::test]
    async fn the_metrics_show_the_limit_and_its_bounds_from_the_start() {
        let recorder = PrometheusBuilder::new().build_recorder();
        let _guard = metrics::set_default_local_recorder(&recorder);
        let timeout = Duration::from_mins(1);
        let _admission = Admission::new(&AdmissionConfig { min: 3, max: 7, waiting: 1, timeout });
        let shown = recorder.handle().render();
        for line in ["at_once_min 3", "at_once_limit 3", "at_once_max 7", "waiting 0", "refused_total 0"] {
            assert!(shown.contains(&format!("holdfast_orders_{line}\n")), "{line}: {shown}");
        }
    }

    #[tokio::test]
    async fn a_permit_that_is_dropped_admits_the_next_order() {
        let admission = one_at_a_time();
        let permit = admitted(&admission, 0);
        let next = waiting(&admission, 1);
        drop(permit);
        assert!(next.turn().await.unwrap().is_some());
    }

    #[tokio::test]
    async fn one_request_of_an_order_gets_the_permit_and_the_others_none() {
        let admission = one_at_a_time();
        let permit = admitted(&admission, 0);
        let (one, other) = (waiting(&admission, 1), waiting(&admission, 1));
        drop(permit);
        let (one, other) = (one.turn().await.unwrap(), other.turn().await.unwrap());
        assert!(one.is_some() && other.is_none());
        assert!(matches!(admission.arrive(order(1), None), Turn::Past));
    }

    #[tokio::test]
    async fn requests_whose_clients_disconnected_are_passed_over() {
        let admission = one_at_a_time();
        let permit = admitted(&admission, 0);
        let mut gone: Vec<_> = (1..=10_000).map(|number| waiting(&admission, number)).collect();
        let last = waiting(&admission, 10_001);
        // Half of them are about to leave the queue when their turn comes.
        gone.drain(..5_000);
        for waiting in &mut gone {
            waiting.admitted.close();
        }
        drop(permit);
        assert!(last.turn().await.unwrap().is_some());
    }

    #[tokio::test]
    async fn a_request_whose_client_disconnected_makes_room_in_the_queue() {
        let timeout = Duration::from_mins(1);
        let admission = Admission::new(&AdmissionConfig { min: 1, max: 1, waiting: 1, timeout });
        let _permit = admitted(&admission, 0);
        let gone = waiting(&admission, 1);
        assert!(matches!(admission.arrive(order(2), None), Turn::Refused(_)));
        drop(gone);
        let _next = waiting(&admission, 2);
    }

    #[tokio::test]
    async fn a_request_whose_timeout_has_passed_is_refused_and_leaves_the_queue() {
        let admission = one_at_a_time();
        let permit = admitted(&admission, 0);
        let Turn::Later(waiting) = admission.arrive(order(1), Some(Duration::from_millis(10))) else {
            panic!("nothing is known of the wait yet");
        };
        let busy = waiting.turn().await.err().unwrap();
        assert!(busy.turn_in >= Duration::from_secs(1));
        drop(permit);
        assert!(matches!(admission.arrive(order(2), None), Turn::Now(_)));
    }

    #[tokio::test]
    async fn an_order_counts_until_its_row_changes() {
        let admission = one_at_a_time();
        let watch = follow(admitted(&admission, 0));
        let next = waiting(&admission, 1);
        watch.row_changed(order(0));
        assert!(next.turn().await.unwrap().is_some());
    }

    #[tokio::test]
    async fn a_turn_is_expected_by_how_long_the_orders_before_have_taken() {
        let admission = one_at_a_time();
        let watch = follow(admitted(&admission, 0));
        let next = waiting(&admission, 1);
        // The order takes this long.
        tokio::time::sleep(Duration::from_millis(200)).await;
        watch.row_changed(order(0));
        let _permit = next.turn().await.unwrap();
        let _crowd: Vec<_> = (2..22).map(|number| waiting(&admission, number)).collect();
        let Turn::Refused(busy) = admission.arrive(order(22), Some(Duration::ZERO)) else {
            panic!("21 orders are ahead");
        };
        assert!(busy.turn_in >= Duration::from_secs(4), "{busy:?}");
    }

    #[tokio::test]
    async fn an_order_at_the_gateway_does_not_count_and_counts_again_when_it_comes_back() {
        let admission = one_at_a_time();
        let watch = follow(admitted(&admission, 0));
        let (next, last) = (waiting(&admission, 1), waiting(&admission, 2));
        let at_gateway = watch.at_gateway(order(0));
        let permit = next.turn().await.unwrap().unwrap();
        drop(at_gateway);
        // Both are worked on now, so the end of one leaves no room.
        worked_on(&admission, 2).await;
        drop(permit);
        assert_eq!(admission.queue.lock().figures(), (1, 1, 1));
        watch.row_changed(order(0));
        assert!(last.turn().await.unwrap().is_some());
    }

    #[tokio::test]
    async fn orders_that_stay_at_the_gateway_leave_and_are_no_sign_of_overload() {
        const ORDERS: usize = 10;
        /// Enough that the limit adapts.
        const OTHERS: usize = 20;
        let (min, timeout) = (ORDERS + OTHERS, Duration::ZERO);
        let admission = Admission::new(&AdmissionConfig { min, max: 40, waiting: 1, timeout });
        let permits: Vec<_> = (0..ORDERS).map(|number| admitted(&admission, number)).collect();
        let _others: Vec<_> = (ORDERS..min).map(|number| admitted(&admission, number)).collect();
        for _ in 0..100 {
            admission.queue.lock().record(Duration::from_millis(1), false);
        }
        let limit = admission.queue.lock().figures().0;
        assert!(limit > min + 5, "{limit}");
        let watch = OrderWatch::default();
        for (number, permit) in permits.into_iter().enumerate() {
            permit.follow(watch.wait_for(order(number)), ());
        }
        let begun = Instant::now();
        let _at_gateway: Vec<_> = (0..ORDERS).map(|number| watch.at_gateway(order(number))).collect();
        worked_on(&admission, OTHERS).await;
        // Further calls change nothing.
        let _again: Vec<_> = (0..ORDERS).map(|number| watch.at_gateway(order(number))).collect();
        let is_out = |number| !matches!(admission.arrive(order(number), None), Turn::Past);
        eventually("the first order leaves the engine", async || (0..ORDERS).any(is_out).then_some(())).await;
        assert!(begun.elapsed() >= AWAY);
        eventually("all orders leave the engine", async || (0..ORDERS).all(is_out).then_some(())).await;
        assert_eq!(admission.queue.lock().figures().0, limit);
    }

    #[tokio::test]
    async fn an_order_without_an_outcome_in_time_counts_as_overload_and_makes_room() {
        let admission = one_at_a_time();
        let _watch = follow(admitted(&admission, 0));
        let begun = Instant::now();
        assert!(waiting(&admission, 1).turn().await.unwrap().is_some());
        assert!(begun.elapsed() + Duration::from_millis(100) >= OVERLOADED);
    }
}
