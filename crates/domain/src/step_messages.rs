//! The inputs and outcomes of the saga's activities.
//!
//! They are stored in workflow histories. Never rename or remove a released field, and give every new field a default.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    event::EventId,
    fingerprint::Fingerprint,
    hold::HoldId,
    money::Money,
    order::{CancelReason, OrderId, OrderState},
    payment::{PaymentMethod, PaymentStatus},
    principal::{AccountId, Principal},
    seat::{Fence, SeatId},
};

/// A seat of an order, with its fence at the time when the order was placed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FencedSeat {
    /// The seat.
    pub seat_id: SeatId,
    /// The fence of the seat's entry in the hold.
    pub fence: Fence,
}

/// An order as accepted by the API. It is part of the workflow's input, and is stored in MySQL so that the workflow can
/// be started again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PlacedOrder {
    /// The order's id, derived from its owner and the idempotency key.
    pub order_id: OrderId,
    /// By which way it came; determines whether it is paid through the gateway.
    pub principal: Principal,
    /// Whose order it is; `None` for guests. Part of the derivation of the id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<AccountId>,
    /// Whose limit of seats the order counts for; `None` if the event has no limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub buyer: Option<AccountId>,
    /// The event.
    pub event_id: EventId,
    /// 1 to 8 seats, by ascending id.
    pub seats: Vec<FencedSeat>,
    /// The sum of the seats' prices.
    pub total: Money,
    /// The payment method, passed to the gateway.
    pub payment_method: PaymentMethod,
    /// The hold whose seats are ordered. The first version kept the hold's token here.
    #[serde(rename = "holdToken")]
    pub hold_id: HoldId,
    /// The fingerprint of the request.
    pub fingerprint: Fingerprint,
    /// When the API accepted the order.
    pub created_at: DateTime<Utc>,
}

impl PlacedOrder {
    /// The seats without their fences.
    #[must_use]
    pub fn seat_ids(&self) -> Vec<SeatId> {
        self.seats.iter().map(|seat| seat.seat_id).collect()
    }
}

/// How to run an order workflow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RunMode {
    /// The first run of the order, which attempts the sale.
    Place,
    /// A run after an earlier one was lost: a SOLD order goes forward, any other unsettled order is rolled back.
    Settle,
}

/// The input of the order workflow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OrderInput {
    /// The order.
    pub order: PlacedOrder,
    /// Whether this is the first run or a settlement.
    pub mode: RunMode,
    /// How long the authorisation may take, in seconds from its start.
    pub payment_deadline_seconds: u32,
}

/// The input of the refund workflow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RefundInput {
    /// The order to refund.
    pub order_id: OrderId,
    /// The order's event.
    pub event_id: EventId,
    /// The order's seats.
    pub seat_ids: Vec<SeatId>,
    /// Who placed the order; determines whether the gateway has money to refund.
    pub principal: Principal,
    /// Why the order is refunded: who requested the cancellation.
    pub reason: CancelReason,
}

impl RefundInput {
    /// The input for a refund of this order.
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

/// The columns of an order's row that the saga needs. After losing a compare-and-set, a run reads the row and continues
/// from its state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OrderRow {
    /// The order's state.
    pub state: OrderState,
    /// Why the order is cancelled or refunded; `None` while neither has begun.
    pub reason: Option<CancelReason>,
    /// The last known status of the payment.
    pub payment_status: PaymentStatus,
}

/// The input of the claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ClaimInput {
    /// The order that claims the seats.
    pub order_id: OrderId,
    /// The event of the seats.
    pub event_id: EventId,
    /// The hold that must still contain the seats.
    #[serde(rename = "holdToken")]
    pub hold_id: HoldId,
    /// The seats, with the fences that they must still have.
    pub seats: Vec<FencedSeat>,
}

/// The outcome of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ClaimOutcome {
    /// Every seat is claimed by this order, or already sold to it.
    Claimed,
    /// No seat is claimed, and a retry of this claim would be refused too.
    Refused {
        /// HOLD_EXPIRED or HOLD_MISMATCH.
        reason: CancelReason,
    },
}

/// The input of the authorisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AuthoriseInput {
    /// The order to pay; the payment's id is derived from it.
    pub order_id: OrderId,
    /// The amount to authorise.
    pub total: Money,
    /// The payment method, passed to the gateway.
    pub payment_method: PaymentMethod,
}

/// The outcome of the commit: PENDING → SOLD.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CommitOutcome {
    /// The row is SOLD or already CONFIRMED, and this order has the tickets.
    Sold,
    /// A seat has another order's live ticket; nothing was written.
    SeatLost,
    /// With this order the buyer would have more live tickets than the event permits; nothing was written.
    BuyerLimit,
    /// The compare-and-set was lost: continue from the row's state.
    Overtaken {
        /// The current row.
        row: OrderRow,
    },
}

