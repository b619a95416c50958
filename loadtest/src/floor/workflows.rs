//! Workflows that do nothing, on the orders' Temporal: empty ones, and ones that cost Temporal as much as an order.
#![allow(missing_docs, reason = "the macros generate items without documentation")]
#![allow(clippy::unused_async, reason = "the macros take only async functions")]

use std::{
    str::FromStr,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::Context as _;
use temporalio_client::{
    Client, ClientOptions, ConnectionOptions, GrpcCompression, Url, WorkflowGetResultOptions, WorkflowStartOptions,
};
use temporalio_common::{
    HasWorkflowDefinition, MemoValues,
    search_attributes::{SearchAttributeKey, SearchAttributes},
};
use temporalio_macros::{activities, workflow, workflow_methods};
use temporalio_sdk::{
    LocalActivityOptions, Runtime, Worker, WorkerOptions, WorkflowContext, WorkflowResult,
    activities::{ActivityContext, ActivityError},
    runtime::RuntimeOptions,
};

use crate::{scenario::together, stats::Latencies};

/// As orders have. The server examines each workflow once more when its first task would have timed out: with the
/// default of 10 s, that work would fall into the rounds of the orders and not into those of this floor.
const TASK_TIMEOUT: Duration = Duration::from_secs(2);

/// Steps of an order that is paid at once: record, claim, authorise, sell, publish.
const STEPS: usize = 5;
/// About what an order of one seat writes, in bytes.
const INPUT_LENGTH: usize = 450;
const MEMO_LENGTH: usize = 230;
/// Result of a step, and its summary in the web UI.
const SUMMARY: &str = "A step that does nothing";

/// Search attributes of orders: the namespace has no others.
const ORDER_STATE: SearchAttributeKey<String> = SearchAttributeKey::keyword("OrderState");
const EVENT_ID: SearchAttributeKey<i64> = SearchAttributeKey::int("EventId");

/// Kind of workflow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Returns its input.
    Empty,
    /// Has all that Temporal stores of an order (local activities with their summaries, search attributes, memo), with
    /// steps that do nothing.
    IdleSaga,
}

#[workflow]
#[derive(Default)]
struct Empty;

#[workflow_methods]
impl Empty {
    #[run]
    async fn run(_ctx: &mut WorkflowContext<Self>, number: u32) -> WorkflowResult<u32> {
        Ok(number)
    }
}

#[workflow]
#[derive(Default)]
struct IdleSaga;

#[workflow_methods]
impl IdleSaga {
    #[run]
    async fn run(ctx: &mut WorkflowContext<Self>, order: String) -> WorkflowResult<String> {
        for _ in 0..STEPS {
            let options = LocalActivityOptions::builder()
                .schedule_to_close_timeout(TASK_TIMEOUT)
                .summary(SUMMARY.to_owned())
                .build();
            ctx.execute_local_activity(IdleSteps::step, order.clone(), options).await?;
        }
        ctx.upsert_search_attributes([ORDER_STATE.value_set("IDLE_TO_ITS_END".to_owned())]);
        Ok(SUMMARY.to_owned())
    }
}

struct IdleSteps;

#[activities]
impl IdleSteps {
    #[activity]
    async fn step(self: Arc<Self>, _ctx: ActivityContext, _order: String) -> Result<String, ActivityError> {
        Ok(SUMMARY.to_owned())
    }
}

/// Starter and worker of these workflows, with a task queue of their own. Workflows start eagerly, as orders do.
pub struct IdleWorkflows {
    /// A runtime with threads for the SDK; the rest of the driver has one thread. Leaked, so that it outlives the
    /// worker: one without activities doesn't end when it is stopped (SDK 1.1), and panics when its runtime ends first.
    runtime: &'static tokio::runtime::Runtime,
    starter: Starter,
    stop: Box<dyn Fn() + Send + Sync>,
}

impl std::fmt::Debug for IdleWorkflows {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("IdleWorkflows").field("task_queue", &self.starter.task_queue).finish_non_exhaustive()
    }
}

#[derive(Clone)]
struct Starter {
    client: Client,
    task_queue: String,
}

impl IdleWorkflows {
    /// Connects, starts the worker, and runs some workflows to warm up both.
    ///
    /// # Errors
    /// When Temporal can't be reached or a workflow fails.
    pub async fn start(address: &str, namespace: &str) -> anyhow::Result<Self> {
        const WARM_UP: u32 = 20;
        let url = if address.contains("://") { address.to_owned() } else { format!("http://{address}") };
        let connection = ConnectionOptions::new(Url::from_str(&url)?)
            .identity(format!("holdfast-loadtest-{}", std::process::id()))
            .grpc_compression(GrpcCompression::None)
            .build();
        let options = ClientOptions::new(namespace.to_owned()).build();
        let task_queue = format!("loadtest-{:016x}", rand::random::<u64>());
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
        let runtime: &'static _ = Box::leak(Box::new(runtime));
        let (starter, stop) = runtime
            .spawn(async move {
                let client = Client::connect(connection, options).await.context("connecting to temporal")?;
                let stop = start_worker(&client, &task_queue)?;
                anyhow::Ok((Starter { client, task_queue }, stop))
            })
            .await??;
        let floor = Self { runtime, starter, stop };
        for shape in [Shape::Empty, Shape::IdleSaga] {
            floor.one_by_one(shape, WARM_UP).await?;
        }
        Ok(floor)
    }

