//! The seats of recently requested events, read once for all requests that arrive together.
//!
//! A seat map and an INIT both come from the statuses kept here. Each includes every change that completed before its
//! request arrived: the changes since the last request are read from Redis and laid over the statuses. Only the parts
//! of a map with a changed seat are written and compressed again.

mod render;
mod statuses;

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use holdfast_domain::{EventId, Fault, Version};
use holdfast_stores::{
    mysql::{self, Database, events::Event},
    redis::{self, Changes, SeatStore},
};
use parking_lot::Mutex;
use quick_cache::{Weighter, sync::Cache};
use thiserror::Error;
use tokio::task::JoinError;

use self::{render::Renderer, statuses::KeptStatuses};
pub use self::{
    render::{Rendering, SeatMapView},
    statuses::Statuses,
};
use crate::shared_refresh::SharedRefresh;

/// Maximum number of seats over all cached maps. A seat takes about 250 bytes, so the cache takes about 250 MB.
const MAX_SEATS_KEPT: u64 = 1_000_000;
/// Estimated number of cached maps: a hint for the cache, which holds more while their seats fit.
const EXPECTED_MAPS: usize = 256;
/// A map that nobody has requested for this long makes way when another event's map is first requested. Otherwise the
/// cache would fill with the maps of past sales.
const IDLE: Duration = Duration::from_mins(10);

/// Why reading the seats of an event failed. Shared by all requests that waited for the read.
#[derive(Debug, Clone, Error)]
pub enum Error {
    /// MySQL doesn't know the event.
    #[error("there is no event {0}")]
    UnknownEvent(EventId),
    /// The event isn't loaded into Redis, or doesn't exist.
    #[error("event {0} is not loaded")]
    NotLoaded(EventId),
    /// A store can't be read, or the seats can't be serialised.
    #[error(transparent)]
    Unreadable(Arc<ReadError>),
}

/// The cause of [`Error::Unreadable`].
#[derive(Debug, Error)]
pub enum ReadError {
    /// MySQL can't be read.
    #[error(transparent)]
    Mysql(#[from] mysql::Error),
    /// Redis can't be read.
    #[error(transparent)]
    Redis(redis::Error),
    /// The task that serialises the seats ended early.
    #[error("the seats could not be serialised")]
    Serialise(#[from] JoinError),
}

impl Fault for Error {
    fn retryable(&self) -> bool {
        match self {
            Self::UnknownEvent(_) => false,
            Self::NotLoaded(_) => true,
            Self::Unreadable(error) => match &**error {
                ReadError::Mysql(error) => error.retryable(),
                ReadError::Redis(error) => error.retryable(),
                ReadError::Serialise(_) => false,
            },
        }
    }
}

impl From<mysql::Error> for Error {
    fn from(error: mysql::Error) -> Self {
        Self::Unreadable(Arc::new(error.into()))
    }
}

impl From<redis::Error> for Error {
    fn from(error: redis::Error) -> Self {
        match error {
            redis::Error::NotLoaded(event) => Self::NotLoaded(event),
            error => Self::Unreadable(Arc::new(ReadError::Redis(error))),
        }
    }
}

impl From<JoinError> for Error {
    fn from(error: JoinError) -> Self {
        Self::Unreadable(Arc::new(error.into()))
    }
}

/// The maps of recently requested events.
pub struct SeatMaps {
    database: Database,
    seats: SeatStore,
    maps: Cache<EventId, Arc<SeatMap>, Seats>,
}

/// Weighs a map by its number of seats.
#[derive(Clone)]
struct Seats;

impl Weighter<EventId, Arc<SeatMap>> for Seats {
    fn weight(&self, _: &EventId, map: &Arc<SeatMap>) -> u64 {
        map.seat_count
    }
}

impl SeatMaps {
    /// An empty cache over these stores.
    #[must_use]
    pub fn new(database: Database, seats: SeatStore) -> Self {
        Self { database, seats, maps: Cache::with_weighter(EXPECTED_MAPS, MAX_SEATS_KEPT, Seats) }
    }

    /// Returns the current map of an event.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn current(&self, id: EventId) -> Result<Arc<Rendering>, Error> {
        self.map_of(id).await?.current(&self.seats).await
    }

    /// Returns the current status of each seat of an event, by the same reads as [`Self::current`].
    ///
    /// # Errors
    /// [`Error`].
    pub async fn statuses(&self, id: EventId) -> Result<Statuses, Error> {
        self.map_of(id).await?.statuses(&self.seats).await
    }

    /// Returns the event's version in Redis, a cheap check for changes.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn version(&self, id: EventId) -> Result<Version, Error> {
        Ok(self.seats.version(id).await?)
    }

