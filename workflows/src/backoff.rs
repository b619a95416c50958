//! The pauses of a workflow's loop.

use std::time::Duration;

use temporalio_sdk::WorkflowContext;

use crate::timer;

/// Pauses between the rounds of a loop, each twice as long as the one before, up to a limit. Every round adds events to
/// the workflow's history, and Temporal terminates a workflow whose history has 51,200 of them.
pub(crate) struct Backoff {
    next: Duration,
    longest: Duration,
}

impl Backoff {
    pub(crate) const fn new(first: Duration, longest: Duration) -> Self {
        Self { next: first, longest }
    }

    /// Waits; the workflow's cancellation doesn't end the wait.
    pub(crate) async fn pause<W>(&mut self, ctx: &WorkflowContext<W>, summary: &str) {
        ctx.timer(timer::detached(self.advance(), summary)).await;
    }

    fn advance(&mut self) -> Duration {
        let pause = self.next;
        self.next = pause.saturating_mul(2).min(self.longest);
        pause
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_the_longest() {
        let mut backoff = Backoff::new(Duration::from_secs(1), Duration::from_secs(5));
        let pauses: Vec<_> = (0..5).map(|_| backoff.advance().as_secs()).collect();
        assert_eq!(pauses, [1, 2, 4, 5, 5]);
    }
}
