//! A script's reply: a word, and values that depend on the word.

use std::{str::FromStr, vec};

use chrono::{DateTime, Utc};
use holdfast_domain::{SeatId, SeatStatus, Version};
use redis::Value;

use super::Error;

/// `{ WORD, value, … }`.
#[derive(Debug)]
pub(super) struct Reply {
    word: String,
    values: vec::IntoIter<Value>,
}

impl Reply {
    pub(super) fn read(value: Value) -> Result<Self, Error> {
        let Value::Array(values) = value else {
            return Err(Error::Malformed(format!("{value:?}")));
        };
        let mut reply = Self { word: String::new(), values: values.into_iter() };
        reply.word = reply.text()?;
        Ok(reply)
    }

    pub(super) fn word(&self) -> &str {
        &self.word
    }

    /// The error for a word that the caller doesn't expect.
    pub(super) fn unexpected(&self) -> Error {
        Error::Malformed(format!("{self:?}"))
    }

    pub(super) fn value(&mut self) -> Result<Value, Error> {
        self.values.next().ok_or_else(|| Error::Malformed(format!("{} lacks a value", self.word)))
    }

    pub(super) fn text(&mut self) -> Result<String, Error> {
        text(self.value()?)
    }

    pub(super) fn texts(self) -> Result<Vec<String>, Error> {
        self.values.map(text).collect()
    }

    pub(super) fn integer<T: TryFrom<i64>>(&mut self) -> Result<T, Error> {
        match self.value()? {
            Value::Int(integer) => T::try_from(integer).map_err(|_| Error::Malformed(format!("{integer}"))),
            other => Err(Error::Malformed(format!("{other:?}"))),
        }
    }

    pub(super) fn version(&mut self) -> Result<Version, Error> {
        self.integer().map(Version::new)
    }

    pub(super) fn time(&mut self) -> Result<DateTime<Utc>, Error> {
        let millis = self.integer()?;
        DateTime::from_timestamp_millis(millis).ok_or_else(|| Error::Malformed(format!("{millis}")))
    }

    /// `12,13`.
    pub(super) fn seats(&mut self) -> Result<Vec<SeatId>, Error> {
        parse_list(&self.text()?, parse)
    }

    /// `12:H,13:A`.
    pub(super) fn states(&mut self) -> Result<Vec<(SeatId, SeatStatus)>, Error> {
        parse_states(&self.text()?)
    }
}

/// Parses seats with the letters of their states, as in snapshots and stream entries: `12:H,13:A`.
pub(super) fn parse_states(list: &str) -> Result<Vec<(SeatId, SeatStatus)>, Error> {
    parse_list(list, |item| {
        let (seat, letter) = item.split_once(':').ok_or_else(|| Error::Malformed(item.to_owned()))?;
        let state = letter.parse().ok().and_then(SeatStatus::from_letter);
        Ok((parse(seat)?, state.ok_or_else(|| Error::Malformed(item.to_owned()))?))
    })
}

/// Parses a comma-separated list; an empty text is an empty list.
pub(super) fn parse_list<T>(list: &str, item: impl Fn(&str) -> Result<T, Error>) -> Result<Vec<T>, Error> {
    if list.is_empty() { Ok(Vec::new()) } else { list.split(',').map(item).collect() }
}

pub(super) fn parse<T: FromStr>(text: &str) -> Result<T, Error> {
    text.parse().map_err(|_| Error::Malformed(text.to_owned()))
}

pub(super) fn text(value: Value) -> Result<String, Error> {
    match value {
        Value::BulkString(bytes) => {
            String::from_utf8(bytes).map_err(|error| Error::Malformed(format!("{:?}", error.as_bytes())))
        }
        other => Err(Error::Malformed(format!("{other:?}"))),
    }
}
