//! Notifies waiting tasks of this process that an order's row has changed. The notification is only a hint: the waiter
//! reads the row again, and must also poll it, because the order may be driven by another process.

use std::sync::Arc;

use dashmap::DashMap;
use holdfast_domain::OrderId;
use tokio::sync::watch;

/// The waiters of each order. Cheap to clone; clones share the waiters.
#[derive(Debug, Clone, Default)]
pub struct OrderWatch {
    waiters: Arc<DashMap<OrderId, watch::Sender<()>>>,
}

impl OrderWatch {
    /// Registers a waiter for `order`. It misses no change after this call.
    #[must_use]
    pub fn wait_for(&self, order: OrderId) -> Waiter {
        let changes = self.waiters.entry(order).or_default().subscribe();
        Waiter { watch: self.clone(), order, changes }
    }

    /// Wakes all waiters of this order.
    pub fn changed(&self, order: OrderId) {
        if let Some(waiters) = self.waiters.get(&order) {
            waiters.send_replace(());
        }
    }
}

/// A registration for one order. Dropping the last one of an order removes its map entry.
#[derive(Debug)]
pub struct Waiter {
    watch: OrderWatch,
    order: OrderId,
    changes: watch::Receiver<()>,
}

impl Waiter {
    /// Resolves once the row has changed since the last call resolved, or since the waiter was created. Cancel-safe.
    pub async fn changed(&mut self) {
        // Unreachable: the map keeps the sender for as long as there is a waiter.
        if self.changes.changed().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

impl Drop for Waiter {
    fn drop(&mut self) {
        // This waiter's own receiver still counts as one.
        self.watch.waiters.remove_if(&self.order, |_, waiters| waiters.receiver_count() <= 1);
    }
}
