//! What happened during a run, second by second: latencies by operation, rates, outcomes by code, CPU of the parts.
//!
//! Latencies go into HDR histograms, so percentiles of any span can be computed and memory stays bounded. A latency
//! runs from the moment at which its request was due, whether or not the driver could send it then: a stall delays
//! later requests, and this delay belongs to their latency (no coordinated omission).

mod bucket;
mod operation;
mod view;

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use hdrhistogram::Histogram;
use parking_lot::Mutex;

use crate::api::{Answer, Fault};

use bucket::Bucket;
pub use operation::Operation;
pub use view::{OperationView, Percentile, TimelineView};

/// Beyond this many buckets, neighbours are merged and the width doubles.
const MOST_BUCKETS: usize = 600;
/// More kinds of outcomes than the contract has codes. The rest is counted under [`OTHER`].
const MOST_CODES: usize = 60;
const OTHER: &str = "other";

/// CPU of one part, in percent of one core.
pub type CpuShare = (Arc<str>, f64);

/// Records a run. Clones record into the same timeline.
#[derive(Debug, Clone)]
pub struct Recorder {
    timeline: Arc<Mutex<Timeline>>,
}

/// Totals of one operation, or of several.
#[derive(Debug)]
struct Totals {
    /// In microseconds.
    latencies: Histogram<u64>,
    requests: u64,
    errors: u64,
    busy: u64,
    left: u64,
}

impl Default for Totals {
    fn default() -> Self {
        Self { latencies: histogram(3), requests: 0, errors: 0, busy: 0, left: 0 }
    }
}

impl Totals {
    fn add(&mut self, other: &Self) {
        add(&mut self.latencies, &other.latencies);
        self.requests += other.requests;
        self.errors += other.errors;
        self.busy += other.busy;
        self.left += other.left;
    }
}

/// Counts since the last look, for the progress of a run.
#[derive(Debug, Clone, Default)]
pub struct Progress {
    /// Seconds since the start.
    pub seconds: u64,
    /// Visitors who were due.
    pub due: u64,
    /// Responses.
    pub answered: u64,
    /// Errors since the start.
    pub errors: u64,
    /// Visitors at this moment.
    pub visitors: u64,
    /// p95 of all requests, in milliseconds.
    pub p95: f64,
    /// Purchases since the start.
    pub purchases: u64,
}

#[derive(Debug)]
struct Timeline {
    begun: Instant,
    width: Duration,
    buckets: Vec<Bucket>,
    totals: Vec<Totals>,
    codes: Vec<String>,
    parts: Vec<Arc<str>>,
    visitors: u64,
    due: u64,
    answered: u64,
    /// `due` and `answered` at the last look, and the latencies since.
    looked: (u64, u64),
    recent: Histogram<u32>,
}

impl Default for Recorder {
    fn default() -> Self {
        Self::starting_at(Instant::now())
    }
}

impl Recorder {
    /// A recorder of a run that begins at `begun`.
    #[must_use]
    pub fn starting_at(begun: Instant) -> Self {
        let timeline = Timeline {
            begun,
            width: Duration::from_secs(1),
            buckets: Vec::new(),
            totals: Operation::ALL.iter().map(|_| Totals::default()).collect(),
            codes: Vec::new(),
            parts: Vec::new(),
            visitors: 0,
            due: 0,
            answered: 0,
            looked: (0, 0),
            recent: histogram(2),
        };
        Self { timeline: Arc::new(Mutex::new(timeline)) }
    }

    /// Counts a visitor who was due at this moment and has come. In a closed loop, each buyer counts once.
    pub fn came(&self, due: Instant) {
        let mut timeline = self.timeline.lock();
        timeline.visitors += 1;
        timeline.due += 1;
        timeline.bucket(due).came += 1;
        let visitors = timeline.visitors;
        let now = timeline.bucket(Instant::now());
        now.visitors = now.visitors.max(visitors);
    }

    /// Counts a visitor who has left.
    pub fn went(&self) {
        let mut timeline = self.timeline.lock();
        timeline.visitors = timeline.visitors.saturating_sub(1);
    }

