//! Where an order stands: its row, or, until that is written, its workflow.

use std::time::Duration;

use holdfast_activities::mysql::orders::Order;
use holdfast_domain::OrderId;
use tokio::time::Instant;

use super::OrderBody;
use crate::{
    error::{Code, Problem},
    state::AppState,
};

/// How often the row is read while somebody waits. Orders that this process drives wake their waiters
/// themselves; this finds those that another one drives.
const POLL: Duration = Duration::from_millis(150);

/// The order as it is now.
///
/// # Errors
/// 404 when neither MySQL nor Temporal knows it, 503 when either can't be asked.
pub async fn find(state: &AppState, id: OrderId) -> Result<OrderBody, Problem> {
    if let Some(order) = state.database.find_order(id).await? {
        return Ok(order.into());
    }
    let known = state.saga.find(id).await?.ok_or_else(|| Problem::new(Code::OrderNotFound))?;
    // The row may have come between the two questions.
    let row = state.database.find_order(id).await?;
    Ok(row.map_or_else(|| OrderBody::accepted(id, known.memo), OrderBody::from))
}

/// Waits until the order has ended, for at most `patience`; then the order as it is. `None`: its row isn't
/// written yet.
///
/// # Errors
/// 503 when MySQL can't be asked.
pub async fn wait_for_end(state: &AppState, id: OrderId, patience: Duration) -> Result<Option<Order>, Problem> {
    wait_until(state, id, patience, |order| order.row.state.status().has_ended()).await
}

/// Waits until the order's row is as wanted, for at most `patience`; then the row as it is.
pub(super) async fn wait_until(
    state: &AppState,
    id: OrderId,
    patience: Duration,
    wanted: impl Fn(&Order) -> bool,
) -> Result<Option<Order>, Problem> {
    let deadline = Instant::now() + patience;
    let waiter = state.saga.watch().wait_for(id);
    loop {
        let mut changed = std::pin::pin!(waiter.changed());
        changed.as_mut().enable();
        let order = state.database.find_order(id).await?;
        if order.as_ref().is_some_and(&wanted) || Instant::now() >= deadline {
            return Ok(order);
        }
        tokio::select! {
            () = changed => {},
            () = tokio::time::sleep_until(deadline.min(Instant::now() + POLL)) => {},
            () = state.shutdown.cancelled() => return Ok(order),
        }
    }
}
