//! In-process notifications of an order's progress.
//!
//! A report is only a hint: the waiter reads the row itself. Changes by other processes are not reported, so a waiter
//! polls as well.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use dashmap::DashMap;
use holdfast_domain::OrderId;
use tokio::sync::watch;

/// Waiters by order. Cheap to clone; clones share the waiters.
#[derive(Debug, Clone, Default)]
pub struct OrderWatch {
    waiters: Arc<DashMap<OrderId, watch::Sender<Progress>>>,
}

/// An order's progress in this process, since the first of its current waiters.
#[derive(Debug, Clone, Copy, Default)]
struct Progress {
    row_changes: u64,
    gateway_calls: u32,
    /// When the first of the current calls to the gateway began.
    gateway_since: Option<Instant>,
    /// Time of past calls to the gateway.
    at_gateway: Duration,
}

impl OrderWatch {
    /// Starts to wait; no progress after this call is missed.
    #[must_use]
    pub fn wait_for(&self, order: OrderId) -> Waiter {
        let progress = self.waiters.entry(order).or_default().subscribe();
        let seen_changes = progress.borrow().row_changes;
        Waiter { watch: self.clone(), order, progress, seen_changes }
    }

    /// Reports a change of the order's row.
    pub fn row_changed(&self, order: OrderId) {
        self.report(order, |progress| progress.row_changes += 1);
    }

    /// Reports that the order is at the payment gateway, until the returned value is dropped.
    #[must_use]
    pub fn at_gateway(&self, order: OrderId) -> AtGateway {
        self.report(order, |progress| {
            progress.gateway_calls += 1;
            progress.gateway_since.get_or_insert_with(Instant::now);
        });
        AtGateway { watch: self.clone(), order }
    }

    fn report(&self, order: OrderId, change: impl FnOnce(&mut Progress)) {
        if let Some(waiters) = self.waiters.get(&order) {
            waiters.send_modify(change);
        }
    }
}

/// A call to the payment gateway.
#[derive(Debug)]
pub struct AtGateway {
    watch: OrderWatch,
    order: OrderId,
}

impl Drop for AtGateway {
    fn drop(&mut self) {
        self.watch.report(self.order, |progress| {
            // The waiter may have come after the call began.
            progress.gateway_calls = progress.gateway_calls.saturating_sub(1);
            if progress.gateway_calls == 0 {
                progress.at_gateway += progress.gateway_since.take().map(|since| since.elapsed()).unwrap_or_default();
            }
        });
    }
}

/// A wait for one order. The order's entry is removed with its last waiter.
#[derive(Debug)]
pub struct Waiter {
    watch: OrderWatch,
    order: OrderId,
    progress: watch::Receiver<Progress>,
    seen_changes: u64,
}

impl Waiter {
    /// Resolves once the row has changed since the last time that this resolved. Cancel-safe.
    pub async fn row_changed(&mut self) {
        let seen = self.seen_changes;
        let changed = self.progress.wait_for(|progress| progress.row_changes != seen).await;
        match changed.map(|progress| progress.row_changes).ok() {
            Some(seen) => self.seen_changes = seen,
            // Unreachable: the sender lives as long as its last waiter.
            None => std::future::pending().await,
        }
    }

    /// Resolves at any progress since the last time that this resolved. Cancel-safe.
    pub async fn progressed(&mut self) {
        if self.progress.changed().await.is_err() {
            // Unreachable: see above.
            std::future::pending::<()>().await;
        }
    }

    /// Whether the row has changed since [`Self::row_changed`] last resolved.
    #[must_use]
    pub fn has_changed(&self) -> bool {
        self.progress.borrow().row_changes != self.seen_changes
    }

    /// Whether a call to the gateway is under way.
    #[must_use]
    pub fn is_at_gateway(&self) -> bool {
        self.progress.borrow().gateway_calls > 0
    }

    /// Time of the order at the gateway, including a current call.
    #[must_use]
    pub fn time_at_gateway(&self) -> Duration {
        let progress = *self.progress.borrow();
        progress.at_gateway + progress.gateway_since.map(|since| since.elapsed()).unwrap_or_default()
    }
}

impl Drop for Waiter {
    fn drop(&mut self) {
        // The last receiver is this one.
        self.watch.waiters.remove_if(&self.order, |_, waiters| waiters.receiver_count() <= 1);
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::timeout;

    use super::*;

    const LIMIT: Duration = Duration::from_secs(5);

    fn order() -> OrderId {
        OrderId::derive(b"secret", holdfast_domain::Principal::Public, "key")
    }

    #[tokio::test]
    async fn a_change_after_the_wait_began_is_not_missed() {
        let watch = OrderWatch::default();
        watch.row_changed(order());
        let mut waiter = watch.wait_for(order());
        assert!(!waiter.has_changed());
        watch.row_changed(order());
        assert!(waiter.has_changed());
        timeout(LIMIT, waiter.row_changed()).await.expect("the change is seen");
        assert!(!waiter.has_changed());
        let again = timeout(Duration::from_millis(20), waiter.row_changed()).await;
        assert!(again.is_err(), "one change is seen once");
    }

    #[tokio::test]
    async fn time_at_the_gateway_is_counted_once_for_calls_that_overlap() {
        let watch = OrderWatch::default();
        let mut waiter = watch.wait_for(order());
        assert!(timeout(Duration::from_millis(20), waiter.progressed()).await.is_err());
        let (one, other) = (watch.at_gateway(order()), watch.at_gateway(order()));
        timeout(LIMIT, waiter.progressed()).await.expect("the call is seen");
        assert!(waiter.is_at_gateway());
        drop(one);
        assert!(waiter.is_at_gateway());
        let time = waiter.time_at_gateway();
        tokio::time::sleep(Duration::from_millis(1)).await;
        assert!(waiter.time_at_gateway() > time, "the other call is still under way");
        drop(other);
        assert!(!waiter.is_at_gateway() && !waiter.has_changed());
        let time = waiter.time_at_gateway();
        assert!(time > Duration::ZERO);
        assert_eq!(waiter.time_at_gateway(), time);
        let _again = watch.at_gateway(order());
        assert!(waiter.time_at_gateway() > time);
    }

    #[tokio::test]
    async fn the_entry_of_an_order_is_removed_with_its_last_waiter() {
        let watch = OrderWatch::default();
        let waiters = (watch.wait_for(order()), watch.wait_for(order()));
        drop(waiters.0);
        assert_eq!(watch.waiters.len(), 1);
        drop(waiters.1);
        assert!(watch.waiters.is_empty());
    }
}
