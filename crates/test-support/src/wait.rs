//! Waiting for a condition.

use std::{panic::Location, time::Duration};

/// How long a test waits for what should happen soon.
pub(crate) const LIMIT: Duration = Duration::from_secs(10);

/// Polls a condition until it returns a value; panics after ten seconds, with its name and the place of this call.
#[track_caller]
pub fn eventually<T>(what: &str, condition: impl AsyncFnMut() -> Option<T>) -> impl Future<Output = T> {
    eventually_within(what, LIMIT, condition)
}

/// [`eventually`] with another limit.
#[track_caller]
pub fn eventually_within<T>(
    what: &str,
    limit: Duration,
    condition: impl AsyncFnMut() -> Option<T>,
) -> impl Future<Output = T> {
    let caller = Location::caller();
    async move {
        let value = poll(limit, condition).await;
        value.unwrap_or_else(|| panic!("{caller}: in vain for {limit:?}: {what}"))
    }
}

/// Polls a condition until it returns a value; `None` after this limit.
pub(crate) async fn poll<T>(limit: Duration, mut condition: impl AsyncFnMut() -> Option<T>) -> Option<T> {
    let polling = async {
        loop {
            if let Some(value) = condition().await {
                return value;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(limit, polling).await.ok()
}
