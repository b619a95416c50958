//! The rollback: PENDING or SOLD → CANCELLING → CANCELLED, and the handlers of cancellation requests.

use std::time::Duration;

use holdfast_domain::{
    CancelReason, OrderState, PaymentStatus,
    step_messages::{
        CancelInput, FinishCancelInput, FinishCancelOutcome, GiveBackInput, OrderRow, PlacedOrder, RefundInput,
        UnclaimedHold,
    },
};
use temporalio_sdk::{ChildWorkflowOptions, ParentClosePolicy, WorkflowCancellationToken};

use super::{CancelOutcome, CancelRequest, Context, begin, remember_row};
use crate::{
    RefundWorkflow,
    activities::OrderActivities,
    backoff::Backoff,
    ids,
    patches::Patch,
    step::{self, RetryClass},
};

/// The first pause before seats are given back again. Loads of an event are rare, so the next round usually succeeds.
const FIRST_PAUSE: Duration = Duration::from_millis(200);
/// The longest pause. At one round an hour, a history takes most of a year to reach Temporal's limit.
const LONGEST_PAUSE: Duration = Duration::from_hours(1);

/// Tries the compare-and-set to CANCELLING. Returns the current row, which has another state if the compare-and-set was
/// lost.
pub(super) async fn roll_back(ctx: &Context, order: &PlacedOrder, reason: CancelReason, from_sold: bool) -> OrderRow {
    begin(ctx, "rolling the order back");
    let input = CancelInput { order: order.clone(), reason, from_sold };
    let summary = format!("Cancel: {reason}");
    let row = step::run_to_the_end(ctx, &OrderActivities::begin_cancel, input, RetryClass::Store, &summary).await;
    remember_row(ctx, row)
}

/// CANCELLING → CANCELLED: undoes what the stores and the gateway have recorded, not what this run remembers.
pub(super) async fn compensate(ctx: &Context, order: &PlacedOrder, row: OrderRow) -> OrderRow {
    let payment_status =
        if order.principal.pays_by_gateway() { release_money(ctx, order).await } else { PaymentStatus::None };
    begin(ctx, "giving the seats back");
    let give_back = GiveBackInput {
        order_id: order.order_id,
        event_id: order.event_id,
        seats: order.seat_ids(),
        unclaimed: Some(UnclaimedHold { hold_id: order.hold_id.clone(), seats: order.seats.clone() }),
    };
    let mut backoff = Backoff::new(FIRST_PAUSE, LONGEST_PAUSE);
    loop {
        let given_back_in = step::run_to_the_end(
            ctx,
            &OrderActivities::give_back,
            give_back.clone(),
            RetryClass::Store,
            "Give the seats back",
        )
        .await;
        let finish =
            FinishCancelInput { order_id: order.order_id, event_id: order.event_id, given_back_in, payment_status };
        let outcome =
            step::run_to_the_end(ctx, &OrderActivities::finish_cancel, finish, RetryClass::Store, "Cancelled").await;
        match outcome {
            FinishCancelOutcome::Cancelled => {
                return remember_row(ctx, OrderRow { state: OrderState::Cancelled, payment_status, ..row });
            }
            FinishCancelOutcome::EpochMoved => {
                if Patch::WaitBeforeGivingBackAgain.is_taken(ctx) {
                    backoff.pause(ctx, "before giving the seats back again").await;
                }
            }
        }
    }
}

/// Voids the payment. If it turns out to be captured (the capture's reply was lost), refunds it.
async fn release_money(ctx: &Context, order: &PlacedOrder) -> PaymentStatus {
    begin(ctx, "voiding the payment");
    let void = &OrderActivities::void;
    match step::run_to_the_end(ctx, void, order.order_id, RetryClass::Remote, "Void the payment").await {
        PaymentStatus::Captured => {
            let refund = &OrderActivities::refund;
            step::run_to_the_end(ctx, refund, order.order_id, RetryClass::Remote, "Refund the payment").await
        }
        status => status,
    }
}

/// Handles the `cancel` update and the `cancel` signal: cancels the order, or records that a refund is owed.
pub(super) async fn cancel_or_refund(ctx: &Context, by: CancelRequest) -> CancelOutcome {
    let outcome = try_cancel(ctx, by).await;
    if outcome == CancelOutcome::Lost {
        ctx.state_mut(|s| s.refund_owed = s.refund_owed.or(Some(by.reason())));
    }
    outcome
}

/// Starts the refund as a child workflow that outlives this one. A failed start is ignored: the API has then already
/// started the refund.
pub(super) async fn start_refund_if_owed(ctx: &Context, order: &PlacedOrder, row: OrderRow) {
    let Some(reason) = ctx.state(|s| s.refund_owed).filter(|_| row.state == OrderState::Confirmed) else { return };
    let refund = RefundInput::of(order, reason);
    let mut options = ChildWorkflowOptions::workflow_id(ids::refund_workflow_id(order.order_id));
    options.parent_close_policy = ParentClosePolicy::Abandon;
    options.cancellation_token = Some(WorkflowCancellationToken::new());
    ctx.start_child_workflow(RefundWorkflow::run, refund, options).await.ok();
}

/// Tries the compare-and-set from PENDING to CANCELLING, and reports whether the order is cancelled.
async fn try_cancel(ctx: &Context, by: CancelRequest) -> CancelOutcome {
    let order = ctx.state(|s| s.input.order.clone());
    let input = CancelInput { order, reason: by.reason(), from_sold: false };
    let row =
        step::run_to_the_end(ctx, &OrderActivities::begin_cancel, input, RetryClass::Store, "Cancel: requested").await;
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

/// Waits for Temporal's own cancellation request, and then tries to cancel. From SOLD on the request has no effect: no
/// refund follows.
pub(super) async fn cancelled_by_temporal(ctx: &Context) {
    ctx.cancelled().await;
    try_cancel(ctx, CancelRequest::Operator).await;
}
