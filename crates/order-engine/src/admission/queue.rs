//! The queue in front of the engine: orders in the engine, waiting orders, and refused orders that keep their position.
//!
//! Turns are given in the order of arrival. An order keeps its turn while a request waits for it. After a refusal it
//! keeps the turn until [`KEPT`] after it is expected, so a buyer who retries in time is ahead of later ones.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    time::Duration,
};

use holdfast_domain::OrderId;
use tokio::{sync::oneshot, time::Instant};

use super::{Permit, limit::Limit};

/// How long a refused order keeps its turn beyond the time that was told.
const KEPT: Duration = Duration::from_secs(10);
/// A refused order that is this late isn't expected any more.
const LATE: Duration = Duration::from_secs(1);
/// The queue is short of orders if they wait for less than this share of the time that a client waits.
const SHORT_OF_ORDERS: f64 = 0.25;
/// The shortest time that a repeat waits when its turn is the next. Otherwise a client that doesn't wait at all would
/// never be admitted while others do.
pub(super) const LEAST_WAIT: Duration = Duration::from_millis(50);
/// The shortest time until a turn that is told: HTTP has whole seconds.
const MIN_RETRY: Duration = Duration::from_secs(1);
/// The longest time until a turn that is told. A buyer further back retries before the turn, and then gets a better
/// estimate: one made in the first second of a rush is too pessimistic.
const MAX_RETRY: Duration = Duration::from_secs(15);
/// Maximum number of refused orders that keep a turn. Beyond it, the turn that would end first is dropped.
const MAX_TURNS: usize = 100_000;
/// Maximum number of earlier turns that an arrival looks at.
const MAX_COUNTED: usize = 5_000;

/// A position in the order of arrival; the smallest is served first.
type Turn = u64;

/// Reports to a request that its order is in the engine. One request of an order gets the permit, the others `None`.
pub(super) type Admitted = oneshot::Sender<Option<Permit>>;

/// An order in the queue, and the requests that wait for it.
type Place = (OrderId, Vec<Admitted>);

/// The bounds of a queue.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    /// Orders in the engine, those at the gateway included.
    pub(super) in_engine: usize,
    /// Orders that wait.
    pub(super) waiting: usize,
}

/// The result of a request's arrival.
pub(super) enum Arrival {
    /// The order has entered the engine.
    Admitted,
    /// The order was in the engine already.
    InEngine,
    /// The order waits. The receiver gets the permit.
    Waits(oneshot::Receiver<Option<Permit>>),
    /// The order's turn is expected only after `turn_in`. `refused_before`: this queue has refused the order
    /// before.
    Refused { turn_in: Duration, refused_before: bool },
}

/// See the module. Callers pass the present time, so that the rules need no clock.
pub(super) struct Queue {
    limit: Limit,
    bounds: Bounds,
    in_engine: HashSet<OrderId>,
    /// Orders in the engine that aren't at the gateway.
    working: usize,
    waiting: BTreeMap<Turn, Place>,
    /// The turns of waiting and of refused orders.
    turns: HashMap<OrderId, Turn>,
    /// When the turns in `turns` end: those of refused orders do, those of waiting orders don't.
    outstanding: BTreeMap<Turn, Option<Instant>>,
    /// The ends in `outstanding`, the earliest first.
    ends: BTreeSet<(Instant, OrderId)>,
    next_turn: Turn,
}

impl Queue {
    pub(super) fn new(limit: Limit, bounds: Bounds) -> Self {
        Self {
            limit,
            bounds,
            in_engine: HashSet::new(),
            working: 0,
            waiting: BTreeMap::new(),
            turns: HashMap::new(),
            outstanding: BTreeMap::new(),
            ends: BTreeSet::new(),
            next_turn: 0,
        }
    }

