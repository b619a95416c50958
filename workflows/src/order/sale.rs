//! The sale: PENDING → SOLD → CONFIRMED.

use std::{pin::pin, time::Duration};

use futures::FutureExt;
use holdfast_domain::{
    CancelReason, PaymentStatus,
    step_messages::{
        AuthoriseInput, ClaimInput, ClaimOutcome, OrderRow, PaymentReport, PlacedOrder, SellInput, SellOutcome,
        SettleInput, SettleOutcome,
    },
};
use temporalio_common::error::ActivityExecutionError;
use temporalio_sdk::{CancellableFuture, workflows::select};

use super::{
    Context, PAYMENT_DEADLINE, begin, detached, remember_row,
    rollback::{cancelled_by_temporal, roll_back},
};
use crate::{
    activities::OrderActivities,
    step::{self, RetryClass},
    timer,
};

/// The shortest pause between queries of a pending payment, in case its callback was lost.
const PENDING_PAYMENT_POLL: Duration = Duration::from_secs(5);
/// After a minute, each pause is a twelfth of the time waited so far. A deadline of days then costs about a hundred
/// queries, while a lost callback never adds more than a twelfth to the wait.
const POLLS_PER_WAIT: u32 = 12;

pub(super) async fn record(ctx: &Context, order: &PlacedOrder) -> OrderRow {
    begin(ctx, "recording the order");
    let row =
        step::run_to_the_end(ctx, &OrderActivities::record, order.clone(), RetryClass::Store, "Record the order").await;
    remember_row(ctx, row)
}

/// PENDING: runs the sale until it ends or a cancellation wins. A step that is still running then may finish late; the
/// compensation allows for that.
pub(super) async fn sell_unless_cancelled(ctx: &Context, order: &PlacedOrder) -> OrderRow {
    let mut sale = pin!(sell(ctx, order).fuse());
    let mut rolled_back = ctx.wait_condition_with_options(|s| s.rolled_back.is_some(), detached());
    let mut asked_by_temporal = pin!(cancelled_by_temporal(ctx).fuse());
    loop {
        select! {
            row = sale => return remember_row(ctx, row),
            _ = rolled_back => if let Some(row) = ctx.state(|s| s.rolled_back) { return remember_row(ctx, row) },
            () = asked_by_temporal => {},
        }
    }
}

/// Claims, authorises, commits and settles. Rolls the order back if a step is refused or fails permanently.
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
    commit_and_settle(ctx, order, payment_status).await
}

async fn claim(ctx: &Context, order: &PlacedOrder) -> Result<(), Obstacle> {
    begin(ctx, "claiming the seats");
    let input = ClaimInput {
        order_id: order.order_id,
        event_id: order.event_id,
        hold_id: order.hold_id.clone(),
        seats: order.seats.clone(),
    };
    match step::run(ctx, &OrderActivities::claim, input, RetryClass::Store, "Claim the seats").await? {
        ClaimOutcome::Claimed => Ok(()),
        ClaimOutcome::Refused { reason } => Err(Obstacle::Refused(reason)),
    }
}

/// Authorises the payment before the deadline. Whichever comes first in the workflow's history wins: the gateway's
/// result or the deadline.
async fn authorise_in_time(ctx: &Context, order: &PlacedOrder) -> Result<PaymentStatus, Obstacle> {
    begin(ctx, "authorising the payment");
    let deadline = Duration::from_secs(ctx.state(|s| s.input.payment_deadline_seconds).into());
    let mut deadline = ctx.timer(timer::detached(deadline, PAYMENT_DEADLINE));
    let mut payment = pin!(authorise(ctx, order).fuse());
    let payment = select! {
        payment = payment => payment,
        _ = deadline => return Err(Obstacle::Refused(CancelReason::PaymentTimeout)),
    };
    deadline.cancel();
    match payment? {
        status @ (PaymentStatus::Authorized | PaymentStatus::Captured) => Ok(status),
        PaymentStatus::Declined => Err(Obstacle::Refused(CancelReason::PaymentDeclined)),
        // Voided or refunded: another run has rolled this order back, as the row will show.
        PaymentStatus::None | PaymentStatus::Pending | PaymentStatus::Voided | PaymentStatus::Refunded => {
            Err(Obstacle::Refused(CancelReason::PaymentFailed))
        }
    }
}

