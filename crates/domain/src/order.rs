//! An order: its id, its state, and why it ended.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    id::InvalidId,
    principal::{Owner, hmac_sha256},
    seat::SeatId,
};

/// An order's id. Derived, never random: see [`OrderId::derive`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OrderId(Uuid);

impl OrderId {
    /// Derives the id: the HMAC-SHA256 of owner and idempotency key under the installation's `secret`,
    /// truncated to a version 8 UUID (RFC 9562).
    ///
    /// Two requests with the same key therefore mean the same order, even after a crash. Without the secret, nobody
    /// can guess the id of another buyer's order.
    #[must_use]
    pub fn derive(secret: &[u8], owner: impl Into<Owner>, idempotency_key: &str) -> Self {
        let owner = owner.into().name();
        let digest = hmac_sha256(secret, &[owner.as_bytes(), b"\0", idempotency_key.as_bytes()]);
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&digest[..16]);
        Self(uuid::Builder::from_custom_bytes(bytes).into_uuid())
    }

    /// The code on this order's ticket for `seat`: unguessable without `secret`, and the same on every call.
    #[must_use]
    pub fn ticket_code(self, secret: &[u8], seat: SeatId) -> TicketCode {
        let digest = hmac_sha256(secret, &[b"ticket\0", self.0.as_bytes(), &seat.get().to_be_bytes()]);
        TicketCode(hex::encode_upper(&digest[..10]))
    }
}

impl FromStr for OrderId {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        // An id has exactly one spelling: hyphenated lower case, as written by `Display`.
        let id = Uuid::try_parse(text).map(Self).map_err(|_| InvalidId { kind: "order id" })?;
        if id.to_string() == text { Ok(id) } else { Err(InvalidId { kind: "order id" }) }
    }
}

impl fmt::Display for OrderId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.hyphenated().fmt(f)
    }
}

/// The code of a ticket, shown at the entrance: 20 upper-case hex digits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TicketCode(String);

impl TicketCode {
    /// Wraps a code read from a store, without checking it.
    #[must_use]
    pub const fn from_stored(code: String) -> Self {
        Self(code)
    }

    /// 20 upper-case hex digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The state of an order's row. Every transition is a compare-and-set.
///
/// `PENDING → SOLD → CONFIRMED → REFUNDING → REFUNDED`, and `PENDING` or `SOLD → CANCELLING → CANCELLED`.
/// `SOLD` only goes forward, unless the gateway permanently refuses the capture. `CANCELLING` only rolls back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum OrderState {
    /// Accepted; nothing is sold yet.
    Pending,
    /// Tickets are written; the money is authorised but not captured.
    Sold,
    /// Tickets are written, the money is captured and the seats are sold.
    Confirmed,
    /// A refund has begun: the money is returned first, then the tickets end.
    Refunding,
    /// The money is returned and the tickets have ended.
    Refunded,
    /// The compensation has won the compare-and-set; the order can no longer be sold.
    Cancelling,
    /// The compensation is complete: seats are free and no money is kept.
    Cancelled,
}

impl OrderState {
    /// Every state, for tables and tests.
    pub const ALL: [Self; 7] = [
        Self::Pending,
        Self::Sold,
        Self::Confirmed,
        Self::Refunding,
        Self::Refunded,
        Self::Cancelling,
        Self::Cancelled,
    ];

    /// The states that aren't final: a workflow must still bring the order to its end.
    pub const UNSETTLED: [Self; 4] = [Self::Pending, Self::Sold, Self::Refunding, Self::Cancelling];

    /// The name in MySQL.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "PENDING",
            Self::Sold => "SOLD",
            Self::Confirmed => "CONFIRMED",
            Self::Refunding => "REFUNDING",
            Self::Refunded => "REFUNDED",
            Self::Cancelling => "CANCELLING",
            Self::Cancelled => "CANCELLED",
        }
    }

    /// The inverse of [`Self::as_str`].
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }

    /// The status that the API shows: CONFIRMED only once the money is captured, and after that only REFUNDED.
    #[must_use]
    pub const fn status(self) -> OrderStatus {
        match self {
            Self::Pending | Self::Sold | Self::Cancelling => OrderStatus::Pending,
            Self::Confirmed | Self::Refunding => OrderStatus::Confirmed,
            Self::Refunded => OrderStatus::Refunded,
            Self::Cancelled => OrderStatus::Cancelled,
        }
    }
}

