//! The routes of the API that the load test calls.

mod buyer;
mod operator;
mod visit;

use std::{borrow::Cow, collections::BTreeSet, time::Duration};

use serde::Deserialize;

pub use buyer::{Buyer, OrderRequest};
pub use operator::Operator;
pub use visit::open_stream;

/// Most seats that an event may have.
pub const MAX_EVENT_SEATS: u32 = 100_000;

/// Outcome and duration of a request.
#[derive(Debug, Clone)]
pub struct Answer<T> {
    /// From just before the request was written until its response was read.
    pub elapsed: Duration,
    /// The status, and the value in the body.
    pub outcome: Result<(u16, T), Fault>,
}

/// Any outcome but a 2xx with a body that follows the contract.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Fault {
    /// Another status, with the code of its problem.
    #[error("{status} {code}")]
    Refused {
        /// As in `409`.
        status: u16,
        /// As in `RESERVATION_CONFLICT`; empty when the body has none.
        code: String,
    },
    /// The system has more orders than it can process: the same request succeeds later.
    #[error("503 TOO_BUSY")]
    Busy {
        /// `Retry-After`.
        retry_after: Duration,
    },
    /// No response, or a body that doesn't follow the contract.
    #[error("no answer: {0}")]
    NoAnswer(String),
    /// No response within 20 s.
    #[error("no answer: timed out")]
    TimedOut,
    /// The buyer lost patience and closed the connection before the response.
    #[error("buyer left")]
    Left,
}

impl Fault {
    /// Whether the rules of the sale refused the request: the seat is taken or the hold has expired.
    #[must_use]
    pub const fn is_conflict(&self) -> bool {
        matches!(self, Self::Refused { status: 409 | 410, .. })
    }
}

impl<T> Answer<T> {
    /// The status, if there was a response that follows the contract.
    #[must_use]
    pub const fn status(&self) -> Option<u16> {
        match &self.outcome {
            Ok((status, _)) | Err(Fault::Refused { status, .. }) => Some(*status),
            Err(Fault::Busy { .. }) => Some(503),
            Err(Fault::NoAnswer(_) | Fault::TimedOut | Fault::Left) => None,
        }
    }

    /// Whether the system failed: any outcome but 2xx, 409, 410, 503 `TOO_BUSY` and a buyer who left. 409 and 410 only
    /// say that another buyer was faster.
    #[must_use]
    pub fn is_error(&self) -> bool {
        match &self.outcome {
            Ok(_) | Err(Fault::Busy { .. } | Fault::Left) => false,
            Err(fault) => !fault.is_conflict(),
        }
    }

    /// Name under which it is counted: `201`, `409 RESERVATION_CONFLICT`, `no answer: timed out`.
    #[must_use]
    pub fn kind(&self) -> Cow<'static, str> {
        match &self.outcome {
            Ok((200, _)) => "200".into(),
            Ok((201, _)) => "201".into(),
            Ok((status, _)) => status.to_string().into(),
            Err(fault) => fault.to_string().into(),
        }
    }

    /// The value of a 2xx.
    ///
    /// # Errors
    /// The fault of any other outcome.
    pub fn accepted(self) -> Result<T, Fault> {
        self.outcome.map(|(_, value)| value)
    }
}

/// A hold of one event's seats.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Hold {
    /// Authorises every step on the hold.
    pub hold_token: String,
    /// Its event.
    pub event_id: u64,
    /// Its seats.
    pub seat_ids: Vec<u32>,
}

/// Status of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum OrderStatus {
    /// Not ended yet.
    Pending,
    /// Sold and paid.
    Confirmed,
    /// Ended without a sale.
    Cancelled,
    /// Sold, then paid back.
    Refunded,
}

/// An order.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Order {
    /// Its id.
    pub order_id: String,
    /// Its status.
    pub status: OrderStatus,
    /// Why it ended without a sale.
    pub reason: Option<String>,
    /// Its seats.
    pub seat_ids: Vec<u32>,
    /// In minor units.
    pub amount: u64,
}

/// A payment in the gateway's ledger.
#[derive(Debug, Clone, Deserialize)]
pub struct Payment {
    /// `CAPTURED`, `VOIDED`, …
    pub status: String,
    /// In minor units; none when it was voided before its authorisation was asked for.
    pub amount: Option<u64>,
}

/// A page of a list.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Page<T> {
    /// Its items.
    pub items: Vec<T>,
    /// Cursor of the next page; absent on the last.
    pub next_cursor: Option<String>,
}

/// A seat on the map.
#[derive(Debug, Clone, Deserialize)]
pub struct Seat {
    /// Its id.
    pub id: u32,
    /// `AVAILABLE`, `HELD` or `SOLD`.
    pub status: String,
}

/// Every seat of an event.
#[derive(Debug, Clone, Deserialize)]
pub struct SeatMap {
    /// The seats.
    pub seats: Vec<Seat>,
}

impl SeatMap {
    /// The seats with this status.
    #[must_use]
    pub fn with_status(&self, status: &str) -> BTreeSet<u32> {
        self.seats.iter().filter(|seat| seat.status == status).map(|seat| seat.id).collect()
    }
}
