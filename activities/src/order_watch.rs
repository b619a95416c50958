//! Tells those who wait for an order in this process that its row has changed. A hint and no more: the row
//! is read again, and an order that another process drives is found by asking the row now and then.

use std::sync::Arc;

use dashmap::DashMap;
use holdfast_domain::OrderId;
use tokio::sync::Notify;

/// Who waits for which order. Cheap to clone; clones share the waiters.
#[derive(Debug, Clone, Default)]
pub struct OrderWatch {
    waiters: Arc<DashMap<OrderId, Arc<Notify>>>,
}

impl OrderWatch {
    /// Waits from now on: a change between this call and [`Waiter::changed`] is not missed.
    #[must_use]
    pub fn wait_for(&self, order: OrderId) -> Waiter {
        let notify = Arc::clone(&self.waiters.entry(order).or_default());
        Waiter { watch: self.clone(), order, notify }
    }

    /// Wakes everybody who waits for this order.
    pub fn changed(&self, order: OrderId) {
        if let Some(notify) = self.waiters.get(&order) {
            notify.notify_waiters();
        }
    }
}

/// One who waits. The entry goes with the last of them.
#[derive(Debug)]
pub struct Waiter {
    watch: OrderWatch,
    order: OrderId,
    notify: Arc<Notify>,
}

impl Waiter {
    /// Resolves at the next change after this call; enable it before reading the row.
    pub fn changed(&self) -> tokio::sync::futures::Notified<'_> {
        self.notify.notified()
    }
}

impl Drop for Waiter {
    fn drop(&mut self) {
        // Two owners are the map and this waiter.
        self.watch.waiters.remove_if(&self.order, |_, notify| Arc::strong_count(notify) <= 2);
    }
}
