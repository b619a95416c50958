//! Loads an event from MySQL into Redis: after it was created, and whenever Redis doesn't have it.

use holdfast_domain::{EventId, Fault};
use thiserror::Error;

use crate::{
    mysql::{self, Database},
    redis::{self, LoadOutcome, LoadPlan, SeatStore},
};

/// Why a load failed.
#[derive(Debug, Error)]
pub enum Error {
    /// MySQL has no such event.
    #[error("there is no event {0}")]
    UnknownEvent(EventId),
    /// MySQL failed.
    #[error(transparent)]
    Mysql(#[from] mysql::Error),
    /// Redis failed.
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

/// Loads events from MySQL into Redis. Cheap to clone.
#[derive(Clone)]
pub struct Loader {
    database: Database,
    seats: SeatStore,
}

impl Loader {
    /// A loader from `database` into `seats`.
    #[must_use]
    pub const fn new(database: Database, seats: SeatStore) -> Self {
        Self { database, seats }
    }

    /// Loads the event unless it is already loaded. Returns early, like [`Self::reload`], if another process is loading
    /// it at the moment.
    ///
    /// # Errors
    /// [`Error`]; the event is then not loaded, and the next call starts over.
    pub async fn ensure_loaded(&self, event: EventId) -> Result<(), Error> {
        if self.seats.loaded_epoch(event).await?.is_some() {
            return Ok(());
        }
        self.reload(event).await
    }

    /// Loads the event, even if it is already loaded. Returns early, before the event is loaded, if another process is
    /// loading it at the moment.
    ///
    /// Between `begin_load` and `finish_load` the event's seats can't change in Redis. The epoch is incremented before
    /// MySQL is read: if it is unchanged after seats were given back, no load has claimed them again from an older row.
    ///
    /// # Errors
    /// [`Error`]; the event is then not loaded, and the next call starts over.
    pub async fn reload(&self, event: EventId) -> Result<(), Error> {
        let Some(ticket) = self.seats.begin_load(event).await? else {
            return Ok(());
        };
        let epoch = self.database.raise_epoch(event).await?.ok_or(Error::UnknownEvent(event))?;
        let outcome = self
            .database
            .with_ownership(event, async |ownership| {
                if ownership.epoch != epoch {
                    // A later load has begun, and will read the same data as we would, or newer data.
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
