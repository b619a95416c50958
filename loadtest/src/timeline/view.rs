//! A timeline as its readers see it: figures by operation, and one column of numbers for each line of a chart.

use std::{borrow::Cow, collections::BTreeMap};

use hdrhistogram::Histogram;
use serde::Serialize;

use super::{Operation, Timeline, Totals, bucket::Bucket};

/// Quantiles of the distribution chart: denser towards the end, where the interesting ones are.
const QUANTILES: [f64; 19] =
    [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.925, 0.95, 0.975, 0.99, 0.995, 0.999, 0.9999];

/// Figures of one operation over the whole run. Times are milliseconds.
#[derive(Debug, Clone, Serialize)]
pub struct OperationView {
    /// As in thresholds.
    pub name: &'static str,
    /// As in the HTTP contract.
    pub meaning: &'static str,
    /// Requests, with any outcome.
    pub requests: u64,
    /// Requests per second of the run.
    pub rate: f64,
    /// Requests with a latency: a response but `TOO_BUSY`, a time-out, or a buyer who left.
    pub timed: u64,
    /// All but 2xx, 409, 410, `TOO_BUSY` and buyers who left.
    pub errors: u64,
    /// Errors of 100 requests.
    pub error_percent: f64,
    /// Responses with `TOO_BUSY`.
    pub busy: u64,
    /// Buyers who left before the response.
    pub left: u64,
    /// Percentiles.
    pub p50: f64,
    #[expect(missing_docs, reason = "as p50")]
    pub p90: f64,
    #[expect(missing_docs, reason = "as p50")]
    pub p95: f64,
    #[expect(missing_docs, reason = "as p50")]
    pub p99: f64,
    #[expect(missing_docs, reason = "as p50")]
    pub p999: f64,
    /// The longest.
    pub max: f64,
    /// Points of the distribution: the quantile, and its latency.
    pub distribution: Vec<(f64, f64)>,
}

/// Percentiles of one operation, bucket by bucket, in milliseconds. `None` where no request was due.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Percentile {
    #[expect(missing_docs, reason = "named after its percentile")]
    pub p50: Vec<Option<f64>>,
    #[expect(missing_docs, reason = "named after its percentile")]
    pub p95: Vec<Option<f64>>,
    #[expect(missing_docs, reason = "named after its percentile")]
    pub p99: Vec<Option<f64>>,
    /// The longest.
    pub max: Vec<Option<f64>>,
}

/// A whole run. Columns have one value for each bucket.
#[derive(Debug, Clone, Serialize)]
pub struct TimelineView {
    /// Width of a bucket.
    pub width_seconds: f64,
    /// Start of each bucket, since the start of the run.
    pub seconds: Vec<f64>,
    /// `all`, then every operation that occurred.
    pub operations: Vec<OperationView>,
    /// By operation.
    pub latency: BTreeMap<&'static str, Percentile>,
    /// Requests with a latency by operation, per second, by when they were due.
    pub timed: BTreeMap<&'static str, Vec<f64>>,
    /// Visitors who were due, per second.
    pub came: Vec<f64>,
    /// Requests that ended, per second.
    pub answered: Vec<f64>,
    /// Errors, per second.
    pub errors: Vec<f64>,
    /// CONFIRMED orders that their buyers saw, per second.
    pub purchases: Vec<f64>,
    /// Most visitors at once.
    pub visitors: Vec<u64>,
    /// Requests that ended with each code: all of them.
    pub outcomes: BTreeMap<String, u64>,
    /// Requests that ended with each code, per second.
    pub codes: BTreeMap<String, Vec<f64>>,
    /// CPU of each part, in percent of one core.
    pub cpu: BTreeMap<String, Vec<Option<f64>>>,
}

impl TimelineView {
    pub(super) fn new(timeline: &Timeline) -> Self {
        let width = timeline.width.as_secs_f64();
        let buckets = &timeline.buckets;
        let length = buckets.len() as f64 * width;
        let rate = |count: u32| f64::from(count) / width;
        let codes = timeline.codes.iter().enumerate().map(|(index, code)| {
            let column = buckets.iter().map(|bucket| rate(bucket.codes.get(index).copied().unwrap_or_default()));
            (code.clone(), column.collect())
        });
        let outcomes = timeline.codes.iter().enumerate().map(|(index, code)| {
            let counts = buckets.iter().filter_map(|bucket| bucket.codes.get(index));
            (code.clone(), counts.map(|count| u64::from(*count)).sum())
        });
        let cpu = timeline.parts.iter().enumerate().map(|(index, part)| {
            (part.to_string(), buckets.iter().map(|bucket| bucket.mean_cpu(index).map(tenths)).collect())
        });
        Self {
            width_seconds: width,
            seconds: (0..buckets.len()).map(|index| index as f64 * width).collect(),
            operations: operations(timeline, length),
            latency: latency(timeline),
            timed: timed(timeline),
            came: buckets.iter().map(|bucket| rate(bucket.came)).collect(),
            answered: buckets.iter().map(|bucket| rate(bucket.answered)).collect(),
            errors: buckets.iter().map(|bucket| rate(bucket.errors)).collect(),
            purchases: buckets.iter().map(|bucket| rate(bucket.purchases)).collect(),
            visitors: buckets.iter().map(|bucket| bucket.visitors).collect(),
            outcomes: outcomes.collect(),
            codes: codes.collect(),
            cpu: cpu.collect(),
        }
    }

