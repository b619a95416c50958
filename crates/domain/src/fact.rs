//! The facts that leave the sale: seat changes and order outcomes. Nothing inside the sale waits for one
//! to be read.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    event::EventId,
    money::Money,
    order::{CancelReason, OrderId, OrderStatus},
    payment::PaymentStatus,
    seat::{SeatId, SeatStatus, Version},
};

/// What one step did to the seats of one event, in the order of `version`, without gaps within an epoch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SeatChange {
    /// The event whose seats changed.
    pub event_id: EventId,
    /// Raised by one with each change.
    pub version: Version,
    /// What changed.
    #[serde(flatten)]
    pub kind: SeatChangeKind,
}

/// The two kinds of change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SeatChangeKind {
    /// These seats have these states now.
    Update {
        /// Each seat that changed, once.
        seats: Vec<(SeatId, SeatStatus)>,
    },
    /// The event was loaded anew: forget what was known and take a snapshot.
    Reset,
}

/// How an order ended, or that it was refunded. Read from the order's row, so a repeat says the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OrderOutcome {
    /// The order.
    pub order_id: OrderId,
    /// CONFIRMED, CANCELLED or REFUNDED.
    pub status: OrderStatus,
    /// Why, unless it was confirmed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<CancelReason>,
    /// The event that was ordered from.
    pub event_id: EventId,
    /// The seats that were ordered.
    pub seat_ids: Vec<SeatId>,
    /// The order's total.
    #[serde(flatten)]
    pub total: Money,
    /// The payment as the saga left it.
    pub payment_status: PaymentStatus,
    /// When the row reached this status.
    pub updated_at: DateTime<Utc>,
}
