//! Seat maps, rendered once for all requests that arrive together.
//!
//! A map includes every change that completed before its request arrived. Changes are patched into the last rendering:
//! only the parts of the map with a changed seat are written and compressed again.

mod render;

use std::sync::Arc;

use holdfast_domain::EventId;
use holdfast_stores::{
    mysql::{self, Database, events::Event},
    redis::{self, Changes, SeatStore},
};
use parking_lot::Mutex;
use quick_cache::{Weighter, sync::Cache};
use thiserror::Error;

use self::render::{CachedMap, Position, Update};
pub use self::render::{Rendering, SeatMapView};
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
        let map = self.maps.get_or_insert_async(&id, async {
            let event = self.database.find_event(id).await?.ok_or(Error::UnknownEvent(id))?;
            Ok::<_, Error>(Arc::new(SeatMap::new(event)))
        });
        map.await?.current(&self.seats).await.map_err(|error| match *error {
            RefreshError::Redis(redis::Error::NotLoaded(event)) => Error::NotLoaded(event),
            RefreshError::Redis(_) | RefreshError::Render(_) => Error::Refresh(error),
        })
    }
}

/// The map of one event.
struct SeatMap {
    id: EventId,
    seat_count: u64,
    map: Arc<Mutex<CachedMap>>,
    refresh: SharedRefresh<Result<Arc<Rendering>, Arc<RefreshError>>>,
}

impl SeatMap {
    fn new(event: Event) -> Self {
        Self {
            id: event.id,
            seat_count: event.event.plan.seat_count().into(),
            map: Arc::new(Mutex::new(CachedMap::new(event))),
            refresh: SharedRefresh::default(),
        }
    }

    /// Returns the map as it was at some moment after the start of this call.
    async fn current(&self, seats: &SeatStore) -> Result<Arc<Rendering>, Arc<RefreshError>> {
        self.refresh.fresh(async || self.read(seats).await.map_err(Arc::new)).await
    }

    /// Reads the changes from Redis and renders the map. The future may be dropped at any await, so the map is changed
    /// in one blocking call, which always completes.
    async fn read(&self, seats: &SeatStore) -> Result<Arc<Rendering>, RefreshError> {
        let position = self.map.lock().position().cloned();
        let update = match position {
            Some(Position { version, cursor }) => match seats.changes_since(self.id, version, &cursor).await? {
                Changes::Lost => Update::Snapshot(seats.snapshot(self.id).await?),
                Changes::Delta { version: same, cursor, .. } if same == version => {
                    if let Some(rendering) = self.map.lock().keep(cursor) {
                        return Ok(rendering);
                    }
                    Update::Snapshot(seats.snapshot(self.id).await?)
                }
                Changes::Delta { version, cursor, seats } => Update::Delta(Position { version, cursor }, seats),
            },
            None => Update::Snapshot(seats.snapshot(self.id).await?),
        };
        let map = self.map.clone();
        Ok(tokio::task::spawn_blocking(move || map.lock().apply(update)).await?)
    }
}
