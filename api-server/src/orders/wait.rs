//! Waits for an order. Changes made by this process wake the wait; polling finds those made by other processes.

use std::time::Duration;

use holdfast_domain::OrderId;
use holdfast_stores::{mysql::orders::Order, order_watch::Waiter};
use holdfast_web::Problem;
use tokio::time::Instant;

use super::{OrderBody, find};
use crate::state::AppState;

/// The first pause between two reads of the row. Each further pause is twice as long, up to [`SLOWEST_POLL`].
const FIRST_POLL: Duration = Duration::from_millis(150);
const SLOWEST_POLL: Duration = Duration::from_secs(1);

/// Waits up to `timeout` for the end of the order. Returns the order as last read; `None` if it has no row yet.
///
/// # Errors
/// 503 if MySQL is away.
pub async fn wait_for_end(state: &AppState, id: OrderId, timeout: Duration) -> Result<Option<Order>, Problem> {
    Wait::new(state, id, timeout).until(has_ended).await
}

pub(super) fn has_ended(order: &Order) -> bool {
    order.row.state.status().has_ended()
}

/// A wait for an order's row. Changes that this process makes after [`Self::new`] are not missed.
pub(super) struct Wait<'a> {
    state: &'a AppState,
    id: OrderId,
    changes: Waiter,
    has_changed: bool,
    poll: Duration,
    deadline: Instant,
}

impl<'a> Wait<'a> {
    pub(super) fn new(state: &'a AppState, id: OrderId, timeout: Duration) -> Self {
        let changes = state.engine.orders.watch().wait_for(id);
        Self { state, id, changes, has_changed: false, poll: FIRST_POLL, deadline: Instant::now() + timeout }
    }

    /// Reads the row until `wanted` holds, the deadline passes or the server stops. Returns the order as last read.
    pub(super) async fn until(mut self, wanted: impl Fn(&Order) -> bool) -> Result<Option<Order>, Problem> {
        loop {
            let order = if self.is_unchanged() { None } else { self.state.reads.find_order(self.id).await? };
            if order.as_ref().is_some_and(&wanted) || self.is_over() {
                return Ok(order);
            }
            self.pause().await;
        }
    }

    /// As [`Self::until`], but an order without a row is returned as accepted.
    pub(super) async fn find(self, wanted: impl Fn(&Order) -> bool) -> Result<OrderBody, Problem> {
        let (state, id) = (self.state, self.id);
        match self.until(wanted).await? {
            Some(order) => Ok(order.into()),
            None => find(state, id).await,
        }
    }

    /// Waits until the row may have changed.
    pub(super) async fn pause(&mut self) {
        let poll = self.poll.min(self.deadline.saturating_duration_since(Instant::now()));
        self.poll = after(self.poll);
        tokio::select! {
            () = self.changes.row_changed() => self.has_changed = true,
            () = tokio::time::sleep(poll) => {},
            () = self.state.shutdown.cancelled() => {},
        }
    }

    /// Whether the order is known to have no outcome yet, so that its row needn't be read.
    fn is_unchanged(&self) -> bool {
        !self.has_changed && self.state.engine.orders.find_unchanged(self.id).is_some()
    }

    fn is_over(&self) -> bool {
        Instant::now() >= self.deadline || self.state.shutdown.is_cancelled()
    }
}

/// The pause after one of `poll`.
fn after(poll: Duration) -> Duration {
    SLOWEST_POLL.min(poll * 2)
}

#[cfg(test)]
mod tests {
    use std::iter::successors;

    use super::*;

    #[test]
    fn pauses_double_up_to_a_second() {
        let pauses: Vec<_> = successors(Some(FIRST_POLL), |poll| Some(after(*poll))).take(5).collect();
        assert_eq!(pauses.iter().map(Duration::as_millis).collect::<Vec<_>>(), [150, 300, 600, 1000, 1000]);
    }
}
