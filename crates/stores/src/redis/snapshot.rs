//! Every seat that is not available.

use std::sync::LazyLock;

use holdfast_domain::{EventId, SeatId, SeatStatus, Version};

use super::{
    Error, SeatStore,
    script::{Script, event_script},
};

static SNAPSHOT: LazyLock<Script> = event_script!("snapshot.lua");

/// Every seat that is not available, at one version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// The event's version when the snapshot was taken.
    pub version: Version,
    /// The last entry of the partition's change stream at that moment; for [`SeatStore::changes_since`].
    pub cursor: String,
    /// The seats with their states, in no particular order.
    pub taken: Vec<(SeatId, SeatStatus)>,
}

impl SeatStore {
    /// Reads every seat that is not available.
    pub async fn snapshot(&self, event: EventId) -> Result<Snapshot, Error> {
        let call = self.event_call(&SNAPSHOT, event);
        let mut reply = self.run_whole_event(&SNAPSHOT, event, &call).await?;
        if reply.word() != "SNAPSHOT" {
            return Err(reply.unexpected());
        }
        Ok(Snapshot { version: reply.version()?, cursor: reply.text()?, taken: reply.states()? })
    }
}
