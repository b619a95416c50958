//! Orders that this process has started and that have no outcome yet, so that polls for them need no store.

use std::sync::Arc;

use dashmap::DashMap;
use holdfast_domain::OrderId;
use holdfast_stores::order_watch::Waiter;
use holdfast_workflows::start::OrderMemo;

/// Accepted orders by id. Admission bounds their number. Cheap to clone; clones share the orders.
#[derive(Clone, Default)]
pub(crate) struct Accepted(Arc<DashMap<OrderId, (OrderMemo, Waiter)>>);

impl Accepted {
    /// Keeps an order until the returned value is dropped. `progress` must be older than the start of the workflow.
    pub(crate) fn insert(&self, order: OrderId, memo: OrderMemo, progress: Waiter) -> AcceptedOrder {
        self.0.insert(order, (memo, progress));
        AcceptedOrder { orders: self.clone(), order }
    }

    /// The order, unless its row has changed since the start: then only MySQL knows its state.
    pub(crate) fn find(&self, order: OrderId) -> Option<OrderMemo> {
        let entry = self.0.get(&order)?;
        let (memo, progress) = entry.value();
        (!progress.has_changed()).then(|| memo.clone())
    }
}

/// The order is known as accepted for as long as this lives.
pub(crate) struct AcceptedOrder {
    orders: Accepted,
    order: OrderId,
}

impl Drop for AcceptedOrder {
    fn drop(&mut self) {
        self.orders.0.remove(&self.order);
    }
}
