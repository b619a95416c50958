//! The order saga: from accepted to sold and paid, or back to a clean slate.
//!
//! The order's row is the commit point, so the workflow follows it: it reads which state the row is in,
//! does what leads out of that state, and reads again, until the order has ended. What a state owes its
//! end is therefore known from the row alone: a run that repeats steps after a crash, comes late, or
//! settles an order whose first run was lost takes the same way. A workflow's memory is never proof that a
//! step has not happened.
#![allow(missing_docs, reason = "what the macros generate can't be documented")]

mod rollback;
mod sale;

use holdfast_domain::{
    CancelReason, OrderState,
    step_messages::{OrderInput, OrderRow, PlacedOrder, RunMode},
};
use serde::{Deserialize, Serialize};
use temporalio_macros::{workflow, workflow_methods};
use temporalio_sdk::{
    SyncWorkflowContext, WaitConditionOptions, WorkflowCancellationToken, WorkflowContext, WorkflowContextView,
    WorkflowResult,
};

use self::{
    rollback::{cancel_or_refund, compensate, roll_back, start_refund_if_owed},
    sale::{record, sell_unless_cancelled, settle},
};
use crate::{
    activities::OrderActivities,
    search_attributes,
    step::{self, RetryClass},
};

type Context = WorkflowContext<OrderWorkflow>;

/// Who asks for an order to be cancelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CancelRequest {
    /// The buyer, over the API.
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

/// What became of a request to cancel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CancelOutcome {
    /// The order rolls back; a clean slate follows.
    Won,
    /// The sale was first; what is left is a refund.
    Lost,
}

/// What the `status` query answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OrderView {
    /// What the saga is doing now, in words for an operator.
    pub step: String,
    /// The row as the workflow last remember_row it.
    pub row: Option<OrderRow>,
}

/// One order, from its acceptance to its end.
#[workflow]
pub struct OrderWorkflow {
    input: OrderInput,
    step: &'static str,
    row: Option<OrderRow>,
    /// A cancellation has won: the row is CANCELLING.
    rolled_back: Option<OrderRow>,
    /// A cancellation has lost to the sale: a refund is owed once the order is confirmed.
    refund_owed: Option<CancelReason>,
    /// Words of the gateway that came by callback and were not looked into yet.
    unread_callbacks: u32,
}

#[workflow_methods]
impl OrderWorkflow {
    #[init]
    fn new(_ctx: &WorkflowContextView, input: OrderInput) -> Self {
        Self { input, step: "starting", row: None, rolled_back: None, refund_owed: None, unread_callbacks: 0 }
    }

    /// Where the order stands.
    #[query]
    #[must_use]
    pub fn status(&self, _ctx: &WorkflowContextView) -> OrderView {
        OrderView { step: self.step.to_owned(), row: self.row }
    }

    /// Cancels the order; if the sale is first, it is refunded once it is confirmed. Accepted is therefore as
    /// good as done, whether or not anybody waits for the answer.
    #[update]
    pub async fn cancel(ctx: &mut WorkflowContext<Self>, by: CancelRequest) -> CancelOutcome {
        cancel_or_refund(ctx, by).await
    }

    /// The operator's way to [`Self::cancel`].
    #[signal(name = "cancel")]
    pub async fn cancel_by_operator(ctx: &mut WorkflowContext<Self>) {
        cancel_or_refund(ctx, CancelRequest::Operator).await;
    }

    /// The gateway has news of this order's payment. It is asked and not believed: the answer to a question
    /// is newer than any callback.
    #[signal]
    pub fn payment_changed(&mut self, _ctx: &mut SyncWorkflowContext<Self>) {
        self.unread_callbacks += 1;
    }

    /// The story of an order.
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
        publish(ctx, &order, row).await;
        ctx.wait_condition_with_options(|_| ctx.all_handlers_finished(), detached()).await.ok();
        start_refund_if_owed(ctx, &order, row).await;
        Ok(row)
    }
}

/// The order has ended before this: a slow Kafka keeps the workflow open, and nothing else.
async fn publish(ctx: &Context, order: &PlacedOrder, row: OrderRow) {
    begin(ctx, "publishing the outcome");
    ctx.upsert_search_attributes(search_attributes::of_ended_order(row));
    step::run_to_the_end(ctx, &OrderActivities::publish, order.order_id, RetryClass::Outbox, "Publish the outcome")
        .await;
    begin(ctx, "done");
}

fn begin(ctx: &Context, step: &'static str) {
    ctx.state_mut(|s| s.step = step);
}

fn remember_row(ctx: &Context, row: OrderRow) -> OrderRow {
    ctx.state_mut(|s| s.row = Some(row));
    row
}

/// Waiting that Temporal's cancellation doesn't end: the workflow answers that by itself.
fn detached() -> WaitConditionOptions {
    WaitConditionOptions::builder().cancellation_token(WorkflowCancellationToken::new()).build()
}
