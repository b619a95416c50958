//! Timers of a workflow.

use std::time::Duration;

use temporalio_sdk::{TimerOptions, WorkflowCancellationToken};

/// A timer that the workflow's cancellation doesn't end.
pub(crate) fn detached(duration: Duration, summary: &str) -> TimerOptions {
    let mut options = TimerOptions::builder(duration).summary(summary.to_owned()).build();
    options.cancellation_token = Some(WorkflowCancellationToken::new());
    options
}
