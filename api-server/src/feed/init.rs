//! Shares one INIT between concurrent clients. When thousands reconnect at once, or a RESET affects them all, Redis is
//! read once and this process serialises the seats once.

use bytes::Bytes;
use holdfast_domain::{EventId, Version};
use parking_lot::Mutex;

use super::frame;
use crate::{
    seat_map::{Error, SeatMaps},
    shared_refresh::SharedRefresh,
};

/// The state of all seats, serialised for clients.
#[derive(Debug, Clone)]
pub(super) struct Init {
    pub(super) version: Version,
    pub(super) frame: Bytes,
}

/// The reads of one event, shared by all clients that request them at the same time.
#[derive(Default)]
pub(super) struct SharedInit {
    init: SharedRefresh<Result<Init, Error>>,
    version: SharedRefresh<Result<Version, Error>>,
    /// The last INIT, for clients that come before the next change.
    last: Mutex<Option<Init>>,
}

impl SharedInit {
    /// Returns an INIT whose read began after this call.
    pub(super) async fn fresh(&self, maps: &SeatMaps, event: EventId) -> Result<Init, Error> {
        self.init.fresh(async || self.read(maps, event).await).await
    }

    /// Returns the version that the event had in Redis after this call began.
    pub(super) async fn version(&self, maps: &SeatMaps, event: EventId) -> Result<Version, Error> {
        self.version.fresh(async || maps.version(event).await).await
    }

    async fn read(&self, maps: &SeatMaps, event: EventId) -> Result<Init, Error> {
        let statuses = maps.statuses(event).await?;
        let last = self.last.lock().clone();
        if let Some(last) = last.filter(|last| last.version == statuses.version) {
            return Ok(last);
        }
        let version = statuses.version;
        let write = tokio::task::spawn_blocking(move || frame::init(event, version, &statuses.of_seats));
        let init = Init { version, frame: write.await? };
        *self.last.lock() = Some(init.clone());
        Ok(init)
    }

    /// Frees the last INIT, unless a read is under way.
    pub(super) fn release(&self) {
        self.init.release();
        *self.last.lock() = None;
    }
}
