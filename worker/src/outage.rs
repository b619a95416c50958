//! Says that something doesn't work when it begins and when it ends, and not once per try in between.

use std::time::{Duration, Instant};

/// The shortest and the longest pause between two tries.
const PAUSES: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(2));

/// Whether a piece of work fails at present, and since when.
#[derive(Debug)]
pub(crate) struct Outage {
    work: &'static str,
    since: Option<Instant>,
    pause: Duration,
}

impl Outage {
    /// Of the work that `work` names, as in "the sweep".
    pub(crate) const fn of(work: &'static str) -> Self {
        Self { work, since: None, pause: PAUSES.0 }
    }

    /// It worked.
    pub(crate) fn over(&mut self) {
        if let Some(since) = self.since.take() {
            tracing::info!(seconds = since.elapsed().as_secs(), "{} works again", self.work);
        }
        self.pause = PAUSES.0;
    }

    /// It failed; how long to wait before the next try: longer each time.
    pub(crate) fn goes_on(&mut self, error: &anyhow::Error) -> Duration {
        if self.since.is_none() {
            self.since = Some(Instant::now());
            tracing::warn!(error = format!("{error:#}"), "{} fails, and is tried again until it works", self.work);
        }
        let pause = self.pause;
        self.pause = (pause * 2).min(PAUSES.1);
        pause
    }
}