    /// Handles the arrival of a request for `order` that waits for up to `timeout`.
    pub(super) fn arrive(&mut self, order: OrderId, timeout: Duration, now: Instant) -> Arrival {
        self.end_turns(now);
        if self.in_engine.contains(&order) {
            return Arrival::InEngine;
        }
        if self.waiting.is_empty() && self.has_room() {
            self.forget_turn(order);
            self.enter(order);
            return Arrival::Admitted;
        }
        let kept = self.turns.get(&order).copied();
        if let Some(place) = kept.and_then(|turn| self.waiting.get_mut(&turn)) {
            return Arrival::Waits(join(place));
        }
        let turn = kept.unwrap_or(self.next_turn);
        let ahead = self.ahead_of(turn, now);
        self.next_turn = self.next_turn.max(turn + 1);
        self.set_turn(order, turn, None);
        let wait = self.limit.time_for(ahead + 1);
        let is_next = kept.is_some() && ahead == 0;
        let may_wait = wait <= timeout || is_next || self.is_short_of_orders(turn, timeout);
        if !may_wait || self.waiting.len() >= self.bounds.waiting {
            let turn_in = self.refuse(order, turn, wait, now);
            return Arrival::Refused { turn_in, refused_before: kept.is_some() };
        }
        Arrival::Waits(join(self.waiting.entry(turn).or_insert((order, Vec::new()))))
    }

    /// Removes the requests for `order` that stopped waiting, by their time-out or because the client disconnected.
    /// Returns the time until the order's turn is expected. The order leaves the queue with its last request.
    pub(super) fn give_up(&mut self, order: OrderId, now: Instant) -> Duration {
        let Some(&turn) = self.turns.get(&order) else { return MIN_RETRY };
        let wait = self.limit.time_for(self.ahead_of(turn, now) + 1);
        if let Some((_, requests)) = self.waiting.get_mut(&turn) {
            requests.retain(|request| !request.is_closed());
            if requests.is_empty() {
                self.waiting.remove(&turn);
                return self.refuse(order, turn, wait, now);
            }
        }
        wait.clamp(MIN_RETRY, MAX_RETRY)
    }

    /// Admits the next order, if there is room; returns it with the requests that wait for it.
    pub(super) fn admit_next(&mut self) -> Option<Place> {
        if !self.has_room() {
            return None;
        }
        let (_, (order, requests)) = self.waiting.pop_first()?;
        self.forget_turn(order);
        self.enter(order);
        Some((order, requests))
    }

    /// Stops counting an order that goes to the gateway: until it comes back, it costs the engine nothing.
    pub(super) fn goes_to_gateway(&mut self) {
        self.working -= 1;
    }

    /// Counts an order that comes back from the gateway. It doesn't wait again, so the limit may be exceeded briefly.
    pub(super) fn comes_back(&mut self) {
        self.working += 1;
    }

    /// Removes an order that has its first outcome, or has been at the gateway for long.
    pub(super) fn leave(&mut self, order: OrderId, at_gateway: bool) {
        self.in_engine.remove(&order);
        if !at_gateway {
            self.working -= 1;
        }
    }

    /// Learns from the latency of an order that is about to leave.
    pub(super) fn record(&mut self, latency: Duration, overloaded: bool) {
        self.limit.record(latency, self.working, overloaded);
    }

    /// The limit, orders worked on, and orders that wait.
    pub(super) fn figures(&self) -> (usize, usize, usize) {
        (self.limit.current(), self.working, self.waiting.len())
    }

    fn has_room(&self) -> bool {
        self.working < self.limit.current() && self.in_engine.len() < self.bounds.in_engine
    }

    fn enter(&mut self, order: OrderId) {
        self.in_engine.insert(order);
        self.working += 1;
    }

    /// Number of orders with an earlier turn. Refused ones count, because they are ahead when they retry, unless they
    /// are late: those buyers have probably left.
    fn ahead_of(&self, turn: Turn, now: Instant) -> usize {
        let is_expected = |end: &Option<Instant>| end.is_none_or(|end| end + LATE > now + KEPT);
        // With more of them, the time until the turn is told as MAX_RETRY anyway.
        let enough = self.limit.orders_in(MAX_RETRY);
        let earlier = self.outstanding.range(..turn).take(MAX_COUNTED);
        earlier.filter(|(_, end)| is_expected(end)).take(enough).count()
    }

