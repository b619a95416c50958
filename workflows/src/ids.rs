//! The ids of the workflows. Each is derived from the order's id, so that two starters can't run two workflows for one
//! order.

use holdfast_domain::{OrderId, OrderState};

/// The workflow that drives an order.
#[must_use]
pub fn order_workflow_id(order: OrderId) -> String {
    format!("order-{order}")
}

/// The inverse of [`order_workflow_id`].
#[must_use]
pub fn order_of_workflow(id: &str) -> Option<OrderId> {
    id.strip_prefix("order-")?.parse().ok()
}

/// The order that a workflow drives or refunds; `None` for other ids.
#[must_use]
pub fn order_of_any_workflow(id: &str) -> Option<OrderId> {
    order_of_workflow(id).or_else(|| id.strip_prefix("refund-")?.parse().ok())
}

/// The workflow that refunds an order.
#[must_use]
pub fn refund_workflow_id(order: OrderId) -> String {
    format!("refund-{order}")
}

/// The workflow that drives the order while its row is in `state`.
#[must_use]
pub fn driving_workflow_id(order: OrderId, state: OrderState) -> String {
    if state == OrderState::Refunding { refund_workflow_id(order) } else { order_workflow_id(order) }
}
