//! When a proof of work is wanted, and how much work: by the rate of the requests that it is for.

use std::time::{Duration, Instant};

use super::{Mode, ProofOfWorkConfig};

/// The period over which the rate is averaged: each request counts for less as it gets older. A shorter one would ask
/// after a handful of requests at once, a longer one too late in a rush.
const PERIOD: Duration = Duration::from_secs(3);
/// The share of the rate below which a proof is no longer wanted. Between the two, nothing changes.
const LOW: f64 = 0.5;

/// The rate of the requests to one process, as an exponentially weighted average.
pub(super) struct Load {
    config: ProofOfWorkConfig,
    /// Requests a second, as they were at `at`.
    rate: f64,
    at: Instant,
    is_high: bool,
}

impl Load {
    pub(super) fn new(config: ProofOfWorkConfig, now: Instant) -> Self {
        Self { config, rate: 0.0, at: now, is_high: false }
    }

    /// Counts a request. One that brings a proof isn't counted, or a rush would look twice as large once proofs are
    /// wanted: a client without one asks twice.
    pub(super) fn count(&mut self, now: Instant) {
        self.rate = self.rate_at(now) + 1.0 / PERIOD.as_secs_f64();
        self.at = self.at.max(now);
    }

    /// The most tries that a proof must take now; `None` if none is wanted.
    pub(super) fn tries(&mut self, now: Instant) -> Option<u32> {
        let ProofOfWorkConfig { mode, rate, min_tries, max_tries } = self.config;
        let share = self.rate_at(now) / f64::from(rate);
        let is_high = share >= if self.is_high { LOW } else { 1.0 };
        if is_high != self.is_high && mode == Mode::Load {
            tracing::info!(wanted = is_high, rate = self.rate_at(now), "the load has changed: proofs of work");
        }
        self.is_high = is_high;
        let is_wanted = match mode {
            Mode::Off => false,
            Mode::Load => is_high,
            Mode::Always => true,
        };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is within the two bounds")]
        let tries = (f64::from(min_tries) * share).clamp(f64::from(min_tries), f64::from(max_tries)) as u32;
        is_wanted.then_some(tries)
    }

    fn rate_at(&self, now: Instant) -> f64 {
        self.rate * (-now.saturating_duration_since(self.at).as_secs_f64() / PERIOD.as_secs_f64()).exp()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONFIG: ProofOfWorkConfig =
        ProofOfWorkConfig { mode: Mode::Load, rate: 100, min_tries: 1_000, max_tries: 4_000 };

    /// Counts requests at this rate for some seconds. Returns when that ends.
    fn rush(load: &mut Load, mut now: Instant, rate: u32, seconds: u32) -> Instant {
        for _ in 0..rate * seconds {
            now += Duration::from_secs(1) / rate;
            load.count(now);
        }
        now
    }

    #[test]
    fn a_rush_is_noticed_within_its_first_second_and_forgotten_some_seconds_after_it() {
        let start = Instant::now();
        let mut load = Load::new(CONFIG, start);
        assert_eq!(load.tries(start), None);
        let mut now = rush(&mut load, start, 80, 60);
        assert_eq!(load.tries(now), None, "it is below the rate");
        now = rush(&mut load, now, 400, 1);
        assert!(load.tries(now).is_some());
        assert!(load.tries(now + Duration::from_secs(2)).is_some(), "it falls no lower than to half of the rate");
        assert_eq!(load.tries(now + Duration::from_secs(6)), None);
    }

    #[test]
    fn between_the_rate_and_its_half_nothing_changes() {
        let start = Instant::now();
        let mut load = Load::new(CONFIG, start);
        let mut now = rush(&mut load, start, 70, 30);
        assert_eq!(load.tries(now), None);
        now = rush(&mut load, now, 200, 30);
        assert!(load.tries(now).is_some());
        now = rush(&mut load, now, 70, 30);
        assert_eq!(load.tries(now), Some(1_000));
        now = rush(&mut load, now, 40, 30);
        assert_eq!(load.tries(now), None);
        now = rush(&mut load, now, 70, 30);
        assert_eq!(load.tries(now), None);
    }

    #[test]
    fn the_work_grows_with_the_rate_within_its_bounds() {
        for (rate, expected) in [(105, 1_000..1_100), (200, 1_900..2_100), (300, 2_800..3_200), (5_000, 4_000..4_001)] {
            let start = Instant::now();
            let mut load = Load::new(CONFIG, start);
            let now = rush(&mut load, start, rate, 20);
            let tries = load.tries(now).unwrap();
            assert!(expected.contains(&tries), "{rate}: {tries}");
        }
    }

    #[test]
    fn whether_a_proof_is_always_or_never_wanted_does_not_depend_on_the_rate() {
        let start = Instant::now();
        for (mode, quiet, busy) in [(Mode::Off, None, None), (Mode::Always, Some(1_000), Some(4_000))] {
            let mut load = Load::new(ProofOfWorkConfig { mode, ..CONFIG }, start);
            assert_eq!(load.tries(start), quiet);
            let now = rush(&mut load, start, 5_000, 3);
            assert_eq!(load.tries(now), busy);
        }
    }
}
