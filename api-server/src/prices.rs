//! The prices of recently ordered events, so that an order needn't read them from MySQL.

use std::sync::Arc;

use holdfast_domain::{EventId, Fault, Money, SeatId, UnknownSeat};
use holdfast_stores::mysql::{self, Database, events::NewEvent};
use quick_cache::sync::Cache;
use thiserror::Error;

/// Maximum number of cached events: far more than sell at one time. An event has at most 1000 sections.
const EVENTS_KEPT: usize = 1000;

/// Why an order has no total.
#[derive(Debug, Error)]
pub enum Error {
    /// MySQL can't be read.
    #[error(transparent)]
    Mysql(#[from] mysql::Error),
    /// A seat isn't in the event's plan, so the hold that has it is wrong.
    #[error(transparent)]
    UnknownSeat(#[from] UnknownSeat),
}

impl Fault for Error {
    fn retryable(&self) -> bool {
        match self {
            Self::Mysql(error) => error.retryable(),
            Self::UnknownSeat(_) => false,
        }
    }
}

/// The prices of events. Neither a seat plan nor a currency ever changes.
pub struct Prices {
    database: Database,
    events: Cache<EventId, Arc<NewEvent>>,
}

impl Prices {
    /// An empty cache over this store.
    #[must_use]
    pub fn new(database: Database) -> Self {
        Self { database, events: Cache::new(EVENTS_KEPT) }
    }

    /// The total of these seats; `None` if there is no such event.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn total(&self, id: EventId, seats: &[SeatId]) -> Result<Option<Money>, Error> {
        let event = if let Some(event) = self.events.get(&id) {
            event
        } else {
            let Some(event) = self.database.find_event(id).await? else { return Ok(None) };
            let event = Arc::new(event.event);
            self.events.insert(id, event.clone());
            event
        };
        Ok(Some(Money { amount: event.plan.total(seats)?, currency: event.currency }))
    }
}
