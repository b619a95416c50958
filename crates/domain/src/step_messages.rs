//! What travels between the order saga and its steps: the inputs and outcomes of the activities.
//!
//! They are stored in workflow histories, so a released field is never renamed or removed; a new one gets
//! a default.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    event::EventId,
    hold::HoldToken,
    money::Money,
    order::{CancelReason, Fingerprint, OrderId, OrderState, Principal},
    payment::{PaymentMethod, PaymentStatus},
    seat::{Fence, SeatId},
};

/// A seat of an order with the fence that its hold had when the order was placed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FencedSeat {
    /// The seat.
    pub seat_id: SeatId,
    /// Of the hold entry that the buyer saw.
    pub fence: Fence,
}

/// An order as it was accepted. It is the workflow's input, and lies in the order's row so that the
/// workflow can be started again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PlacedOrder {
    /// Derived from principal and idempotency key.
    pub order_id: OrderId,
    /// Who placed it; decides whether the gateway is asked.
    pub principal: Principal,
    /// The event.
    pub event_id: EventId,
    /// 1 to 8 seats in the order of their ids.
    pub seats: Vec<FencedSeat>,
    /// The sum of the seats' prices.
    pub total: Money,
    /// Passed on to the gateway.
    pub payment_method: PaymentMethod,
    /// The hold whose seats are ordered.
    pub hold_token: HoldToken,
    /// What the request asked for.
    pub fingerprint: Fingerprint,
    /// When the API accepted it.
    pub created_at: DateTime<Utc>,
}

impl PlacedOrder {
    /// The seats without their fences.
    #[must_use]
    pub fn seat_ids(&self) -> Vec<SeatId> {
        self.seats.iter().map(|seat| seat.seat_id).collect()
    }
}

/// How an order workflow is to be run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RunMode {
    /// From the first step on.
    Place,
    /// An earlier run was lost: from SOLD forward, from anything else back.
    Settle,
}

/// The input of the order workflow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OrderInput {
    /// The order.
    pub order: PlacedOrder,
    /// First run or settlement.
    pub mode: RunMode,
    /// How long the payment may take, from the start of its step.
    pub payment_deadline_seconds: u32,
}

/// The input of the refund workflow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RefundInput {
    /// The order whose money goes back.
    pub order_id: OrderId,
    /// Its event.
    pub event_id: EventId,
    /// Its seats.
    pub seat_ids: Vec<SeatId>,
    /// Whether the gateway has money to give back.
    pub principal: Principal,
    /// Who asked.
    pub reason: CancelReason,
}

impl RefundInput {
    /// The refund of this order.
    #[must_use]
    pub fn of(order: &PlacedOrder, reason: CancelReason) -> Self {
        Self {
            order_id: order.order_id,
            event_id: order.event_id,
            seat_ids: order.seat_ids(),
            principal: order.principal,
            reason,
        }
    }
}

/// An order's row, as far as the saga needs it: whoever loses a compare-and-set reads this and follows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OrderRow {
    /// How far it has come.
    pub state: OrderState,
    /// Why, once it rolls back or was refunded.
    pub reason: Option<CancelReason>,
    /// The last that was heard of the payment.
    pub payment_status: PaymentStatus,
}

/// The input of the claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ClaimInput {
    /// Who claims.
    pub order_id: OrderId,
    /// Where.
    pub event_id: EventId,
    /// The hold that must still have them.
    pub hold_token: HoldToken,
    /// What, and with which fences.
    pub seats: Vec<FencedSeat>,
}

/// What became of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ClaimOutcome {
    /// Every seat is claimed by, or already sold to, this order.
    Claimed,
    /// None is, and none will be by a repeat of this claim.
    Refused {
        /// HOLD_EXPIRED or HOLD_MISMATCH.
        reason: CancelReason,
    },
}

/// The input of the authorisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AuthoriseInput {
    /// Keys the payment.
    pub order_id: OrderId,
    /// What is asked.
    pub total: Money,
    /// How it is paid.
    pub payment_method: PaymentMethod,
}

/// What became of the commit: PENDING → SOLD.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CommitOutcome {
    /// The row is SOLD, or was further on already, and the tickets are this order's.
    Sold,
    /// A seat has another order's live ticket; nothing was written.
    SeatLost,
    /// The compare-and-set was lost: follow the row.
    Overtaken {
        /// The row as it is.
        row: OrderRow,
    },
}

/// What the gateway has said of an order's payment, to be kept in the order's row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PaymentReport {
    /// The order.
    pub order_id: OrderId,
    /// The last that was heard.
    pub payment_status: PaymentStatus,
}

/// The input of PENDING → SOLD → CONFIRMED.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SellInput {
    /// What the gateway said of the authorisation.
    pub payment_status: PaymentStatus,
    /// What follows the commit.
    pub settle: SettleInput,
}

/// What became of PENDING → SOLD → CONFIRMED.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SellOutcome {
    /// The row as it is: settled, or where the winner of the compare-and-set took it. Follow it.
    Row {
        /// The row.
        row: OrderRow,
    },
    /// A seat has another order's live ticket; nothing was written.
    SeatLost,
    /// SOLD, and then a final refusal of the capture.
    PaymentRefused,
}

/// The input of SOLD → CONFIRMED.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SettleInput {
    /// Who has the tickets, and has claimed the seats.
    pub order_id: OrderId,
    /// Where.
    pub event_id: EventId,
    /// Which.
    pub seats: Vec<SeatId>,
    /// Whether the gateway has money to take.
    pub principal: Principal,
}

/// What became of SOLD → CONFIRMED.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SettleOutcome {
    /// The money is taken, the seats are sold, and the row says so, or is further on already.
    Settled {
        /// The row as it is.
        row: OrderRow,
    },
    /// A final refusal of the capture; nothing was sold in Redis.
    PaymentRefused,
}

/// The input of the step by which a compensation wins: PENDING (or SOLD) → CANCELLING.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CancelInput {
    /// The order to roll back, whole: a cancellation may come before its row.
    pub order: PlacedOrder,
    /// Why.
    pub reason: CancelReason,
    /// Also from SOLD: only after a final refusal of the capture.
    pub from_sold: bool,
}

/// The input of the step that frees an order's seats.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GiveBackInput {
    /// Whose seats.
    pub order_id: OrderId,
    /// Where.
    pub event_id: EventId,
    /// Which; the fences are those of the order.
    pub seats: Vec<SeatId>,
    /// In a compensation: the order's hold and fences. Seats that still lie in that very hold are freed
    /// too, so that a claim which comes late finds nothing to claim.
    pub unclaimed: Option<UnclaimedHold>,
}

/// The hold entries that an order would have claimed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UnclaimedHold {
    /// The hold.
    pub hold_token: HoldToken,
    /// Seat and fence.
    pub seats: Vec<FencedSeat>,
}

/// The input of CONFIRMED → REFUNDING.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BeginRefundInput {
    /// The order.
    pub order_id: OrderId,
    /// Who asked.
    pub reason: CancelReason,
}

/// The input of CANCELLING → CANCELLED.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FinishCancelInput {
    /// The order.
    pub order_id: OrderId,
    /// Its event.
    pub event_id: EventId,
    /// The epoch in which its seats were given back. A load in between may have claimed them again, from
    /// a row that was still CANCELLING.
    pub given_back_in: u32,
    /// What the gateway said of the void.
    pub payment_status: PaymentStatus,
}

/// What became of CANCELLING → CANCELLED.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum FinishCancelOutcome {
    /// The row is CANCELLED, with the seats free.
    Cancelled,
    /// The event was loaded since the seats were given back: give them back again.
    EpochMoved,
}
