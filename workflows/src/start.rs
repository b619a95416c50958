//! How the workflows are started: ids, policies, time-outs, and what is written on the envelope.

use std::time::Duration;

use chrono::{DateTime, Utc};
use holdfast_domain::{
    EventId, Money, SeatId,
    order::Fingerprint,
    step_messages::{OrderInput, PlacedOrder, RefundInput, RunMode},
};
use serde::{Deserialize, Serialize};
use temporalio_client::{RpcOptions, WorkflowIdConflictPolicy, WorkflowIdReusePolicy, WorkflowStartOptions};
use temporalio_common::MemoValues;

use crate::{ids, search_attributes};

/// A worker that died in a workflow task is noticed after this long. Shorter would make slow steps cost
/// three events for every 0.8 of it.
const TASK_TIMEOUT: Duration = Duration::from_secs(2);

/// A start that gets no answer within this has none; a repeat with the same key finds out what became of it.
const START_TIMEOUT: Duration = Duration::from_secs(3);

/// The memo's key of [`OrderMemo`].
pub const ORDER_MEMO: &str = "order";

/// What is known of an order from its workflow alone: until its row is written, and when MySQL is away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OrderMemo {
    /// What the request asked for.
    pub fingerprint: Fingerprint,
    /// The event.
    pub event_id: EventId,
    /// The seats, in the order of their ids.
    pub seat_ids: Vec<SeatId>,
    /// The total.
    pub total: Money,
    /// When the API accepted it.
    pub created_at: DateTime<Utc>,
}

impl From<&PlacedOrder> for OrderMemo {
    fn from(order: &PlacedOrder) -> Self {
        Self {
            fingerprint: order.fingerprint.clone(),
            event_id: order.event_id,
            seat_ids: order.seat_ids(),
            total: order.total,
            created_at: order.created_at,
        }
    }
}

/// Starts an order: once and never again under its id, told apart from a repeat, and begun in the reply to
/// the start when the starter's own process has a worker.
#[must_use]
pub fn order_options(task_queue: &str, input: &OrderInput) -> WorkflowStartOptions {
    let order = &input.order;
    let mut memo = MemoValues::new();
    memo.insert(ORDER_MEMO, OrderMemo::from(order));
    let seats = order.seat_ids().iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let reuse = match input.mode {
        RunMode::Place => WorkflowIdReusePolicy::RejectDuplicate,
        // A settlement follows a run that has closed without an end.
        RunMode::Settle => WorkflowIdReusePolicy::AllowDuplicate,
    };
    WorkflowStartOptions::new(task_queue, ids::order_workflow_id(order.order_id))
        .id_reuse_policy(reuse)
        .id_conflict_policy(WorkflowIdConflictPolicy::Fail)
        .task_timeout(TASK_TIMEOUT)
        .enable_eager_workflow_start(true)
        .search_attributes(search_attributes::of_new_order(order))
        .memo(memo)
        .static_summary(format!(
            "event {}, seats {seats}, {} {}",
            order.event_id, order.total.amount, order.total.currency
        ))
        .rpc_options(RpcOptions::builder().timeout(START_TIMEOUT).build())
        .build()
}

/// Starts the refund of an order: at most one at a time, and again should an earlier one have been lost.
#[must_use]
pub fn refund_options(task_queue: &str, input: &RefundInput) -> WorkflowStartOptions {
    WorkflowStartOptions::new(task_queue, ids::refund_workflow_id(input.order_id))
        .id_reuse_policy(WorkflowIdReusePolicy::AllowDuplicate)
        .id_conflict_policy(WorkflowIdConflictPolicy::UseExisting)
        .task_timeout(TASK_TIMEOUT)
        .enable_eager_workflow_start(true)
        .static_summary(format!("refund of order {}: {}", input.order_id, input.reason))
        .rpc_options(RpcOptions::builder().timeout(START_TIMEOUT).build())
        .build()
}
