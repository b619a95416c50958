//! A seat: its id, its public status, and the counters that order its changes.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::id::{InvalidId, decimal};

/// A seat's id within its event: numbered from 1, row by row, section after section.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub struct SeatId(u32);

impl SeatId {
    /// The number in every store and in JSON.
    #[must_use]
    pub const fn get(self) -> u32 {
        self.0
    }
}

impl TryFrom<u32> for SeatId {
    type Error = InvalidId;

    fn try_from(value: u32) -> Result<Self, InvalidId> {
        if value >= 1 { Ok(Self(value)) } else { Err(InvalidId { kind: "seat id" }) }
    }
}

impl From<SeatId> for u32 {
    fn from(id: SeatId) -> Self {
        id.0
    }
}

impl FromStr for SeatId {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        decimal(text)
            .and_then(|n| u32::try_from(n).ok())
            .and_then(|n| Self::try_from(n).ok())
            .ok_or(InvalidId { kind: "seat id" })
    }
}

impl fmt::Display for SeatId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The status of a seat on a seat map. A claimed seat shows as held: only its owner may know whether it is in a hold or
/// in an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SeatStatus {
    /// Free to be held.
    Available,
    /// In a hold, or claimed by an order in progress.
    Held,
    /// Sold to an order.
    Sold,
}

impl SeatStatus {
    /// Every status.
    pub const ALL: [Self; 3] = [Self::Available, Self::Held, Self::Sold];

    /// One letter for the change stream: `A`, `H` or `S`.
    #[must_use]
    pub const fn letter(self) -> char {
        match self {
            Self::Available => 'A',
            Self::Held => 'H',
            Self::Sold => 'S',
        }
    }

    /// The inverse of [`Self::letter`].
    #[must_use]
    pub const fn from_letter(letter: char) -> Option<Self> {
        match letter {
            'A' => Some(Self::Available),
            'H' => Some(Self::Held),
            'S' => Some(Self::Sold),
            _ => None,
        }
    }
}

/// Orders the changes of one event: `epoch · 2³² + n`, below 2⁵³. MySQL increments the epoch on every load and Redis
/// increments `n` on every change. A version therefore only grows, even if Redis loses all its data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Version(u64);

impl Version {
    /// Wraps a number read from a store or sent by a client.
    #[must_use]
    pub const fn new(value: u64) -> Self {
        Self(value)
    }

    /// The number that clients see.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0
    }

    /// The load of the event that this version belongs to.
    #[must_use]
    pub const fn epoch(self) -> u32 {
        let [a, b, c, d, ..] = self.0.to_be_bytes();
        u32::from_be_bytes([a, b, c, d])
    }

    /// The version directly after this one.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The fencing token of a seat's entry in a hold: the version of the change that put the seat there. It is new each
/// time the seat enters a hold, so that a late claim by a stale worker can't take a seat that was released and held
/// again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fence(u64);

impl Fence {
    /// Wraps a number read from a store.
    #[must_use]
    pub const fn new(value: u64) -> Self {
        Self(value)
    }

    /// The number that the Lua scripts compare.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0
    }
}
