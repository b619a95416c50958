//! Finds unsettled orders that no workflow drives, and starts their workflows again to settle them.
//!
//! The reconciler itself changes no store. If an order's row isn't final and its workflow is closed (terminated by an
//! operator) or unknown (Temporal lost its data), a new run with the same workflow id follows the row to its end. If the
//! workflow was closed before it wrote the row, the new run writes the row and rolls the order back.

use std::{pin::pin, time::Duration};

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use futures::StreamExt;
use holdfast_domain::OrderState;
use holdfast_order_engine::OrderClient;
use holdfast_runtime::periodic::{Periodic, Task};
use holdfast_stores::mysql::{
    Database,
    orders::{Order, UnsettledCursor},
};
use tokio_util::sync::CancellationToken;

/// Interval between scans.
const INTERVAL: Duration = Duration::from_secs(5);
/// How far behind Temporal's list of closed workflows may be.
const LIST_LAG: chrono::Duration = chrono::Duration::minutes(10);
/// An order counts as driven if its row changed within this time.
const UNTOUCHED: chrono::Duration = chrono::Duration::seconds(10);

/// `holdfast_orders_settled_total`: workflows that were started again.
const SETTLED_METRIC: &str = "holdfast_orders_settled_total";
/// `holdfast_reconciler_failures_total`: orders that couldn't be checked or settled.
const FAILURES_METRIC: &str = "holdfast_reconciler_failures_total";

/// The limits of a scan. Tests use smaller ones.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// Orders that are read from MySQL at once.
    pub page: u32,
    /// After this many failures without a success between them, Temporal counts as away. The scan ends, so that it
    /// doesn't log every order; the next scan continues after the last order.
    pub failures: u32,
}

impl Default for Pace {
    fn default() -> Self {
        Self { page: 200, failures: 5 }
    }
}

/// Settles orders that no workflow drives, until `stop`.
pub async fn run(database: Database, orders: OrderClient, pace: Pace, stop: CancellationToken) {
    // So that the first one of a process is an increase.
    metrics::counter!(SETTLED_METRIC).increment(0);
    metrics::counter!(FAILURES_METRIC).increment(0);
    let reconciler = Reconciler { database, orders, pace, after: None, closed_since: DateTime::UNIX_EPOCH };
    Periodic::new("the reconciler", INTERVAL).run(stop, reconciler).await;
}

impl Task for Reconciler {
    async fn run(&mut self) -> anyhow::Result<()> {
        // Boxed, because starting a workflow takes a large future.
        let scanned = Box::pin(self.scan()).await;
        let scanned = scanned.and(Box::pin(self.scan_without_row()).await);
        // Only after the scan: the counts serve metrics, and their failure must not delay an order.
        let counted = self.count().await;
        scanned.and(counted)
    }
}

struct Reconciler {
    database: Database,
    orders: OrderClient,
    pace: Pace,
    /// The last order of a scan that ended early.
    after: Option<UnsettledCursor>,
    /// Workflows that were closed before this have been checked.
    closed_since: DateTime<Utc>,
}

impl Reconciler {
    /// Checks every unsettled order whose row hasn't changed lately, oldest change first. If an order can't be checked
    /// or settled, the scan continues with the next one.
    async fn scan(&mut self) -> anyhow::Result<()> {
        let before = Utc::now() - UNTOUCHED;
        let mut failures = 0;
        loop {
            let page = self.database.list_unsettled(before, self.after, self.pace.page).await;
            let page = page.context("listing orders")?;
            if page.is_empty() {
                self.after = None;
                return Ok(());
            }
            for order in page {
                let id = order.placed.order_id;
                self.after = Some(UnsettledCursor::from(&order));
                let Err(error) = self.settle_unless_driven(order).await else {
                    failures = 0;
                    continue;
                };
                tracing::warn!(order_id = %id, error = format!("{error:#}"), "can't check or settle an order");
                metrics::counter!(FAILURES_METRIC).increment(1);
                failures += 1;
                if failures == self.pace.failures {
                    return Err(error.context(format!("{failures} orders in a row")));
                }
            }
        }
    }

    /// Checks the orders whose workflow was closed early: one that was closed before it had written the row is in no
    /// list of MySQL's. The first scan checks all that Temporal retains.
    async fn scan_without_row(&mut self) -> anyhow::Result<()> {
        let began = Utc::now();
        let closed = self.orders.list_closed_early(self.closed_since).context("listing closed workflows")?;
        let mut closed = pin!(closed);
        while let Some(id) = closed.next().await {
            let id = id.context("listing closed workflows")?;
            if self.database.find_order(id).await.context("reading an order")?.is_some() {
                continue;
            }
            tracing::warn!(order_id = %id, "settling an order whose workflow was closed before it had a row");
            metrics::counter!(SETTLED_METRIC).increment(1);
            self.orders.settle_without_row(id).await.context("settling an order without a row")?;
        }
        self.closed_since = began - LIST_LAG;
        Ok(())
    }

    async fn settle_unless_driven(&self, order: Order) -> anyhow::Result<()> {
        if self.orders.is_running(&order).await.context("checking an order")? {
            return Ok(());
        }
        let id = order.placed.order_id;
        tracing::warn!(order_id = %id, state = %order.row.state, "settling an order that no workflow drives");
        metrics::counter!(SETTLED_METRIC).increment(1);
        self.orders.settle(order).await.context("settling an order")
    }

    async fn count(&self) -> anyhow::Result<()> {
        let before = Utc::now() - UNTOUCHED;
        let counts = self.database.count_unsettled(before).await.context("counting orders")?;
        for state in OrderState::UNSETTLED {
            // A state without orders is not in the counts, and its gauge must return to zero.
            let orders = counts.iter().find(|count| count.state == state).map_or(0, |count| count.orders);
            metrics::gauge!("holdfast_orders", "state" => state.as_str()).set(gauge(orders));
        }
        metrics::gauge!("holdfast_orders_untouched").set(gauge(counts.iter().map(|count| count.untouched).sum()));
        let oldest = self.database.list_unsettled(before, None, 1).await.context("reading the oldest order")?;
        let unchanged = oldest.first().and_then(|order| (Utc::now() - order.updated_at).to_std().ok());
        metrics::gauge!("holdfast_orders_unchanged_seconds").set(unchanged.unwrap_or_default());
        Ok(())
    }
}

fn gauge(count: u64) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}