    /// Records a request that was due at `due` and has ended now.
    pub fn record<T>(&self, operation: Operation, due: Instant, answer: &Answer<T>) {
        let now = Instant::now();
        let mut timeline = self.timeline.lock();
        let code = timeline.code(&answer.kind());
        let totals = &mut timeline.totals[operation as usize];
        totals.requests += 1;
        let is_timed = match &answer.outcome {
            Ok(_) => true,
            Err(Fault::Busy { .. }) => {
                totals.busy += 1;
                false
            }
            // The response would have taken longer still: the time until the buyer left is the lower bound.
            Err(Fault::Left) => {
                totals.left += 1;
                true
            }
            Err(fault) => matches!(fault, Fault::Refused { .. } | Fault::TimedOut),
        };
        let is_error = answer.is_error();
        totals.errors += u64::from(is_error);
        timeline.answered += 1;
        let bucket = timeline.bucket(now);
        bucket.answered += 1;
        bucket.errors += u32::from(is_error);
        bucket.count(code);
        if is_timed {
            timeline.time(operation, due, now);
        }
    }

    /// Records a purchase that was due at `due` and is CONFIRMED now.
    pub fn purchased(&self, due: Instant) {
        let now = Instant::now();
        let mut timeline = self.timeline.lock();
        timeline.totals[Operation::Purchase as usize].requests += 1;
        timeline.bucket(now).purchases += 1;
        timeline.time(Operation::Purchase, due, now);
    }

    /// Records the CPU of each part since the last call.
    pub fn cpu(&self, shares: &[CpuShare]) {
        let now = Instant::now();
        let mut timeline = self.timeline.lock();
        for (part, percent) in shares {
            let index = timeline.parts.iter().position(|known| known == part).unwrap_or_else(|| {
                timeline.parts.push(Arc::clone(part));
                timeline.parts.len() - 1
            });
            timeline.bucket(now).cpu(index, *percent);
        }
    }

    /// Counts since the last call.
    #[must_use]
    pub fn progress(&self) -> Progress {
        let mut timeline = self.timeline.lock();
        let (due, answered) = timeline.looked;
        timeline.looked = (timeline.due, timeline.answered);
        let visitors = timeline.visitors;
        let bucket = timeline.bucket(Instant::now());
        bucket.visitors = bucket.visitors.max(visitors);
        let p95 = view::millis(timeline.recent.value_at_quantile(0.95));
        timeline.recent.reset();
        Progress {
            seconds: timeline.begun.elapsed().as_secs(),
            due: timeline.due - due,
            answered: timeline.answered - answered,
            errors: timeline.totals.iter().map(|totals| totals.errors).sum(),
            visitors,
            p95,
            purchases: timeline.totals[Operation::Purchase as usize].requests,
        }
    }

    /// The whole run so far.
    #[must_use]
    pub fn view(&self) -> TimelineView {
        TimelineView::new(&self.timeline.lock())
    }
}

impl Timeline {
    fn bucket(&mut self, at: Instant) -> &mut Bucket {
        let since = at.saturating_duration_since(self.begun).as_secs_f64();
        let mut index = position(since, self.width);
        while index >= MOST_BUCKETS {
            self.halve();
            index = position(since, self.width);
        }
        if index >= self.buckets.len() {
            self.buckets.resize_with(index + 1, Bucket::default);
        }
        &mut self.buckets[index]
    }

    fn halve(&mut self) {
        self.width *= 2;
        let mut wide: Vec<Bucket> = Vec::with_capacity(self.buckets.len().div_ceil(2));
        for (index, bucket) in std::mem::take(&mut self.buckets).into_iter().enumerate() {
            match wide.last_mut() {
                Some(first) if index % 2 == 1 => first.merge(&bucket),
                _ => wide.push(bucket),
            }
        }
        self.buckets = wide;
    }

    fn time(&mut self, operation: Operation, due: Instant, now: Instant) {
        let latency = now.saturating_duration_since(due);
        let micros = u64::try_from(latency.as_micros()).unwrap_or(u64::MAX);
        note(&mut self.totals[operation as usize].latencies, micros);
        if operation.is_request() {
            note(&mut self.recent, micros);
        }
        // At its due time: during a stall, the chart then shows how long those waited who came in it.
        self.bucket(due).time(operation, micros);
    }

    fn code(&mut self, code: &str) -> usize {
        if let Some(known) = self.codes.iter().position(|known| known == code) {
            return known;
        }
        if self.codes.len() >= MOST_CODES && code != OTHER {
            return self.code(OTHER);
        }
        self.codes.push(code.to_owned());
        self.codes.len() - 1
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "seconds of a run, which are positive")]
fn position(seconds: f64, width: Duration) -> usize {
    (seconds / width.as_secs_f64()) as usize
}

