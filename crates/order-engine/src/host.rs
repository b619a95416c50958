//! Connects this process to Temporal: a client and two workers that share one connection, so that the response to a
//! workflow's start carries its first task and the workflow begins here (eager start).
//!
//! One worker runs the workflows and their steps, the other publishes outcomes that need a durable step. Each has slots
//! of its own, so outcomes take none of the sale's.

use std::{
    str::FromStr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use anyhow::Context as _;
use arc_swap::ArcSwapOption;
use holdfast_activities::OrderSteps;
use holdfast_workflows::{OrderWorkflow, Patch, RefundWorkflow, outcome_queue};
use temporalio_client::{Client, ClientOptions, ConnectionOptions, GrpcCompression, RetryOptions, Url};
use temporalio_sdk::{
    PatchActivationCallback, Runtime, SimplePlugin, Worker, WorkerOptions,
    interceptors::{ActivityInboundInterceptor, ExecuteActivityInput, ExecuteActivityOutput, Next},
    opentelemetry::OpenTelemetryPlugin,
    runtime::{
        RuntimeOptions,
        worker_tuner::{FixedSizeSlotSupplier, TunerHolder},
    },
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{TemporalConfig, admission::MAX_IN_ENGINE, spans::NameStep};

/// The SDK keeps about 300 bytes of every activity until its worker ends: `task_tokens_to_cancels` is never emptied in
/// temporalio-sdk 1.1. After this many activities of both workers, some 60 MB, new workers replace the old ones.
const ACTIVITIES_PER_WORKER: u64 = 200_000;
/// Pause between attempts to connect.
const RECONNECT: Duration = Duration::from_secs(1);
/// Limit of concurrent workflow tasks. An order occupies a slot while the server starts its workflow and stores its
/// end. Without a free slot there is no eager start: the order waits for a poller. Admission keeps orders far below
/// this; the rest is for callbacks, cancellations and refunds.
const WORKFLOW_TASKS: usize = 1000;
/// Limit of concurrent activities, for regular and for local ones each: one for each order that admission lets in, so
/// that a slow gateway, at which orders don't count, can't keep a slot from the other steps; and some for
/// compensations. MySQL's pool is smaller, because steps at MySQL do count.
const ACTIVITIES: usize = MAX_IN_ENGINE + 100;
/// Limit of concurrent outcomes that could be left neither to Kafka nor to the outbox.
const OUTCOMES: usize = 16;
/// How long a workflow task waits for the worker that has the workflow cached. If that worker has died, the workflow is
/// delayed by this much.
const STICKY_TIMEOUT: Duration = Duration::from_secs(1);
/// How long a drain waits for regular activities. Those still running then are retried on another worker. Local
/// activities are always awaited.
const DRAIN: Duration = Duration::from_secs(5);
/// How long the client tries to connect, and how long it retries a call: the API must report an outage while the buyer
/// still waits.
const CALL_RETRIES: Duration = Duration::from_secs(2);

/// There is no connection to Temporal.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("temporal is unavailable")]
pub struct NotConnected;

/// Keeps the Temporal workers running until [`Self::drain`]: starts others when one ends, and replaces worn-out ones.
pub struct Host {
    client: Arc<ArcSwapOption<Client>>,
    stop: CancellationToken,
    supervisor: TaskTracker,
}

impl Host {
    /// Starts to connect in the background; doesn't wait for Temporal.
    ///
    /// # Errors
    /// If the SDK's runtime can't be set up, or the address is invalid.
    pub(crate) fn start(
        config: &TemporalConfig,
        identity: String,
        task_queue: String,
        activities: OrderSteps,
    ) -> anyhow::Result<Self> {
        let client = Arc::new(ArcSwapOption::empty());
        let stop = CancellationToken::new();
        let starter = Starter {
            runtime: Runtime::from_current_tokio(RuntimeOptions::default()).context("setting up temporal's runtime")?,
            target: parse_address(&config.address)?,
            namespace: config.namespace.clone(),
            identity,
            task_queue,
            activities,
            patches: without(config.patches_off.as_deref().unwrap_or_default()),
        };
        let supervisor = TaskTracker::new();
        supervisor.spawn(supervise(starter, Arc::clone(&client), stop.clone()));
        supervisor.close();
        Ok(Self { client, stop, supervisor })
    }

    /// The current client. Don't store it: each new worker brings a new client.
    ///
    /// # Errors
    /// [`NotConnected`] while there is no connection to Temporal.
    pub fn client(&self) -> Result<Client, NotConnected> {
        self.client.load().as_deref().cloned().ok_or(NotConnected)
    }

    /// Takes no new work, and waits until the work under way has ended or is handed back to Temporal.
    pub async fn drain(&self) {
        self.stop.cancel();
        self.supervisor.wait().await;
    }
}

/// Starts pairs of workers; each pair needs the same settings and activities.
struct Starter {
    runtime: Runtime,
    target: Url,
    namespace: String,
    identity: String,
    task_queue: String,
    activities: OrderSteps,
    /// Asked when a run comes to a patch for the first time.
    patches: PatchActivationCallback,
}

/// The two workers of one connection.
struct Workers {
    client: Client,
    orders: RunningWorker,
    outcomes: RunningWorker,
    executed: Arc<AtomicU64>,
}

impl Workers {
    fn shut_down(&self) {
        (self.orders.shutdown)();
        (self.outcomes.shutdown)();
    }

    /// Keeps only the tokens that signal the workers' end, so that retired workers free their memory.
    fn into_ended(self) -> [CancellationToken; 2] {
        [self.orders.ended, self.outcomes.ended]
    }
}

/// A worker on its own thread, because `Worker::run` is not `Send`.
struct RunningWorker {
    shutdown: Box<dyn Fn() + Send + Sync>,
    /// Cancelled when the thread ends.
    ended: CancellationToken,
}

async fn supervise(starter: Starter, client: Arc<ArcSwapOption<Client>>, stop: CancellationToken) {
    let mut retired = Vec::new();
    while let Some(workers) = start_when_reachable(&starter, &stop).await {
        client.store(Some(Arc::new(workers.client.clone())));
        let outcome = outcome(&workers, &stop).await;
        workers.shut_down();
        match outcome {
            Outcome::Stopped => {
                client.store(None);
                retired.extend(workers.into_ended());
                break;
            }
            Outcome::Ended => {
                tracing::error!("a temporal worker ended unexpectedly; starting others");
                client.store(None);
                retired.extend(workers.into_ended());
                tokio::time::sleep(RECONNECT).await;
            }
            Outcome::WornOut => {
                tracing::info!("replacing the temporal workers");
                retired.extend(workers.into_ended());
            }
        }
    }
    for ended in retired {
        ended.cancelled().await;
    }
}

enum Outcome {
    Stopped,
    Ended,
    WornOut,
}

async fn outcome(workers: &Workers, stop: &CancellationToken) -> Outcome {
    let mut check = tokio::time::interval(Duration::from_secs(1));
    loop {
        tokio::select! {
            () = stop.cancelled() => return Outcome::Stopped,
            () = workers.orders.ended.cancelled() => return Outcome::Ended,
            () = workers.outcomes.ended.cancelled() => return Outcome::Ended,
            _ = check.tick() => if workers.executed.load(Ordering::Relaxed) >= ACTIVITIES_PER_WORKER {
                return Outcome::WornOut;
            },
        }
    }
}

/// Retries until both workers run. Returns `None` if `stop` is cancelled first.
async fn start_when_reachable(starter: &Starter, stop: &CancellationToken) -> Option<Workers> {
    loop {
        let attempt = tokio::select! {
            () = stop.cancelled() => return None,
            outcome = starter.start() => outcome,
        };
        match attempt {
            Ok(workers) => return Some(workers),
            Err(error) => tracing::warn!(error = format!("{error:#}"), "temporal can't be reached yet"),
        }
        tokio::select! {
            () = stop.cancelled() => return None,
            () = tokio::time::sleep(RECONNECT) => {},
        }
    }
}

impl Starter {
    /// Connects, and starts both workers. Two workers of one task queue can't share a connection, so that a new pair
    /// has a new one.
    async fn start(&self) -> anyhow::Result<Workers> {
        let client = self.connect().await?;
        let executed = Arc::new(AtomicU64::new(0));
        let orders = WorkerOptions::new(self.task_queue.clone())
            .sticky_queue_schedule_to_start_timeout(STICKY_TIMEOUT)
            .graceful_shutdown_period(DRAIN)
            .tuner(slots(ACTIVITIES))
            .activity_inbound_interceptor(CountActivities(Arc::clone(&executed)))
            .patch_activation_callback(Arc::clone(&self.patches))
            .register_activities(self.activities.clone())
            .register_workflow::<OrderWorkflow>()?
            .register_workflow::<RefundWorkflow>()?
            .build();
        // Without a workflow, the SDK polls for activities only.
        let outcomes = WorkerOptions::new(outcome_queue(&self.task_queue))
            .graceful_shutdown_period(DRAIN)
            .tuner(slots(OUTCOMES))
            .activity_inbound_interceptor(CountActivities(Arc::clone(&executed)))
            .register_activities(self.activities.clone())
            .build();
        let (orders, outcomes) = (self.worker(&client, orders)?, self.worker(&client, outcomes)?);
        Ok(Workers {
            client,
            orders: run("temporal-worker", orders)?,
            outcomes: run("outcome-worker", outcomes)?,
            executed,
        })
    }

    fn worker(&self, client: &Client, options: WorkerOptions) -> anyhow::Result<Worker> {
        Worker::new(&self.runtime, client.clone(), options).map_err(|error| anyhow::anyhow!("{error}"))
    }

    async fn connect(&self) -> anyhow::Result<Client> {
        let retries = RetryOptions::builder().max_elapsed_time(Some(CALL_RETRIES)).build();
        let connection = ConnectionOptions::new(self.target.clone())
            .identity(self.identity.clone())
            .connect_timeout(CALL_RETRIES)
            .retry_options(retries)
            // Histories are small: compression costs CPU and gains nothing, even between machines.
            .grpc_compression(GrpcCompression::None)
            .build();
        // The steps' interceptor comes after that of the plugin, so within the span that the plugin begins.
        let steps = SimplePlugin::builder("steps")
            .activity_inbound_interceptors(vec![Arc::new(NameStep) as Arc<dyn ActivityInboundInterceptor>]);
        let client = ClientOptions::new(self.namespace.clone())
            .plugin(OpenTelemetryPlugin::builder().build())
            .plugin(steps.build())
            .build();
        Client::connect(connection, client).await.context("connecting to temporal")
    }
}

/// Runs a worker on a thread of this name.
fn run(name: &'static str, mut worker: Worker) -> anyhow::Result<RunningWorker> {
    let shutdown = Box::new(worker.shutdown_handle());
    let ended = CancellationToken::new();
    let ending = ended.clone().drop_guard();
    let handle = tokio::runtime::Handle::current();
    std::thread::Builder::new().name(name.to_owned()).spawn(move || {
        let _ending = ending;
        if let Err(error) = handle.block_on(worker.run()) {
            tracing::error!(%error, name, "a temporal worker failed");
        }
    })?;
    Ok(RunningWorker { shutdown, ended })
}

/// Slots for this many activities, regular and local ones each.
fn slots(activities: usize) -> TunerHolder {
    TunerHolder::builder()
        .workflow_task_slot_supplier(FixedSizeSlotSupplier::new(WORKFLOW_TASKS))
        .activity_task_slot_supplier(FixedSizeSlotSupplier::new(activities))
        .local_activity_task_slot_supplier(FixedSizeSlotSupplier::new(activities))
        // No Nexus task exists, but the SDK requires a number.
        .nexus_task_slot_supplier(FixedSizeSlotSupplier::new(1))
        .build()
}

/// Counts executed activities, as a proxy for leaked memory.
struct CountActivities(Arc<AtomicU64>);

impl ActivityInboundInterceptor for CountActivities {
    fn execute_activity<'a>(
        &'a self,
        input: ExecuteActivityInput,
        next: Next<'a, ExecuteActivityInput, ExecuteActivityOutput<'a>>,
    ) -> ExecuteActivityOutput<'a> {
        self.0.fetch_add(1, Ordering::Relaxed);
        next.run(input)
    }
}