    /// Whether so few orders wait ahead of this turn that it comes in time, unless many refused ones come back first.
    /// They may have left, and then the engine would have nothing to do.
    fn is_short_of_orders(&self, turn: Turn, timeout: Duration) -> bool {
        let enough = self.limit.orders_in(timeout.mul_f64(SHORT_OF_ORDERS));
        self.waiting.range(..turn).take(enough).count() < enough
    }

    /// Keeps the order's turn until [`KEPT`] after it is expected. Returns the time until then, as it is told.
    fn refuse(&mut self, order: OrderId, turn: Turn, wait: Duration, now: Instant) -> Duration {
        let wait = wait.clamp(MIN_RETRY, MAX_RETRY);
        self.set_turn(order, turn, Some(now + wait + KEPT));
        if self.ends.len() > MAX_TURNS
            && let Some(&(_, first)) = self.ends.first()
        {
            self.forget_turn(first);
        }
        wait
    }

    fn set_turn(&mut self, order: OrderId, turn: Turn, end: Option<Instant>) {
        self.forget_turn(order);
        self.turns.insert(order, turn);
        self.outstanding.insert(turn, end);
        self.ends.extend(end.map(|end| (end, order)));
    }

    fn forget_turn(&mut self, order: OrderId) {
        let end = self.turns.remove(&order).and_then(|turn| self.outstanding.remove(&turn)?);
        if let Some(end) = end {
            self.ends.remove(&(end, order));
        }
    }

    fn end_turns(&mut self, now: Instant) {
        while let Some(&(_, order)) = self.ends.first().filter(|(end, _)| *end <= now) {
            self.forget_turn(order);
        }
    }
}

/// Adds a request to a waiting order.
fn join((_, requests): &mut Place) -> oneshot::Receiver<Option<Permit>> {
    let (admitted, receiver) = oneshot::channel();
    requests.push(admitted);
    receiver
}

#[cfg(test)]
mod tests {
    use holdfast_domain::Principal;

    use super::*;

    const TIMEOUT: Duration = Duration::from_secs(2);
    /// One order takes a second, so an order's expected wait is its position in seconds.
    const ONE_SECOND: Duration = Duration::from_secs(1);

    fn order(number: usize) -> OrderId {
        OrderId::derive(b"secret", Principal::Public, &number.to_string())
    }

    /// A queue for an engine that takes one order at a time, and has order 0.
    fn busy_queue(bounds: Bounds) -> (Queue, Instant) {
        let mut limit = Limit::new(1, 1);
        limit.record(ONE_SECOND, 1, false);
        let (mut queue, now) = (Queue::new(limit, bounds), Instant::now());
        assert!(matches!(queue.arrive(order(0), TIMEOUT, now), Arrival::Admitted));
        (queue, now)
    }

    const WIDE: Bounds = Bounds { in_engine: 400, waiting: 400 };

    fn waits(queue: &mut Queue, number: usize, timeout: Duration, now: Instant) -> oneshot::Receiver<Option<Permit>> {
        match queue.arrive(order(number), timeout, now) {
            Arrival::Waits(receiver) => receiver,
            _ => panic!("order {number} doesn't wait"),
        }
    }

    fn refused(queue: &mut Queue, number: usize, timeout: Duration, now: Instant) -> Duration {
        match queue.arrive(order(number), timeout, now) {
            Arrival::Refused { turn_in, .. } => turn_in,
            _ => panic!("order {number} isn't refused"),
        }
    }

    /// The orders that are admitted one after the other, if each leaves at once.
    fn admitted(queue: &mut Queue, mut present: OrderId) -> Vec<OrderId> {
        let mut all = Vec::new();
        loop {
            queue.leave(present, false);
            let Some((next, _)) = queue.admit_next() else { return all };
            all.push(next);
            present = next;
        }
    }

