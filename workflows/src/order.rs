//! The order saga: from accepted to sold and paid, or back to a clean slate.
//!
//! The order's row is the commit point, so the workflow follows it: it reads which state the row is in,
//! does what leads out of that state, and reads again, until the order has ended. What a state owes its
//! end is therefore known from the row alone: a run that repeats steps after a crash, comes late, or
//! settles an order whose first run was lost takes the same way. A workflow's memory is never proof that a
//! step has not happened.
#![allow(missing_docs, reason = "what the macros generate can't be documented")]

use std::{pin::pin, time::Duration};

use futures::FutureExt;
use holdfast_domain::{
    CancelReason, OrderState, PaymentStatus,
    saga::{
        AuthoriseInput, CancelInput, ClaimInput, ClaimOutcome, CommitOutcome, FinishCancelInput, FinishCancelOutcome,
        GiveBackInput, OrderInput, OrderRow, PaymentWord, PlacedOrder, RunMode, SellInput, UnclaimedHold,
    },
};
use serde::{Deserialize, Serialize};
use temporalio_common::error::ActivityExecutionError;
use temporalio_macros::{workflow, workflow_methods};
use temporalio_sdk::{
    CancellableFuture, SyncWorkflowContext, WaitConditionOptions, WorkflowCancellationToken, WorkflowContext,
    WorkflowContextView, WorkflowResult, workflows::select,
};

use crate::{
    activities::OrderActivities,
    search_attributes,
    step::{self, Patience},
};

/// How often a pending payment is asked for, should the callback be lost.
const PENDING_PAYMENT_POLL: Duration = Duration::from_secs(5);

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
    /// The row as the workflow last saw it.
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
    /// Words of the gateway that came by callback and were not looked into yet.
    unread_callbacks: u32,
}

#[workflow_methods]
impl OrderWorkflow {
    #[init]
    fn new(_ctx: &WorkflowContextView, input: OrderInput) -> Self {
        Self { input, step: "starting", row: None, rolled_back: None, unread_callbacks: 0 }
    }

    /// Where the order stands.
    #[query]
    #[must_use]
    pub fn status(&self, _ctx: &WorkflowContextView) -> OrderView {
        OrderView { step: self.step.to_owned(), row: self.row }
    }

    /// Cancels the order, if the sale isn't first.
    #[update]
    pub async fn cancel(ctx: &mut WorkflowContext<Self>, by: CancelRequest) -> CancelOutcome {
        try_cancel(ctx, by).await
    }

    /// The operator's way to [`Self::cancel`].
    #[signal(name = "cancel")]
    pub async fn cancel_by_operator(ctx: &mut WorkflowContext<Self>) {
        try_cancel(ctx, CancelRequest::Operator).await;
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
        Ok(row)
    }
}

// ---- Forward: PENDING → SOLD → CONFIRMED ----

async fn record(ctx: &Context, order: &PlacedOrder) -> OrderRow {
    begin(ctx, "recording the order");
    let row =
        step::run_to_the_end(ctx, &OrderActivities::record, order.clone(), Patience::Store, "Record the order").await;
    saw(ctx, row)
}

/// PENDING: sells, while a cancellation may win at any moment. A step of the sale that is then still under
/// way ends where it will: the compensation reckons with it.
async fn sell_unless_cancelled(ctx: &Context, order: &PlacedOrder) -> OrderRow {
    let mut sale = pin!(sell(ctx, order).fuse());
    let mut rolled_back = ctx.wait_condition_with_options(|s| s.rolled_back.is_some(), detached());
    let mut asked_by_temporal = pin!(cancelled_by_temporal(ctx).fuse());
    loop {
        select! {
            row = sale => return saw(ctx, row),
            _ = rolled_back => if let Some(row) = ctx.state(|s| s.rolled_back) { return saw(ctx, row) },
            () = asked_by_temporal => {},
        }
    }
}

/// Claim, authorise, commit. Whatever stands in the way rolls the order back.
async fn sell(ctx: &Context, order: &PlacedOrder) -> OrderRow {
    match try_to_sell(ctx, order).await {
        Ok(row) => row,
        Err(Obstacle::Refused(reason)) => roll_back(ctx, order, reason, false).await,
        Err(Obstacle::Unexpected(error)) => {
            ctx.set_current_details(format!("**unexpected**: {error}"));
            roll_back(ctx, order, CancelReason::OperatorTerminated, false).await
        }
    }
}

async fn try_to_sell(ctx: &Context, order: &PlacedOrder) -> Result<OrderRow, Obstacle> {
    claim(ctx, order).await?;
    let payment_status =
        if order.principal.pays_by_gateway() { authorise_in_time(ctx, order).await? } else { PaymentStatus::None };
    commit(ctx, order, payment_status).await
}

