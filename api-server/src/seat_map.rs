//! The seats of recently requested events, read once for all requests that arrive together.
//!
//! A seat map and an INIT both come from the statuses kept here. Each includes every change that completed before its
//! request arrived: the changes since the last request are read from Redis and laid over the statuses. Only the parts
//! of a map with a changed seat are written and compressed again.

mod render;
mod statuses;

use std::sync::Arc;

use holdfast_domain::{EventId, Version};
use holdfast_stores::{
    mysql::{self, Database, events::Event},
    redis::{self, Changes, SeatStore},
};
use parking_lot::Mutex;
use quick_cache::{Weighter, sync::Cache};
use thiserror::Error;

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

/// Why there is no map. Shared by all requests that waited for it.
#[derive(Debug, Error)]
pub enum Error {
    /// MySQL doesn't know the event.
    #[error("there is no event {0}")]
    UnknownEvent(EventId),
    /// MySQL can't be read.
    #[error(transparent)]
    Mysql(#[from] mysql::Error),
    /// The event isn't loaded into Redis.
    #[error("event {0} is not loaded")]
    NotLoaded(EventId),
    /// Redis can't be read, or the map can't be rendered.
    #[error(transparent)]
    Refresh(Arc<RefreshError>),
}

/// Why a map could not be refreshed.
#[derive(Debug, Error)]
pub enum RefreshError {
    /// Redis can't be read.
    #[error(transparent)]
    Redis(#[from] redis::Error),
    /// The rendering task ended early.
    #[error("the seat map could not be rendered")]
    Render(#[from] tokio::task::JoinError),
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
        self.map_of(id).await?.current(&self.seats).await.map_err(Error::of_refresh)
    }

    /// Returns the current status of each seat of an event, by the same reads as [`Self::current`].
    ///
    /// # Errors
    /// [`Error`].
    pub async fn statuses(&self, id: EventId) -> Result<Statuses, Error> {
        self.map_of(id).await?.statuses(&self.seats).await.map_err(Error::of_refresh)
    }

    /// Returns the event's version in Redis, a cheap check for changes.
    ///
    /// # Errors
    /// As [`SeatStore::version`].
    pub async fn version(&self, id: EventId) -> Result<Version, redis::Error> {
        self.seats.version(id).await
    }

    async fn map_of(&self, id: EventId) -> Result<Arc<SeatMap>, Error> {
        let map = self.maps.get_or_insert_async(&id, async {
            let event = self.database.find_event(id).await?.ok_or(Error::UnknownEvent(id))?;
            Ok::<_, Error>(Arc::new(SeatMap::new(event)))
        });
        map.await
    }
}

impl Error {
    fn of_refresh(error: Arc<RefreshError>) -> Self {
        match *error {
            RefreshError::Redis(redis::Error::NotLoaded(event)) => Self::NotLoaded(event),
            RefreshError::Redis(_) | RefreshError::Render(_) => Self::Refresh(error),
        }
    }
}

/// The seats of one event.
struct SeatMap {
    id: EventId,
    seat_count: u64,
    kept: Mutex<KeptStatuses>,
    /// Locked only by blocking tasks, because a whole map takes long to render.
    renderer: Arc<Mutex<Renderer>>,
    /// The last rendering.
    rendered: Mutex<Option<Arc<Rendering>>>,
    reading: SharedRefresh<Result<Statuses, Arc<RefreshError>>>,
    rendering: SharedRefresh<Result<Arc<Rendering>, Arc<RefreshError>>>,
}

impl SeatMap {
    fn new(event: Event) -> Self {
        let plan = event.event.plan;
        Self {
            id: event.id,
            seat_count: plan.seat_count().into(),
            kept: Mutex::new(KeptStatuses::new(plan.seat_count())),
            renderer: Arc::new(Mutex::new(Renderer::new(event.id, plan))),
            rendered: Mutex::default(),
            reading: SharedRefresh::default(),
            rendering: SharedRefresh::default(),
        }
    }

    /// Returns the statuses as they were at some moment after the start of this call.
    async fn statuses(&self, seats: &SeatStore) -> Result<Statuses, Arc<RefreshError>> {
        self.reading.fresh(async || self.read(seats).await.map_err(|error| Arc::new(error.into()))).await
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
    async fn current(&self, seats: &SeatStore) -> Result<Arc<Rendering>, Arc<RefreshError>> {
        self.rendering.fresh(async || self.render(self.statuses(seats).await?).await.map_err(Arc::new)).await
    }

    async fn render(&self, statuses: Statuses) -> Result<Arc<Rendering>, RefreshError> {
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
