//! Finds orders that no workflow drives any more, and starts their workflow again, to settle.
//!
//! It changes no store by itself: a row without an end whose workflow is closed (terminated by an operator) or unknown
//! (Temporal lost its data) gets a new run under the same id, which follows the row.

use std::time::Duration;

use anyhow::Context as _;
use chrono::Utc;
use holdfast_order_engine::OrderClient;
use holdfast_runtime::periodic::{Periodic, Task};
use holdfast_stores::mysql::Database;
use tokio_util::sync::CancellationToken;

/// Pause between two looks.
const INTERVAL: Duration = Duration::from_secs(5);
/// An order whose row changed within this time is being driven.
const UNTOUCHED: chrono::Duration = chrono::Duration::seconds(10);
/// Orders of one look, the oldest first.
const BATCH: u32 = 200;

/// Looks for lost orders until `stop`.
pub async fn run(database: Database, orders: OrderClient, stop: CancellationToken) {
    let reconciler = Reconciler { database, orders };
    Periodic::new("the reconciler", INTERVAL).run(stop, reconciler).await;
}

impl Task for Reconciler {
    async fn run(&mut self) -> anyhow::Result<()> {
        // Boxed: starting a workflow takes a large future.
        let looked = Box::pin(self.look()).await;
        // Metrics only: a count that fails must not keep an order waiting.
        let counted = self.count().await;
        looked.and(counted)
    }
}

struct Reconciler {
    database: Database,
    orders: OrderClient,
}

impl Reconciler {
    async fn look(&self) -> anyhow::Result<()> {
        let untouched = self.database.list_unsettled(Utc::now() - UNTOUCHED, BATCH).await.context("listing orders")?;
        let count = u32::try_from(untouched.len()).unwrap_or(u32::MAX);
        metrics::gauge!("holdfast_orders_untouched").set(f64::from(count));
        for order in untouched {
            let id = order.placed.order_id;
            if !self.orders.is_running(&order).await.with_context(|| format!("looking at order {id}"))? {
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
