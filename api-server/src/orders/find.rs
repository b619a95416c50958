//! Where an order stands: its row, or, until that is written, its workflow.

use std::time::Duration;

use holdfast_activities::{mysql::orders::Order, order_watch::Waiter};
use holdfast_domain::OrderId;
use tokio::time::Instant;

use super::OrderBody;
use crate::{
    error::{Code, Problem},
    state::AppState,
};

/// How soon the row is read again while somebody waits, and after twice as long each time up to the slowest. Orders that
/// this process drives wake their waiters themselves; this finds those that another one drives.
const FIRST_POLL: Duration = Duration::from_millis(150);
const SLOWEST_POLL: Duration = Duration::from_secs(1);

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
    Wait::new(state, id, patience).until(has_ended).await
}

pub(super) fn has_ended(order: &Order) -> bool {
    order.row.state.status().has_ended()
}

/// Somebody who waits for an order to come somewhere. What this process does to it after [`Self::new`] isn't missed.
pub(super) struct Wait<'a> {
    state: &'a AppState,
    id: OrderId,
    changes: Waiter,
    poll: Duration,
    deadline: Instant,
}

impl<'a> Wait<'a> {
    pub(super) fn new(state: &'a AppState, id: OrderId, patience: Duration) -> Self {
        let changes = state.saga.watch().wait_for(id);
        Self { state, id, changes, poll: FIRST_POLL, deadline: Instant::now() + patience }
    }

    /// Reads the row until it is as wanted or patience is over; then the order as it is.
    pub(super) async fn until(mut self, wanted: impl Fn(&Order) -> bool) -> Result<Option<Order>, Problem> {
        loop {
            let order = self.state.database.find_order(self.id).await?;
            if order.as_ref().is_some_and(&wanted) || self.is_over() {
                return Ok(order);
            }
            self.pause().await;
        }
    }

    /// [`Self::until`], for a client: who has no row yet is shown as accepted.
    pub(super) async fn find(self, wanted: impl Fn(&Order) -> bool) -> Result<OrderBody, Problem> {
        let (state, id) = (self.state, self.id);
        match self.until(wanted).await? {
            Some(order) => Ok(order.into()),
            None => find(state, id).await,
        }
    }

    /// Waits until there may be something new to read.
    pub(super) async fn pause(&mut self) {
        let poll = self.deadline.min(Instant::now() + self.poll);
        self.poll = SLOWEST_POLL.min(self.poll * 2);
        tokio::select! {
            () = self.changes.changed() => {},
            () = tokio::time::sleep_until(poll) => {},
            () = self.state.shutdown.cancelled() => {},
        }
    }

    fn is_over(&self) -> bool {
        Instant::now() >= self.deadline || self.state.shutdown.is_cancelled()
    }
}
