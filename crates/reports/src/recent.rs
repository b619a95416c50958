//! The last scrapes of one process.

use std::{
    collections::VecDeque,
    time::{Duration, Instant},
};

use crate::{
    exposition::{Scrape, Series},
    rates::{Rate, Rates},
};

/// The period over which rates are averaged. A shorter one is noisy, a longer one lags.
const PERIOD: Duration = Duration::from_secs(10);

/// The scrapes of the last [`PERIOD`], oldest first.
#[derive(Debug, Default)]
pub(crate) struct Recent(VecDeque<(Instant, Scrape)>);

impl Recent {
    /// Adds a scrape. Returns how fast the series have grown since the oldest scrape of the period, and the present
    /// values of those that `is_gauge` names. Series that didn't grow are left out.
    pub(crate) fn add(&mut self, at: Instant, scrape: Scrape, is_gauge: impl Fn(&str) -> bool) -> Rates {
        while self.0.front().is_some_and(|(then, _)| at.duration_since(*then) > PERIOD) {
            self.0.pop_front();
        }
        let oldest = self.0.front().map(|(then, scrape)| (at.duration_since(*then).as_secs_f64(), scrape));
        let value = |series: &Series, now: f64| {
            if is_gauge(&series.name) {
                return now;
            }
            // A series that wasn't there before began at 0. Without an earlier scrape, nothing is known.
            oldest.map_or(0.0, |(seconds, before)| (now - before.get(series).unwrap_or(&0.0)) / seconds)
        };
        let rates = scrape.iter().map(|(series, now)| (series, value(series, *now)));
        let rates = rates.filter(|(_, value)| *value > 0.0 && value.is_finite());
        let rates =
            rates.map(|(series, value)| Rate { name: series.name.clone(), labels: series.labels.clone(), value });
        let rates = Rates(rates.collect());
        self.0.push_back((at, scrape));
        rates
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exposition::parse;

    #[test]
    fn rates_are_averaged_over_the_period() {
        let (mut recent, start) = (Recent::default(), Instant::now());
        let mut at = |second: u64, text: &str| {
            let rates =
                recent.add(start + Duration::from_secs(second), parse(text, |_| true), |name| name == "clients");
            rates.0.into_iter().map(|rate| (rate.name, rate.value)).collect::<Vec<_>>()
        };
        let growth = |name: &str, value: f64| (name.to_owned(), value);
        assert_eq!(at(0, "clients 5\nholds 100"), [growth("clients", 5.0)], "the first scrape has no rates");
        assert_eq!(at(5, "clients 4\nholds 110"), [growth("clients", 4.0), growth("holds", 2.0)]);
        assert_eq!(at(10, "clients 0\nholds 130\norders 20"), [growth("holds", 3.0), growth("orders", 2.0)]);
        assert_eq!(at(15, "clients 0\nholds 130\norders 20"), [growth("holds", 2.0), growth("orders", 2.0)]);
        assert_eq!(at(30, "clients 0\nholds 130\norders 20"), [], "an old scrape says nothing about now");
    }
}
