//! Tells those who wait for an order in this process that its row has changed. A hint and no more: the row
//! is read again, and an order that another process drives is found by asking the row now and then.

use std::sync::Arc;

use dashmap::DashMap;
use holdfast_domain::OrderId;
use tokio::sync::watch;

/// Who waits for which order. Cheap to clone; clones share the waiters.
#[derive(Debug, Clone, Default)]
pub struct OrderWatch {
    waiters: Arc<DashMap<OrderId, watch::Sender<()>>>,
}

impl OrderWatch {
    /// Waits from now on: no change after this call is missed.
    #[must_use]
    pub fn wait_for(&self, order: OrderId) -> Waiter {
        let changes = self.waiters.entry(order).or_default().subscribe();
        Waiter { watch: self.clone(), order, changes }
    }

    /// Wakes everybody who waits for this order.
    pub fn changed(&self, order: OrderId) {
        if let Some(waiters) = self.waiters.get(&order) {
            waiters.send_replace(());
        }
    }
}

/// One who waits. The entry goes with the last of them.
#[derive(Debug)]
pub struct Waiter {
    watch: OrderWatch,
    order: OrderId,
    changes: watch::Receiver<()>,
}

impl Waiter {
    /// Resolves once the row has changed since the last time that this resolved. May be dropped half-way.
    pub async fn changed(&mut self) {
        // The sender lives in the map for as long as anybody waits.
        if self.changes.changed().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

impl Drop for Waiter {
    fn drop(&mut self) {
        // The last receiver is this one.
        self.watch.waiters.remove_if(&self.order, |_, waiters| waiters.receiver_count() <= 1);
    }
}
