//! Readiness: whether a process's dependencies respond.

use std::time::Duration;

/// Time limit of one probe of a dependency.
pub const PROBE_TIMEOUT: Duration = Duration::from_secs(2);

/// Whether a dependency responds within [`PROBE_TIMEOUT`].
pub async fn responds<E>(probe: impl Future<Output = Result<(), E>>) -> bool {
    tokio::time::timeout(PROBE_TIMEOUT, probe).await.is_ok_and(|response| response.is_ok())
}

/// How readiness reports a dependency: `ok` or `away`.
#[must_use]
pub const fn status(responds: bool) -> &'static str {
    if responds { "ok" } else { "away" }
}
