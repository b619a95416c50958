//! Whether a partition's changes come through.

use std::time::{Duration, Instant};

/// Without a sign of life for this long, screens may show the past.
pub(super) const PATIENCE: Duration = Duration::from_secs(3);

/// When a partition's way from Redis to here was last seen to work.
#[derive(Debug, Default)]
pub(super) struct Pulse {
    last: Option<Instant>,
}

impl Pulse {
    /// A heartbeat came that was `age` old. What counts is when it set out: one that comes late, behind a queue of
    /// changes, says that the changes come late too. (Ages compare Redis's clock with ours: a server whose clock is wrong by
    /// seconds says STALE, which is the safe mistake.)
    pub(super) fn beat(&mut self, now: Instant, age: Duration) {
        self.last = self.last.max(now.checked_sub(age));
    }

    pub(super) fn was_felt_after(&self, moment: Instant) -> bool {
        self.last.is_some_and(|last| last > moment)
    }

    pub(super) fn is_fresh(&self, now: Instant) -> bool {
        self.last.is_some_and(|last| now.saturating_duration_since(last) < PATIENCE)
    }
}
