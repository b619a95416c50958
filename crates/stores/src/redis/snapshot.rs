//! Every seat that is not available.

use std::{
    collections::BTreeMap,
    ops::{Range, RangeInclusive},
    sync::LazyLock,
};

use holdfast_domain::{EventId, SeatId, SeatStatus, Version};
use redis::Value;

use super::{
    Changes, Error, SeatStore,
    script::{Script, event_script},
};

static SNAPSHOT: LazyLock<Script> = event_script!("snapshot.lua");

/// Maximum number of seats that one script returns, which takes Redis about 3 ms. More are read in pages, so that other
/// requests run in between.
const MAX_AT_ONCE: u32 = 2000;
/// Seats in one page, which takes Redis about 0.5 ms.
const PAGE: u32 = 1000;
/// Attempts to read pages before one script reads the whole event. A load between two pages invalidates them.
const ATTEMPTS: Range<u32> = 0..3;

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

/// The reply of `snapshot.lua`.
enum SnapshotReply {
    Whole(Snapshot),
    Large { version: Version, cursor: String, seat_count: u32 },
}

impl SeatStore {
    /// Reads every seat that is not available. A large event is read in pages, so that Redis isn't blocked.
    pub async fn snapshot(&self, event: EventId) -> Result<Snapshot, Error> {
        for _ in ATTEMPTS {
            match self.snapshot_of_at_most(MAX_AT_ONCE, event).await? {
                SnapshotReply::Whole(snapshot) => return Ok(snapshot),
                SnapshotReply::Large { version, cursor, seat_count } => {
                    if let Some(snapshot) = self.read_pages(event, version, &cursor, seat_count).await? {
                        return Ok(snapshot);
                    }
                }
            }
        }
        match self.snapshot_of_at_most(u32::MAX, event).await? {
            SnapshotReply::Whole(snapshot) => Ok(snapshot),
            SnapshotReply::Large { seat_count, .. } => {
                Err(Error::Malformed(format!("too large at {seat_count} seats")))
            }
        }
    }

    async fn snapshot_of_at_most(&self, max: u32, event: EventId) -> Result<SnapshotReply, Error> {
        let mut call = self.event_call(&SNAPSHOT, event);
        call.arg(max);
        let mut reply = self.run_whole_event(&SNAPSHOT, event, &call).await?;
        match reply.word() {
            "SNAPSHOT" => Ok(SnapshotReply::Whole(Snapshot {
                version: reply.version()?,
                cursor: reply.text()?,
                taken: reply.states()?,
            })),
            "LARGE" => Ok(SnapshotReply::Large {
                version: reply.version()?,
                cursor: reply.text()?,
                seat_count: reply.integer()?,
            }),
            _ => Err(reply.unexpected()),
        }
    }

    /// Reads all seats in pages, and merges the changes since `version` into them. The pages are from different
    /// moments, but each seat that changed meanwhile is among the changes, with its last state. `None` if the changes
    /// are lost, for example by a load or a change of the server in between.
    async fn read_pages(
        &self,
        event: EventId,
        version: Version,
        cursor: &str,
        seat_count: u32,
    ) -> Result<Option<Snapshot>, Error> {
        let mut taken = BTreeMap::new();
        for first in (1..=seat_count).step_by(PAGE as usize) {
            let last = first.saturating_add(PAGE - 1).min(seat_count);
            taken.extend(self.read_page(event, first..=last).await?);
        }
        let Changes::Delta { version, cursor, seats } = self.changes_since(event, version, cursor).await? else {
            return Ok(None);
        };
        for (seat, status) in seats {
            if status == SeatStatus::Available {
                taken.remove(&seat);
            } else {
                taken.insert(seat, status);
            }
        }
        Ok(Some(Snapshot { version, cursor, taken: taken.into_iter().collect() }))
    }

    /// The seats of one range that are not available. Plain HMGET: Lua would take several times as long.
    async fn read_page(&self, event: EventId, seats: RangeInclusive<u32>) -> Result<Vec<(SeatId, SeatStatus)>, Error> {
        let mut command = ::redis::cmd("HMGET");
        command.arg(self.0.names.seats(event));
        seats.clone().for_each(|seat| {
            command.arg(seat);
        });
        let Value::Array(states) = self.0.connection.run(&command).await? else {
            return Err(Error::Malformed(format!("no array of seats {seats:?}")));
        };
        let taken = seats.zip(states).filter_map(|(seat, state)| match state {
            Value::Nil => None,
            Value::BulkString(state) => Some(parse_state(seat, &state)),
            other => Some(Err(Error::Malformed(format!("seat {seat} is {other:?}")))),
        });
        taken.collect()
    }
}

/// Parses the value of a seat's field; see `event.lua`.
fn parse_state(seat: u32, state: &[u8]) -> Result<(SeatId, SeatStatus), Error> {
    let status = match state.first() {
        Some(b'H' | b'C') => Some(SeatStatus::Held),
        Some(b'S') => Some(SeatStatus::Sold),
        _ => None,
    };
    let malformed = || Error::Malformed(format!("seat {seat} is {:?}", String::from_utf8_lossy(state)));
    Ok((SeatId::try_from(seat).map_err(|_| malformed())?, status.ok_or_else(malformed)?))
}