/// The gateway's report on an order's payment, to be stored in the order's row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PaymentReport {
    /// The order.
    pub order_id: OrderId,
    /// The status that the gateway reported.
    pub payment_status: PaymentStatus,
}

/// The input of PENDING → SOLD → CONFIRMED.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SellInput {
    /// The gateway's result for the authorisation; NONE for an order without the gateway.
    pub payment_status: PaymentStatus,
    /// The input of the settlement that follows the commit.
    pub settle: SettleInput,
    /// The order's buyer, if the event limits the seats of a buyer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub buyer: Option<AccountId>,
}

/// The outcome of PENDING → SOLD → CONFIRMED.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SellOutcome {
    /// The order is settled, or the compare-and-set was lost: continue from the row's state.
    Row {
        /// The current row.
        row: OrderRow,
    },
    /// A seat has another order's live ticket; nothing was written.
    SeatLost,
    /// With this order the buyer would have more live tickets than the event permits; nothing was written.
    BuyerLimit,
    /// The row is SOLD, but the gateway permanently refused the capture.
    PaymentRefused,
}

/// The input of SOLD → CONFIRMED.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SettleInput {
    /// The order that has the tickets and the claim.
    pub order_id: OrderId,
    /// The event of the seats.
    pub event_id: EventId,
    /// The order's seats.
    pub seats: Vec<SeatId>,
    /// Who placed the order; determines whether the gateway has money to capture.
    pub principal: Principal,
}

/// The outcome of SOLD → CONFIRMED.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SettleOutcome {
    /// The money is taken, the seats are sold, and the row is CONFIRMED or in a later state.
    Settled {
        /// The current row.
        row: OrderRow,
    },
    /// The gateway permanently refused the capture; nothing was sold in Redis.
    PaymentRefused,
}

/// The input of publishing an order's outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum PublishInput {
    /// The state to which a workflow has brought the order. The row may have changed since: a refund may have begun.
    #[serde(rename_all = "camelCase")]
    Reached {
        /// The order.
        order_id: OrderId,
        /// The row as the workflow left it.
        row: OrderRow,
        /// The workflow's time when it did.
        at: DateTime<Utc>,
    },
    /// From a workflow of the first version: the order as its row is now.
    Current(OrderId),
}

impl PublishInput {
    /// The order.
    #[must_use]
    pub const fn order_id(&self) -> OrderId {
        match self {
            Self::Reached { order_id, .. } | Self::Current(order_id) => *order_id,
        }
    }
}

/// The input of the compare-and-set that begins the compensation: PENDING (or SOLD) → CANCELLING.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CancelInput {
    /// The complete order to roll back: if the row is not written yet, the cancellation writes it.
    pub order: PlacedOrder,
    /// Why the order is cancelled.
    pub reason: CancelReason,
    /// Whether SOLD may become CANCELLING too. Set only after the gateway permanently refused the capture.
    pub from_sold: bool,
}

/// The input of the step that frees an order's seats.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GiveBackInput {
    /// The order whose seats are given back.
    pub order_id: OrderId,
    /// The event of the seats.
    pub event_id: EventId,
    /// The order's seats.
    pub seats: Vec<SeatId>,
    /// Set in a compensation: seats that are still in the order's hold with these fences are freed too, so that a late
    /// claim is refused.
    pub unclaimed: Option<UnclaimedHold>,
}

/// The hold entries that an order would have claimed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UnclaimedHold {
    /// The hold.
    #[serde(rename = "holdToken")]
    pub hold_id: HoldId,
    /// The order's seats, with their fences in that hold.
    pub seats: Vec<FencedSeat>,
}

/// The input of CONFIRMED → REFUNDING.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BeginRefundInput {
    /// The order.
    pub order_id: OrderId,
    /// Why the order is refunded.
    pub reason: CancelReason,
}

/// The input of CANCELLING → CANCELLED.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FinishCancelInput {
    /// The order.
    pub order_id: OrderId,
    /// The order's event.
    pub event_id: EventId,
    /// The epoch in which the seats were given back. If it has changed, a load may have claimed the seats again from
    /// the CANCELLING row.
    pub given_back_in: u32,
    /// The payment's status after the void or refund; NONE for an order without the gateway.
    pub payment_status: PaymentStatus,
}

/// The outcome of CANCELLING → CANCELLED.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum FinishCancelOutcome {
    /// The row is CANCELLED and the seats are free.
    Cancelled,
    /// The event was loaded after the seats were given back: give them back again.
    EpochMoved,
}
