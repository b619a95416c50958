//! Seat maps, rendered once for everybody who asks at the same time.
//!
//! A map shows whatever happened before its request came, so each request needs an answer of Redis that was asked for
//! after it. Requests that wait together share one: whoever finds that a question was put after its arrival takes that
//! answer. What changed is patched into the last rendering; only the parts of the map that it touches are written and
//! compressed again.

mod render;

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex as StdMutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use holdfast_activities::{
    mysql::events::Event,
    redis::{self, Changes, SeatStore},
};
use holdfast_domain::EventId;
use tokio::sync::Mutex;

use render::{Canvas, News, Position};
pub use render::{Rendering, SeatMapView};

use crate::{
    error::{Code, Problem},
    state::AppState,
};

/// Seats of all events whose maps are kept; about 250 bytes each. Past it the map that rested longest is dropped.
const MAX_SEATS_KEPT: usize = 1_000_000;

/// The maps of the events that were asked for lately.
#[derive(Default)]
pub struct SeatMaps {
    kept: StdMutex<HashMap<EventId, Kept>>,
    uses: AtomicU64,
}

struct Kept {
    map: Arc<SeatMap>,
    seats: usize,
    last_use: u64,
}

impl SeatMaps {
    /// The map of an event as it is now.
    pub async fn current(&self, state: &AppState, id: EventId) -> Result<Arc<Rendering>, Problem> {
        let map = if let Some(map) = self.find(id) {
            map
        } else {
            let event = state.database.find_event(id).await?.ok_or_else(|| Problem::new(Code::EventNotFound))?;
            self.keep(event)
        };
        match map.current(&state.seats).await {
            Ok(rendering) => Ok(rendering),
            Err(error) => match *error {
                Error::Redis(redis::Error::NotLoaded(_)) => Err(state.not_loaded(id).await),
                Error::Redis(redis::Error::Unavailable(_)) => Err(Problem::caused(Code::Unavailable, error)),
                Error::Redis(redis::Error::Malformed(_)) | Error::Render(_) => {
                    Err(Problem::caused(Code::Internal, error))
                }
            },
        }
    }

    fn find(&self, id: EventId) -> Option<Arc<SeatMap>> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = kept.get_mut(&id)?;
        entry.last_use = self.uses.fetch_add(1, Ordering::Relaxed);
        Some(entry.map.clone())
    }

    fn keep(&self, event: Event) -> Arc<SeatMap> {
        let (id, seats) = (event.id, event.event.plan.seat_count() as usize);
        let last_use = self.uses.fetch_add(1, Ordering::Relaxed);
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let map =
            kept.entry(id).or_insert_with(|| Kept { map: Arc::new(SeatMap::new(event)), seats, last_use }).map.clone();
        while kept.len() > 1 && kept.values().map(|kept| kept.seats).sum::<usize>() > MAX_SEATS_KEPT {
            let rested = kept.iter().min_by_key(|(_, kept)| kept.last_use).map(|(id, _)| *id);
            rested.and_then(|id| kept.remove(&id));
        }
        map
    }
}

/// Why there is no map. Shared by all who waited for it.
#[derive(Debug, thiserror::Error)]
enum Error {
    #[error(transparent)]
    Redis(#[from] redis::Error),
    #[error("the seat map could not be rendered")]
    Render(#[from] tokio::task::JoinError),
}

/// The map of one event.
struct SeatMap {
    id: EventId,
    canvas: Arc<StdMutex<Canvas>>,
    /// How many questions to Redis have begun.
    begun: AtomicU64,
    /// One question at a time; the others wait here for its answer.
    last: Mutex<Answer>,
}

struct Answer {
    /// The number of the question.
    question: u64,
    map: Result<Arc<Rendering>, Arc<Error>>,
}

impl SeatMap {
    fn new(event: Event) -> Self {
        let id = event.id;
        let last = Answer { question: 0, map: Err(Arc::new(redis::Error::NotLoaded(id).into())) };
        Self {
            id,
            canvas: Arc::new(StdMutex::new(Canvas::new(event))),
            begun: AtomicU64::new(0),
            last: Mutex::new(last),
        }
    }

    /// The map as it was at some moment after this call.
    async fn current(&self, seats: &SeatStore) -> Result<Arc<Rendering>, Arc<Error>> {
        let arrival = self.begun.load(Ordering::SeqCst);
        let mut last = self.last.lock().await;
        if last.question <= arrival {
            let question = self.begun.fetch_add(1, Ordering::SeqCst) + 1;
            *last = Answer { question, map: self.ask(seats).await.map_err(Arc::new) };
        }
        last.map.clone()
    }

    /// Asks Redis what is new. Whoever waits may hang up at any moment, so the canvas moves in one go.
    async fn ask(&self, seats: &SeatStore) -> Result<Arc<Rendering>, Error> {
        let position = lock(&self.canvas).position().cloned();
        let news = match position {
            Some(Position { version, cursor }) => match seats.changes_since(self.id, version, &cursor).await? {
                Changes::Lost => News::All(seats.snapshot(self.id).await?),
                Changes::Delta { version: same, cursor, .. } if same == version => {
                    if let Some(rendering) = lock(&self.canvas).stay(cursor) {
                        return Ok(rendering);
                    }
                    News::All(seats.snapshot(self.id).await?)
                }
                Changes::Delta { version, cursor, seats } => News::Some(Position { version, cursor }, seats),
            },
            None => News::All(seats.snapshot(self.id).await?),
        };
        let canvas = self.canvas.clone();
        Ok(tokio::task::spawn_blocking(move || lock(&canvas).paint(news)).await?)
    }
}

fn lock(canvas: &StdMutex<Canvas>) -> MutexGuard<'_, Canvas> {
    canvas.lock().unwrap_or_else(PoisonError::into_inner)
}
