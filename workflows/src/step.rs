//! How a step of a saga is tried: quickly and locally first, then durably for as long as it takes.

use std::time::Duration;

use temporalio_common::{
    ActivityDefinition, RetryPolicy,
    error::{ActivityExecutionError, IncomingError},
};
use temporalio_sdk::{ActivityOptions, LocalActivityOptions, WorkflowCancellationToken, WorkflowContext};

/// One local attempt. A healthy store answers in milliseconds, the simulator too; what takes longer had
/// better not keep the workflow task open, since signals, updates and queries wait for its end.
const LOCAL_ATTEMPT: Duration = Duration::from_millis(700);
/// All local attempts: below 80 % of the 2 s workflow task time-out, where the SDK would begin to heartbeat
/// the task, at three events a time.
const LOCAL_TOTAL: Duration = Duration::from_millis(1500);
/// A hiccup (a dropped connection, a lost lease) is gone after this; a store that is away isn't.
const LOCAL_RETRY: Duration = Duration::from_millis(50);
/// One durable attempt: above every time-out inside the activities (gateway 5 s, MySQL 5 s, Redis 1 s) and
/// enough for a load of a large event.
const DURABLE_ATTEMPT: Duration = Duration::from_secs(15);
/// The first durable retry, doubling from there.
const DURABLE_RETRY: Duration = Duration::from_millis(200);
/// The slowest durable retry: a store that comes back is used within this.
const DURABLE_RETRY_CAP: Duration = Duration::from_secs(5);
/// The same for what nobody waits for. While Kafka is away every order that ends adds one more that tries, and Temporal,
/// which selling needs, makes each try.
const PUBLISH_RETRY_CAP: Duration = Duration::from_secs(30);

/// How often a step is tried locally.
#[derive(Clone, Copy)]
pub(crate) enum RetryClass {
    /// Twice within 1.5 s: for the stores, where a retry is cheap.
    Store,
    /// Once: for the gateway, whose own client already waits as long as makes sense.
    Remote,
    /// Once, and then ever more seldom: for Kafka.
    Outbox,
}

/// Runs a step to its outcome: as a local activity, and when that gets none, as a regular one that repeats
/// without end. Detached from the workflow's cancellation, which the workflow handles by itself.
///
/// An error is final: the step said that a repeat can't help.
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
        Err(error) if !is_final(&error) => ctx.execute_activity(ByRef(activity), input, durable(class, summary)).await,
        outcome => outcome,
    }
}

/// Like [`run`], for steps that have no way but through: a final error is tried anew after a pause, since
/// only an operator or a new release can have made the difference.
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
    loop {
        match run(ctx, activity, input.clone(), class, summary).await {
            Ok(output) => return output,
            Err(error) => {
                ctx.set_current_details(format!("**{summary}** can't be done: {error}. Trying again every minute."));
                ctx.timer(detached_timer(Duration::from_mins(1), "before the next try")).await;
            }
        }
    }
}

/// A timer that the workflow's cancellation doesn't end.
pub(crate) fn detached_timer(duration: Duration, summary: &str) -> temporalio_sdk::TimerOptions {
    let mut options = temporalio_sdk::TimerOptions::builder(duration).summary(summary.to_owned()).build();
    options.cancellation_token = Some(WorkflowCancellationToken::new());
    options
}

fn local(class: RetryClass, summary: &str) -> LocalActivityOptions {
    let attempts = match class {
        RetryClass::Store => 2,
        RetryClass::Remote | RetryClass::Outbox => 1,
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
        RetryClass::Outbox => PUBLISH_RETRY_CAP,
    };
    let retries = RetryPolicy::builder().initial_interval(DURABLE_RETRY).maximum_interval(slowest).build();
    ActivityOptions::with_start_to_close_timeout(DURABLE_ATTEMPT)
        .retry_policy(retries)
        .cancellation_token(WorkflowCancellationToken::new())
        .summary(summary.to_owned())
        .build()
}

/// Whether the activity said that a repeat can't help. Time-outs and everything unknown are worth a repeat.
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

/// Lets one declaration be executed twice: the markers that the macro makes are not `Clone`.
struct ByRef<A: 'static>(&'static A);

impl<A: ActivityDefinition> ActivityDefinition for ByRef<A> {
    type Input = A::Input;
    type Output = A::Output;

    fn name(&self) -> &str {
        self.0.name()
    }
}
