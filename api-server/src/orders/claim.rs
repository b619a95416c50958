//! Claims an order for an account: one that has none, or one of a guest.

use std::time::Duration;

use chrono::Utc;
use holdfast_domain::{AccountId, OrderId};
use holdfast_web::{Code, Problem};

use super::{OrderBody, find, wait::Wait};
use crate::state::AppState;

/// How long a claim waits until an order under way has its row.
const TIMEOUT: Duration = Duration::from_secs(3);
/// For so long after its start, the process that runs an order may tell its account from memory
/// (`order-engine/src/accepted.rs`). A little more than that.
const FROM_MEMORY: Duration = Duration::from_millis(600);

/// Makes the order one of `account`, if it has no account or is of `guest`, or is of `account` already.
///
/// # Errors
/// 404 if there is no such order, or it is of another account; 503 if a store is away, or the order has no row yet.
pub async fn claim(
    state: &AppState,
    id: OrderId,
    account: AccountId,
    guest: Option<AccountId>,
) -> Result<OrderBody, Problem> {
    let known = find(state, id).await?;
    if known.account.is_some_and(|owner| owner != account && Some(owner) != guest) {
        return Err(Problem::new(Code::OrderNotFound));
    }
    let not_yet = || Problem::with_detail(Code::Unavailable, "the order is accepted, and not recorded yet");
    let row = Wait::new(state, id, TIMEOUT).until(|_| true).await?.ok_or_else(not_yet)?;
    let age = (Utc::now() - row.placed.created_at).to_std().unwrap_or_default();
    tokio::time::sleep(FROM_MEMORY.saturating_sub(age)).await;
    match state.engine.database.claim_order(id, account, guest).await? {
        Some(owner) if owner == Some(account) => {
            tracing::info!("the order was claimed for an account");
            find(state, id).await
        }
        _ => Err(Problem::new(Code::OrderNotFound)),
    }
}
