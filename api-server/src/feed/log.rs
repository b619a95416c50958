//! The latest changes of one event, without gaps.

use std::{collections::VecDeque, time::Instant};

use bytes::Bytes;
use holdfast_domain::{
    Version,
    fact::{SeatChange, SeatChangeKind},
};

use super::{REPLAY, frame};

/// Maximum number of changes kept for one event.
const MAX_CHANGES: usize = 16_384;
/// Maximum size of the changes kept for one event, in bytes.
const MAX_BYTES: usize = 4 << 20;

/// A run of serialised changes: every version above `base`, up to the last.
#[derive(Debug, Default)]
pub(super) struct Log {
    /// The version before the first change; `None` when nothing is known about the event.
    base: Option<Version>,
    changes: VecDeque<(Instant, Bytes)>,
    bytes: usize,
    /// Counts losses of changes whose versions are unknown. Positions from before a loss are invalid.
    breaks: u64,
}

/// A client's position in the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Position {
    /// The last version that the client has.
    pub(super) version: Version,
    /// [`Log::breaks`] before the client's snapshot was taken.
    pub(super) breaks: u64,
}

/// The changes after a position.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Since {
    /// The next changes, without gaps; empty if the client has everything.
    Changes(Vec<Bytes>),
    /// The log is behind the position, or still empty.
    Ahead,
    /// The log begins after the position: the client needs a snapshot.
    Lost,
}

/// How the log took a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Applied {
    /// The change is the successor of the last one, or the first.
    InOrder,
    /// The log already has this change or a later one; nothing was done.
    Repeat,
    /// Changes before it are missing; the log restarts with it.
    AfterGap,
    /// The event was reloaded; the log restarts after it.
    Reset,
}

impl Log {
    pub(super) const fn breaks(&self) -> u64 {
        self.breaks
    }

    /// Adds a change, received at `now`.
    pub(super) fn apply(&mut self, change: &SeatChange, now: Instant) -> Applied {
        let before = self.last();
        if before.is_some_and(|last| change.version <= last) {
            return Applied::Repeat;
        }
        let SeatChangeKind::Update { seats } = &change.kind else {
            self.restart(change.version);
            return Applied::Reset;
        };
        let in_order = before.is_none_or(|last| change.version == last.next());
        if before.is_none() || !in_order {
            self.restart(Version::new(change.version.get().saturating_sub(1)));
        }
        let frame = frame::seat_update(change.event_id, change.version, seats);
        self.bytes += frame.len();
        self.changes.push_back((now, frame));
        while self.changes.len() > MAX_CHANGES || self.bytes > MAX_BYTES {
            self.drop_oldest();
        }
        if in_order { Applied::InOrder } else { Applied::AfterGap }
    }

    /// Returns at most `most` changes after a position.
    pub(super) fn since(&self, position: Position, most: usize) -> Since {
        if position.breaks != self.breaks {
            return Since::Lost;
        }
        let (Some(base), Some(last)) = (self.base, self.last()) else {
            return Since::Ahead;
        };
        if position.version < base {
            return Since::Lost;
        }
        if position.version > last {
            return Since::Ahead;
        }
        let have = usize::try_from(position.version.get() - base.get()).unwrap_or(usize::MAX);
        Since::Changes(self.changes.iter().skip(have).take(most).map(|(_, frame)| frame.clone()).collect())
    }

    /// Returns the number of changes after a version.
    pub(super) fn backlog(&self, version: Version) -> u64 {
        self.last().map_or(0, |last| last.get().saturating_sub(version.get()))
    }

    /// Whether the log has reached `version`.
    pub(super) fn has(&self, version: Version) -> bool {
        self.last().is_some_and(|last| last >= version)
    }

    /// Restarts the log after `version`, unless it has reached it. Returns whether it restarted.
    pub(super) fn begin_at(&mut self, version: Version) -> bool {
        let behind = !self.has(version);
        if behind {
            self.restart(version);
        }
        behind
    }

    /// Empties the log after an unreadable message, and invalidates all positions.
    pub(super) fn forget(&mut self) {
        *self = Self { breaks: self.breaks + 1, ..Self::default() };
    }

    /// Drops changes older than [`REPLAY`]. Returns whether none are left.
    pub(super) fn expire(&mut self, now: Instant) -> bool {
        let is_old = |at: Instant| now.saturating_duration_since(at) > REPLAY;
        while self.changes.front().is_some_and(|&(at, _)| is_old(at)) {
            self.drop_oldest();
        }
        if self.changes.capacity() > 64 + 4 * self.changes.len() {
            self.changes.shrink_to_fit();
        }
        self.changes.is_empty()
    }

    fn last(&self) -> Option<Version> {
        Some(Version::new(self.base?.get() + self.changes.len() as u64))
    }

    fn restart(&mut self, base: Version) {
        *self = Self { base: Some(base), breaks: self.breaks, ..Self::default() };
    }

    fn drop_oldest(&mut self) {
        if let Some((_, frame)) = self.changes.pop_front() {
            self.bytes -= frame.len();
            self.base = self.base.map(Version::next);
        }
    }
}
