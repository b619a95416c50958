//! Loads an event into Redis from MySQL: after it was created, and whenever Redis doesn't know it.

use holdfast_domain::{EventId, Fault};
use thiserror::Error;

use crate::{
    mysql::{self, Database},
    redis::{self, LoadOutcome, LoadPlan, SeatStore},
};

/// Why an event isn't loaded.
#[derive(Debug, Error)]
pub enum Error {
    /// MySQL doesn't know it.
    #[error("there is no event {0}")]
    UnknownEvent(EventId),
    /// The record has no answer.
    #[error(transparent)]
    Mysql(#[from] mysql::Error),
    /// The seats have no answer.
    #[error(transparent)]
    Redis(#[from] redis::Error),
}

impl Fault for Error {
    fn retryable(&self) -> bool {
        match self {
            Self::UnknownEvent(_) => false,
            Self::Mysql(error) => error.retryable(),
            Self::Redis(error) => error.retryable(),
        }
    }
}

/// Brings what MySQL knows of an event into Redis. Cheap to clone.
#[derive(Clone)]
pub struct Loader {
    database: Database,
    seats: SeatStore,
}

impl Loader {
    /// A loader between these stores.
    #[must_use]
    pub const fn new(database: Database, seats: SeatStore) -> Self {
        Self { database, seats }
    }

    /// Loads the event, unless somebody else just did: see [`Self::reload`].
    ///
    /// # Errors
    /// [`Error`]; the event is then not loaded, and the next try starts over.
    pub async fn ensure_loaded(&self, event: EventId) -> Result<(), Error> {
        if self.seats.loaded_epoch(event).await?.is_some() {
            return Ok(());
        }
        self.reload(event).await
    }

    /// Loads the event whatever Redis has. Between `begin_load` and `finish_load` nothing on the event moves in Redis,
    /// and the epoch is raised before MySQL is read, so whoever gives seats back and then finds the epoch
    /// unchanged knows that no load has claimed them again from an older row.
    ///
    /// Returns early when another process is loading it at this moment.
    ///
    /// # Errors
    /// [`Error`]; the event is then not loaded, and the next try starts over.
    pub async fn reload(&self, event: EventId) -> Result<(), Error> {
        let Some(ticket) = self.seats.begin_load(event).await? else {
            return Ok(());
        };
        let epoch = self.database.raise_epoch(event).await?.ok_or(Error::UnknownEvent(event))?;
        let outcome = self
            .database
            .with_ownership(event, async |ownership| {
                if ownership.epoch != epoch {
                    // A later load has begun; it reads what we would have read, or something newer.
                    return Ok(LoadOutcome::Stale);
                }
                let plan = LoadPlan {
                    epoch,
                    seat_count: ownership.event.event.plan.seat_count(),
                    window: ownership.event.event.window,
                    sold: ownership.sold,
                    claimed: ownership.claimed,
                };
                self.seats.finish_load(event, &ticket, &plan).await
            })
            .await?
            .ok_or(Error::UnknownEvent(event))??;
        tracing::info!(event_id = event.get(), epoch, ?outcome, "event loaded into redis");
        Ok(())
    }
}
