//! One snapshot for all who ask at the same time: thousands of clients that come back at once, or that all meet a
//! RESET, cost Redis one snapshot and this process one text.

use bytes::Bytes;
use holdfast_domain::{EventId, Version};
use holdfast_stores::redis::{self, SeatStore};

use super::frame;
use crate::shared_refresh::SharedRefresh;

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

/// The INIT of one event, shared by all clients that ask at the same time.
#[derive(Default)]
pub(super) struct SharedInit(SharedRefresh<Result<Init, NoInit>>);

impl SharedInit {
    /// A snapshot that was begun after this call.
    pub(super) async fn fresh(&self, seats: &SeatStore, event: EventId) -> Result<Init, NoInit> {
        let read = async || match seats.snapshot(event).await {
            Ok(snapshot) => Ok(Init { version: snapshot.version, frame: frame::init(event, &snapshot) }),
            Err(redis::Error::NotLoaded(_)) => Err(NoInit::NotLoaded),
            Err(error) => {
                tracing::warn!(event_id = event.get(), error = &error as &dyn std::error::Error, "no snapshot");
                Err(NoInit::Unavailable)
            }
        };
        self.0.fresh(read).await
    }

    /// Frees the text of the last snapshot.
    pub(super) fn release(&self) {
        self.0.release();
    }
}
