//! Cancels an order: rolls it back before its sale, refunds it after.

use std::time::Duration;

use holdfast_domain::{CancelReason, OrderId, order::OrderState, step_messages::RefundInput};
use holdfast_order_engine::Cancellation;
use holdfast_stores::mysql::orders::Order;
use holdfast_web::{Code, Problem};

use super::{OrderBody, check, find_for, wait::Wait};
use crate::{access::Caller, state::AppState};

/// How long a request waits for the end of a cancellation or refund that is already durable.
const TIMEOUT: Duration = Duration::from_secs(3);

/// Cancels or refunds the order, and returns it as it is after a few seconds at most. If it hasn't ended by then, the
/// cancellation or refund is durable and under way.
///
/// # Errors
/// 404 if there is no such order; 503 if the request isn't known to be durable.
pub async fn cancel(state: &AppState, id: OrderId, caller: Caller) -> Result<OrderBody, Problem> {
    if let Some(order) = state.engine.database.find_order(id).await? {
        check(caller, order.placed.account)?;
        match order.row.state {
            OrderState::Cancelled | OrderState::Refunded => return Ok(order.into()),
            OrderState::Confirmed | OrderState::Refunding => return refund(state, order).await,
            OrderState::Pending | OrderState::Sold | OrderState::Cancelling => {}
        }
    } else {
        find_for(state, id, caller).await?;
    }
    match state.engine.orders.cancel(id).await? {
        Cancellation::Won | Cancellation::UnderWay => ended(state, id).await,
        Cancellation::Lost | Cancellation::Closed => after_the_sale(state, id).await,
    }
}

/// The workflow can no longer be cancelled: the row decides between a refund and no action.
async fn after_the_sale(state: &AppState, id: OrderId) -> Result<OrderBody, Problem> {
    let Some(order) = state.engine.database.find_order(id).await? else {
        // The workflow was terminated before it wrote the row, or there is no such order.
        let known = state.engine.orders.settle_without_row(id).await?;
        return if known { ended(state, id).await } else { Err(Problem::new(Code::OrderNotFound)) };
    };
    match order.row.state {
        OrderState::Cancelled | OrderState::Refunded => Ok(order.into()),
        OrderState::Sold | OrderState::Confirmed | OrderState::Refunding => refund(state, order).await,
        // The workflow was lost. The reconciler settles the order within seconds.
        OrderState::Pending | OrderState::Cancelling => {
            Err(Problem::with_detail(Code::Unavailable, "the order is being settled"))
        }
    }
}

async fn refund(state: &AppState, order: Order) -> Result<OrderBody, Problem> {
    let id = order.placed.order_id;
    let refund = RefundInput::of(&order.placed, CancelReason::CustomerCancelled);
    state.engine.orders.refund(refund).await?;
    ended(state, id).await
}

async fn ended(state: &AppState, id: OrderId) -> Result<OrderBody, Problem> {
    let ended = |order: &Order| matches!(order.row.state, OrderState::Cancelled | OrderState::Refunded);
    Wait::new(state, id, TIMEOUT).find(ended).await
}
