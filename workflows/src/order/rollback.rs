//! Back: PENDING or SOLD → CANCELLING → CANCELLED, and who may ask for it.

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
    ids,
    step::{self, RetryClass},
};

/// Tries to win the compare-and-set to CANCELLING. Answers the row, which may say that it was lost.
pub(super) async fn roll_back(ctx: &Context, order: &PlacedOrder, reason: CancelReason, from_sold: bool) -> OrderRow {
    begin(ctx, "rolling the order back");
    let input = CancelInput { order: order.clone(), reason, from_sold };
    let summary = format!("Cancel: {reason}");
    let row = step::run_to_the_end(ctx, &OrderActivities::begin_cancel, input, RetryClass::Store, &summary).await;
    remember_row(ctx, row)
}

/// CANCELLING: undoes what the stores say, not what this run remembers.
pub(super) async fn compensate(ctx: &Context, order: &PlacedOrder, row: OrderRow) -> OrderRow {
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
            FinishCancelOutcome::EpochMoved => {}
        }
    }
}

/// A void first. Money that was taken all the same (a capture whose reply was lost) goes back.
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

/// The one handler of update and signal.
pub(super) async fn cancel_or_refund(ctx: &Context, by: CancelRequest) -> CancelOutcome {
    let outcome = try_cancel(ctx, by).await;
    if outcome == CancelOutcome::Lost {
        ctx.state_mut(|s| s.refund_owed = s.refund_owed.or(Some(by.reason())));
    }
    outcome
}

/// The refund outlives this workflow. One that the API has started meanwhile is as good.
pub(super) async fn start_refund_if_owed(ctx: &Context, order: &PlacedOrder, row: OrderRow) {
    let Some(reason) = ctx.state(|s| s.refund_owed).filter(|_| row.state == OrderState::Confirmed) else { return };
    let refund = RefundInput::of(order, reason);
    let mut options = ChildWorkflowOptions::workflow_id(ids::refund_workflow_id(order.order_id));
    options.parent_close_policy = ParentClosePolicy::Abandon;
    options.cancellation_token = Some(WorkflowCancellationToken::new());
    ctx.start_child_workflow(RefundWorkflow::run, refund, options).await.ok();
}

/// Tries to win the row. Temporal's own cancellation request ends here: it is ignored from SOLD on.
async fn try_cancel(ctx: &Context, by: CancelRequest) -> CancelOutcome {
    let order = ctx.state(|s| s.input.order.clone());
    let input = CancelInput { order, reason: by.reason(), from_sold: false };
    let row =
        step::run_to_the_end(ctx, &OrderActivities::begin_cancel, input, RetryClass::Store, "Cancel: asked for").await;
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

pub(super) async fn cancelled_by_temporal(ctx: &Context) {
    ctx.cancelled().await;
    try_cancel(ctx, CancelRequest::Operator).await;
}
