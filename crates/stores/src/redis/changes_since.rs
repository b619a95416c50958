//! What changed since a snapshot.

use std::sync::LazyLock;

use holdfast_domain::{EventId, SeatId, SeatStatus, Version};

use super::{
    Error, SeatStore,
    script::{Script, event_script},
};

static CHANGES_SINCE: LazyLock<Script> = event_script!("changes_since.lua");

/// Stream entries that one question looks through, about a millisecond of Redis's time; beyond that a snapshot is
/// the cheaper answer.
const MOST_ENTRIES: u32 = 1000;

/// What happened to an event after a cursor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Changes {
    /// The changes in order, without a gap from the version that was given; empty when nothing happened.
    Delta {
        /// The version after the last of them.
        version: Version,
        /// Continue from here.
        cursor: String,
        /// Seats with their new states, oldest first; a seat may come more than once.
        seats: Vec<(SeatId, SeatStatus)>,
    },
    /// The stream no longer goes back to the cursor, or too much has happened since, or the event was loaded anew:
    /// take a snapshot.
    Lost,
}

impl SeatStore {
    /// What changed since a snapshot or an earlier answer, in one step with the check that the event is loaded.
    pub async fn changes_since(&self, event: EventId, version: Version, cursor: &str) -> Result<Changes, Error> {
        let mut call = self.event_call(&CHANGES_SINCE, event);
        call.arg(version.get()).arg(cursor).arg(MOST_ENTRIES);
        let mut reply = self.run_event(&CHANGES_SINCE, event, &call).await?;
        match reply.word() {
            "DELTA" => Ok(Changes::Delta { version: reply.version()?, cursor: reply.text()?, seats: reply.states()? }),
            "LOST" => Ok(Changes::Lost),
            _ => Err(reply.unexpected()),
        }
    }
}
