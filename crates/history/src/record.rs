//! The record of one call.

use serde::{Deserialize, Serialize};

/// One call and its response.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Before the request, in µs since 1970.
    pub invoked: u64,
    /// After the response, in µs since 1970. `None` if there was no response.
    pub returned: Option<u64>,
    /// The request and its response.
    #[serde(flatten)]
    pub call: Call,
}

/// A request and its response.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "call", rename_all = "camelCase")]
pub enum Call {
    /// A request to hold seats. Each attempt is a record.
    Hold {
        /// Names the hold; repeats of a request have the same name.
        hold: String,
        /// The seats.
        seats: Vec<u32>,
        /// The life that was asked for, in seconds.
        seconds: u64,
        /// The response.
        answer: HoldAnswer,
    },
    /// A request to release a hold.
    Release {
        /// The hold.
        hold: String,
        /// Its seats.
        seats: Vec<u32>,
        /// Whether the response says that it is done. Otherwise the outcome is unknown.
        done: bool,
    },
    /// A request to place or read an order.
    Order {
        /// Names the order; repeats have the same name.
        order: String,
        /// The hold with the seats.
        hold: String,
        /// The seats.
        seats: Vec<u32>,
        /// The response.
        answer: OrderAnswer,
    },
    /// A request to cancel or refund an order.
    Cancel {
        /// The order.
        order: String,
        /// The response.
        answer: OrderAnswer,
    },
    /// A seat map.
    Map {
        /// Each seat with its status.
        seats: Vec<(u32, Status)>,
    },
    /// A change on a stream. The request is that of the stream; the response is the change.
    Stream {
        /// Names the connection: its changes are in order.
        stream: u64,
        /// The seat.
        seat: u32,
        /// Its status.
        status: Status,
    },
}

impl Call {
    /// The hold that the call names.
    pub(crate) fn hold(&self) -> Option<&str> {
        match self {
            Self::Hold { hold, .. } | Self::Release { hold, .. } | Self::Order { hold, .. } => Some(hold),
            Self::Cancel { .. } | Self::Map { .. } | Self::Stream { .. } => None,
        }
    }
}

/// The response to a hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum HoldAnswer {
    /// The seats are held.
    Held {
        /// When the hold expires, in µs since 1970.
        expires_at: u64,
    },
    /// Nothing is held, because these seats are taken.
    Taken(Vec<u32>),
    /// Nothing is held, for another reason.
    Refused,
    /// A time-out, a cut connection or a 5xx: the seats may be held, now or within a minute.
    Unknown,
}

/// What a client was told of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum OrderAnswer {
    /// Sold.
    Confirmed,
    /// Rolled back; the seats are given back.
    Cancelled,
    /// Refunded; the seats will be free.
    Refunded,
    /// Accepted and not ended, or unknown.
    Open,
    /// Not accepted.
    Refused,
}

/// The status of a seat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Status {
    /// Nobody has it.
    Available,
    /// In a hold or in an order that hasn't ended.
    Held,
    /// In a confirmed order.
    Sold,
}

/// A time in which Redis lost data, and with it holds: FLUSHALL, an empty server, a failover to a replica that misses the
/// last writes. Orders are not lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Loss {
    /// The earliest moment, in µs since 1970.
    pub from: u64,
    /// The latest moment, in µs since 1970.
    pub until: u64,
    /// Whether Redis then has its data of the earliest moment, so that a hold that was released since is back.
    #[serde(default)]
    pub stale: bool,
}
