//! The ids of the workflows. Each follows from an order's id, so that an order has one workflow whoever starts it.

use holdfast_domain::{OrderId, OrderState};

/// The workflow that drives an order.
#[must_use]
pub fn order_workflow_id(order: OrderId) -> String {
    format!("order-{order}")
}

/// The workflow that refunds an order.
#[must_use]
pub fn refund_workflow_id(order: OrderId) -> String {
    format!("refund-{order}")
}

/// The workflow that an order whose row is in this state waits for.
#[must_use]
pub fn driving_workflow_id(order: OrderId, state: OrderState) -> String {
    if state == OrderState::Refunding { refund_workflow_id(order) } else { order_workflow_id(order) }
}
