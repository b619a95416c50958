//! Limits that a user sets on the command line: `order.p95<300ms`, `all.errors<0.5%`.

use std::str::FromStr;

use crate::{
    report::Bound,
    timeline::{Operation, OperationView, TimelineView},
};

/// A limit of one figure of one operation.
#[derive(Debug, Clone, PartialEq)]
pub struct Threshold {
    text: String,
    operation: &'static str,
    figure: Figure,
    bound: Bound,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Figure {
    P50,
    P90,
    P95,
    P99,
    P999,
    Max,
    Errors,
    Rate,
    Count,
}

/// Makes a bound of a limit.
type MakeBound = fn(f64) -> Bound;

/// Why a threshold can't be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// No comparison, or nothing before it.
    #[error("{0:?} isn't OPERATION.FIGURE<LIMIT, as in order.p95<300ms")]
    Form(String),
    /// The operation doesn't exist.
    #[error("there is no operation {0:?}; the operations are all, {names}", names = names())]
    Operation(String),
    /// The figure doesn't exist.
    #[error("there is no figure {0:?}; the figures are p50, p90, p95, p99, p99.9, max, errors, rate, count")]
    Figure(String),
    /// The limit isn't a number with the unit of its figure.
    #[error("{limit:?} isn't a limit of {figure}: a number with {unit}")]
    Limit {
        /// The limit as given.
        limit: String,
        /// The figure.
        figure: &'static str,
        /// The units that it may have.
        unit: &'static str,
    },
}

impl Threshold {
    /// As it was given.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The limit.
    #[must_use]
    pub const fn bound(&self) -> Bound {
        self.bound
    }

    /// Unit of the value and the limit.
    #[must_use]
    pub const fn unit(&self) -> &'static str {
        match self.figure {
            Figure::Errors => "%",
            Figure::Rate => "/s",
            Figure::Count => "",
            _ => "ms",
        }
    }

    /// The measured value; `None` when the operation didn't occur, or has no latency.
    #[must_use]
    pub fn value(&self, timeline: &TimelineView) -> Option<f64> {
        let operation = timeline.operation(self.operation)?;
        let time = |value: fn(&OperationView) -> f64| (operation.timed > 0).then(|| value(operation));
        match self.figure {
            Figure::P50 => time(|operation| operation.p50),
            Figure::P90 => time(|operation| operation.p90),
            Figure::P95 => time(|operation| operation.p95),
            Figure::P99 => time(|operation| operation.p99),
            Figure::P999 => time(|operation| operation.p999),
            Figure::Max => time(|operation| operation.max),
            Figure::Errors => Some(operation.error_percent),
            Figure::Rate => Some(operation.rate),
            Figure::Count => Some(operation.requests as f64),
        }
    }
}

impl FromStr for Threshold {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let form = || Error::Form(text.to_owned());
        let sign = text.find(['<', '>']).ok_or_else(form)?;
        let (left, right) = text.split_at(sign);
        let (operation, figure) = left.trim().split_once('.').ok_or_else(form)?;
        let operation = Operation::ALL
            .into_iter()
            .map(Operation::name)
            .chain(["all"])
            .find(|name| *name == operation)
            .ok_or_else(|| Error::Operation(operation.to_owned()))?;
        let figure = Figure::parse(figure).ok_or_else(|| Error::Figure(figure.to_owned()))?;
        let signs: [(&str, MakeBound); 4] =
            [("<=", Bound::AtMost), ("<", Bound::Below), (">=", Bound::AtLeast), (">", Bound::Above)];
        let sign = signs.into_iter().find_map(|(sign, bound)| Some((bound, right.strip_prefix(sign)?)));
        let (bound, limit) = sign.ok_or_else(form)?;
        let bound = bound(figure.limit(limit.trim())?);
        Ok(Self { text: text.to_owned(), operation, figure, bound })
    }
}

