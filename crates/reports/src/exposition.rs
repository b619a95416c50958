//! Reads Prometheus's text format, as our own exporter writes it: no timestamps, no exemplars.
//!
//! A parser from crates.io ends a list of labels at the first `}`. Our routes have one: `/api/events/{eventId}`.

use std::collections::BTreeMap;

/// Label names and values of a series.
pub type Labels = BTreeMap<String, String>;

/// The value of a label; empty when it is absent, as in Prometheus.
#[must_use]
pub fn label<'a>(labels: &'a Labels, name: &str) -> &'a str {
    labels.get(name).map_or("", String::as_str)
}

/// One time series.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Series {
    pub(crate) name: String,
    pub(crate) labels: Labels,
}

/// The value of each series at one moment.
pub(crate) type Scrape = BTreeMap<Series, f64>;

/// Parses the series whose names are wanted. Lines in another format, and values such as NaN, are skipped.
pub(crate) fn parse(text: &str, wanted: impl Fn(&str) -> bool) -> Scrape {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| parse_line(line, &wanted)).collect()
}

fn parse_line(line: &str, wanted: impl Fn(&str) -> bool) -> Option<(Series, f64)> {
    let (name, rest) = line.split_at(line.find(['{', ' '])?);
    if !wanted(name) {
        return None;
    }
    let mut labels = Labels::new();
    let value = match rest.strip_prefix('{') {
        None => rest,
        Some(list) => parse_labels(list, &mut labels)?,
    };
    let value: f64 = value.trim().parse().ok()?;
    value.is_finite().then(|| (Series { name: name.to_owned(), labels }, value))
}

/// Parses `name="value",…}`, and returns what follows.
fn parse_labels<'a>(mut list: &'a str, labels: &mut Labels) -> Option<&'a str> {
    loop {
        if let Some(rest) = list.strip_prefix('}') {
            return Some(rest);
        }
        let (name, quoted) = list.split_once("=\"")?;
        let mut value = String::new();
        let mut characters = quoted.char_indices();
        let end = loop {
            match characters.next()? {
                (end, '"') => break end,
                (_, '\\') => value.push(match characters.next()?.1 {
                    'n' => '\n',
                    other => other,
                }),
                (_, other) => value.push(other),
            }
        };
        labels.insert(name.to_owned(), value);
        let rest = quoted.get(end + 1..)?;
        list = rest.strip_prefix(',').unwrap_or(rest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(name: &str, labels: &[(&str, &str)]) -> Series {
        let labels = labels.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Series { name: name.into(), labels }
    }

    #[test]
    fn series_with_braces_commas_and_quotes_in_their_labels_are_read() {
        let text = concat!(
            "# TYPE requests counter\n",
            "requests{route=\"/api/events/{eventId}\",status=\"2xx\"} 12\n",
            "requests{route=\"a,b=\\\"c\\\"\\n\\\\\"} 3.5\n",
            "requests{} 1\n",
            "clients 7\n",
            "other 9\n",
        );
        let scrape = parse(text, |name| name != "other");
        let expected = [
            (series("clients", &[]), 7.0),
            (series("requests", &[]), 1.0),
            (series("requests", &[("route", "/api/events/{eventId}"), ("status", "2xx")]), 12.0),
            (series("requests", &[("route", "a,b=\"c\"\n\\")]), 3.5),
        ];
        assert_eq!(scrape, Scrape::from(expected));
    }

    #[test]
    fn lines_in_another_format_are_skipped() {
        for line in ["", "requests", "requests{route=\"a 1", "requests{route} 1", "requests NaN", "requests +Inf"] {
            assert_eq!(parse(line, |_| true), Scrape::new(), "{line}");
        }
    }
}
