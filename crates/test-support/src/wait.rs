//! Waiting for a condition.

use std::time::Duration;

/// Polls a condition until it returns a value; panics after ten seconds.
pub async fn eventually<T>(condition: impl AsyncFnMut() -> Option<T>) -> T {
    eventually_within(Duration::from_secs(10), condition).await
}

/// [`eventually`] with another limit.
pub async fn eventually_within<T>(limit: Duration, condition: impl AsyncFnMut() -> Option<T>) -> T {
    poll(limit, condition).await.expect("the condition holds in time")
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
