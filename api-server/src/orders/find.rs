//! Finds an order: by its row, or by its workflow until the row is written.

use holdfast_domain::{AccountId, OrderId};
use holdfast_web::{Code, Problem};

use super::OrderBody;
use crate::{access::Caller, state::AppState};

/// The order as it is now, for a caller that may use it.
///
/// # Errors
/// 404 also if it is the order of another account.
pub async fn find_for(state: &AppState, id: OrderId, caller: Caller) -> Result<OrderBody, Problem> {
    let order = find(state, id).await?;
    check(caller, order.account)?;
    Ok(order)
}

/// Refuses the order of another account as one that doesn't exist.
pub(super) fn check(caller: Caller, account: Option<AccountId>) -> Result<(), Problem> {
    if caller.may_use(account) { Ok(()) } else { Err(Problem::new(Code::OrderNotFound)) }
}

/// The order as it is now.
///
/// # Errors
/// 404 if neither MySQL nor Temporal knows the order; 503 if MySQL is away, or MySQL has no row and Temporal is away.
pub(super) async fn find(state: &AppState, id: OrderId) -> Result<OrderBody, Problem> {
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