/// A histogram of microseconds that grows with its values. Its relative error is 10^−`digits`.
#[expect(clippy::expect_used, reason = "only more than 5 digits are refused")]
fn histogram<C: hdrhistogram::Counter>(digits: u8) -> Histogram<C> {
    Histogram::new(digits).expect("2 or 3 digits")
}

/// Adds all latencies of another histogram.
#[expect(clippy::expect_used, reason = "a histogram that grows holds every value")]
fn add<C: hdrhistogram::Counter>(to: &mut Histogram<C>, other: &Histogram<C>) {
    to.add(other).expect("a histogram that grows");
}

/// Adds a latency of an hour at most, so that a histogram's size has a bound too.
#[expect(clippy::expect_used, reason = "a histogram that grows holds every value")]
fn note<C: hdrhistogram::Counter>(to: &mut Histogram<C>, micros: u64) {
    const HOUR: u64 = 3_600_000_000;
    to.record(micros.min(HOUR)).expect("a histogram that grows");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(outcome: Result<(u16, ()), Fault>) -> Answer<()> {
        Answer { elapsed: Duration::ZERO, outcome }
    }

    #[test]
    fn a_latency_runs_from_the_due_time_and_lies_in_the_second_in_which_it_was_due() {
        let begun = Instant::now().checked_sub(Duration::from_secs(10)).unwrap();
        let recorder = Recorder::starting_at(begun);
        recorder.record(Operation::Hold, begun + Duration::from_secs(4), &answer(Ok((201, ()))));
        let view = recorder.view();
        let hold = view.operation("hold").unwrap();
        assert!((hold.max - 6000.0).abs() < 60.0, "{hold:?}");
        let p95 = &view.latency["hold"].p95;
        assert!(p95[4].is_some_and(|millis| millis > 5900.0), "{p95:?}");
        assert_eq!(p95.iter().filter(|millis| millis.is_some()).count(), 1);
        assert_eq!(view.answered.iter().position(|count| *count > 0.0), Some(10));
    }

    #[test]
    fn memory_stays_bounded_and_nothing_is_lost() {
        let begun = Instant::now().checked_sub(Duration::from_secs(5000)).unwrap();
        let recorder = Recorder::starting_at(begun);
        for second in 0..5000 {
            recorder.came(begun + Duration::from_secs(second));
            recorder.record(Operation::Poll, begun + Duration::from_secs(second), &answer(Ok((200, ()))));
        }
        let view = recorder.view();
        assert!(view.seconds.len() <= MOST_BUCKETS, "{}", view.seconds.len());
        assert!((view.came.iter().sum::<f64>() * view.width_seconds - 5000.0).abs() < 1.0);
        assert_eq!(view.operation("poll").unwrap().requests, 5000);
    }

    #[test]
    fn conflicts_and_busy_are_no_errors_and_a_busy_response_has_no_latency() {
        let recorder = Recorder::default();
        let now = Instant::now();
        let refused = |status, code: &str| Err(Fault::Refused { status, code: code.to_owned() });
        recorder.record(Operation::Order, now, &answer(Err(Fault::Busy { retry_after: Duration::from_secs(1) })));
        recorder.record(Operation::Order, now, &answer(refused(409, "RESERVATION_CONFLICT")));
        recorder.record(Operation::Order, now, &answer(refused(503, "UNAVAILABLE")));
        recorder.record(Operation::Order, now, &answer(Err(Fault::Left)));
        let view = recorder.view();
        let order = view.operation("order").unwrap();
        assert_eq!((order.requests, order.errors, order.busy, order.left, order.timed), (4, 1, 1, 1, 3));
        assert!(view.codes.contains_key("503 UNAVAILABLE") && view.codes.contains_key("503 TOO_BUSY"));
    }

    #[test]
    fn ever_new_codes_end_in_one() {
        let recorder = Recorder::default();
        for number in 0..200 {
            let fault = Fault::NoAnswer(format!("a 200 outside the contract: {number}"));
            recorder.record(Operation::Seats, Instant::now(), &answer(Err(fault)));
        }
        let view = recorder.view();
        assert_eq!(view.codes.len(), MOST_CODES + 1);
        assert!(view.codes.contains_key(OTHER));
    }
}
