//! The latest changes of one event, without a gap.

use std::{collections::VecDeque, time::Instant};

use bytes::Bytes;
use holdfast_domain::{
    Version,
    fact::{SeatChange, SeatChangeKind},
};

use super::{REPLAY, frame};

/// The most changes that are kept of one event…
const MAX_CHANGES: usize = 16_384;
/// …and the most bytes that they may have.
const MAX_BYTES: usize = 4 << 20;

/// A run of changes: every version above `base` up to the last, ready to be sent.
#[derive(Debug, Default)]
pub(super) struct Log {
    /// The version before the first change; `None` when nothing is known of the event.
    base: Option<Version>,
    changes: VecDeque<(Instant, Bytes)>,
    bytes: usize,
    /// Raised when changes were lost whose versions nobody knows.
    breaks: u64,
}

/// Where a client stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Position {
    /// The last version that the client has.
    pub(super) version: Version,
    /// [`Log::breaks`] before the client's snapshot was taken.
    pub(super) breaks: u64,
}

/// What comes after a position.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Since {
    /// The next changes, without a gap; none for a client that has everything.
    Changes(Vec<Bytes>),
    /// The log isn't as far as the client, or knows nothing yet.
    Ahead,
    /// The log doesn't reach back to the position: only a snapshot helps.
    Lost,
}

/// What a change did to the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Applied {
    /// It follows what is there.
    InOrder,
    /// It, or a later one, is there already.
    Repeat,
    /// Changes before it are missing; the log begins anew with it.
    AfterGap,
    /// The event was loaded anew; the log begins anew after it.
    Reset,
}

impl Log {
    pub(super) const fn breaks(&self) -> u64 {
        self.breaks
    }

    /// Takes a change in. `now` is when it came.
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

    /// At most `most` changes after a position.
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

    /// How many changes there are after a version.
    pub(super) fn backlog(&self, version: Version) -> u64 {
        self.last().map_or(0, |last| last.get().saturating_sub(version.get()))
    }

    /// Whether it is as far as `version`.
    pub(super) fn has(&self, version: Version) -> bool {
        self.last().is_some_and(|last| last >= version)
    }

    /// Goes on after `version` unless it is that far already; whether it jumped.
    pub(super) fn begin_at(&mut self, version: Version) -> bool {
        let behind = !self.has(version);
        if behind {
            self.restart(version);
        }
        behind
    }

    /// Something happened that nobody could read: no position is good any more.
    pub(super) fn forget(&mut self) {
        *self = Self { breaks: self.breaks + 1, ..Self::default() };
    }

    /// Drops what is too old; whether nothing is left.
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