/// Declines these patches; see [`crate::TemporalConfig::patches_off`]. A run that has declined one does so to its end.
fn without(patches_off: &str) -> PatchActivationCallback {
    let off: Vec<String> =
        patches_off.split(',').map(str::trim).filter(|id| !id.is_empty()).map(str::to_owned).collect();
    // No error, because releases before and after this one may know them.
    for id in off.iter().filter(|id| !Patch::ALL.iter().any(|patch| patch.id() == *id)) {
        tracing::warn!(id, "TEMPORAL_PATCHES_OFF names a patch that this release doesn't have");
    }
    Arc::new(move |input| !off.contains(&input.patch_id))
}

/// Accepts what [`crate::TemporalConfig::address`] can be.
pub(crate) fn check_address(text: &str) -> Result<(), String> {
    parse_address(text).map(drop).map_err(|error| error.to_string())
}

fn parse_address(address: &str) -> Result<Url, <Url as FromStr>::Err> {
    if address.contains("://") { address.parse() } else { format!("http://{address}").parse() }
}

#[cfg(test)]
mod tests {
    use holdfast_activities::OrderSteps as Bodies;
    use holdfast_workflows::activities::OrderActivities as Declarations;
    use temporalio_common::ActivityDefinition;

    /// The compiler compares the types; this compares the names.
    fn assert_same<D, B>(declaration: &D, body: &B)
    where
        D: ActivityDefinition,
        B: ActivityDefinition<Input = D::Input, Output = D::Output>,
    {
        assert_eq!(declaration.name(), body.name());
    }

    macro_rules! assert_all_same {
        ($($step:ident)+) => {$(assert_same(&Declarations::$step, &Bodies::$step);)+};
    }

    #[test]
    fn every_declared_step_has_a_body_of_its_name_and_types() {
        assert_all_same!(
            record claim authorise note_payment sell settle publish
            begin_cancel void give_back finish_cancel begin_refund refund finish_refund
        );
    }
}
