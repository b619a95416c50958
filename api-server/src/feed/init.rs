//! Shares one snapshot between concurrent clients. When thousands reconnect at once, or a RESET affects them all, Redis
//! takes one snapshot and this process serialises it once.

use bytes::Bytes;
use holdfast_domain::{EventId, Version};
use holdfast_stores::redis::{self, SeatStore};

use super::frame;
use crate::shared_refresh::SharedRefresh;

/// A snapshot, serialised for clients.
#[derive(Debug, Clone)]
pub(super) struct Init {
    pub(super) version: Version,
    pub(super) frame: Bytes,
}

/// Why there is no snapshot. The cause is logged where Redis is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoInit {
    /// The event isn't loaded, or doesn't exist.
    NotLoaded,
    /// Redis is away.
    Unavailable,
}

/// The INIT of one event, shared by all clients that request it at the same time.
#[derive(Default)]
pub(super) struct SharedInit(SharedRefresh<Result<Init, NoInit>>);

impl SharedInit {
    /// Returns a snapshot that began after this call.
    pub(super) async fn fresh(&self, seats: &SeatStore, event: EventId) -> Result<Init, NoInit> {
        let read = async || match seats.snapshot(event).await {
            Ok(snapshot) => Ok(Init { version: snapshot.version, frame: frame::init(event, &snapshot) }),
            Err(redis::Error::NotLoaded(_)) => Err(NoInit::NotLoaded),
            Err(error) => {
                tracing::warn!(
                    event_id = event.get(),
                    error = &error as &dyn std::error::Error,
                    "can't read the seats for an INIT"
                );
                Err(NoInit::Unavailable)
            }
        };
        self.0.fresh(read).await
    }

    /// Frees the last snapshot, unless a read is under way.
    pub(super) fn release(&self) {
        self.0.release();
    }
}
