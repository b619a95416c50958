//! Orders that this process has started and that have no outcome yet, so that polls for them need no store.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use dashmap::DashMap;
use holdfast_domain::OrderId;
use holdfast_stores::order_watch::Waiter;
use holdfast_workflows::start::OrderMemo;

/// How long after its start an order without a reported change is known to be unchanged. Below the time limit of a
/// local attempt (`workflows/src/step.rs`), after which another process may take over.
const UNCHANGED: Duration = Duration::from_millis(500);

/// Accepted orders by id. Admission bounds their number. Cheap to clone; clones share the orders.
#[derive(Clone, Default)]
pub(crate) struct Accepted(Arc<DashMap<OrderId, Entry>>);

struct Entry {
    memo: OrderMemo,
    progress: Waiter,
    since: Instant,
}

impl Accepted {
    /// Keeps an order until the returned value is dropped. `progress` must be older than the start of the workflow.
    pub(crate) fn insert(&self, order: OrderId, memo: OrderMemo, progress: Waiter) -> AcceptedOrder {
        self.0.insert(order, Entry { memo, progress, since: Instant::now() });
        AcceptedOrder { orders: self.clone(), order }
    }

    /// The order as it was accepted, while its row is known to be unchanged. Otherwise only MySQL knows its state.
    pub(crate) fn find_unchanged(&self, order: OrderId) -> Option<OrderMemo> {
        let entry = self.0.get(&order)?;
        let is_unchanged = !entry.progress.has_changed() && entry.since.elapsed() < UNCHANGED;
        is_unchanged.then(|| entry.memo.clone())
    }

    /// The trace of an order, if this process has started it and knows no outcome yet; `None` in it: it isn't traced.
    pub(crate) fn trace_of(&self, order: OrderId) -> Option<Option<String>> {
        Some(self.0.get(&order)?.memo.trace.clone())
    }

    pub(crate) fn contains(&self, order: OrderId) -> bool {
        self.0.contains_key(&order)
    }
}

/// Keeps the order known as accepted until it is dropped.
pub(crate) struct AcceptedOrder {
    orders: Accepted,
    order: OrderId,
}

impl Drop for AcceptedOrder {
    fn drop(&mut self) {
        self.orders.0.remove(&self.order);
    }
}
