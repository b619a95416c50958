//! Heartbeats of a partition: whether its changes arrive in time.

use std::time::{Duration, Instant};

/// Without a heartbeat for this long, a partition is stale: clients may see an old state.
pub(super) const MAX_AGE: Duration = Duration::from_secs(3);

/// When the newest heartbeat of a partition left Redis, by our clock.
#[derive(Debug, Default)]
pub(super) struct Pulse {
    last: Option<Instant>,
}

impl Pulse {
    /// Records a heartbeat of this `age`. Its departure counts, not its arrival: a heartbeat that is late behind a
    /// queue of changes means that the changes are late too. Ages compare Redis's clock with ours. A server whose clock
    /// is seconds off reports STALE, which is the safe error.
    pub(super) fn beat(&mut self, now: Instant, age: Duration) {
        self.last = self.last.max(now.checked_sub(age));
    }

    pub(super) fn was_felt_after(&self, moment: Instant) -> bool {
        self.last.is_some_and(|last| last > moment)
    }

    pub(super) fn is_fresh(&self, now: Instant) -> bool {
        self.last.is_some_and(|last| now.saturating_duration_since(last) < MAX_AGE)
    }
}
