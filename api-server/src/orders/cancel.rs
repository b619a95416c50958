//! Cancelling: before the sale the order rolls back, after it the money goes back.

use std::time::Duration;

use holdfast_domain::{CancelReason, OrderId, order::OrderState, step_messages::RefundInput};
use holdfast_order_engine::Cancellation;
use holdfast_stores::mysql::orders::Order;
use holdfast_web::{Code, Problem};

use super::{OrderBody, wait::Wait};
use crate::state::AppState;

/// How long a buyer waits for the end of what is durably under way.
const PATIENCE: Duration = Duration::from_secs(3);

/// Cancels the order; answers it as it is then. It is under way when it hasn't ended yet.
///
/// # Errors
/// 404 for an order that nobody knows, 503 when the request isn't known to be durable.
pub async fn cancel(state: &AppState, id: OrderId) -> Result<OrderBody, Problem> {
    if let Some(order) = state.engine.database.find_order(id).await? {
        match order.row.state {
            OrderState::Cancelled | OrderState::Refunded => return Ok(order.into()),
            OrderState::Confirmed | OrderState::Refunding => return refund(state, order).await,
            OrderState::Pending | OrderState::Sold | OrderState::Cancelling => {}
        }
    }
    match state.engine.orders.cancel(id).await? {
        Cancellation::Won | Cancellation::UnderWay => ended(state, id).await,
        Cancellation::Lost | Cancellation::Closed => after_the_sale(state, id).await,
    }
}

/// The workflow can't be cancelled any more: the row says what is left to do.
async fn after_the_sale(state: &AppState, id: OrderId) -> Result<OrderBody, Problem> {
    let order = state.engine.database.find_order(id).await?.ok_or_else(|| Problem::new(Code::OrderNotFound))?;
    match order.row.state {
        OrderState::Cancelled | OrderState::Refunded => Ok(order.into()),
        OrderState::Sold | OrderState::Confirmed | OrderState::Refunding => refund(state, order).await,
        // Its workflow was lost; the reconciler settles it within seconds.
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
    Wait::new(state, id, PATIENCE).find(ended).await
}
