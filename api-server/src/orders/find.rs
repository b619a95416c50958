//! Finds an order: by its row, or by its workflow until the row is written.

use holdfast_domain::OrderId;
use holdfast_web::{Code, Problem};

use super::OrderBody;
use crate::state::AppState;

/// The order as it is now.
///
/// # Errors
/// 404 if neither MySQL nor Temporal knows the order; 503 if MySQL is away, or MySQL has no row and Temporal is away.
pub async fn find(state: &AppState, id: OrderId) -> Result<OrderBody, Problem> {
    if let Some(memo) = state.engine.orders.find_unchanged(id) {
        return Ok(OrderBody::accepted(id, memo));
    }
    if let Some(order) = state.reads.find_order(id).await? {
        return Ok(order.into());
    }
    let known = state.engine.orders.find(id).await?.ok_or_else(|| Problem::new(Code::OrderNotFound))?;
    // The row may have been written since the first read.
    let row = state.reads.find_order(id).await?;
    Ok(row.map_or_else(|| OrderBody::accepted(id, known.memo), OrderBody::from))
}
