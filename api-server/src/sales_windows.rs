//! Sales windows, to tell the buyers of a scheduled event when to come back.

use chrono::{DateTime, TimeDelta, Utc};
use holdfast_domain::{EventId, EventStatus, SalesWindow};
use holdfast_stores::mysql::{self, Database};
use quick_cache::sync::Cache;

/// Maximum number of cached windows: far more than open their sales at one time.
const WINDOWS_KEPT: usize = 1000;
/// How long a window is cached. Only its end by an operator changes it. Before an opening, thousands of buyers may be
/// refused each second, and MySQL must not be read for each.
const LIFETIME: TimeDelta = TimeDelta::seconds(5);

/// The sales windows of events whose sales weren't open to a recent request.
pub struct SalesWindows {
    database: Database,
    windows: Cache<EventId, (DateTime<Utc>, Option<SalesWindow>)>,
}

impl SalesWindows {
    /// An empty cache over this store.
    #[must_use]
    pub fn new(database: Database) -> Self {
        Self { database, windows: Cache::new(WINDOWS_KEPT) }
    }

    /// Seconds from `now` until the sales of an event open; `None` unless it is scheduled.
    ///
    /// # Errors
    /// If MySQL can't be read.
    pub async fn seconds_until_open(&self, id: EventId, now: DateTime<Utc>) -> Result<Option<u32>, mysql::Error> {
        // A clock that was set back ends the lifetime too.
        self.windows.remove_if(&id, |(read_at, _)| (now - read_at).abs() > LIFETIME);
        let read = async {
            let event = self.database.find_event(id).await?;
            Ok::<_, mysql::Error>((now, event.map(|event| event.event.window)))
        };
        let (_, window) = self.windows.get_or_insert_async(&id, read).await?;
        Ok(window.filter(|window| window.status_at(now) == EventStatus::Scheduled).map(|window| wait(&window, now)))
    }
}

/// Whole seconds until the opening, rounded up: a retry that comes a moment early would be refused again.
fn wait(window: &SalesWindow, now: DateTime<Utc>) -> u32 {
    let left = window.opens_at - now + TimeDelta::milliseconds(999);
    u32::try_from(left.num_seconds()).unwrap_or(u32::MAX).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_in_whole_seconds_and_never_ends_before_the_opening() {
        let opens_at = DateTime::from_timestamp(2_000_000_000, 0).unwrap();
        let window = SalesWindow { opens_at, closes_at: opens_at, closed: false };
        let waits = [1, 1000, 1001, 3_600_000].map(|early| wait(&window, opens_at - TimeDelta::milliseconds(early)));
        assert_eq!(waits, [1, 1, 2, 3600]);
    }
}