/// Queries the gateway until the payment is decided: at each callback, and after pauses that grow from
/// [`PENDING_PAYMENT_POLL`].
async fn authorise(ctx: &Context, order: &PlacedOrder) -> Result<PaymentStatus, Obstacle> {
    let input =
        AuthoriseInput { order_id: order.order_id, total: order.total, payment_method: order.payment_method.clone() };
    let (mut noted, mut waited) = (false, Duration::ZERO);
    loop {
        ctx.state_mut(|s| s.unread_callbacks = 0);
        let status =
            step::run(ctx, &OrderActivities::authorise, input.clone(), RetryClass::Remote, "Authorise the payment")
                .await
                .map_err(|error| not_authorised(ctx, &error))?;
        if status != PaymentStatus::Pending {
            return Ok(status);
        }
        begin(ctx, "waiting for the gateway's result");
        if !noted {
            let report = PaymentReport { order_id: order.order_id, payment_status: status };
            step::run(ctx, &OrderActivities::note_payment, report, RetryClass::Store, "Note the pending payment")
                .await?;
            noted = true;
        }
        let mut callback = ctx.wait_condition_with_options(|s| s.unread_callbacks > 0, detached());
        let pause = pause_after(waited);
        waited += pause;
        let mut poll = ctx.timer(timer::detached(pause, "before asking the gateway again"));
        select! {
            _ = callback => poll.cancel(),
            _ = poll => {},
        }
    }
}

fn pause_after(waited: Duration) -> Duration {
    PENDING_PAYMENT_POLL.max(waited / POLLS_PER_WAIT)
}

/// The gateway rejected the request itself, for example because it doesn't know the payment method.
fn not_authorised(ctx: &Context, error: &ActivityExecutionError) -> Obstacle {
    ctx.set_current_details(format!("the gateway **rejected the request**: {error}"));
    Obstacle::Refused(CancelReason::PaymentFailed)
}

async fn commit_and_settle(
    ctx: &Context,
    order: &PlacedOrder,
    payment_status: PaymentStatus,
) -> Result<OrderRow, Obstacle> {
    begin(ctx, "selling: tickets, payment, seats");
    let input = SellInput { payment_status, settle: settle_input(order), buyer: order.buyer };
    let summary = "Sell: write the tickets, capture the payment, mark the seats as sold, confirm";
    match step::run(ctx, &OrderActivities::sell, input, RetryClass::Remote, summary).await? {
        SellOutcome::Row { row } => Ok(row),
        SellOutcome::SeatLost => Err(Obstacle::Refused(CancelReason::SeatLost)),
        SellOutcome::BuyerLimit => Err(Obstacle::Refused(CancelReason::BuyerLimit)),
        SellOutcome::PaymentRefused => Ok(roll_back(ctx, order, CancelReason::PaymentFailed, true).await),
    }
}

/// SOLD → CONFIRMED. The order is rolled back only if the gateway permanently refuses the capture.
pub(super) async fn settle(ctx: &Context, order: &PlacedOrder) -> OrderRow {
    begin(ctx, "settling: payment, seats");
    let summary = "Settle: capture the payment, mark the seats as sold, confirm";
    let settle = &OrderActivities::settle;
    match step::run_to_the_end(ctx, settle, settle_input(order), RetryClass::Remote, summary).await {
        SettleOutcome::Settled { row } => remember_row(ctx, row),
        SettleOutcome::PaymentRefused => roll_back(ctx, order, CancelReason::PaymentFailed, true).await,
    }
}

fn settle_input(order: &PlacedOrder) -> SettleInput {
    SettleInput {
        order_id: order.order_id,
        event_id: order.event_id,
        seats: order.seat_ids(),
        principal: order.principal,
    }
}

/// Why a sale can't continue.
enum Obstacle {
    /// A refusal by the rules.
    Refused(CancelReason),
    /// A permanent failure of a step that the rules don't cover.
    Unexpected(Box<ActivityExecutionError>),
}

impl From<ActivityExecutionError> for Obstacle {
    fn from(error: ActivityExecutionError) -> Self {
        Self::Unexpected(Box::new(error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pending_payment_is_queried_every_five_seconds_and_after_a_minute_ever_more_rarely() {
        let pauses = [0, 5, 60, 72, 3600].map(|waited| pause_after(Duration::from_secs(waited)).as_secs());
        assert_eq!(pauses, [5, 5, 5, 6, 300]);
    }
}
