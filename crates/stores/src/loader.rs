//! Loads an event from MySQL into Redis: after it was created, and whenever Redis doesn't have it.

use std::time::Duration;

use holdfast_domain::{EventId, Fault};
use thiserror::Error;

use crate::{
    mysql::{self, Database},
    redis::{self, LoadOutcome, LoadPlan, LoadTicket, SeatStore},
};

/// How often a load starts over after another one has overtaken it. Each time that other load has ended, so more than
/// one repeat is rare.
const LOADS_AT_MOST: u32 = 5;

/// Why a load failed.
#[derive(Debug, Error)]
pub enum Error {
    /// MySQL has no such event.
    #[error("there is no event {0}")]
    UnknownEvent(EventId),
    /// Other loads overtook every attempt, and Redis and MySQL still have different epochs.
    #[error("every load of event {0} was overtaken by another one")]
    Overtaken(EventId),
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
            Self::Overtaken(_) => true,
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

    /// Loads the event unless Redis has it in MySQL's epoch. The epochs differ after a load that raised the epoch in
    /// MySQL and never reached Redis, and when one of the two was replaced or restored. Returns early, like
    /// [`Self::reload`], if another process is loading the event at the moment.
    ///
    /// # Errors
    /// As [`Self::reload`].
    pub async fn ensure_current(&self, event: EventId) -> Result<(), Error> {
        if self.is_current(event).await? { Ok(()) } else { self.reload(event).await }
    }

    /// Loads the event, even if it is already loaded. Returns early, before the event is loaded, if another process is
    /// loading it at the moment.
    ///
    /// Between `begin_load` and `finish_load` the event's seats can't change in Redis. The epoch is raised before MySQL
    /// is read: if it is unchanged after seats were given back, no load has claimed them again from an older row.
    ///
    /// A load that pauses for longer than its lease is overtaken, and may then raise the epoch in MySQL without loading
    /// it into Redis. Therefore an overtaken load compares the epochs, and starts over unless they are equal.
    ///
    /// # Errors
    /// [`Error`]; the event is then not loaded, and the next call starts over.
    pub async fn reload(&self, event: EventId) -> Result<(), Error> {
        for _ in 0..LOADS_AT_MOST {
            let Some(ticket) = self.seats.begin_load(event, self.lease()).await? else {
                return Ok(());
            };
            let outcome = self.finish(event, &ticket).await;
            if matches!(outcome, Ok(LoadOutcome::Loaded(_))) {
                return Ok(());
            }
            // Otherwise no load could begin before the end of the lease.
            if let Err(error) = self.seats.abandon_load(event, &ticket).await {
                let error = &error as &dyn std::error::Error;
                tracing::warn!(
                    event_id = event.get(),
                    error,
                    "can't abandon a load; it blocks others until its lease ends"
                );
            }
            outcome?;
            if self.is_current(event).await? {
                return Ok(());
            }
        }
        Err(Error::Overtaken(event))
    }

    /// Raises the epoch, reads MySQL and finishes the load.
    async fn finish(&self, event: EventId, ticket: &LoadTicket) -> Result<LoadOutcome, Error> {
        let epoch = self.database.raise_epoch(event, ticket.epoch).await?.ok_or(Error::UnknownEvent(event))?;
        let outcome = self
            .database
            .with_ownership(event, async |ownership| {
                if ownership.epoch != epoch {
                    // Another load has raised the epoch: finish_cancel would refuse what is given back in ours.
                    return Ok(LoadOutcome::Stale);
                }
                let plan = LoadPlan {
                    epoch,
                    seat_count: ownership.event.event.plan.seat_count(),
                    window: ownership.event.event.window,
                    sold: ownership.sold,
                    claimed: ownership.claimed,
                    seats_per_buyer: ownership.event.event.seats_per_buyer,
                    buyers: ownership.buyers,
                };
                self.seats.finish_load(event, ticket, &plan).await
            })
            .await?
            .ok_or(Error::UnknownEvent(event))??;
        match outcome {
            LoadOutcome::Loaded(_) => tracing::info!(event_id = event.get(), epoch, "event loaded into redis"),
            LoadOutcome::Stale => tracing::warn!(event_id = event.get(), epoch, "a load was overtaken by another one"),
        }
        Ok(outcome)
    }

    /// Whether the event is loaded in Redis in MySQL's epoch.
    async fn is_current(&self, event: EventId) -> Result<bool, Error> {
        let in_redis = self.seats.loaded_epoch(event).await?;
        let in_mysql = self.database.epoch(event).await?.ok_or(Error::UnknownEvent(event))?;
        Ok(in_redis == Some(in_mysql))
    }

    /// How long an unfinished load blocks others: as long as its two transactions may take. A shorter lease would let
    /// others overtake a load that is merely slow, so that none of them ends.
    fn lease(&self) -> Duration {
        self.database.transaction_limit() * 2
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_load_is_worth_a_retry_unless_the_event_is_unknown_or_what_is_stored_is_broken() {
        let event = EventId::try_from(1).unwrap();
        let broken = || "broken".to_owned();
        assert!(Error::Overtaken(event).retryable());
        assert!(Error::from(redis::Error::NotLoaded(event)).retryable());
        assert!(Error::from(mysql::Error::from(sqlx::Error::PoolTimedOut)).retryable());
        assert!(!Error::UnknownEvent(event).retryable());
        assert!(!Error::from(redis::Error::Malformed(broken())).retryable());
        assert!(!Error::from(mysql::Error::Malformed(broken())).retryable());
    }
}