    /// The figures of `all` or of an operation; `None` when it didn't occur.
    #[must_use]
    pub fn operation(&self, name: &str) -> Option<&OperationView> {
        self.operations.iter().find(|operation| operation.name == name)
    }

    /// Mean CPU of a part over the run, in percent of one core.
    #[must_use]
    pub fn mean_cpu(&self, part: &str) -> Option<f64> {
        let samples: Vec<f64> = self.cpu.get(part)?.iter().flatten().copied().collect();
        (!samples.is_empty()).then(|| samples.iter().sum::<f64>() / samples.len() as f64)
    }
}

fn operations(timeline: &Timeline, length: f64) -> Vec<OperationView> {
    let mut all = Totals::default();
    let mut views = Vec::new();
    for operation in Operation::ALL {
        let totals = &timeline.totals[operation as usize];
        if totals.requests == 0 {
            continue;
        }
        views.push(OperationView::new(operation.name(), operation.meaning(), totals, length));
        if operation.is_request() {
            all.add(totals);
        }
    }
    views.insert(0, OperationView::new("all", "every request", &all, length));
    views
}

impl OperationView {
    fn new(name: &'static str, meaning: &'static str, totals: &Totals, length: f64) -> Self {
        let all = &totals.latencies;
        let at = |quantile| millis(all.value_at_quantile(quantile));
        // A quantile that no latency stands for would repeat the maximum.
        let has = |quantile: &f64| (1.0 - quantile) * all.len() as f64 >= 1.0;
        let mut distribution: Vec<_> =
            QUANTILES.into_iter().filter(has).map(|quantile| (quantile, at(quantile))).collect();
        distribution.push((1.0, millis(all.max())));
        Self {
            name,
            meaning,
            requests: totals.requests,
            rate: totals.requests as f64 / length.max(1.0),
            timed: all.len(),
            errors: totals.errors,
            error_percent: totals.errors as f64 * 100.0 / totals.requests.max(1) as f64,
            busy: totals.busy,
            left: totals.left,
            p50: at(0.5),
            p90: at(0.9),
            p95: at(0.95),
            p99: at(0.99),
            p999: at(0.999),
            max: millis(all.max()),
            distribution,
        }
    }
}

fn latency(timeline: &Timeline) -> BTreeMap<&'static str, Percentile> {
    let all = ("all", percentiles(&timeline.buckets, |bucket| Some(Cow::Owned(bucket.all_latencies()))));
    let occurred = |operation: &Operation| !timeline.totals[*operation as usize].latencies.is_empty();
    let column = |operation: Operation| {
        let of = |bucket| Bucket::latencies(bucket, operation).map(Cow::Borrowed);
        (operation.name(), percentiles(&timeline.buckets, of))
    };
    Operation::ALL.into_iter().filter(occurred).map(column).chain([all]).collect()
}

fn percentiles<'a>(buckets: &'a [Bucket], of: impl Fn(&'a Bucket) -> Option<Cow<'a, Histogram<u32>>>) -> Percentile {
    let mut column = Percentile::default();
    for bucket in buckets {
        let latencies = of(bucket).filter(|latencies| !latencies.is_empty());
        let at = |quantile| latencies.as_ref().map(|latencies| millis(latencies.value_at_quantile(quantile)));
        column.p50.push(at(0.5));
        column.p95.push(at(0.95));
        column.p99.push(at(0.99));
        column.max.push(latencies.as_ref().map(|latencies| millis(latencies.max())));
    }
    column
}

fn timed(timeline: &Timeline) -> BTreeMap<&'static str, Vec<f64>> {
    let occurred = |operation: &Operation| !timeline.totals[*operation as usize].latencies.is_empty();
    let requests = Operation::ALL.into_iter().filter(|operation| operation.is_request());
    let column = |operation: Operation| {
        let count = |bucket: &Bucket| bucket.latencies(operation).map_or(0, Histogram::len);
        let rates = timeline.buckets.iter().map(|bucket| count(bucket) as f64 / timeline.width.as_secs_f64());
        (operation.name(), rates.collect())
    };
    requests.filter(occurred).map(column).collect()
}

/// Microseconds as milliseconds.
pub(super) fn millis(micros: u64) -> f64 {
    micros as f64 / 1e3
}

fn tenths(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}
