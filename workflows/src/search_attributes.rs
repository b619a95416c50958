//! The search attributes by which operators find orders. `temporal-config/` registers them. They are few because each
//! costs two index writes per order in the visibility store. The order's total is in its summary and its memo.

use holdfast_domain::{
    OrderStatus,
    step_messages::{OrderRow, PlacedOrder},
};
use temporalio_common::search_attributes::{SearchAttributeKey, SearchAttributeUpdate, SearchAttributes};

/// PENDING, CONFIRMED, CANCELLED or REFUNDED.
pub const ORDER_STATE: SearchAttributeKey<String> = SearchAttributeKey::keyword("OrderState");
/// Why an order was cancelled or refunded. Not set before, because it couldn't be unset: the SDK can set a value, but
/// unsetting one fails the workflow forever.
pub const ORDER_REASON: SearchAttributeKey<String> = SearchAttributeKey::keyword("OrderReason");
/// The event whose seats are ordered.
pub const EVENT_ID: SearchAttributeKey<i64> = SearchAttributeKey::int("EventId");

/// The search attributes with which an order workflow starts.
#[must_use]
pub fn of_new_order(order: &PlacedOrder) -> SearchAttributes {
    SearchAttributes::new([
        ORDER_STATE.value_set(OrderStatus::Pending.as_str().to_owned()),
        EVENT_ID.value_set(order.event_id.get().cast_signed()),
    ])
}

/// The search attributes with which a workflow ends, derived from the order's row.
pub fn of_ended_order(row: OrderRow) -> impl Iterator<Item = SearchAttributeUpdate> {
    [ORDER_STATE.value_set(row.state.status().as_str().to_owned())]
        .into_iter()
        .chain(row.reason.map(|reason| ORDER_REASON.value_set(reason.as_str().to_owned())))
}
