//! Workflows that do nothing, on the Temporal that orders run on.
#![allow(missing_docs, reason = "what the macros generate can't be documented")]
#![allow(clippy::unused_async, reason = "a workflow is async, even one that does nothing")]

use std::{
    str::FromStr,
    time::{Duration, Instant},
};

use anyhow::Context as _;
use temporalio_client::{
    Client, ClientOptions, ConnectionOptions, GrpcCompression, Url, WorkflowGetResultOptions, WorkflowStartOptions,
};
use temporalio_macros::{workflow, workflow_methods};
use temporalio_sdk::{Runtime, Worker, WorkerOptions, WorkflowContext, WorkflowResult, runtime::RuntimeOptions};

use crate::{scenario::together, stats::Latencies};

/// The orders' own. The server looks at each workflow once more when its first task would have timed out: with the
/// default of 10 s, that work would fall into the rounds of the orders and not into this floor's.
const TASK_TIMEOUT: Duration = Duration::from_secs(2);

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

/// Starter and worker of empty workflows, with a task queue of their own; started eagerly, as orders are.
pub struct EmptyWorkflows {
    /// The SDK wants threads, which the rest of the driver does without. It lives as long as the process: a worker
    /// without activities doesn't end when it is stopped (SDK 1.1), and panics when its runtime ends before it.
    runtime: &'static tokio::runtime::Runtime,
    starter: Starter,
    stop: Box<dyn Fn() + Send + Sync>,
}

impl std::fmt::Debug for EmptyWorkflows {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EmptyWorkflows").field("task_queue", &self.starter.task_queue).finish_non_exhaustive()
    }
}

#[derive(Clone)]
struct Starter {
    client: Client,
    task_queue: String,
}

impl EmptyWorkflows {
    /// Connects and starts the worker, and runs some workflows so that both are warm.
    ///
    /// # Errors
    /// When Temporal can't be reached.
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
        floor.one_by_one(WARM_UP).await?;
        Ok(floor)
    }

    /// Runs one after the other, each until its result is known.
    ///
    /// # Errors
    /// When one fails.
    pub async fn one_by_one(&self, count: u32) -> anyhow::Result<Latencies> {
        let starter = self.starter.clone();
        self.on_runtime(async move {
            let mut latencies = Latencies::default();
            for number in 0..count {
                latencies.record(starter.run(number).await?);
            }
            Ok(latencies)
        })
        .await
    }

    /// Keeps as many under way as `concurrency` says.
    ///
    /// # Errors
    /// When one fails.
    pub async fn round(&self, concurrency: usize, duration: Duration) -> anyhow::Result<Latencies> {
        let starter = self.starter.clone();
        self.on_runtime(async move {
            let deadline = Instant::now() + duration;
            let mut latencies = Latencies::default();
            for one in together((0..concurrency).map(|_| starter.clone().run_until(deadline))).await? {
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

impl Drop for EmptyWorkflows {
    fn drop(&mut self) {
        (self.stop)();
    }
}

impl Starter {
    async fn run_until(self, deadline: Instant) -> anyhow::Result<Latencies> {
        let mut latencies = Latencies::default();
        while Instant::now() < deadline {
            latencies.record(self.run(0).await?);
        }
        Ok(latencies)
    }

    async fn run(&self, number: u32) -> anyhow::Result<Duration> {
        let id = format!("loadtest-empty-{:032x}", rand::random::<u128>());
        let options = WorkflowStartOptions::new(self.task_queue.clone(), id)
            .enable_eager_workflow_start(true)
            .task_timeout(TASK_TIMEOUT)
            .build();
        let begun = Instant::now();
        let handle = self.client.start_workflow(Empty::run, number, options).await?;
        handle.get_result(WorkflowGetResultOptions::default()).await?;
        Ok(begun.elapsed())
    }
}

/// On a thread of its own: `Worker::run` isn't `Send`.
fn start_worker(client: &Client, task_queue: &str) -> anyhow::Result<Box<dyn Fn() + Send + Sync>> {
    let runtime = Runtime::from_current_tokio(RuntimeOptions::default())?;
    let options = WorkerOptions::new(task_queue).register_workflow::<Empty>()?.build();
    let mut worker = Worker::new(&runtime, client.clone(), options).map_err(|error| anyhow::anyhow!("{error}"))?;
    let stop = Box::new(worker.shutdown_handle());
    let handle = tokio::runtime::Handle::current();
    std::thread::Builder::new().name("temporal-worker".to_owned()).spawn(move || {
        // The runtime must outlive its worker. A worker that fails is told by the workflows, which then don't end.
        let _runtime = runtime;
        handle.block_on(worker.run()).ok();
    })?;
    Ok(stop)
}
