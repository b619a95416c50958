//! Reads the histories of an order's workflows from Temporal.

use chrono::{DateTime, Utc};
use futures::TryStreamExt;
use holdfast_domain::OrderId;
use holdfast_workflows::{OrderWorkflow, ids};
use temporalio_client::{
    Client, NamespacedClient, WorkflowListOptions,
    errors::WorkflowInteractionError,
    grpc::WorkflowService,
    tonic::{self, IntoRequest},
};
use temporalio_common::protos::temporal::api::{
    common::v1::WorkflowExecution, history::v1::HistoryEvent, workflow::v1::PendingActivityInfo,
    workflowservice::v1::GetWorkflowExecutionHistoryReverseRequest,
};

use super::Run;
use crate::order_client::{Error, describe_options, refused, rpc_options};

/// Most runs of an order: one, and one more for each settlement and each refund. Only a refund that waits for months, as
/// a chain of runs, has more. The newest are read.
const MAX_RUNS: usize = 20;
/// Most events of all runs. An order has some twenty; each poll of a pending payment adds about eight. The newest are
/// read.
const MAX_EVENTS: usize = 4000;
/// Most events in a response of Temporal's, about 500 kB.
const PAGE: usize = 500;

/// The histories of an order.
pub(super) struct Histories {
    pub(super) runs: Vec<RunHistory>,
    /// Whether older runs or older events are left out.
    pub(super) truncated: bool,
}

/// The history of a run.
pub(super) struct RunHistory {
    pub(super) run: Run,
    /// Oldest first.
    pub(super) events: Vec<HistoryEvent>,
    /// The durable steps that are under way.
    pub(super) pending: Vec<PendingActivityInfo>,
}

/// A run whose history is to be read.
struct KnownRun {
    run: Run,
    started: DateTime<Utc>,
    pending: Vec<PendingActivityInfo>,
}

/// Reads the newest runs of an order, newest first, and of these the newest events.
pub(super) async fn read(client: &Client, order: OrderId) -> Result<Histories, Error> {
    let mut runs = find_runs(client, order).await?;
    let mut histories = Histories { runs: Vec::new(), truncated: runs.len() > MAX_RUNS };
    runs.truncate(MAX_RUNS);
    let mut left = MAX_EVENTS;
    for KnownRun { run, pending, .. } in runs {
        let (events, complete) = newest_events(client, &run, left).await?;
        left -= events.len();
        histories.truncated |= !complete;
        histories.runs.push(RunHistory { run, events, pending });
    }
    Ok(histories)
}

/// The runs of both workflows, newest first. Older runs are in Temporal's list only, which lags behind by a second or
/// so; the newest run of each workflow is described.
async fn find_runs(client: &Client, order: OrderId) -> Result<Vec<KnownRun>, Error> {
    let [order, refund] = [ids::order_workflow_id(order), ids::refund_workflow_id(order)];
    let (newest, newest_refund, listed) =
        tokio::try_join!(describe(client, &order), describe(client, &refund), list(client, &order, &refund))?;
    let mut runs: Vec<_> = [newest, newest_refund].into_iter().flatten().collect();
    for listed in listed {
        if runs.iter().all(|known| known.run != listed.run) {
            runs.push(listed);
        }
    }
    runs.sort_by_key(|run| std::cmp::Reverse(run.started));
    Ok(runs)
}

async fn describe(client: &Client, workflow_id: &str) -> Result<Option<KnownRun>, Error> {
    let handle = client.get_workflow_handle::<OrderWorkflow>(workflow_id);
    match handle.describe(describe_options()).await {
        Ok(description) => Ok(Some(KnownRun {
            run: Run { workflow_id: workflow_id.to_owned(), run_id: description.run_id().to_owned() },
            started: description.start_time().map(DateTime::from).unwrap_or_default(),
            pending: description.raw().pending_activities.clone(),
        })),
        Err(WorkflowInteractionError::NotFound(_)) => Ok(None),
        Err(error) => Err(refused(error)),
    }
}

/// The listed runs of two workflows, one more than are read.
async fn list(client: &Client, order: &str, refund: &str) -> Result<Vec<KnownRun>, Error> {
    let query = format!("WorkflowId IN ('{order}', '{refund}')");
    let options = WorkflowListOptions::builder().limit(MAX_RUNS + 1).rpc_options(rpc_options()).build();
    let runs = client.list_workflows(query, options).map_ok(|listed| KnownRun {
        run: Run { workflow_id: listed.id().to_owned(), run_id: listed.run_id().to_owned() },
        started: listed.start_time().map(DateTime::from).unwrap_or_default(),
        pending: Vec::new(),
    });
    runs.try_collect().await.map_err(refused)
}

/// At most `limit` of the newest events of a run, oldest first, and whether these are all. A run that is no longer
/// retained has none.
async fn newest_events(client: &Client, run: &Run, limit: usize) -> Result<(Vec<HistoryEvent>, bool), Error> {
    let execution = WorkflowExecution { workflow_id: run.workflow_id.clone(), run_id: run.run_id.clone() };
    let (mut events, mut page) = (Vec::new(), Vec::new());
    while events.len() < limit {
        let size = PAGE.min(limit - events.len());
        let request = GetWorkflowExecutionHistoryReverseRequest {
            namespace: client.namespace(),
            execution: Some(execution.clone()),
            maximum_page_size: i32::try_from(size).unwrap_or(i32::MAX),
            next_page_token: page,
        };
        let response = match client.clone().get_workflow_execution_history_reverse(request.into_request()).await {
            Ok(response) => response.into_inner(),
            Err(status) if status.code() == tonic::Code::NotFound => return Ok((Vec::new(), true)),
            Err(status) => return Err(refused(status)),
        };
        events.extend(response.history.into_iter().flat_map(|history| history.events));
        page = response.next_page_token;
        if page.is_empty() {
            events.reverse();
            return Ok((events, true));
        }
    }
    events.truncate(limit);
    events.reverse();
    Ok((events, false))
}
