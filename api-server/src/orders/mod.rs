//! Orders between HTTP and the saga: placing, finding, waiting for and cancelling them.

mod cancel;
mod claim;
mod find;
mod place;
mod turn;
mod wait;

use chrono::{DateTime, SecondsFormat, Utc};
use holdfast_domain::{AccountId, CancelReason, Currency, OrderId, OrderStatus, PaymentStatus, order::OrderState};
use holdfast_stores::mysql::orders::Order;
use holdfast_workflows::start::OrderMemo;
use serde::Serialize;
use utoipa::ToSchema;

use crate::openapi_words;

pub use cancel::cancel;
pub use claim::claim;
pub use find::find_for;
use find::{check, find};
pub use place::{Placed, Request, place};
pub use wait::wait_for_end;

/// An order as a client sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OrderBody {
    /// Whose order it is; `None` for anonymous guests. Not shown.
    #[serde(skip)]
    account: Option<AccountId>,
    /// UUID; the capability to read and cancel the order.
    pub order_id: String,
    /// The order's status.
    #[schema(value_type = openapi_words::OrderStatus)]
    pub status: OrderStatus,
    /// Why the order was cancelled or refunded; present once it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<openapi_words::CancelReason>)]
    pub reason: Option<CancelReason>,
    /// The event.
    pub event_id: u64,
    /// The seats, by id.
    pub seat_ids: Vec<u32>,
    /// The total, in minor units.
    pub amount: u64,
    /// ISO 4217.
    #[schema(value_type = String, example = "KRW")]
    pub currency: Currency,
    /// The last known status of the payment.
    #[schema(value_type = openapi_words::PaymentStatus)]
    pub payment_status: PaymentStatus,
    /// A ticket for each seat, while the order is confirmed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tickets: Vec<TicketBody>,
    /// When the order was placed; RFC 3339, UTC.
    pub created_at: String,
    /// When the order last changed; RFC 3339, UTC.
    pub updated_at: String,
}

/// A ticket for one seat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TicketBody {
    /// The seat.
    pub seat_id: u32,
    /// The seat's label, such as `A-12`.
    pub label: String,
    /// The code to show at the door: 20 upper-case hex digits.
    pub code: String,
}

impl From<Order> for OrderBody {
    fn from(order: Order) -> Self {
        let Order { placed, row, tickets, updated_at } = order;
        // Tickets exist from SOLD on, but a buyer gets them only after the capture.
        let shown = matches!(row.state, OrderState::Confirmed | OrderState::Refunding);
        Self {
            account: placed.account,
            order_id: placed.order_id.to_string(),
            status: row.state.status(),
            // A cancellation or refund under way already has a reason. It is shown once the order has ended.
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
    /// An accepted order whose row isn't written yet; its status is PENDING.
    fn accepted(id: OrderId, memo: OrderMemo) -> Self {
        Self {
            account: memo.account,
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

/// Formats a time for the API: RFC 3339 in UTC, with milliseconds.
pub(crate) fn rfc3339(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Millis, true)
}