/// The status of an order in the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum OrderStatus {
    /// In progress.
    Pending,
    /// Paid; the tickets are valid.
    Confirmed,
    /// Ended without a sale; the order has a [`CancelReason`].
    Cancelled,
    /// Refunded after it was confirmed.
    Refunded,
}

impl OrderStatus {
    /// Every status, in life-cycle order.
    pub const ALL: [Self; 4] = [Self::Pending, Self::Confirmed, Self::Cancelled, Self::Refunded];

    /// The name in JSON and in search attributes.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "PENDING",
            Self::Confirmed => "CONFIRMED",
            Self::Cancelled => "CANCELLED",
            Self::Refunded => "REFUNDED",
        }
    }

    /// The inverse of [`Self::as_str`].
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == text)
    }

    /// The row states that the API shows as this status.
    pub fn states(self) -> impl Iterator<Item = OrderState> {
        OrderState::ALL.into_iter().filter(move |state| state.status() == self)
    }

    /// Whether the order's saga has ended.
    #[must_use]
    pub const fn has_ended(self) -> bool {
        !matches!(self, Self::Pending)
    }
}

/// Why an order was cancelled or refunded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CancelReason {
    /// The hold ended before the order could claim its seats.
    HoldExpired,
    /// The hold no longer had all the seats, or a seat had since been released and held again.
    HoldMismatch,
    /// The gateway declined the payment.
    PaymentDeclined,
    /// The payment was not authorised before the deadline.
    PaymentTimeout,
    /// The gateway rejected the authorisation request, or permanently refused the capture.
    PaymentFailed,
    /// Redis had lost data, and another order owned a seat.
    SeatLost,
    /// Redis had lost data, and the buyer had as many seats as the event permits.
    BuyerLimit,
    /// The buyer cancelled the order.
    CustomerCancelled,
    /// An operator cancelled the order.
    OperatorCancelled,
    /// The order's workflow was terminated or lost, or a step failed unexpectedly, and the order was rolled back.
    OperatorTerminated,
}

impl CancelReason {
    /// Every reason, for tables and tests.
    pub const ALL: [Self; 10] = [
        Self::HoldExpired,
        Self::HoldMismatch,
        Self::PaymentDeclined,
        Self::PaymentTimeout,
        Self::PaymentFailed,
        Self::SeatLost,
        Self::BuyerLimit,
        Self::CustomerCancelled,
        Self::OperatorCancelled,
        Self::OperatorTerminated,
    ];

    /// The name in MySQL, JSON and search attributes.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::HoldExpired => "HOLD_EXPIRED",
            Self::HoldMismatch => "HOLD_MISMATCH",
            Self::PaymentDeclined => "PAYMENT_DECLINED",
            Self::PaymentTimeout => "PAYMENT_TIMEOUT",
            Self::PaymentFailed => "PAYMENT_FAILED",
            Self::SeatLost => "SEAT_LOST",
            Self::BuyerLimit => "BUYER_LIMIT",
            Self::CustomerCancelled => "CUSTOMER_CANCELLED",
            Self::OperatorCancelled => "OPERATOR_CANCELLED",
            Self::OperatorTerminated => "OPERATOR_TERMINATED",
        }
    }

    /// The inverse of [`Self::as_str`].
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == text)
    }
}

display_as_str!(OrderState, OrderStatus, CancelReason);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_order_state_and_cancel_reason_parses_from_its_name() {
        for state in OrderState::ALL {
            assert_eq!(OrderState::parse(state.as_str()), Some(state));
        }
        for reason in CancelReason::ALL {
            assert_eq!(CancelReason::parse(reason.as_str()), Some(reason));
        }
    }
}
