//! How fast the series of one or more processes grow.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::exposition::{Labels, label};

/// How fast series grew, in units per second; for a gauge, its value. The same series may be in it once per process.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Rates(pub(crate) Vec<Rate>);

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Rate {
    pub(crate) name: String,
    pub(crate) labels: Labels,
    pub(crate) value: f64,
}

impl Rates {
    /// Adds those of another process.
    pub(crate) fn add(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// The sum over the series of this name whose labels are wanted.
    pub fn sum(&self, name: &str, wanted: impl Fn(&Labels) -> bool) -> f64 {
        // The sum of no floating-point numbers is -0.
        self.series(name, wanted).fold(0.0, |sum, rate| sum + rate.value)
    }

    /// The observations of a histogram whose labels are wanted.
    pub fn count(&self, histogram: &str, wanted: impl Fn(&Labels) -> bool) -> f64 {
        self.sum(&format!("{histogram}_count"), wanted)
    }

    /// The values that these labels have together in the series of this name.
    #[must_use]
    pub fn values_of<const N: usize>(&self, name: &str, labels: [&str; N]) -> Vec<[&str; N]> {
        let mut values: Vec<_> =
            self.series(name, |_| true).map(|rate| labels.map(|name| label(&rate.labels, name))).collect();
        values.sort_unstable();
        values.dedup();
        values
    }

    /// The value below which this share of a histogram's observations lie; `None` without observations.
    ///
    /// Interpolates linearly within a bucket, as Prometheus's `histogram_quantile` does. Above the last finite limit, it
    /// is that limit.
    pub fn quantile(&self, share: f64, histogram: &str, wanted: impl Fn(&Labels) -> bool) -> Option<f64> {
        let mut buckets = BTreeMap::<&str, f64>::new();
        for rate in self.series(&format!("{histogram}_bucket"), wanted) {
            *buckets.entry(label(&rate.labels, "le")).or_default() += rate.value;
        }
        let mut buckets: Vec<(f64, f64)> =
            buckets.into_iter().filter_map(|(limit, count)| Some((limit.parse().ok()?, count))).collect();
        buckets.sort_by(|a, b| a.0.total_cmp(&b.0));
        let observations = buckets.last()?.1;
        if observations <= 0.0 {
            return None;
        }
        let rank = share * observations;
        let (mut below, mut counted) = (0.0, 0.0);
        for (limit, count) in buckets {
            if count >= rank {
                let within = count - counted;
                let whole = limit.is_infinite() || within <= 0.0;
                return Some(if whole { below } else { below + (limit - below) * (rank - counted) / within });
            }
            (below, counted) = (limit, count);
        }
        None
    }

    fn series(&self, name: &str, wanted: impl Fn(&Labels) -> bool) -> impl Iterator<Item = &Rate> {
        self.0.iter().filter(move |rate| rate.name == name && wanted(&rate.labels))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exposition::{Series, parse};

    fn rates(text: &str) -> Rates {
        let rate = |(series, value): (Series, f64)| Rate { name: series.name, labels: series.labels, value };
        Rates(parse(text, |_| true).into_iter().map(rate).collect())
    }

    #[test]
    fn the_processes_are_added_up() {
        let mut all = rates("holds{outcome=\"held\"} 2\nholds{outcome=\"conflict\"} 1");
        all.add(rates("holds{outcome=\"held\"} 3.5\norders{outcome=\"held\"} 100"));
        for (name, outcome, sum) in [("holds", "held", 5.5), ("holds", "conflict", 1.0), ("nothing", "held", 0.0)] {
            assert_eq!(all.sum(name, |labels| labels["outcome"] == outcome).to_bits(), f64::to_bits(sum), "{name}");
        }
        assert_eq!(all.values_of("holds", ["outcome"]), [["conflict"], ["held"]]);
    }

    #[test]
    fn a_quantile_is_that_of_all_processes_together() {
        // One process has ten observations below 0.1 s, the other ten between 0.1 and 0.5 s.
        let mut all = rates("t_bucket{le=\"0.1\"} 10\nt_bucket{le=\"0.5\"} 10\nt_bucket{le=\"+Inf\"} 10");
        all.add(rates("t_bucket{le=\"0.1\"} 0\nt_bucket{le=\"0.5\"} 10\nt_bucket{le=\"+Inf\"} 10"));
        let quantile = |share| all.quantile(share, "t", |_| true).unwrap();
        for (share, expected) in [(0.25, 0.05), (0.5, 0.1), (0.75, 0.3), (1.0, 0.5)] {
            assert!((quantile(share) - expected).abs() < 1e-9, "{share}: {}", quantile(share));
        }
    }

    #[test]
    fn a_quantile_beyond_the_last_limit_is_that_limit_and_nothing_has_none() {
        let all = rates("t_bucket{le=\"10\"} 0\nt_bucket{le=\"+Inf\"} 4\nempty_bucket{le=\"+Inf\"} 0");
        assert_eq!(all.quantile(0.5, "t", |_| true), Some(10.0));
        for name in ["empty", "other"] {
            assert_eq!(all.quantile(0.5, name, |_| true), None);
        }
    }
}
