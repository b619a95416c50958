//! Orders between HTTP and the saga: placed under a key, looked for in the record and in Temporal, waited
//! for, cancelled.

mod cancel;
mod find;
mod place;
mod wait;

use chrono::{DateTime, SecondsFormat, Utc};
use holdfast_domain::{CancelReason, Currency, OrderId, OrderStatus, PaymentStatus, order::OrderState};
use holdfast_stores::mysql::orders::Order;
use holdfast_workflows::start::OrderMemo;
use serde::Serialize;
use utoipa::ToSchema;

use crate::openapi_words;

pub use cancel::cancel;
pub use find::find;
pub use place::{Placed, Request, place};
pub use wait::wait_for_end;

/// An order as a client sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OrderBody {
    /// Its capability: whoever knows it may read and cancel the order.
    pub order_id: String,
    /// Where it stands.
    #[schema(value_type = openapi_words::OrderStatus)]
    pub status: OrderStatus,
    /// Why it was cancelled or refunded.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<openapi_words::CancelReason>)]
    pub reason: Option<CancelReason>,
    /// What was ordered from.
    pub event_id: u64,
    /// What was ordered, in the order of the ids.
    pub seat_ids: Vec<u32>,
    /// The total, in minor units.
    pub amount: u64,
    /// ISO 4217.
    #[schema(value_type = String, example = "KRW")]
    pub currency: Currency,
    /// The last that was heard of its payment.
    #[schema(value_type = openapi_words::PaymentStatus)]
    pub payment_status: PaymentStatus,
    /// Live tickets, once it is confirmed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tickets: Vec<TicketBody>,
    /// RFC 3339, UTC.
    pub created_at: String,
    /// RFC 3339, UTC.
    pub updated_at: String,
}

/// The right to a seat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TicketBody {
    /// The seat.
    pub seat_id: u32,
    /// Such as `A-12`.
    pub label: String,
    /// Shown at the door.
    pub code: String,
}

impl From<Order> for OrderBody {
    fn from(order: Order) -> Self {
        let Order { placed, row, tickets, updated_at } = order;
        // SOLD has tickets already, but is not said to be sold before the money is there.
        let shown = matches!(row.state, OrderState::Confirmed | OrderState::Refunding);
        Self {
            order_id: placed.order_id.to_string(),
            status: row.state.status(),
            // The reason of a refund under way, or of a cancellation, is told with its end.
            reason: row.reason.filter(|_| matches!(row.state.status(), OrderStatus::Cancelled | OrderStatus::Refunded)),
            event_id: placed.event_id.get(),
            seat_ids: placed.seat_ids().into_iter().map(Into::into).collect(),
            amount: placed.total.amount,
            currency: placed.total.currency,
            payment_status: row.payment_status,
            tickets: if shown {
                tickets
                    .into_iter()
                    .map(|ticket| TicketBody {
                        seat_id: ticket.seat_id.get(),
                        label: ticket.label,
                        code: ticket.code.as_str().to_owned(),
                    })
                    .collect()
            } else {
                Vec::new()
            },
            created_at: rfc3339(placed.created_at),
            updated_at: rfc3339(updated_at),
        }
    }
}

impl OrderBody {
    /// An order whose row isn't written yet: accepted, and so PENDING.
    fn accepted(id: OrderId, memo: OrderMemo) -> Self {
        Self {
            order_id: id.to_string(),
            status: OrderStatus::Pending,
            reason: None,
            event_id: memo.event_id.get(),
            seat_ids: memo.seat_ids.into_iter().map(Into::into).collect(),
            amount: memo.total.amount,
            currency: memo.total.currency,
            payment_status: PaymentStatus::None,
            tickets: Vec::new(),
            created_at: rfc3339(memo.created_at),
            updated_at: rfc3339(memo.created_at),
        }
    }
}

/// As the contract writes times.
pub(crate) fn rfc3339(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Millis, true)
}