    /// Runs `count` workflows one by one, each until its result is known.
    ///
    /// # Errors
    /// When a workflow fails.
    pub async fn one_by_one(&self, shape: Shape, count: u32) -> anyhow::Result<Latencies> {
        let starter = self.starter.clone();
        self.on_runtime(async move {
            let mut latencies = Latencies::default();
            for _ in 0..count {
                latencies.record(starter.run(shape).await?);
            }
            Ok(latencies)
        })
        .await
    }

    /// Keeps `concurrency` workflows running for `duration`.
    ///
    /// # Errors
    /// When a workflow fails.
    pub async fn round(&self, shape: Shape, concurrency: usize, duration: Duration) -> anyhow::Result<Latencies> {
        let starter = self.starter.clone();
        self.on_runtime(async move {
            let deadline = Instant::now() + duration;
            let mut latencies = Latencies::default();
            for one in together((0..concurrency).map(|_| starter.clone().run_until(shape, deadline))).await? {
                latencies.merge(one?);
            }
            Ok(latencies)
        })
        .await
    }

    async fn on_runtime<T: Send + 'static>(
        &self,
        work: impl Future<Output = anyhow::Result<T>> + Send + 'static,
    ) -> anyhow::Result<T> {
        self.runtime.spawn(work).await?
    }
}

impl Drop for IdleWorkflows {
    fn drop(&mut self) {
        (self.stop)();
    }
}

impl Starter {
    async fn run_until(self, shape: Shape, deadline: Instant) -> anyhow::Result<Latencies> {
        let mut latencies = Latencies::default();
        while Instant::now() < deadline {
            latencies.record(self.run(shape).await?);
        }
        Ok(latencies)
    }

    async fn run(&self, shape: Shape) -> anyhow::Result<Duration> {
        match shape {
            Shape::Empty => self.time(Empty::run, 0, SearchAttributes::default(), MemoValues::new()).await,
            Shape::IdleSaga => {
                let attributes = [ORDER_STATE.value_set("IDLE".to_owned()), EVENT_ID.value_set(1)];
                let mut memo = MemoValues::new();
                memo.insert("order", "x".repeat(MEMO_LENGTH));
                self.time(IdleSaga::run, "x".repeat(INPUT_LENGTH), SearchAttributes::new(attributes), memo).await
            }
        }
    }

    /// Runs one workflow; returns the time from its start until its result is known.
    async fn time<W>(
        &self,
        workflow: W,
        input: W::Input,
        attributes: SearchAttributes,
        memo: MemoValues,
    ) -> anyhow::Result<Duration>
    where
        W: HasWorkflowDefinition<Input: Send>,
    {
        let id = format!("loadtest-{:032x}", rand::random::<u128>());
        let options = WorkflowStartOptions::new(self.task_queue.clone(), id)
            .enable_eager_workflow_start(true)
            .task_timeout(TASK_TIMEOUT)
            .search_attributes(attributes)
            .memo(memo)
            .build();
        let begun = Instant::now();
        let handle = self.client.start_workflow(workflow, input, options).await?;
        handle.get_result(WorkflowGetResultOptions::default()).await?;
        Ok(begun.elapsed())
    }
}

/// Runs a worker on a thread of its own, since `Worker::run` isn't `Send`. Returns what stops it.
fn start_worker(client: &Client, task_queue: &str) -> anyhow::Result<Box<dyn Fn() + Send + Sync>> {
    let runtime = Runtime::from_current_tokio(RuntimeOptions::default())?;
    let options = WorkerOptions::new(task_queue)
        .register_activities(IdleSteps)
        .register_workflow::<Empty>()?
        .register_workflow::<IdleSaga>()?
        .build();
    let mut worker = Worker::new(&runtime, client.clone(), options).map_err(|error| anyhow::anyhow!("{error}"))?;
    let stop = Box::new(worker.shutdown_handle());
    let handle = tokio::runtime::Handle::current();
    std::thread::Builder::new().name("temporal-worker".to_owned()).spawn(move || {
        // The runtime must outlive its worker. When the worker fails, its error is dropped and no workflow ends.
        let _runtime = runtime;
        handle.block_on(worker.run()).ok();
    })?;
    Ok(stop)
}