    #[test]
    fn orders_are_admitted_in_the_order_of_their_arrival() {
        let (mut queue, now) = busy_queue(WIDE);
        let timeout = Duration::from_mins(1);
        let _receivers: Vec<_> = [3, 1, 2].map(|number| waits(&mut queue, number, timeout, now)).into();
        assert!(queue.admit_next().is_none());
        assert_eq!(admitted(&mut queue, order(0)), [order(3), order(1), order(2)]);
    }

    #[test]
    fn an_order_whose_turn_would_come_too_late_is_refused_at_once_with_the_time_of_its_turn() {
        let (mut queue, now) = busy_queue(WIDE);
        let _receivers = [waits(&mut queue, 1, TIMEOUT, now), waits(&mut queue, 2, TIMEOUT, now)];
        assert_eq!(refused(&mut queue, 3, TIMEOUT, now), Duration::from_secs(3));
        assert_eq!(refused(&mut queue, 4, TIMEOUT, now), Duration::from_secs(4));
        assert_eq!(refused(&mut queue, 5, Duration::ZERO, now), Duration::from_secs(5));
        for number in 6..100 {
            refused(&mut queue, number, TIMEOUT, now);
        }
        assert_eq!(refused(&mut queue, 100, TIMEOUT, now), MAX_RETRY);
    }

    #[test]
    fn a_refused_order_that_is_retried_in_time_is_ahead_of_later_ones() {
        let (mut queue, now) = busy_queue(WIDE);
        let first = waits(&mut queue, 1, TIMEOUT, now);
        assert_eq!(refused(&mut queue, 2, ONE_SECOND, now), Duration::from_secs(2));
        let _later = waits(&mut queue, 3, Duration::from_mins(1), now);
        let again = now + Duration::from_secs(2);
        drop(first);
        queue.give_up(order(1), again);
        let _again = waits(&mut queue, 2, TIMEOUT, again);
        assert_eq!(admitted(&mut queue, order(0)), [order(2), order(3)]);
    }

    #[test]
    fn a_refused_order_loses_its_turn_some_seconds_after_its_retry_was_due() {
        let (mut queue, now) = busy_queue(WIDE);
        let turn_in = refused(&mut queue, 1, Duration::ZERO, now);
        let late = now + turn_in + KEPT;
        let _later = waits(&mut queue, 2, TIMEOUT, late);
        let _again = waits(&mut queue, 1, TIMEOUT, late);
        assert_eq!(admitted(&mut queue, order(0)), [order(2), order(1)]);
        assert!(queue.turns.is_empty() && queue.ends.is_empty());
    }

    #[test]
    fn a_refused_order_is_expected_until_it_is_late() {
        let (mut queue, now) = busy_queue(WIDE);
        let due = now + refused(&mut queue, 1, Duration::ZERO, now);
        assert_eq!(queue.ahead_of(queue.next_turn, due + LATE.mul_f64(0.9)), 1);
        assert_eq!(queue.ahead_of(queue.next_turn, due + LATE), 0);
    }

    #[test]
    fn buyers_who_left_are_not_waited_for() {
        let mut limit = Limit::new(1, 1);
        limit.record(Duration::from_millis(100), 1, false);
        let (mut queue, now) = (Queue::new(limit, WIDE), Instant::now());
        assert!(matches!(queue.arrive(order(0), TIMEOUT, now), Arrival::Admitted));
        let _crowd: Vec<_> = (1..=20).map(|number| waits(&mut queue, number, TIMEOUT, now)).collect();
        let turn_in = (21..=60).map(|number| refused(&mut queue, number, TIMEOUT, now)).max().unwrap();
        assert_eq!(turn_in, Duration::from_secs(6));
        // The crowd has gone. Few wait, so a new order may wait too, even if it had to wait for those who come back.
        (1..=20).for_each(|number| queue.forget_turn(order(number)));
        queue.waiting.clear();
        let _new: Vec<_> = (100..105).map(|number| waits(&mut queue, number, TIMEOUT, now)).collect();
        assert!(refused(&mut queue, 105, TIMEOUT, now) > Duration::from_secs(4));
        // All refused ones are late: only those that wait are ahead.
        let late = now + turn_in + LATE;
        let _more: Vec<_> = (200..215).map(|number| waits(&mut queue, number, TIMEOUT, late)).collect();
        assert!(refused(&mut queue, 300, TIMEOUT, late) < Duration::from_secs(3));
    }

