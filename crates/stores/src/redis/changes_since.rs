//! The changes since a snapshot.

use std::sync::LazyLock;

use holdfast_domain::{EventId, SeatId, SeatStatus, Version};

use super::{
    Error, SeatStore,
    script::{Script, event_script},
};

static CHANGES_SINCE: LazyLock<Script> = event_script!("changes_since.lua");

/// Stream entries that one call scans, about a millisecond of Redis's time. Beyond that a snapshot is cheaper.
const MAX_ENTRIES: u32 = 1000;

/// The changes of an event after a cursor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Changes {
    /// All changes after the given version, without a gap; empty when there were none.
    Delta {
        /// The version after the last change.
        version: Version,
        /// The cursor for the next call.
        cursor: String,
        /// Seats with their new states, oldest change first; a seat may occur more than once.
        seats: Vec<(SeatId, SeatStatus)>,
    },
    /// The stream no longer goes back to the cursor, too many entries have followed it, or the event was loaded again.
    /// Take a snapshot.
    Lost,
}

impl SeatStore {
    /// The changes since `version`, read atomically with the check that the event is loaded. Pass the version and
    /// cursor of a snapshot or an earlier delta.
    pub async fn changes_since(&self, event: EventId, version: Version, cursor: &str) -> Result<Changes, Error> {
        let mut call = self.event_call(&CHANGES_SINCE, event);
        call.arg(version.get()).arg(cursor).arg(MAX_ENTRIES);
        let mut reply = self.run_event(&CHANGES_SINCE, event, &call).await?;
        match reply.word() {
            "DELTA" => Ok(Changes::Delta { version: reply.version()?, cursor: reply.text()?, seats: reply.states()? }),
            "LOST" => Ok(Changes::Lost),
            _ => Err(reply.unexpected()),
        }
    }
}
