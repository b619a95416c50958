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

    /// The order as it was accepted, if its row is known to be unchanged at `now`. Otherwise only MySQL knows its state.
    pub(crate) fn find_unchanged(&self, order: OrderId, now: Instant) -> Option<OrderMemo> {
        let entry = self.0.get(&order)?;
        let is_unchanged = !entry.progress.has_changed() && now.duration_since(entry.since) < UNCHANGED;
        is_unchanged.then(|| entry.memo.clone())
    }

    /// The order as it was accepted, whatever has become of its row.
    pub(crate) fn memo(&self, order: OrderId) -> Option<OrderMemo> {
        Some(self.0.get(&order)?.memo.clone())
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

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use holdfast_domain::{Fingerprint, Money, Principal, SeatId};
    use holdfast_stores::order_watch::OrderWatch;

    use super::*;

    fn order(key: &str) -> OrderId {
        OrderId::derive(b"secret", Principal::Public, key)
    }

    fn memo() -> OrderMemo {
        OrderMemo {
            fingerprint: Fingerprint::from_stored("test".to_owned()),
            account: None,
            event_id: 1.try_into().unwrap(),
            seat_ids: vec![SeatId::try_from(1).unwrap()],
            total: Money { amount: 1000, currency: "KRW".parse().unwrap() },
            created_at: DateTime::UNIX_EPOCH,
            trace: None,
        }
    }

    #[test]
    fn an_accepted_order_is_known_as_unchanged_until_its_row_changes_or_another_process_may_have_changed_it() {
        let (watch, orders) = (OrderWatch::default(), Accepted::default());
        let (changed, other) = (order("1"), order("2"));
        let _accepted = [changed, other].map(|order| orders.insert(order, memo(), watch.wait_for(order)));
        let since = orders.0.get(&other).unwrap().since;
        let last = since + UNCHANGED.mul_f64(0.99);
        assert_eq!(orders.find_unchanged(changed, since), Some(memo()));
        watch.row_changed(changed);
        assert_eq!(orders.find_unchanged(changed, since), None);
        assert_eq!(orders.memo(changed), Some(memo()));
        assert_eq!(orders.find_unchanged(other, last), Some(memo()));
        assert_eq!(orders.find_unchanged(other, since + UNCHANGED), None);
    }

    #[test]
    fn an_order_is_accepted_until_the_value_is_dropped() {
        let (watch, orders) = (OrderWatch::default(), Accepted::default());
        let order = order("1");
        let accepted = orders.insert(order, memo(), watch.wait_for(order));
        assert!(orders.contains(order));
        drop(accepted);
        assert!(!orders.contains(order));
        assert_eq!((orders.find_unchanged(order, Instant::now()), orders.memo(order)), (None, None));
    }
}
