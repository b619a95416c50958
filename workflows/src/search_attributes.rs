//! The search attributes by which operators find orders. Registered by `temporal-config/`. Few, since each costs the
//! visibility store of every order two writes of an index; what an order is worth stands in its summary and its memo.

use holdfast_domain::{
    OrderStatus,
    step_messages::{OrderRow, PlacedOrder},
};
use temporalio_common::search_attributes::{SearchAttributeKey, SearchAttributeUpdate, SearchAttributes};

/// PENDING, CONFIRMED, CANCELLED or REFUNDED.
pub const ORDER_STATE: SearchAttributeKey<String> = SearchAttributeKey::keyword("OrderState");
/// Why an order ended without a sale. Absent before: the SDK can set a value, but unsetting one fails the workflow for ever.
pub const ORDER_REASON: SearchAttributeKey<String> = SearchAttributeKey::keyword("OrderReason");
/// The event that is ordered from.
pub const EVENT_ID: SearchAttributeKey<i64> = SearchAttributeKey::int("EventId");

/// What an order workflow starts with.
#[must_use]
pub fn of_new_order(order: &PlacedOrder) -> SearchAttributes {
    SearchAttributes::new([
        ORDER_STATE.value_set(OrderStatus::Pending.as_str().to_owned()),
        EVENT_ID.value_set(order.event_id.get().cast_signed()),
    ])
}

/// What it ends with.
pub fn of_ended_order(row: OrderRow) -> impl Iterator<Item = SearchAttributeUpdate> {
    [ORDER_STATE.value_set(row.state.status().as_str().to_owned())]
        .into_iter()
        .chain(row.reason.map(|reason| ORDER_REASON.value_set(reason.as_str().to_owned())))
}