async fn claim(ctx: &Context, order: &PlacedOrder) -> Result<(), Obstacle> {
    begin(ctx, "claiming the seats");
    let input = ClaimInput {
        order_id: order.order_id,
        event_id: order.event_id,
        hold_token: order.hold_token.clone(),
        seats: order.seats.clone(),
    };
    match step::run(ctx, &OrderActivities::claim, input, Patience::Store, "Claim the seats").await? {
        ClaimOutcome::Claimed => Ok(()),
        ClaimOutcome::Refused { reason } => Err(Obstacle::Refused(reason)),
    }
}

/// What stands first in history wins: the gateway's answer or the deadline.
async fn authorise_in_time(ctx: &Context, order: &PlacedOrder) -> Result<PaymentStatus, Obstacle> {
    begin(ctx, "authorising the payment");
    let deadline = Duration::from_secs(ctx.state(|s| s.input.payment_deadline_seconds).into());
    let mut deadline = ctx.timer(step::detached_timer(deadline, "payment deadline"));
    let mut answer = pin!(authorise(ctx, order).fuse());
    let answer = select! {
        answer = answer => answer,
        _ = deadline => return Err(Obstacle::Refused(CancelReason::PaymentTimeout)),
    };
    deadline.cancel();
    match answer? {
        status @ (PaymentStatus::Authorized | PaymentStatus::Captured) => Ok(status),
        PaymentStatus::Declined => Err(Obstacle::Refused(CancelReason::PaymentDeclined)),
        // Voided or refunded: another run of this order has rolled back; the row will say so.
        PaymentStatus::None | PaymentStatus::Pending | PaymentStatus::Voided | PaymentStatus::Refunded => {
            Err(Obstacle::Refused(CancelReason::PaymentFailed))
        }
    }
}

/// Asks until the answer is one, at each callback and every few seconds.
async fn authorise(ctx: &Context, order: &PlacedOrder) -> Result<PaymentStatus, ActivityExecutionError> {
    let input =
        AuthoriseInput { order_id: order.order_id, total: order.total, payment_method: order.payment_method.clone() };
    let mut noted = false;
    loop {
        ctx.state_mut(|s| s.unread_callbacks = 0);
        let status =
            step::run(ctx, &OrderActivities::authorise, input.clone(), Patience::Remote, "Authorise the payment")
                .await?;
        if status != PaymentStatus::Pending {
            return Ok(status);
        }
        begin(ctx, "waiting for the gateway's word on the payment");
        if !noted {
            let word = PaymentWord { order_id: order.order_id, payment_status: status };
            step::run(ctx, &OrderActivities::note_payment, word, Patience::Store, "Note that the payment is pending")
                .await?;
            noted = true;
        }
        let mut callback = ctx.wait_condition_with_options(|s| s.unread_callbacks > 0, detached());
        let mut poll = ctx.timer(step::detached_timer(PENDING_PAYMENT_POLL, "before asking the gateway again"));
        select! {
            _ = callback => poll.cancel(),
            _ = poll => {},
        }
    }
}

async fn commit(ctx: &Context, order: &PlacedOrder, payment_status: PaymentStatus) -> Result<OrderRow, Obstacle> {
    begin(ctx, "writing the tickets");
    let word = PaymentWord { order_id: order.order_id, payment_status };
    match step::run(ctx, &OrderActivities::commit, word, Patience::Store, "Sell: write the tickets").await? {
        CommitOutcome::Sold => Ok(OrderRow { state: OrderState::Sold, reason: None, payment_status }),
        CommitOutcome::SeatLost => Err(Obstacle::Refused(CancelReason::SeatLost)),
        CommitOutcome::Overtaken { row } => Ok(row),
    }
}

/// SOLD only rolls forward, but for a final refusal of the capture.
async fn settle(ctx: &Context, order: &PlacedOrder) -> OrderRow {
    let mut payment_status = PaymentStatus::None;
    if order.principal.pays_by_gateway() {
        begin(ctx, "capturing the payment");
        payment_status = step::run_to_the_end(
            ctx,
            &OrderActivities::capture,
            order.order_id,
            Patience::Remote,
            "Capture the payment",
        )
        .await;
        if !matches!(payment_status, PaymentStatus::Captured | PaymentStatus::Refunded) {
            return roll_back(ctx, order, CancelReason::PaymentFailed, true).await;
        }
    }
    begin(ctx, "marking the seats as sold");
    let sale = SellInput { order_id: order.order_id, event_id: order.event_id, seats: order.seat_ids() };
    step::run_to_the_end(ctx, &OrderActivities::sell, sale, Patience::Store, "Mark the seats as sold").await;
    let word = PaymentWord { order_id: order.order_id, payment_status };
    let row = step::run_to_the_end(ctx, &OrderActivities::confirm, word, Patience::Store, "Confirm the order").await;
    saw(ctx, row)
}

// ---- Back: PENDING or SOLD → CANCELLING → CANCELLED ----