    async fn map_of(&self, id: EventId) -> Result<Arc<SeatMap>, Error> {
        let now = Instant::now();
        let read = async {
            let event = self.database.find_event(id).await?.ok_or(Error::UnknownEvent(id))?;
            drop_idle(&self.maps, now);
            Ok::<_, Error>(Arc::new(SeatMap::new(event, now)))
        };
        let map = self.maps.get_or_insert_async(&id, read).await?;
        *map.used_at.lock() = now;
        Ok(map)
    }
}

fn drop_idle(maps: &Cache<EventId, Arc<SeatMap>, Seats>, now: Instant) {
    maps.retain(|_, map| now.saturating_duration_since(*map.used_at.lock()) <= IDLE);
}

/// The seats of one event.
struct SeatMap {
    id: EventId,
    seat_count: u64,
    used_at: Mutex<Instant>,
    kept: Mutex<KeptStatuses>,
    /// Locked only by blocking tasks, because a whole map takes long to render.
    renderer: Arc<Mutex<Renderer>>,
    /// The last rendering.
    rendered: Mutex<Option<Arc<Rendering>>>,
    reading: SharedRefresh<Result<Statuses, Error>>,
    rendering: SharedRefresh<Result<Arc<Rendering>, Error>>,
}

impl SeatMap {
    fn new(event: Event, now: Instant) -> Self {
        let plan = event.event.plan;
        Self {
            id: event.id,
            seat_count: plan.seat_count().into(),
            used_at: Mutex::new(now),
            kept: Mutex::new(KeptStatuses::new(plan.seat_count())),
            renderer: Arc::new(Mutex::new(Renderer::new(event.id, plan))),
            rendered: Mutex::default(),
            reading: SharedRefresh::default(),
            rendering: SharedRefresh::default(),
        }
    }

    /// Returns the statuses as they were at some moment after the start of this call.
    async fn statuses(&self, seats: &SeatStore) -> Result<Statuses, Error> {
        self.reading.fresh(async || Ok(self.read(seats).await?)).await
    }

    /// Reads the changes since the last read, or all seats. One read runs at a time, so the statuses don't change
    /// between their position and the update.
    async fn read(&self, seats: &SeatStore) -> Result<Statuses, redis::Error> {
        let position = self.kept.lock().position();
        let changes = match position {
            Some((version, cursor)) => seats.changes_since(self.id, version, &cursor).await?,
            None => Changes::Lost,
        };
        Ok(match changes {
            Changes::Delta { version, cursor, seats } => self.kept.lock().change(version, cursor, seats),
            Changes::Lost => {
                let snapshot = seats.snapshot(self.id).await?;
                self.kept.lock().replace(snapshot)
            }
        })
    }

    /// Returns the map as it was at some moment after the start of this call.
    async fn current(&self, seats: &SeatStore) -> Result<Arc<Rendering>, Error> {
        self.rendering.fresh(async || self.render(self.statuses(seats).await?).await).await
    }

    async fn render(&self, statuses: Statuses) -> Result<Arc<Rendering>, Error> {
        let last = self.rendered.lock().clone();
        if let Some(last) = last.filter(|last| last.version == statuses.version) {
            return Ok(last);
        }
        let renderer = self.renderer.clone();
        let rendering =
            tokio::task::spawn_blocking(move || renderer.lock().render(statuses.version, &statuses.of_seats)).await?;
        let rendering = Arc::new(rendering);
        *self.rendered.lock() = Some(rendering.clone());
        Ok(rendering)
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use holdfast_domain::{SalesWindow, SeatPlan, Section};
    use holdfast_stores::mysql::events::NewEvent;

    use super::*;

    fn event(id: u64) -> Event {
        let starts_at = DateTime::UNIX_EPOCH;
        let section = Section { name: "Floor".into(), rows: 1, cols: 2, price: 1 };
        let event = NewEvent {
            title: "Concert".into(),
            venue: "Hall".into(),
            starts_at,
            time_zone: "UTC".into(),
            window: SalesWindow { opens_at: starts_at, closes_at: starts_at, closed: false },
            seats_per_buyer: None,
            currency: "KRW".parse().unwrap(),
            plan: SeatPlan::new(vec![section]).unwrap(),
        };
        Event { id: id.try_into().unwrap(), event }
    }

    #[test]
    fn a_map_that_nobody_requests_for_ten_minutes_makes_way() {
        let maps = Cache::with_weighter(EXPECTED_MAPS, MAX_SEATS_KEPT, Seats);
        let begun = Instant::now();
        for (id, after) in [(1, 0), (2, 1), (3, 300)] {
            let event = event(id);
            maps.insert(event.id, Arc::new(SeatMap::new(event, begun + Duration::from_secs(after))));
        }
        drop_idle(&maps, begun + Duration::from_secs(601));
        let mut kept: Vec<u64> = maps.iter().map(|(id, _)| id.get()).collect();
        kept.sort_unstable();
        assert_eq!(kept, [2, 3]);
    }
}
