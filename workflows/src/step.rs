//! The retry policy of a step: first as a short local activity, then as a durable one with unlimited retries.

use std::time::Duration;

use temporalio_common::{
    ActivityDefinition, RetryPolicy,
    error::{ActivityExecutionError, IncomingError},
};
use temporalio_sdk::{ActivityOptions, LocalActivityOptions, WorkflowCancellationToken, WorkflowContext};

use crate::{backoff::Backoff, outcome_queue};

/// Time-out of one local attempt. Healthy stores and the simulator respond within milliseconds. Slower steps must not
/// hold the workflow task: signals, updates and queries wait for its end.
const LOCAL_ATTEMPT: Duration = Duration::from_millis(700);
/// Time-out of all local attempts together. It is below 80 % of the 2 s workflow task time-out: from there on the SDK
/// sends heartbeats for the task, and each adds three events to the history.
const LOCAL_TOTAL: Duration = Duration::from_millis(1500);
/// The pause before the second local attempt: enough for a dropped connection or a lost lease, but not for a store that
/// is away.
const LOCAL_RETRY: Duration = Duration::from_millis(50);
/// Time-out of one durable attempt: above every time-out inside the activities (gateway 5 s, MySQL 5 s, Redis 1 s), and
/// enough to load a large event.
const DURABLE_ATTEMPT: Duration = Duration::from_secs(15);
/// The pause before the first durable retry; it doubles with each further one.
const DURABLE_RETRY: Duration = Duration::from_millis(200);
/// The longest pause between durable retries: a step continues within this time after its store has recovered.
const DURABLE_RETRY_CAP: Duration = Duration::from_secs(5);
/// The longest pause between retries of a publish, which no buyer waits for.
const PUBLISH_RETRY_CAP: Duration = Duration::from_secs(30);
/// The first pause after a final error: an operator needs longer than that to remove its cause.
const FINAL_ERROR_PAUSE: Duration = Duration::from_mins(1);
/// The longest pause after a final error. At one round an hour, a history takes most of a year to reach Temporal's
/// limit.
const FINAL_ERROR_PAUSE_CAP: Duration = Duration::from_hours(1);

/// The retry policy of a step: its local attempts, and the longest pause between its durable ones.
#[derive(Clone, Copy)]
pub(crate) enum RetryClass {
    /// For the stores, where a retry is cheap: two local attempts within 1.5 s.
    Store,
    /// For the gateway: one local attempt, because the gateway's client already waits as long as is useful.
    Remote,
    /// For Kafka: one local attempt, then durable ones on a task queue with slots of its own. An outcome that Kafka
    /// doesn't take goes to the outbox within the local attempt, so durable ones are for an absent MySQL.
    Publish,
}

impl RetryClass {
    /// The task queue of durable attempts, if it isn't the workflow's.
    fn task_queue(self, workflows: &str) -> Option<String> {
        match self {
            Self::Store | Self::Remote => None,
            Self::Publish => Some(outcome_queue(workflows)),
        }
    }
}

/// Runs a step to its outcome: first as a local activity and, if that fails, as a regular one with unlimited retries.
/// Detached from the workflow's cancellation, which the workflow handles itself.
///
/// # Errors
/// The step's final error: a retry can't succeed.
pub(crate) async fn run<W, A>(
    ctx: &WorkflowContext<W>,
    activity: &'static A,
    input: A::Input,
    class: RetryClass,
    summary: &str,
) -> Result<A::Output, ActivityExecutionError>
where
    A: ActivityDefinition<Input: Clone>,
{
    let locally = ctx.execute_local_activity(ByRef(activity), input.clone(), local(class, summary)).await;
    match locally {
        Err(error) if !is_final(&error) => {
            let mut options = durable(class, summary);
            options.task_queue = class.task_queue(ctx.task_queue());
            ctx.execute_activity(ByRef(activity), input, options).await
        }
        outcome => outcome,
    }
}

/// Like [`run`], for steps that must succeed. After a final error the step is retried at growing intervals,
/// because an operator or a new release may have removed the cause.
pub(crate) async fn run_to_the_end<W, A>(
    ctx: &WorkflowContext<W>,
    activity: &'static A,
    input: A::Input,
    class: RetryClass,
    summary: &str,
) -> A::Output
where
    A: ActivityDefinition<Input: Clone>,
{
    let mut backoff = Backoff::new(FINAL_ERROR_PAUSE, FINAL_ERROR_PAUSE_CAP);
    loop {
        match run(ctx, activity, input.clone(), class, summary).await {
            Ok(output) => return output,
            Err(error) => {
                ctx.set_current_details(format!("**{summary}** failed: {error}. Retrying within the hour."));
                backoff.pause(ctx, "before the next try").await;
            }
        }
    }
}

fn local(class: RetryClass, summary: &str) -> LocalActivityOptions {
    let attempts = match class {
        RetryClass::Store => 2,
        RetryClass::Remote | RetryClass::Publish => 1,
    };
    LocalActivityOptions::builder()
        .start_to_close_timeout(LOCAL_ATTEMPT)
        .schedule_to_close_timeout(LOCAL_TOTAL)
        .retry_policy(RetryPolicy::builder().initial_interval(LOCAL_RETRY).maximum_attempts(attempts).build())
        .cancellation_token(WorkflowCancellationToken::new())
        .summary(summary.to_owned())
        .build()
}

fn durable(class: RetryClass, summary: &str) -> ActivityOptions {
    let slowest = match class {
        RetryClass::Store | RetryClass::Remote => DURABLE_RETRY_CAP,
        RetryClass::Publish => PUBLISH_RETRY_CAP,
    };
    let retries = RetryPolicy::builder().initial_interval(DURABLE_RETRY).maximum_interval(slowest).build();
    ActivityOptions::with_start_to_close_timeout(DURABLE_ATTEMPT)
        .retry_policy(retries)
        .cancellation_token(WorkflowCancellationToken::new())
        .summary(summary.to_owned())
        .build()
}

/// Whether a retry can't succeed: the activity marked its failure as non-retryable, or a payload can't be converted.
/// Time-outs and other failures are worth a retry.
fn is_final(error: &ActivityExecutionError) -> bool {
    match error {
        ActivityExecutionError::Failed(failed) => match failed.cause() {
            Some(IncomingError::Application(failure)) => failure.is_non_retryable(),
            _ => false,
        },
        ActivityExecutionError::Cancelled(_) => false,
        _ => true,
    }
}

/// Passes an activity declaration by reference. The SDK consumes its declaration, and the generated markers are not
/// `Clone`, but a step may run twice.
struct ByRef<A: 'static>(&'static A);

impl<A: ActivityDefinition> ActivityDefinition for ByRef<A> {
    type Input = A::Input;
    type Output = A::Output;

    fn name(&self) -> &str {
        self.0.name()
    }
}
