//! An event's epoch, version and number of taken seats, read in constant time.

use std::sync::LazyLock;

use futures::{StreamExt, TryStreamExt, stream};
use holdfast_domain::{EventId, Version};

use super::{
    Error, SeatStore,
    script::{Script, event_script},
};

static EVENT_STATE: LazyLock<Script> = event_script!("event_state.lua");

/// Reads in flight at once. They are pipelined on one connection.
const AT_ONCE: usize = 256;

struct EventState {
    epoch: u32,
    version: Version,
    taken: u32,
}

impl SeatStore {
    /// The event's version: a cheap check for changes.
    pub async fn version(&self, event: EventId) -> Result<Version, Error> {
        self.event_state(event).await.map(|state| state.version)
    }

    /// How many seats of each event are not available (`None`: not loaded), in the order of `events`. The reads are
    /// pipelined, so all of them take about one round trip per node.
    pub async fn taken_counts(&self, events: &[EventId]) -> Result<Vec<Option<u32>>, Error> {
        let taken = |event| async move { loaded(self.event_state(event).await).map(|state| state.map(|s| s.taken)) };
        stream::iter(events.to_vec()).map(taken).buffered(AT_ONCE).try_collect().await
    }

    /// The epoch in which the event is loaded on this server; `None` when it isn't loaded.
    pub async fn loaded_epoch(&self, event: EventId) -> Result<Option<u32>, Error> {
        loaded(self.event_state(event).await).map(|state| state.map(|state| state.epoch))
    }

    async fn event_state(&self, event: EventId) -> Result<EventState, Error> {
        let call = self.event_call(&EVENT_STATE, event);
        let mut reply = self.run_event(&EVENT_STATE, event, &call).await?;
        if reply.word() != "EVENT" {
            return Err(reply.unexpected());
        }
        Ok(EventState { epoch: reply.integer()?, version: reply.version()?, taken: reply.integer()? })
    }
}

fn loaded(state: Result<EventState, Error>) -> Result<Option<EventState>, Error> {
    match state {
        Err(Error::NotLoaded(_)) => Ok(None),
        state => state.map(Some),
    }
}
