//! Connects this process to Temporal: a client and a worker that share one connection, so that the response to a
//! workflow's start carries its first task and the workflow begins here (eager start).

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
use holdfast_workflows::{OrderWorkflow, RefundWorkflow};
use opentelemetry_sdk::trace::{BatchSpanProcessor, TracerProviderBuilder};
use temporalio_client::{Client, ClientOptions, ConnectionOptions, GrpcCompression, RetryOptions, Url};
use temporalio_sdk::{
    Runtime, Worker, WorkerOptions,
    interceptors::{ActivityInboundInterceptor, ExecuteActivityInput, ExecuteActivityOutput, Next},
    opentelemetry::{OpenTelemetryPlugin, WorkflowIdGenerator, WorkflowSpanProcessor},
    runtime::{
        RuntimeOptions,
        worker_tuner::{FixedSizeSlotSupplier, TunerHolder},
    },
};
use tokio::sync::oneshot;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{TemporalConfig, admission::MOST_IN_ENGINE};

/// The SDK keeps about 300 bytes of every activity until its worker ends: `task_tokens_to_cancels` is never emptied in
/// temporalio-sdk 1.1. After this many activities, some 60 MB, a new worker replaces the old one.
const ACTIVITIES_PER_WORKER: u64 = 200_000;
/// Pause between attempts to connect.
const RECONNECT: Duration = Duration::from_secs(1);
/// Limit of concurrent workflow tasks. An order occupies a slot while the server starts its workflow and stores its
/// end. Without a free slot there is no eager start: the order waits for a poller. Admission keeps orders far below this;
/// the rest is for callbacks, cancellations and refunds.
const WORKFLOW_TASKS: usize = 1000;
/// Limit of concurrent activities, for regular and for local ones each: one for each order that admission lets in, so
/// that a slow gateway, at which orders don't count, can't keep a slot from the other steps; and some for compensations.
/// MySQL's pool is smaller, because steps at MySQL do count.
const ACTIVITIES: usize = MOST_IN_ENGINE + 100;
/// How long a workflow task waits for the worker that has the workflow cached. If that worker has died, the workflow is
/// delayed by this much.
const STICKY_TIMEOUT: Duration = Duration::from_secs(1);
/// How long a drain waits for regular activities. Those still running then are retried on another worker. Local
/// activities are always awaited.
const DRAIN: Duration = Duration::from_secs(5);
/// How long the client tries to connect, and how long it retries a call: the API must report an outage while the buyer
/// still waits.
const CALL_RETRIES: Duration = Duration::from_secs(2);

/// Sets up the spans of a process that runs workflows. Temporal's id generator yields the same ids in a replay, and its
/// span processor drops the spans of a replay.
#[must_use]
pub fn workflow_spans(provider: TracerProviderBuilder, batches: Option<BatchSpanProcessor>) -> TracerProviderBuilder {
    let provider = provider.with_id_generator(WorkflowIdGenerator::default());
    match batches {
        Some(batches) => provider.with_span_processor(WorkflowSpanProcessor::new(batches)),
        None => provider,
    }
}

/// There is no connection to Temporal.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("temporal is unavailable")]
pub struct NotConnected;

