//! Finds unsettled orders that no workflow drives, and starts their workflows again to settle them.
//!
//! The reconciler itself changes no store. If an order's row isn't final and its workflow is closed (terminated by an
//! operator) or unknown (Temporal lost its data), a new run with the same workflow id follows the row to its end.

use std::time::Duration;

use anyhow::Context as _;
use chrono::Utc;
use holdfast_order_engine::OrderClient;
use holdfast_runtime::periodic::{Periodic, Task};
use holdfast_stores::mysql::Database;
use tokio_util::sync::CancellationToken;

/// Interval of the checks.
const INTERVAL: Duration = Duration::from_secs(5);
/// An order counts as driven if its row changed within this time.
const UNTOUCHED: chrono::Duration = chrono::Duration::seconds(10);
/// Limit of orders per check, oldest first.
const BATCH: u32 = 200;

/// Settles lost orders until `stop`.
pub async fn run(database: Database, orders: OrderClient, stop: CancellationToken) {
    let reconciler = Reconciler { database, orders };
    Periodic::new("the reconciler", INTERVAL).run(stop, reconciler).await;
}

impl Task for Reconciler {
    async fn run(&mut self) -> anyhow::Result<()> {
        // Boxed, because starting a workflow takes a large future.
        let checked = Box::pin(self.check()).await;
        // Only after the check: the count serves metrics, and its failure must not delay an order.
        let counted = self.count().await;
        checked.and(counted)
    }
}

struct Reconciler {
    database: Database,
    orders: OrderClient,
}

impl Reconciler {
    async fn check(&self) -> anyhow::Result<()> {
        let untouched = self.database.list_unsettled(Utc::now() - UNTOUCHED, BATCH).await.context("listing orders")?;
        let count = u32::try_from(untouched.len()).unwrap_or(u32::MAX);
        metrics::gauge!("holdfast_orders_untouched").set(f64::from(count));
        for order in untouched {
            let id = order.placed.order_id;
            if !self.orders.is_running(&order).await.with_context(|| format!("checking order {id}"))? {
                tracing::warn!(order_id = %id, state = %order.row.state, "settling an order that no workflow drives");
                metrics::counter!("holdfast_orders_settled_total").increment(1);
                self.orders.settle(order).await.with_context(|| format!("settling order {id}"))?;
            }
        }
        Ok(())
    }

    async fn count(&self) -> anyhow::Result<()> {
        for (state, orders) in self.database.count_orders_by_state().await.context("counting orders")? {
            let orders = u32::try_from(orders).unwrap_or(u32::MAX);
            metrics::gauge!("holdfast_orders", "state" => state.as_str()).set(f64::from(orders));
        }
        Ok(())
    }
}
