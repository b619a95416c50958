//! A hold: its token, its limits, and which seats it may have.

use std::{collections::BTreeSet, fmt, str::FromStr, time::Duration};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::id::InvalidId;

/// The capability of a hold: 128 random bits as 32 lower-case hex digits. Whoever has it owns the hold.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct HoldToken(String);

impl HoldToken {
    /// A token of 128 bits that the caller drew from a secure source.
    #[must_use]
    pub fn from_random(bits: u128) -> Self {
        Self(format!("{bits:032x}"))
    }

    /// The text that goes into the `Hold-Token` header and into Redis.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for HoldToken {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        let well_formed = text.len() == 32 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        if well_formed { Ok(Self(text.to_owned())) } else { Err(InvalidId { kind: "hold token" }) }
    }
}

impl TryFrom<String> for HoldToken {
    type Error = InvalidId;

    fn try_from(text: String) -> Result<Self, InvalidId> {
        text.parse()
    }
}

impl From<HoldToken> for String {
    fn from(token: HoldToken) -> Self {
        token.0
    }
}

impl fmt::Debug for HoldToken {
    /// A token is a bearer secret: its first digits are enough to tell two apart in a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HoldToken({}…)", &self.0[..6])
    }
}

/// The most seats in one hold.
pub const MAX_SEATS: usize = 8;
/// What an absent `holdSeconds` means.
pub const DEFAULT_SECONDS: u32 = 120;
/// What an absent `seconds` of an extension means.
pub const DEFAULT_EXTEND_SECONDS: u32 = 30;
/// The longest that a hold may live in all, over every extension.
pub const MAX_LIFE: Duration = Duration::from_mins(10);

/// `holdSeconds` as asked, brought into 5…300; the default when absent.
#[must_use]
pub fn clamp_seconds(asked: Option<i64>) -> u32 {
    asked.map_or(DEFAULT_SECONDS, |seconds| u32::try_from(seconds.clamp(5, 300)).unwrap_or(DEFAULT_SECONDS))
}

/// Seats that can't be one hold or one order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum InvalidSeats {
    /// No seat at all.
    #[error("must name at least one seat")]
    None,
    /// More than [`MAX_SEATS`].
    #[error("must be at most {MAX_SEATS} seats")]
    TooMany,
    /// One seat twice.
    #[error("must name each seat once")]
    Repeated,
}

/// 1 to [`MAX_SEATS`] different seats, sorted by id: what a hold or an order may name. Takes ids or their numbers.
///
/// # Errors
/// [`InvalidSeats`] says which rule is broken.
pub fn distinct_seats<T: Ord + Copy>(seats: &[T]) -> Result<Vec<T>, InvalidSeats> {
    let distinct: BTreeSet<T> = seats.iter().copied().collect();
    if distinct.is_empty() {
        Err(InvalidSeats::None)
    } else if seats.len() > MAX_SEATS {
        Err(InvalidSeats::TooMany)
    } else if distinct.len() < seats.len() {
        Err(InvalidSeats::Repeated)
    } else {
        Ok(distinct.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seat::SeatId;

    #[test]
    fn a_hold_has_one_to_eight_different_seats() {
        let seats = |ids: &[u32]| ids.iter().map(|id| SeatId::try_from(*id).unwrap()).collect::<Vec<_>>();
        assert_eq!(distinct_seats(&seats(&[3, 1])), Ok(seats(&[1, 3])));
        assert_eq!(distinct_seats::<SeatId>(&[]), Err(InvalidSeats::None));
        assert_eq!(distinct_seats(&seats(&[1, 2, 1])), Err(InvalidSeats::Repeated));
        assert_eq!(distinct_seats(&seats(&[1, 2, 3, 4, 5, 6, 7, 8])), Ok(seats(&[1, 2, 3, 4, 5, 6, 7, 8])));
        assert_eq!(distinct_seats(&seats(&[1, 2, 3, 4, 5, 6, 7, 8, 9])), Err(InvalidSeats::TooMany));
    }

    #[test]
    fn hold_seconds_are_brought_into_their_bounds() {
        assert_eq!(
            [None, Some(-1), Some(4), Some(5), Some(300), Some(i64::MAX)].map(clamp_seconds),
            [120, 5, 5, 5, 300, 300]
        );
    }
}
