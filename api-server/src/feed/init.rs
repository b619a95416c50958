//! Shares one INIT between concurrent clients. When thousands reconnect at once, or a RESET affects them all, Redis is
//! read once and this process serialises the seats once.

use bytes::Bytes;
use holdfast_domain::{EventId, Version};
use holdfast_stores::redis;
use parking_lot::Mutex;

use super::frame;
use crate::{
    seat_map::{self, SeatMaps},
    shared_refresh::SharedRefresh,
};

/// The state of all seats, serialised for clients.
#[derive(Debug, Clone)]
pub(super) struct Init {
    pub(super) version: Version,
    pub(super) frame: Bytes,
}

/// Why the seats can't be read. The cause is logged where they are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoInit {
    /// The event isn't loaded, or doesn't exist.
    NotLoaded,
    /// A store is away.
    Unavailable,
}

/// The reads of one event, shared by all clients that request them at the same time.
#[derive(Default)]
pub(super) struct SharedInit {
    init: SharedRefresh<Result<Init, NoInit>>,
    version: SharedRefresh<Result<Version, NoInit>>,
    /// The last INIT, for clients that come before the next change.
    last: Mutex<Option<Init>>,
}

impl SharedInit {
    /// Returns an INIT whose read began after this call.
    pub(super) async fn fresh(&self, maps: &SeatMaps, event: EventId) -> Result<Init, NoInit> {
        self.init.fresh(async || self.read(maps, event).await).await
    }

    /// Returns the version that the event had in Redis after this call began.
    pub(super) async fn version(&self, maps: &SeatMaps, event: EventId) -> Result<Version, NoInit> {
        let read = async || match maps.version(event).await {
            Ok(version) => Ok(version),
            Err(redis::Error::NotLoaded(_)) => Err(NoInit::NotLoaded),
            Err(_) => Err(NoInit::Unavailable),
        };
        self.version.fresh(read).await
    }

    async fn read(&self, maps: &SeatMaps, event: EventId) -> Result<Init, NoInit> {
        let statuses = match maps.statuses(event).await {
            Ok(statuses) => statuses,
            Err(seat_map::Error::NotLoaded(_) | seat_map::Error::UnknownEvent(_)) => return Err(NoInit::NotLoaded),
            Err(error) => return Err(unavailable(event, &error)),
        };
        let last = self.last.lock().clone();
        if let Some(last) = last.filter(|last| last.version == statuses.version) {
            return Ok(last);
        }
        let version = statuses.version;
        let write = tokio::task::spawn_blocking(move || frame::init(event, version, &statuses.of_seats));
        let init = Init { version, frame: write.await.map_err(|error| unavailable(event, &error))? };
        *self.last.lock() = Some(init.clone());
        Ok(init)
    }

    /// Frees the last INIT, unless a read is under way.
    pub(super) fn release(&self) {
        self.init.release();
        *self.last.lock() = None;
    }
}

fn unavailable(event: EventId, error: &(dyn std::error::Error + 'static)) -> NoInit {
    tracing::warn!(event_id = event.get(), error, "can't read the seats for an INIT");
    NoInit::Unavailable
}
