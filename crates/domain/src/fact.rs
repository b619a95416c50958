//! The facts published to other systems: seat changes and order outcomes. Holds and orders never wait for a consumer.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    event::EventId,
    money::Money,
    order::{CancelReason, OrderId, OrderStatus},
    payment::PaymentStatus,
    seat::{SeatId, SeatStatus, Version},
};

/// One change to the seats of one event. Versions order an event's changes and have no gaps within an epoch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SeatChange {
    /// The event whose seats changed.
    pub event_id: EventId,
    /// The event's version after this change; each change increments it by one.
    pub version: Version,
    /// The kind of change, with its data.
    #[serde(flatten)]
    pub kind: SeatChangeKind,
}

/// The two kinds of change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SeatChangeKind {
    /// These seats now have these statuses.
    Update {
        /// Each seat that changed, once.
        seats: Vec<(SeatId, SeatStatus)>,
    },
    /// The event was reloaded: discard all earlier state of its seats and fetch a snapshot.
    Reset,
}

/// How an order ended, or that it was refunded: what one workflow reached. A repeat has the same status, reason and
/// payment status; only its time may differ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OrderOutcome {
    /// The order.
    pub order_id: OrderId,
    /// CONFIRMED, CANCELLED or REFUNDED.
    pub status: OrderStatus,
    /// Why the order was cancelled or refunded; `None` for CONFIRMED.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<CancelReason>,
    /// The event that was ordered from.
    pub event_id: EventId,
    /// The seats that were ordered.
    pub seat_ids: Vec<SeatId>,
    /// The order's total.
    #[serde(flatten)]
    pub total: Money,
    /// The payment's final status in this saga.
    pub payment_status: PaymentStatus,
    /// When the row reached this status. An outcome that is published after the row has changed again has the time at
    /// which the workflow knew of it, which is before that change.
    pub updated_at: DateTime<Utc>,
}

/// An outcome in the form that consumers read. It waits in the outbox in this form too, so that the release that sends
/// it needn't be the one that wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutcomeRecord {
    /// The order, which is the record's key.
    pub order_id: OrderId,
    /// The outcome's status. An order has at most one outcome of each status.
    pub status: OrderStatus,
    /// A `CloudEvents` envelope as JSON.
    pub payload: String,
    /// The W3C headers of the trace that the outcome belongs to, by name.
    pub trace: BTreeMap<String, String>,
}