impl Figure {
    fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "p50" => Self::P50,
            "p90" => Self::P90,
            "p95" => Self::P95,
            "p99" => Self::P99,
            "p99.9" => Self::P999,
            "max" => Self::Max,
            "errors" => Self::Errors,
            "rate" => Self::Rate,
            "count" => Self::Count,
            _ => return None,
        })
    }

    /// Times are converted to milliseconds.
    fn limit(self, text: &str) -> Result<f64, Error> {
        let (figure, unit, units): (_, _, &[(&str, f64)]) = match self {
            Self::Errors => ("errors", "%", &[("%", 1.0)]),
            Self::Rate => ("rate", "/s", &[("/s", 1.0)]),
            Self::Count => ("count", "no unit", &[("", 1.0)]),
            // The longer unit first: 300ms ends in s too.
            _ => ("a latency", "ms or s", &[("ms", 1.0), ("s", 1000.0)]),
        };
        let number = units.iter().find_map(|(unit, factor)| {
            let number = text.strip_suffix(unit)?.trim_end();
            // Rust also reads "inf" and "1e9"; a limit has digits only.
            let has_digits = number.starts_with(|first: char| first.is_ascii_digit())
                && number.chars().all(|c| c.is_ascii_digit() || c == '.');
            number.parse::<f64>().ok().filter(|_| has_digits).map(|number| number * factor)
        });
        number.ok_or_else(|| Error::Limit { limit: text.to_owned(), figure, unit })
    }
}

fn names() -> String {
    Operation::ALL.map(Operation::name).join(", ")
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;
    use crate::{api::Answer, timeline::Recorder};

    fn parse(text: &str) -> Result<Threshold, Error> {
        text.parse()
    }

    #[test]
    fn a_threshold_names_an_operation_a_figure_and_a_limit_with_its_unit() {
        let order = parse("order.p95<300ms").unwrap();
        assert_eq!((order.operation, order.figure, order.bound), ("order", Figure::P95, Bound::Below(300.0)));
        assert_eq!((order.text(), order.unit()), ("order.p95<300ms", "ms"));
        assert_eq!(parse("all.p99.9 <= 1.5s").unwrap().bound, Bound::AtMost(1500.0));
        assert_eq!(parse("all.errors<0.5%").unwrap().bound, Bound::Below(0.5));
        assert_eq!(parse("hold.rate>=100/s").unwrap().bound, Bound::AtLeast(100.0));
        assert_eq!(parse("purchase.count>10").unwrap().bound, Bound::Above(10.0));
    }

    #[test]
    fn a_malformed_threshold_says_what_is_wrong() {
        assert!(matches!(parse("order.p95"), Err(Error::Form(_))));
        assert!(matches!(parse("<300ms"), Err(Error::Form(_))));
        assert!(matches!(parse("order<300ms"), Err(Error::Form(_))));
        assert_eq!(parse("orders.p95<300ms"), Err(Error::Operation("orders".to_owned())));
        assert_eq!(parse("order.p42<300ms"), Err(Error::Figure("p42".to_owned())));
        for malformed in [
            "order.p95<300",
            "order.p95<ms",
            "order.p95<-3ms",
            "order.p95<300%",
            "order.p95<infms",
            "order.errors<0.5",
            "order.errors<1ms",
            "order.rate>5",
            "order.count>5/s",
            "order.p95<<5ms",
            "order.p95==5ms",
        ] {
            let error = parse(malformed).unwrap_err();
            assert!(matches!(error, Error::Limit { .. } | Error::Form(_)), "{malformed}: {error}");
        }
        assert!(parse("orders.p95<1s").unwrap_err().to_string().contains("hold"));
    }

    #[test]
    fn a_value_is_read_from_the_timeline_and_is_missing_when_nothing_was_timed() {
        let recorder = Recorder::default();
        let due = Instant::now().checked_sub(Duration::from_millis(500)).unwrap();
        recorder.record(Operation::Hold, due, &Answer { elapsed: Duration::ZERO, outcome: Ok((201, ())) });
        let view = recorder.view();
        let value = |text: &str| parse(text).unwrap().value(&view);
        assert!(value("hold.p95<1s").is_some_and(|millis| (500.0..900.0).contains(&millis)));
        assert_eq!(value("all.count>0"), Some(1.0));
        assert_eq!(value("order.p95<1s"), None);
    }
}