/// Tries to win the compare-and-set to CANCELLING. Answers the row, which may say that it was lost.
async fn roll_back(ctx: &Context, order: &PlacedOrder, reason: CancelReason, from_sold: bool) -> OrderRow {
    begin(ctx, "rolling the order back");
    let input = CancelInput { order: order.clone(), reason, from_sold };
    let summary = format!("Cancel: {reason}");
    let row = step::run_to_the_end(ctx, &OrderActivities::begin_cancel, input, Patience::Store, &summary).await;
    saw(ctx, row)
}

/// CANCELLING: undoes what the stores say, not what this run remembers.
async fn compensate(ctx: &Context, order: &PlacedOrder, row: OrderRow) -> OrderRow {
    let payment_status =
        if order.principal.pays_by_gateway() { release_money(ctx, order).await } else { PaymentStatus::None };
    begin(ctx, "giving the seats back");
    let give_back = GiveBackInput {
        order_id: order.order_id,
        event_id: order.event_id,
        seats: order.seat_ids(),
        unclaimed: Some(UnclaimedHold { hold_token: order.hold_token.clone(), seats: order.seats.clone() }),
    };
    loop {
        let given_back_in = step::run_to_the_end(
            ctx,
            &OrderActivities::give_back,
            give_back.clone(),
            Patience::Store,
            "Give the seats back",
        )
        .await;
        let finish =
            FinishCancelInput { order_id: order.order_id, event_id: order.event_id, given_back_in, payment_status };
        let outcome =
            step::run_to_the_end(ctx, &OrderActivities::finish_cancel, finish, Patience::Store, "Cancelled").await;
        match outcome {
            FinishCancelOutcome::Cancelled => {
                return saw(ctx, OrderRow { state: OrderState::Cancelled, payment_status, ..row });
            }
            FinishCancelOutcome::EpochMoved => {}
        }
    }
}

/// A void first. Money that was taken all the same (a capture whose reply was lost) goes back.
async fn release_money(ctx: &Context, order: &PlacedOrder) -> PaymentStatus {
    begin(ctx, "voiding the payment");
    let void = &OrderActivities::void;
    match step::run_to_the_end(ctx, void, order.order_id, Patience::Remote, "Void the payment").await {
        PaymentStatus::Captured => {
            let refund = &OrderActivities::refund;
            step::run_to_the_end(ctx, refund, order.order_id, Patience::Remote, "Refund the payment").await
        }
        status => status,
    }
}

// ---- Cancellation from outside ----

/// The one handler of update, signal and Temporal's own request.
async fn try_cancel(ctx: &Context, by: CancelRequest) -> CancelOutcome {
    let order = ctx.state(|s| s.input.order.clone());
    let input = CancelInput { order, reason: by.reason(), from_sold: false };
    let row =
        step::run_to_the_end(ctx, &OrderActivities::begin_cancel, input, Patience::Store, "Cancel: asked for").await;
    match row.state {
        OrderState::Cancelling => {
            ctx.state_mut(|s| s.rolled_back = Some(row));
            CancelOutcome::Won
        }
        OrderState::Cancelled => CancelOutcome::Won,
        OrderState::Pending
        | OrderState::Sold
        | OrderState::Confirmed
        | OrderState::Refunding
        | OrderState::Refunded => CancelOutcome::Lost,
    }
}

async fn cancelled_by_temporal(ctx: &Context) {
    ctx.cancelled().await;
    try_cancel(ctx, CancelRequest::Operator).await;
}

// ---- The end, and helpers ----

/// The order has ended before this: a slow Kafka keeps the workflow open, and nothing else.
async fn publish(ctx: &Context, order: &PlacedOrder, row: OrderRow) {
    begin(ctx, "publishing the outcome");
    ctx.upsert_search_attributes(search_attributes::of_ended_order(row));
    step::run_to_the_end(ctx, &OrderActivities::publish, order.order_id, Patience::Remote, "Publish the outcome").await;
    begin(ctx, "done");
}

/// Why a sale doesn't go on.
enum Obstacle {
    /// The rules say no.
    Refused(CancelReason),
    /// A step failed for good, for no reason that the rules know.
    Unexpected(Box<ActivityExecutionError>),
}

impl From<ActivityExecutionError> for Obstacle {
    fn from(error: ActivityExecutionError) -> Self {
        Self::Unexpected(Box::new(error))
    }
}

fn begin(ctx: &Context, step: &'static str) {
    ctx.state_mut(|s| s.step = step);
}

fn saw(ctx: &Context, row: OrderRow) -> OrderRow {
    ctx.state_mut(|s| s.row = Some(row));
    row
}

/// Waiting that Temporal's cancellation doesn't end: the workflow answers that by itself.
fn detached() -> WaitConditionOptions {
    WaitConditionOptions::builder().cancellation_token(WorkflowCancellationToken::new()).build()
}
