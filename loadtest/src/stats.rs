//! Latencies, and counts of outcomes.

use std::{collections::BTreeMap, time::Duration};

use serde::Serialize;

use crate::api::{Answer, Fault};

/// Latencies of many requests. Every one is kept, so percentiles are exact.
#[derive(Debug, Clone, Default)]
pub struct Latencies {
    micros: Vec<u32>,
}

/// Percentiles of some latencies, in milliseconds. All 0 when there were none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Summary {
    /// How many there were.
    pub count: usize,
    /// Half of them are at most this long.
    pub p50: f64,
    /// 95 of 100 are at most this long.
    pub p95: f64,
    /// 99 of 100 are at most this long.
    pub p99: f64,
    /// The longest.
    pub max: f64,
}

impl Latencies {
    /// Adds one.
    pub fn record(&mut self, latency: Duration) {
        self.micros.push(u32::try_from(latency.as_micros()).unwrap_or(u32::MAX));
    }

    /// Adds all of `other`.
    pub fn merge(&mut self, other: Self) {
        self.micros.extend(other.micros);
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.micros.len()
    }

    /// Percentiles by nearest rank: each is a latency that occurred.
    #[must_use]
    pub fn summary(&self) -> Summary {
        let mut sorted = self.micros.clone();
        sorted.sort_unstable();
        let rank = |percent: usize| {
            let rank = (sorted.len() * percent).div_ceil(100).max(1);
            sorted.get(rank - 1).map_or(0.0, |&micros| f64::from(micros) / 1e3)
        };
        Summary { count: sorted.len(), p50: rank(50), p95: rank(95), p99: rank(99), max: rank(100) }
    }
}

/// Outcomes of many requests.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    /// Of every request that got a response, but for [`Self::busy`].
    pub latencies: Latencies,
    /// Of requests that were told to come again later. They are no errors: nothing was lost, not even the turn.
    pub busy: Latencies,
    /// How many outcomes of each kind: `201`, `409 RESERVATION_CONFLICT`, `no answer: timed out`.
    pub kinds: BTreeMap<String, u64>,
    /// Responses with a 2xx.
    pub accepted: u64,
    /// All outcomes but 2xx, 409, 410 and 503 `TOO_BUSY`: 409 and 410 only say that another buyer was faster.
    pub errors: u64,
}

impl Tally {
    /// Counts one outcome.
    pub fn record<T>(&mut self, answer: &Answer<T>) {
        match &answer.outcome {
            Ok(_) => self.accepted += 1,
            Err(Fault::Busy { .. }) => self.busy.record(answer.elapsed),
            Err(_) => self.errors += u64::from(answer.is_error()),
        }
        if answer.status().is_some() && !matches!(answer.outcome, Err(Fault::Busy { .. })) {
            self.latencies.record(answer.elapsed);
        }
        let kind = answer.kind();
        match self.kinds.get_mut(kind.as_ref()) {
            Some(count) => *count += 1,
            None => {
                self.kinds.insert(kind.into_owned(), 1);
            }
        }
    }

    /// Adds all of `other`.
    pub fn merge(&mut self, other: Self) {
        self.latencies.merge(other.latencies);
        self.busy.merge(other.busy);
        self.accepted += other.accepted;
        self.errors += other.errors;
        for (kind, count) in other.kinds {
            *self.kinds.entry(kind).or_default() += count;
        }
    }

    /// All requests, answered or not.
    #[must_use]
    pub fn requests(&self) -> u64 {
        self.kinds.values().sum()
    }

    /// Errors of 100 requests.
    #[must_use]
    pub fn error_percent(&self) -> f64 {
        self.errors as f64 * 100.0 / self.requests().max(1) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_by_nearest_rank() {
        let mut latencies = Latencies::default();
        assert_eq!(latencies.summary(), Summary::default());
        for millis in (1..=200).rev() {
            latencies.record(Duration::from_millis(millis));
        }
        assert_eq!(latencies.summary(), Summary { count: 200, p50: 100.0, p95: 190.0, p99: 198.0, max: 200.0 });
        let mut one = Latencies::default();
        one.record(Duration::from_micros(1500));
        assert_eq!(one.summary(), Summary { count: 1, p50: 1.5, p95: 1.5, p99: 1.5, max: 1.5 });
    }

    #[test]
    fn a_conflict_and_a_busy_system_are_answers_and_another_503_is_an_error() {
        let answer = |outcome| Answer::<()> { elapsed: Duration::from_millis(1), outcome };
        let refusal = |status, code: &str| Err(Fault::Refused { status, code: code.to_owned() });
        let mut tally = Tally::default();
        let mut other = Tally::default();
        tally.record(&answer(Ok((201, ()))));
        other.record(&answer(refusal(409, "RESERVATION_CONFLICT")));
        other.record(&answer(refusal(503, "UNAVAILABLE")));
        other.record(&answer(Err(Fault::NoAnswer("timed out".to_owned()))));
        other.record(&answer(Err(Fault::Busy { retry_after: Duration::from_secs(1) })));
        tally.merge(other);
        assert_eq!((tally.requests(), tally.accepted, tally.errors, tally.latencies.count()), (5, 1, 2, 3));
        assert_eq!(tally.busy.count(), 1);
        assert!((tally.error_percent() - 40.0).abs() < f64::EPSILON);
        let kinds: Vec<_> = tally.kinds.keys().map(String::as_str).collect();
        assert_eq!(
            kinds,
            ["201", "409 RESERVATION_CONFLICT", "503 TOO_BUSY", "503 UNAVAILABLE", "no answer: timed out"]
        );
    }
}
