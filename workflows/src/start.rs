//! How the workflows are started: ids, reuse policies, time-outs, search attributes, memo and summary.

use std::time::Duration;

use chrono::{DateTime, Utc};
use holdfast_domain::{
    AccountId, EventId, Fingerprint, Money, SeatId,
    step_messages::{OrderInput, PlacedOrder, RefundInput, RunMode},
};
use serde::{Deserialize, Serialize};
use temporalio_client::{RpcOptions, WorkflowIdConflictPolicy, WorkflowIdReusePolicy, WorkflowStartOptions};
use temporalio_common::MemoValues;

use crate::{ids, search_attributes};

/// The workflow task time-out: Temporal notices after this time that a worker died in a task. A shorter one would cost
/// more history: while a local activity runs, the SDK sends a heartbeat, three events, after every 80 % of it.
const TASK_TIMEOUT: Duration = Duration::from_secs(2);

/// Time-out of a start request. The start may still have happened; a repeat with the same idempotency key finds out.
const START_TIMEOUT: Duration = Duration::from_secs(3);

/// The key of [`OrderMemo`] in the workflow's memo.
pub const ORDER_MEMO: &str = "order";

/// A summary of an order, stored with its workflow. Used until the order's row is written, and while MySQL is away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OrderMemo {
    /// The fingerprint of the request.
    pub fingerprint: Fingerprint,
    /// Whose order it is; `None` for guests.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<AccountId>,
    /// The event.
    pub event_id: EventId,
    /// The seats, by ascending id.
    pub seat_ids: Vec<SeatId>,
    /// The sum of the seats' prices.
    pub total: Money,
    /// When the API accepted the order.
    pub created_at: DateTime<Utc>,
    /// The trace of the request that placed it, as W3C Trace Context; `None` unless it is exported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trace: Option<String>,
}

impl From<&PlacedOrder> for OrderMemo {
    fn from(order: &PlacedOrder) -> Self {
        Self {
            fingerprint: order.fingerprint.clone(),
            account: order.account,
            event_id: order.event_id,
            seat_ids: order.seat_ids(),
            total: order.total,
            created_at: order.created_at,
            trace: None,
        }
    }
}

/// Options for starting an order workflow.
///
/// A new order starts at most once: a second start with the same id fails, so that the caller recognises a repeat. With
/// eager start, the first workflow task comes with the response if the starting process has a worker. `trace` is that of
/// the order, for its memo.
#[must_use]
pub fn order_options(task_queue: &str, input: &OrderInput, trace: Option<String>) -> WorkflowStartOptions {
    let order = &input.order;
    let mut memo = MemoValues::new();
    memo.insert(ORDER_MEMO, OrderMemo { trace, ..OrderMemo::from(order) });
    let seats = order.seat_ids().iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let reuse = match input.mode {
        RunMode::Place => WorkflowIdReusePolicy::RejectDuplicate,
        // A settlement follows a run that closed before the order had ended.
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

/// Options for starting a refund workflow: at most one runs at a time, and a lost one can be started again.
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