    #[test]
    fn a_repeat_that_does_not_wait_is_admitted_once_its_turn_is_the_next() {
        let (mut queue, now) = busy_queue(WIDE);
        let first = waits(&mut queue, 1, TIMEOUT, now);
        refused(&mut queue, 2, Duration::ZERO, now);
        let _later = waits(&mut queue, 3, Duration::from_mins(1), now);
        refused(&mut queue, 2, Duration::ZERO, now);
        queue.leave(order(0), false);
        assert_eq!(queue.admit_next().map(|(order, _)| order), Some(order(1)));
        drop(first);
        let _again = waits(&mut queue, 2, Duration::ZERO, now);
        assert_eq!(admitted(&mut queue, order(1)), [order(2), order(3)]);
    }

    #[test]
    fn requests_of_one_order_share_its_turn_until_the_last_gives_up() {
        let (mut queue, now) = busy_queue(WIDE);
        let one = waits(&mut queue, 1, TIMEOUT, now);
        let other = waits(&mut queue, 1, TIMEOUT, now);
        drop(one);
        queue.give_up(order(1), now);
        assert_eq!(queue.figures(), (1, 1, 1));
        drop(other);
        queue.give_up(order(1), now);
        assert_eq!(queue.figures(), (1, 1, 0));
    }

    #[test]
    fn a_request_that_gives_up_is_told_when_its_turn_is_expected() {
        let (mut queue, now) = busy_queue(WIDE);
        let (_first, second) = (waits(&mut queue, 1, TIMEOUT, now), waits(&mut queue, 2, TIMEOUT, now));
        drop(second);
        assert_eq!(queue.give_up(order(2), now), Duration::from_secs(2));
    }

    #[test]
    fn a_repeat_of_an_order_in_the_engine_does_not_wait() {
        let (mut queue, now) = busy_queue(WIDE);
        assert!(matches!(queue.arrive(order(0), TIMEOUT, now), Arrival::InEngine));
    }

    #[test]
    fn an_order_at_the_gateway_makes_room_up_to_the_bound_of_the_engine() {
        let (mut queue, now) = busy_queue(Bounds { in_engine: 2, waiting: 400 });
        let _receivers = [waits(&mut queue, 1, TIMEOUT, now), waits(&mut queue, 2, TIMEOUT, now)];
        queue.goes_to_gateway();
        assert_eq!(queue.admit_next().map(|(order, _)| order), Some(order(1)));
        queue.goes_to_gateway();
        assert!(queue.admit_next().is_none());
        queue.comes_back();
        queue.leave(order(0), false);
        assert_eq!(queue.admit_next().map(|(order, _)| order), Some(order(2)));
    }

    #[test]
    fn the_queue_and_the_kept_turns_have_a_bound() {
        let (mut queue, now) = busy_queue(Bounds { in_engine: 400, waiting: 3 });
        let timeout = Duration::from_secs(1_000_000);
        let _receivers: Vec<_> = (1..=3).map(|number| waits(&mut queue, number, timeout, now)).collect();
        for number in 4..MAX_TURNS + 100 {
            refused(&mut queue, number, timeout, now);
        }
        assert_eq!((queue.ends.len(), queue.turns.len()), (MAX_TURNS, MAX_TURNS + 3));
        assert_eq!(admitted(&mut queue, order(0)), [order(1), order(2), order(3)]);
    }
}
