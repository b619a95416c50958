//! An event: its id, its partition, and when its seats may be held.

use std::{fmt, str::FromStr};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::id::{InvalidId, MAX_JSON_INTEGER, decimal};

/// An event's id: a positive integer below 2⁵³, assigned by MySQL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u64", into = "u64")]
pub struct EventId(u64);

impl EventId {
    /// The number in MySQL and in JSON.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0
    }

    /// The Redis partition that this event's keys and changes live in.
    #[must_use]
    pub const fn partition(self) -> Partition {
        let [.., low_byte] = self.0.to_be_bytes();
        Partition(low_byte % Partition::COUNT)
    }
}

impl TryFrom<u64> for EventId {
    type Error = InvalidId;

    fn try_from(value: u64) -> Result<Self, InvalidId> {
        if (1..=MAX_JSON_INTEGER).contains(&value) { Ok(Self(value)) } else { Err(InvalidId { kind: "event id" }) }
    }
}

impl From<EventId> for u64 {
    fn from(id: EventId) -> Self {
        id.0
    }
}

impl FromStr for EventId {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        decimal(text).and_then(|n| Self::try_from(n).ok()).ok_or(InvalidId { kind: "event id" })
    }
}

impl fmt::Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// One of the 64 slices of all events. Its hash tag keeps an event's keys and its change stream on one node of a
/// Redis Cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Partition(u8);

impl Partition {
    /// The number of partitions: a power of two up to 256, so that an event id's low byte determines its partition.
    /// Fixed for the life of an installation: the names of existing keys depend on it.
    pub const COUNT: u8 = 64;

    /// Every partition, in order.
    pub fn all() -> impl ExactSizeIterator<Item = Self> + Clone {
        (0..Self::COUNT).map(Self)
    }

    /// 0 to 63.
    #[must_use]
    pub const fn get(self) -> u8 {
        self.0
    }
}

impl TryFrom<u8> for Partition {
    type Error = InvalidId;

    fn try_from(value: u8) -> Result<Self, InvalidId> {
        if value < Self::COUNT { Ok(Self(value)) } else { Err(InvalidId { kind: "partition" }) }
    }
}

impl From<Partition> for u8 {
    fn from(partition: Partition) -> Self {
        partition.0
    }
}

impl fmt::Display for Partition {
    /// Two digits, as in the hash tag `{p07}`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}", self.0)
    }
}

/// The state of an event's sale, as shown to buyers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum EventStatus {
    /// Sales open later.
    Scheduled,
    /// Seats may be held now.
    OnSale,
    /// Sales have ended, by time or by an operator.
    Closed,
}

impl EventStatus {
    /// Every status, in life-cycle order.
    pub const ALL: [Self; 3] = [Self::Scheduled, Self::OnSale, Self::Closed];
}

/// When the seats of an event may be held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SalesWindow {
    /// Start of sales, inclusive.
    pub opens_at: DateTime<Utc>,
    /// End of sales, exclusive.
    pub closes_at: DateTime<Utc>,
    /// Whether an operator has closed sales; this overrides both times.
    pub closed: bool,
}

impl SalesWindow {
    /// The status at the time `now`.
    #[must_use]
    pub fn status_at(&self, now: DateTime<Utc>) -> EventStatus {
        if self.closed || now >= self.closes_at {
            EventStatus::Closed
        } else if now < self.opens_at {
            EventStatus::Scheduled
        } else {
            EventStatus::OnSale
        }
    }
}

/// The idempotency key of an event's creation, and the request that it belongs to, both as digests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreationKey {
    key: String,
    request: String,
}

impl CreationKey {
    /// `request` is the request as it was sent, in any form that is the same for equal requests.
    #[must_use]
    pub fn of(idempotency_key: &str, request: &[u8]) -> Self {
        let digest = |bytes: &[u8]| hex::encode(Sha256::digest(bytes));
        Self { key: digest(idempotency_key.as_bytes()), request: digest(request) }
    }

    /// 64 lower-case hex digits.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// 64 lower-case hex digits.
    #[must_use]
    pub fn request(&self) -> &str {
        &self.request
    }
}
