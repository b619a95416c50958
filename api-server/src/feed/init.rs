//! One snapshot for all who ask at the same time: thousands of clients that come back at once, or that all meet a
//! RESET, cost Redis one snapshot and this process one text.

use std::time::Instant;

use bytes::Bytes;
use holdfast_activities::redis::{self, SeatStore};
use holdfast_domain::{EventId, Version};
use tokio::sync::Mutex;

use super::frame;

/// A snapshot as it is sent.
#[derive(Debug, Clone)]
pub(super) struct Init {
    pub(super) version: Version,
    pub(super) frame: Bytes,
}

/// Why there is none. The cause was logged by the one who asked Redis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoInit {
    /// The event isn't loaded, or doesn't exist.
    NotLoaded,
    /// Redis is away.
    Unavailable,
}

/// The latest snapshot, with the moment at which it was asked for.
#[derive(Default)]
pub(super) struct SharedInit(Mutex<Option<(Instant, Result<Init, NoInit>)>>);

impl SharedInit {
    /// A snapshot that was begun after this call. Whoever waits for another's that began before gets the next one.
    pub(super) async fn fresh(&self, seats: &SeatStore, event: EventId) -> Result<Init, NoInit> {
        let asked = Instant::now();
        let mut latest = self.0.lock().await;
        if let Some((begun, init)) = &*latest
            && *begun >= asked
        {
            return init.clone();
        }
        let begun = Instant::now();
        let init = match seats.snapshot(event).await {
            Ok(snapshot) => Ok(Init { version: snapshot.version, frame: frame::init(event, &snapshot) }),
            Err(redis::Error::NotLoaded(_)) => Err(NoInit::NotLoaded),
            Err(error) => {
                tracing::warn!(event_id = event.get(), error = &error as &dyn std::error::Error, "no snapshot");
                Err(NoInit::Unavailable)
            }
        };
        *latest = Some((begun, init.clone()));
        init
    }

    /// Frees the text of the last snapshot.
    pub(super) fn release(&self) {
        if let Ok(mut latest) = self.0.try_lock() {
            *latest = None;
        }
    }
}
