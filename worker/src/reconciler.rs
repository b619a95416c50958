//! Finds orders that nothing drives any more, and has their workflow started again, to settle.
//!
//! It changes no store by itself: a row without an end whose workflow is closed (terminated by an operator)
//! or unknown (Temporal lost its data) gets a new run under the same id, which follows the row.

use std::{sync::Arc, time::Duration};

use anyhow::{Context as _, bail};
use chrono::Utc;
use holdfast_activities::mysql::{Database, orders::Order};
use holdfast_domain::{
    CancelReason,
    order::OrderState,
    saga::{OrderInput, RefundInput, RunMode},
};
use holdfast_workflows::{OrderWorkflow, RefundWorkflow, start};
use temporalio_client::{
    Client, WorkflowDescribeOptions, WorkflowExecutionStatus,
    errors::{WorkflowInteractionError, WorkflowStartError},
};
use tokio_util::sync::CancellationToken;

use crate::temporal::Host;

/// Between two looks.
const INTERVAL: Duration = Duration::from_secs(5);
/// An order whose row changed less than this ago is being driven.
const UNTOUCHED: chrono::Duration = chrono::Duration::seconds(10);
/// Orders of one look; the oldest first, so that none is starved.
const BATCH: u32 = 200;

/// Looks for lost orders until `stop` is cancelled.
pub async fn run(
    database: Database,
    host: Arc<Host>,
    task_queue: String,
    payment_deadline_seconds: u32,
    stop: CancellationToken,
) {
    let reconciler = Reconciler { database, host, task_queue, payment_deadline_seconds };
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(INTERVAL) => {},
        }
        if let Err(error) = reconciler.look().await {
            tracing::warn!(error = format!("{error:#}"), "the reconciler could not look at every order");
        }
        if let Err(error) = reconciler.count().await {
            tracing::warn!(error = format!("{error:#}"), "the reconciler could not count the orders");
        }
    }
}

struct Reconciler {
    database: Database,
    host: Arc<Host>,
    task_queue: String,
    payment_deadline_seconds: u32,
}

impl Reconciler {
    async fn look(&self) -> anyhow::Result<()> {
        let orders = self.database.list_unsettled(Utc::now() - UNTOUCHED, BATCH).await?;
        metrics::gauge!("holdfast_orders_untouched").set(f64::from(u32::try_from(orders.len()).unwrap_or(u32::MAX)));
        let client = self.host.client()?;
        for order in orders {
            let id = order.placed.order_id;
            if !is_driven(&client, &order).await? {
                tracing::warn!(order_id = %id, state = %order.row.state, "settling an order that nothing drives");
                metrics::counter!("holdfast_orders_settled_total").increment(1);
                self.settle(&client, order).await.with_context(|| format!("settling order {id}"))?;
            }
        }
        Ok(())
    }

    /// For metrics alone: that it fails keeps no order waiting.
    async fn count(&self) -> anyhow::Result<()> {
        for (state, orders) in self.database.count_orders_by_state().await? {
            let orders = u32::try_from(orders).unwrap_or(u32::MAX);
            metrics::gauge!("holdfast_orders", "state" => state.as_str()).set(f64::from(orders));
        }
        Ok(())
    }

    async fn settle(&self, client: &Client, order: Order) -> anyhow::Result<()> {
        let started = if order.row.state == OrderState::Refunding {
            let refund = RefundInput {
                order_id: order.placed.order_id,
                event_id: order.placed.event_id,
                seat_ids: order.placed.seat_ids(),
                principal: order.placed.principal,
                reason: order.row.reason.unwrap_or(CancelReason::OperatorTerminated),
            };
            let options = start::refund_options(&self.task_queue, &refund);
            client.start_workflow(RefundWorkflow::run, refund, options).await.map(drop)
        } else {
            let input = OrderInput {
                order: order.placed,
                mode: RunMode::Settle,
                payment_deadline_seconds: self.payment_deadline_seconds,
            };
            let options = start::order_options(&self.task_queue, &input);
            client.start_workflow(OrderWorkflow::run, input, options).await.map(drop)
        };
        match started {
            // Another worker's reconciler was first.
            Ok(()) | Err(WorkflowStartError::AlreadyStarted { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}

/// Asked of the workflow itself: Temporal's lists may be behind.
async fn is_driven(client: &Client, order: &Order) -> anyhow::Result<bool> {
    let workflow_id = order.placed.order_id.driving_workflow_id(order.row.state);
    let handle = client.get_workflow_handle::<OrderWorkflow>(workflow_id);
    match handle.describe(WorkflowDescribeOptions::default()).await {
        Ok(description) => Ok(description.status() == WorkflowExecutionStatus::Running),
        Err(WorkflowInteractionError::NotFound(_)) => Ok(false),
        Err(error) => bail!(error),
    }
}
