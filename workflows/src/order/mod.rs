//! The order saga: an accepted order ends either sold and paid, or fully rolled back.
//!
//! The order's row is the commit point, so the workflow follows it: it reads the row's state, runs the steps that lead
//! out of that state, and repeats until the order has ended. The row alone determines the next step. Therefore a retry
//! after a crash, a late run, and a settlement of an order whose first run was lost all behave the same. A workflow's
//! memory never proves that a step has not happened.
#![allow(missing_docs, reason = "the items that the macros generate can't be documented")]

mod rollback;
mod sale;

use std::pin::pin;

use futures::FutureExt;
use holdfast_domain::{
    CancelReason, OrderState,
    step_messages::{OrderInput, OrderRow, PlacedOrder, RunMode},
};
use serde::{Deserialize, Serialize};
use temporalio_macros::{workflow, workflow_methods};
use temporalio_sdk::{
    SyncWorkflowContext, WaitConditionOptions, WorkflowCancellationToken, WorkflowContext, WorkflowContextView,
    WorkflowResult, workflows::select,
};

use self::{
    rollback::{cancel_or_refund, compensate, roll_back, start_refund_if_owed},
    sale::{record, sell_unless_cancelled, settle},
};
use crate::{patches::Patch, publishing};

/// The summary of the timer that ends a payment.
pub const PAYMENT_DEADLINE: &str = "payment deadline";

type Context = WorkflowContext<OrderWorkflow>;

/// Who requests the cancellation of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CancelRequest {
    /// The buyer, through the API.
    Customer,
    /// An operator, by signal or by Temporal's own cancellation.
    Operator,
}

impl CancelRequest {
    const fn reason(self) -> CancelReason {
        match self {
            Self::Customer => CancelReason::CustomerCancelled,
            Self::Operator => CancelReason::OperatorCancelled,
        }
    }
}

/// The outcome of a cancellation request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CancelOutcome {
    /// The order is cancelled: it is being rolled back, or already was.
    Won,
    /// The order was already sold or refunded; it can only be refunded.
    Lost,
}

/// The result of the `status` query.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OrderView {
    /// The saga's current step, described for operators.
    pub step: String,
    /// The row as last seen by the workflow; `None` before the first step has ended.
    pub row: Option<OrderRow>,
}

/// One order, from acceptance to its outcome.
#[workflow]
pub struct OrderWorkflow {
    input: OrderInput,
    step: &'static str,
    row: Option<OrderRow>,
    /// The CANCELLING row, once a cancellation request has won.
    rolled_back: Option<OrderRow>,
    /// The reason of a cancellation request that came after the sale: a refund is owed once the order is confirmed.
    refund_owed: Option<CancelReason>,
    /// Callbacks of the gateway since the workflow last queried the payment.
    unread_callbacks: u32,
}

#[workflow_methods]
impl OrderWorkflow {
    #[init]
    fn new(_ctx: &WorkflowContextView, input: OrderInput) -> Self {
        Self { input, step: "starting", row: None, rolled_back: None, refund_owed: None, unread_callbacks: 0 }
    }

    /// The current step and the last known row.
    #[query]
    #[must_use]
    pub fn status(&self, _ctx: &WorkflowContextView) -> OrderView {
        OrderView { step: self.step.to_owned(), row: self.row }
    }

    /// Cancels the order. If it is already sold, it is refunded once it is confirmed. An accepted request therefore
    /// always takes effect, even if the caller doesn't wait for the outcome.
    #[update]
    pub async fn cancel(ctx: &mut WorkflowContext<Self>, by: CancelRequest) -> CancelOutcome {
        cancel_or_refund(ctx, by).await
    }

    /// Like [`Self::cancel`], for an operator.
    #[signal(name = "cancel")]
    pub async fn cancel_by_operator(ctx: &mut WorkflowContext<Self>) {
        cancel_or_refund(ctx, CancelRequest::Operator).await;
    }

    /// The gateway reported a change of this order's payment. The signal carries no status: the workflow queries the
    /// gateway instead, whose response is newer than any callback.
    #[signal]
    pub fn payment_changed(&mut self, _ctx: &mut SyncWorkflowContext<Self>) {
        self.unread_callbacks += 1;
    }

    /// Runs the order until its row has reached a final state, and returns that row.
    #[run(name = "order")]
    pub async fn run(ctx: &mut WorkflowContext<Self>) -> WorkflowResult<OrderRow> {
        let (order, mode) = ctx.state(|s| (s.input.order.clone(), s.input.mode));
        let mut row = record(ctx, &order).await;
        while let Some(next) = match row.state {
            OrderState::Pending if mode == RunMode::Settle => {
                Some(roll_back(ctx, &order, CancelReason::OperatorTerminated, false).await)
            }
            OrderState::Pending => Some(sell_unless_cancelled(ctx, &order).await),
            OrderState::Sold => Some(settle(ctx, &order).await),
            OrderState::Cancelling => Some(compensate(ctx, &order, row).await),
            OrderState::Confirmed | OrderState::Refunding | OrderState::Refunded | OrderState::Cancelled => None,
        } {
            row = next;
        }
        let refund_started = publish_beside_refund(ctx, &order, row).await;
        ctx.wait_condition_with_options(|_| ctx.all_handlers_finished(), detached()).await.ok();
        if !refund_started {
            start_refund_if_owed(ctx, &order, row).await;
        }
        Ok(row)
    }
}

/// Publishes the outcome. If a refund is owed, starts it without waiting for Kafka. Returns whether it started one.
async fn publish_beside_refund(ctx: &Context, order: &PlacedOrder, row: OrderRow) -> bool {
    let mut refund_owed = ctx.wait_condition_with_options(|s| s.refund_owed.is_some(), detached());
    let mut published = pin!(publish(ctx, order, row).fuse());
    let mut refund_started = false;
    loop {
        select! {
            _ = refund_owed => if Patch::RefundBesidePublish.is_taken(ctx) {
                start_refund_if_owed(ctx, order, row).await;
                refund_started = true;
            },
            () = published => return refund_started,
        }
    }
}

/// Publishes the outcome. The order has already ended, so a slow Kafka delays only the end of the workflow.
async fn publish(ctx: &Context, order: &PlacedOrder, row: OrderRow) {
    begin(ctx, "publishing the outcome");
    publishing::publish(ctx, order.order_id, row).await;
    begin(ctx, "done");
}

fn begin(ctx: &Context, step: &'static str) {
    ctx.state_mut(|s| s.step = step);
}

fn remember_row(ctx: &Context, row: OrderRow) -> OrderRow {
    ctx.state_mut(|s| s.row = Some(row));
    row
}

/// Options for a wait that Temporal's cancellation doesn't end: the workflow handles cancellation itself.
fn detached() -> WaitConditionOptions {
    WaitConditionOptions::builder().cancellation_token(WorkflowCancellationToken::new()).build()
}