/// Keeps a Temporal worker running until [`Self::drain`]: starts another when one ends, and replaces worn-out ones.
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
    pub(crate) fn start(config: &TemporalConfig, task_queue: String, activities: OrderSteps) -> anyhow::Result<Self> {
        let client = Arc::new(ArcSwapOption::empty());
        let stop = CancellationToken::new();
        let starter = Starter {
            runtime: Runtime::from_current_tokio(RuntimeOptions::default()).context("setting up temporal's runtime")?,
            target: parse_address(&config.address)?,
            namespace: config.namespace.clone(),
            task_queue,
            activities,
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

/// Starts workers; each needs the same settings and activities.
struct Starter {
    runtime: Runtime,
    target: Url,
    namespace: String,
    task_queue: String,
    activities: OrderSteps,
}

/// A worker on its own thread, because `Worker::run` is not `Send`.
struct RunningWorker {
    client: Client,
    shutdown: Box<dyn Fn() + Send + Sync>,
    ended: oneshot::Receiver<()>,
    executed: Arc<AtomicU64>,
}

async fn supervise(starter: Starter, client: Arc<ArcSwapOption<Client>>, stop: CancellationToken) {
    let mut retired = Vec::new();
    while let Some(mut worker) = start_when_reachable(&starter, &stop).await {
        client.store(Some(Arc::new(worker.client.clone())));
        match outcome(&mut worker, &stop).await {
            Outcome::Stopped => {
                client.store(None);
                (worker.shutdown)();
                worker.ended.await.ok();
                break;
            }
            Outcome::Ended => {
                tracing::error!("the temporal worker ended unexpectedly; starting another");
                client.store(None);
                tokio::time::sleep(RECONNECT).await;
            }
            Outcome::WornOut => {
                tracing::info!("replacing the temporal worker");
                (worker.shutdown)();
                retired.push(worker.ended);
            }
        }
    }
    for ended in retired {
        ended.await.ok();
    }
}

enum Outcome {
    Stopped,
    Ended,
    WornOut,
}

async fn outcome(worker: &mut RunningWorker, stop: &CancellationToken) -> Outcome {
    let mut look = tokio::time::interval(Duration::from_secs(1));
    loop {
        tokio::select! {
            () = stop.cancelled() => return Outcome::Stopped,
            _ = &mut worker.ended => return Outcome::Ended,
            _ = look.tick() => if worker.executed.load(Ordering::Relaxed) >= ACTIVITIES_PER_WORKER {
                return Outcome::WornOut;
            },
        }
    }
}

/// Retries until a worker runs. Returns `None` if `stop` is cancelled first.
async fn start_when_reachable(starter: &Starter, stop: &CancellationToken) -> Option<RunningWorker> {
    loop {
        let attempt = tokio::select! {
            () = stop.cancelled() => return None,
            outcome = starter.start() => outcome,
        };
        match attempt {
            Ok(worker) => return Some(worker),
            Err(error) => tracing::warn!(error = format!("{error:#}"), "temporal can't be reached yet"),
        }
        tokio::select! {
            () = stop.cancelled() => return None,
            () = tokio::time::sleep(RECONNECT) => {},
        }
    }
}

impl Starter {
    /// Connects, and starts a worker. Two workers of one task queue can't share a connection.
    async fn start(&self) -> anyhow::Result<RunningWorker> {
        let client = self.connect().await?;
        let executed = Arc::new(AtomicU64::new(0));
        let options = WorkerOptions::new(self.task_queue.clone())
            .sticky_queue_schedule_to_start_timeout(STICKY_TIMEOUT)
            .graceful_shutdown_period(DRAIN)
            .tuner(slots())
            .activity_inbound_interceptor(CountActivities(Arc::clone(&executed)))
            .register_activities(self.activities.clone())
            .register_workflow::<OrderWorkflow>()?
            .register_workflow::<RefundWorkflow>()?
            .build();
        let mut worker = Worker::new(&self.runtime, client.clone(), options).map_err(|e| anyhow::anyhow!("{e}"))?;
        let shutdown = Box::new(worker.shutdown_handle());
        let (ending, ended) = oneshot::channel();
        let handle = tokio::runtime::Handle::current();
        std::thread::Builder::new().name("temporal-worker".to_owned()).spawn(move || {
            if let Err(error) = handle.block_on(worker.run()) {
                tracing::error!(%error, "the temporal worker failed");
            }
            ending.send(()).ok();
        })?;
        Ok(RunningWorker { client, shutdown, ended, executed })
    }

    async fn connect(&self) -> anyhow::Result<Client> {
        let retries = RetryOptions::builder().max_elapsed_time(Some(CALL_RETRIES)).build();
        let connection = ConnectionOptions::new(self.target.clone())
            .identity(format!("holdfast-{}", std::process::id()))
            .connect_timeout(CALL_RETRIES)
            .retry_options(retries)
            // Histories are small: compression costs CPU and gains nothing, even between machines.
            .grpc_compression(GrpcCompression::None)
            .build();
        let client = ClientOptions::new(self.namespace.clone()).plugin(OpenTelemetryPlugin::builder().build()).build();
        Client::connect(connection, client).await.context("connecting to temporal")
    }
}

fn slots() -> TunerHolder {
    TunerHolder::builder()
        .workflow_task_slot_supplier(FixedSizeSlotSupplier::new(WORKFLOW_TASKS))
        .activity_task_slot_supplier(FixedSizeSlotSupplier::new(ACTIVITIES))
        .local_activity_task_slot_supplier(FixedSizeSlotSupplier::new(ACTIVITIES))
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

fn parse_address(address: &str) -> anyhow::Result<Url> {
    let url = if address.contains("://") { address.to_owned() } else { format!("http://{address}") };
    Url::from_str(&url).with_context(|| format!("TEMPORAL_ADDRESS is not an address: {address}"))
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
