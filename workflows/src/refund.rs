//! The refund of a confirmed order: the money is returned first, then the tickets end, then the seats are freed.
#![allow(missing_docs, reason = "the items that the macros generate can't be documented")]

use std::time::Duration;

use holdfast_domain::{
    OrderState, PaymentStatus,
    step_messages::{BeginRefundInput, GiveBackInput, OrderRow, PaymentReport, RefundInput},
};
use temporalio_macros::{workflow, workflow_methods};
use temporalio_sdk::{ContinueAsNewOptions, WorkflowContext, WorkflowContextView, WorkflowResult};

use crate::{
    activities::OrderActivities,
    backoff::Backoff,
    patches::Patch,
    publishing,
    step::{self, RetryClass},
};

/// The first pause before the row is read again while the order is not CONFIRMED yet, which usually takes milliseconds.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
/// The longest pause: how long a refund may wait after an order that was stuck for hours is confirmed.
const LONGEST_PAUSE: Duration = Duration::from_mins(5);

type Context = WorkflowContext<RefundWorkflow>;

/// The refund of one order. Started by the API or by the order workflow when a cancellation came after the sale.
#[workflow]
pub struct RefundWorkflow {
    input: RefundInput,
}

#[workflow_methods]
impl RefundWorkflow {
    #[init]
    fn new(_ctx: &WorkflowContextView, input: RefundInput) -> Self {
        Self { input }
    }

    /// Follows the row, like the order workflow, and so continues the work of an earlier or a parallel run. Returns the
    /// row once it is REFUNDED or CANCELLED.
    #[run(name = "refund")]
    pub async fn run(ctx: &mut WorkflowContext<Self>) -> WorkflowResult<OrderRow> {
        let input = ctx.state(|s| s.input.clone());
        let mut backoff = Backoff::new(FIRST_PAUSE, LONGEST_PAUSE);
        loop {
            let row = begin_refund(ctx, &input).await;
            match row.state {
                OrderState::Pending | OrderState::Sold | OrderState::Cancelling | OrderState::Confirmed => {
                    backoff.pause(ctx, "until the order has ended").await;
                    if ctx.continue_as_new_suggested() && Patch::ContinueALongWaitAsNew.is_taken(ctx) {
                        match ctx.continue_as_new(input, ContinueAsNewOptions::default())? {}
                    }
                }
                OrderState::Refunding => finish(ctx, &input).await,
                OrderState::Refunded => {
                    give_back_and_publish(ctx, &input, row).await;
                    return Ok(row);
                }
                OrderState::Cancelled => return Ok(row),
            }
        }
    }
}

async fn begin_refund(ctx: &Context, input: &RefundInput) -> OrderRow {
    let begin = BeginRefundInput { order_id: input.order_id, reason: input.reason };
    step::run_to_the_end(ctx, &OrderActivities::begin_refund, begin, RetryClass::Store, "Begin the refund").await
}

async fn finish(ctx: &Context, input: &RefundInput) {
    let payment_status = if input.principal.pays_by_gateway() {
        step::run_to_the_end(ctx, &OrderActivities::refund, input.order_id, RetryClass::Remote, "Refund the payment")
            .await
    } else {
        PaymentStatus::None
    };
    let report = PaymentReport { order_id: input.order_id, payment_status };
    step::run_to_the_end(ctx, &OrderActivities::finish_refund, report, RetryClass::Store, "Refunded: end the tickets")
        .await;
}

async fn give_back_and_publish(ctx: &Context, input: &RefundInput, row: OrderRow) {
    let give_back = GiveBackInput {
        order_id: input.order_id,
        event_id: input.event_id,
        seats: input.seat_ids.clone(),
        unclaimed: None,
    };
    step::run_to_the_end(ctx, &OrderActivities::give_back, give_back, RetryClass::Store, "Give the seats back").await;
    publishing::publish(ctx, input.order_id, row).await;
}
