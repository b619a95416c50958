//! One span of a timeline, a second at first.

use hdrhistogram::Histogram;

use super::{Operation, add, histogram, note};

#[derive(Debug, Default)]
pub(super) struct Bucket {
    /// In microseconds, by operation: of requests that were due in this span.
    latencies: [Option<Box<Histogram<u32>>>; Operation::ALL.len()],
    /// Visitors who were due in this span.
    pub(super) came: u32,
    /// Requests that ended in this span.
    pub(super) answered: u32,
    /// Errors among them.
    pub(super) errors: u32,
    /// CONFIRMED orders that their buyers saw in this span.
    pub(super) purchases: u32,
    /// Most visitors at once.
    pub(super) visitors: u64,
    /// Counts by the index of a code.
    pub(super) codes: Vec<u32>,
    /// By the index of a part: sum of its samples, and their number.
    cpu: Vec<(f64, u32)>,
}

impl Bucket {
    pub(super) fn time(&mut self, operation: Operation, micros: u64) {
        let latencies = &mut self.latencies[operation as usize];
        note(latencies.get_or_insert_with(|| Box::new(histogram(2))), micros);
    }

    pub(super) fn count(&mut self, code: usize) {
        *slot(&mut self.codes, code) += 1;
    }

    pub(super) fn cpu(&mut self, part: usize, percent: f64) {
        let sample = slot(&mut self.cpu, part);
        sample.0 += percent;
        sample.1 += 1;
    }

    /// Mean of a part's samples, in percent of one core.
    pub(super) fn mean_cpu(&self, part: usize) -> Option<f64> {
        self.cpu.get(part).filter(|sample| sample.1 > 0).map(|sample| sample.0 / f64::from(sample.1))
    }

    pub(super) fn latencies(&self, operation: Operation) -> Option<&Histogram<u32>> {
        self.latencies[operation as usize].as_deref()
    }

    /// Of all requests; without purchases, which consist of requests.
    pub(super) fn all_latencies(&self) -> Histogram<u32> {
        let mut all = histogram(2);
        for operation in Operation::ALL.into_iter().filter(|operation| operation.is_request()) {
            if let Some(one) = self.latencies(operation) {
                add(&mut all, one);
            }
        }
        all
    }

    pub(super) fn merge(&mut self, other: &Self) {
        for (mine, others) in self.latencies.iter_mut().zip(&other.latencies) {
            match (mine, others) {
                (Some(mine), Some(others)) => add(mine, others),
                (mine, Some(others)) => *mine = Some(others.clone()),
                (_, None) => {}
            }
        }
        self.came += other.came;
        self.answered += other.answered;
        self.errors += other.errors;
        self.purchases += other.purchases;
        self.visitors = self.visitors.max(other.visitors);
        for (code, count) in other.codes.iter().enumerate() {
            *slot(&mut self.codes, code) += count;
        }
        for (part, sample) in other.cpu.iter().enumerate() {
            let mine = slot(&mut self.cpu, part);
            mine.0 += sample.0;
            mine.1 += sample.1;
        }
    }
}

fn slot<T: Clone + Default>(values: &mut Vec<T>, index: usize) -> &mut T {
    if values.len() <= index {
        values.resize(index + 1, T::default());
    }
    &mut values[index]
}
