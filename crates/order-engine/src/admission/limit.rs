//! How many orders this process works on at once: found from their latencies by TCP Vegas.
//!
//! Vegas keeps a short queue in front of the bottleneck. With a service rate `r` and an unloaded latency `t`, the limit
//! settles at `r * t` plus a queue between [`QUEUE_LOW`] and [`QUEUE_HIGH`] orders, so it follows the machine: a faster
//! engine gets a higher limit. Processes that share one engine each keep a queue of the same length, which gives them
//! equal shares (Brakmo and Peterson, "TCP Vegas", 1995).

use std::time::Duration;

use tower_acc::{Algorithm, Vegas};

/// The limit grows while the estimated queue is shorter than this. A queue lets Temporal and MySQL share one commit
/// among several orders: on two cores, 8, 16, 32 and 64 orders at once gave 137, 155, 167 and 153 orders a second.
const QUEUE_LOW: usize = 16;
/// The limit shrinks while the estimated queue is longer than this.
const QUEUE_HIGH: usize = 24;
/// Weight of one latency in the mean: about the last 20 orders.
const MEAN_WEIGHT: f64 = 0.05;

/// The adaptive limit, and the mean latency at it.
pub(super) struct Limit {
    vegas: Vegas,
    min: usize,
    /// Mean latency of orders that left a full engine; before the first of them, of all orders.
    mean_seconds: Option<f64>,
    /// Whether an order has left a full engine.
    was_full: bool,
}

impl Limit {
    /// A limit between `min` and `max`, both at least 1; it starts at `min`.
    pub(super) fn new(min: usize, max: usize) -> Self {
        let vegas = Vegas::builder()
            .initial_limit(min)
            .max_limit(max)
            .alpha(|_| QUEUE_LOW)
            .beta(|_| QUEUE_HIGH)
            .threshold(|_| QUEUE_LOW / 2)
            .increase(|limit| limit + 1.0)
            .decrease(|limit| limit - 1.0)
            // A probe takes the latency under load for the unloaded one, so in a long rush each probe would raise the
            // limit further.
            .probe_multiplier(0)
            .smoothing(0.2)
            .build();
        Self { vegas, min, mean_seconds: None, was_full: false }
    }

    /// Orders at once.
    pub(super) fn current(&self) -> usize {
        self.vegas.max_concurrency().max(self.min)
    }

    /// Learns from an order that took `latency` while `working` orders, itself included, were worked on. `overloaded`:
    /// it had no outcome in time.
    pub(super) fn record(&mut self, latency: Duration, working: usize, overloaded: bool) {
        let is_full = working >= self.current();
        self.vegas.update(latency, working, overloaded, false);
        if self.was_full && !is_full {
            // Latencies of quiet hours would let far too many orders wait at the start of the next rush.
            return;
        }
        let seconds = latency.as_secs_f64();
        // The first one of a full engine takes the place of the mean before it.
        let mean = self.mean_seconds.filter(|_| is_full == self.was_full).unwrap_or(seconds);
        self.mean_seconds = Some(mean + MEAN_WEIGHT * (seconds - mean));
        self.was_full = is_full;
    }

    /// Expected time until `orders` more have had their turn, by Little's law. Zero before the first order.
    pub(super) fn time_for(&self, orders: usize) -> Duration {
        #[expect(clippy::cast_precision_loss, reason = "counts of orders are far below 2^52")]
        let rounds = orders as f64 / self.current() as f64;
        Duration::from_secs_f64(rounds * self.mean_seconds.unwrap_or_default())
    }

    /// Number of orders that have had their turn after `time`, the inverse of [`Self::time_for`].
    pub(super) fn orders_in(&self, time: Duration) -> usize {
        let rounds = time.as_secs_f64() / self.mean_seconds.unwrap_or_default();
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a count, or usize::MAX where the time of an order isn't known"
        )]
        let orders = (rounds * self.current() as f64) as usize;
        orders
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The latency of an engine that takes at least 20 ms for an order, and does at most `rate` orders a second.
    fn latency(rate: f64, at_once: usize) -> Duration {
        #[expect(clippy::cast_precision_loss, reason = "a small number")]
        Duration::from_secs_f64(at_once as f64 / rate).max(Duration::from_millis(20))
    }

    /// The limit after 2000 orders, the first of them alone.
    fn settled(limit: &mut Limit, rate: f64) -> usize {
        limit.record(latency(rate, 1), 1, false);
        for _ in 0..2000 {
            limit.record(latency(rate, limit.current()), limit.current(), false);
        }
        limit.current()
    }

    #[test]
    fn the_limit_settles_at_what_the_engine_handles_plus_a_short_queue() {
        for rate in [100.0, 1000.0, 5000.0] {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small number")]
            let handled = (rate * 0.02) as usize;
            let settled = settled(&mut Limit::new(4, 256), rate);
            assert!((handled + QUEUE_LOW - 1..=handled + QUEUE_HIGH).contains(&settled), "{rate}/s: {settled}");
        }
    }

    #[test]
    fn the_limit_stays_within_its_bounds() {
        let mut limit = Limit::new(4, 32);
        let highest = settled(&mut limit, 1_000_000.0);
        assert!((31..=32).contains(&highest), "{highest}");
        for _ in 0..2000 {
            limit.record(Duration::from_secs(2), limit.current(), true);
        }
        assert_eq!(limit.current(), 4);
    }

    #[test]
    fn the_expected_wait_is_the_number_of_orders_over_the_rate() {
        let mut limit = Limit::new(10, 10);
        assert_eq!((limit.time_for(50), limit.orders_in(Duration::from_secs(1))), (Duration::ZERO, usize::MAX));
        limit.record(Duration::from_millis(200), 10, false);
        assert_eq!((limit.time_for(50), limit.orders_in(Duration::from_secs(1))), (Duration::from_secs(1), 50));
    }

    #[test]
    fn the_expected_wait_is_that_of_a_full_engine_even_after_a_quiet_hour() {
        let mut limit = Limit::new(10, 10);
        limit.record(Duration::from_millis(20), 1, false);
        assert_eq!(limit.time_for(50), Duration::from_millis(100));
        limit.record(Duration::from_millis(200), 10, false);
        for _ in 0..1000 {
            limit.record(Duration::from_millis(20), 9, false);
        }
        assert_eq!(limit.time_for(50), Duration::from_secs(1));
        for _ in 0..1000 {
            limit.record(Duration::from_millis(400), 10, false);
        }
        assert!(limit.time_for(50).abs_diff(Duration::from_secs(2)) < Duration::from_millis(1));
    }
}
