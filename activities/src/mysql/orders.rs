//! Orders, their seats and tickets. The order's row is the commit point of its saga: every change of its
//! state is a compare-and-set, and only [`Database::commit_order`] writes tickets.

use chrono::{DateTime, Utc};
use holdfast_domain::{
    CancelReason, EventId, OrderId, OrderStatus, PaymentStatus, SeatId, TicketCode,
    order::OrderState,
    saga::{CommitOutcome, FinishCancelOutcome, OrderRow, PlacedOrder},
};

use super::{Database, Error};

/// An order as recorded.
#[derive(Debug, Clone)]
pub struct Order {
    /// As it was accepted.
    pub placed: PlacedOrder,
    /// How far it has come.
    pub row: OrderRow,
    /// Live tickets, in the order of their seats.
    pub tickets: Vec<Ticket>,
    /// When the row was last changed.
    pub updated_at: DateTime<Utc>,
}

/// The right to a seat.
#[derive(Debug, Clone)]
pub struct Ticket {
    /// The seat.
    pub seat_id: SeatId,
    /// Its label.
    pub label: String,
    /// Shown at the door.
    pub code: TicketCode,
}

/// Which orders to list.
#[derive(Debug, Clone, Default)]
pub struct OrderFilter {
    /// Of this event only.
    pub event_id: Option<EventId>,
    /// With this status only.
    pub status: Option<OrderStatus>,
}

/// Where a page of orders ended: orders are listed newest first, by (created at, order id).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OrderCursor {
    /// Of the last order on the page.
    pub created_at: DateTime<Utc>,
    /// Of the last order on the page.
    pub order_id: OrderId,
}

/// A page of orders, newest first.
#[derive(Debug, Clone)]
pub struct OrderPage {
    /// At most as many as asked for.
    pub items: Vec<Order>,
    /// Continue after this one.
    pub next: Option<OrderCursor>,
}

#[allow(unused_variables, clippy::unused_async, reason = "contract only")]
impl Database {
    /// Writes the row, PENDING, with its seats; a row that is there already is left alone. Answers the row as it is.
    pub async fn record_order(&self, order: &PlacedOrder) -> Result<OrderRow, Error> {
        todo!()
    }

    /// One order with its live tickets.
    pub async fn find_order(&self, id: OrderId) -> Result<Option<Order>, Error> {
        todo!()
    }

    /// The row alone.
    pub async fn find_order_row(&self, id: OrderId) -> Result<Option<OrderRow>, Error> {
        todo!()
    }

    /// Newest first.
    pub async fn list_orders(
        &self,
        filter: &OrderFilter,
        after: Option<OrderCursor>,
        limit: u32,
    ) -> Result<OrderPage, Error> {
        todo!()
    }

    /// Orders in a state without an end (PENDING, SOLD, CANCELLING, REFUNDING) untouched since `before`, oldest first.
    pub async fn list_unsettled(&self, before: DateTime<Utc>, limit: u32) -> Result<Vec<Order>, Error> {
        todo!()
    }

    /// Notes what the gateway said while the order waits; only while it is PENDING.
    pub async fn note_payment(&self, id: OrderId, status: PaymentStatus) -> Result<(), Error> {
        todo!()
    }

    /// One transaction: PENDING → SOLD with `payment`, and the tickets with codes from `ticket_secret`.
    /// Already SOLD or CONFIRMED is a success. A live ticket of another order on a seat: nothing is written.
    pub async fn commit_order(
        &self,
        id: OrderId,
        payment: PaymentStatus,
        ticket_secret: &[u8],
    ) -> Result<CommitOutcome, Error> {
        todo!()
    }

    /// SOLD → CONFIRMED with `payment`. Answers the row as it is afterwards.
    pub async fn confirm_order(&self, id: OrderId, payment: PaymentStatus) -> Result<OrderRow, Error> {
        todo!()
    }

    /// PENDING (or SOLD, when `from_sold`) → CANCELLING with the reason; live tickets end in the same
    /// transaction. Already CANCELLING keeps its first reason. Answers the row as it is afterwards.
    pub async fn begin_cancel(&self, id: OrderId, reason: CancelReason, from_sold: bool) -> Result<OrderRow, Error> {
        todo!()
    }

    /// CANCELLING → CANCELLED with `payment`, in one transaction with a shared lock on the event's row that
    /// proves its epoch is still `given_back_in`. Already CANCELLED is a success.
    pub async fn finish_cancel(
        &self,
        id: OrderId,
        event: EventId,
        given_back_in: u32,
        payment: PaymentStatus,
    ) -> Result<FinishCancelOutcome, Error> {
        todo!()
    }

    /// CONFIRMED → REFUNDING with the reason. Answers the row as it is afterwards.
    pub async fn begin_refund(&self, id: OrderId, reason: CancelReason) -> Result<OrderRow, Error> {
        todo!()
    }

    /// One transaction: REFUNDING → REFUNDED with `payment`, and the tickets end. Answers the row afterwards.
    pub async fn finish_refund(&self, id: OrderId, payment: PaymentStatus) -> Result<OrderRow, Error> {
        todo!()
    }

    /// Which of these seats have a live ticket of an order other than `id`, and whose.
    pub async fn tickets_of_others(
        &self,
        id: OrderId,
        event: EventId,
        seats: &[SeatId],
    ) -> Result<Vec<(SeatId, OrderId)>, Error> {
        todo!()
    }

    /// How many orders are in each state; for metrics.
    pub async fn count_orders_by_state(&self) -> Result<Vec<(OrderState, u64)>, Error> {
        todo!()
    }
}
