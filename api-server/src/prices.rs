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
    /// MySQL doesn't know the event.
    #[error("there is no event {0}")]
    UnknownEvent(EventId),
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
            Self::UnknownEvent(_) | Self::UnknownSeat(_) => false,
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

    /// The total of these seats.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn total(&self, id: EventId, seats: &[SeatId]) -> Result<Money, Error> {
        let read = async {
            let event = self.database.find_event(id).await?.ok_or(Error::UnknownEvent(id))?;
            Ok::<_, Error>(Arc::new(event.event))
        };
        let event = self.events.get_or_insert_async(&id, read).await?;
        Ok(Money { amount: event.plan.total(seats)?, currency: event.currency })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_absent_mysql_is_worth_a_retry() {
        let (event, seat) = (EventId::try_from(7).unwrap(), SeatId::try_from(1).unwrap());
        assert!(Error::from(mysql::Error::from(sqlx::Error::PoolTimedOut)).retryable());
        assert!(!Error::from(mysql::Error::NotRecorded("event 7".into())).retryable());
        assert!(!Error::UnknownEvent(event).retryable());
        assert!(!Error::from(UnknownSeat(seat)).retryable());
    }
}
