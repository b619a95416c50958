//! The client of the order workflows: starts, finds, cancels, refunds and settles orders.
//!
//! If Temporal doesn't respond in time, the effect of the call is unknown. That is an error of its own, after which the
//! caller repeats the call with the same key.

use std::{
    future::Future,
    sync::Arc,
    time::{Duration, Instant},
};

use chrono::{DateTime, SecondsFormat, Utc};
use futures::{Stream, StreamExt, stream};
use holdfast_domain::{
    CancelReason, Fault, OrderId, OrderState,
    step_messages::{OrderInput, PlacedOrder, RefundInput, RunMode},
};
use holdfast_spans::ORDER_ATTRIBUTE;
use holdfast_stores::{mysql::orders::Order, order_watch::OrderWatch};
use holdfast_workflows::{
    OrderWorkflow, RefundWorkflow, ids,
    order::{CancelOutcome, CancelRequest},
    start::{self, ORDER_MEMO, OrderMemo},
};
use opentelemetry::{
    Context, KeyValue,
    trace::{FutureExt as _, TraceContextExt as _},
};
use temporalio_client::{
    Client, RpcOptions, WorkflowDescribeOptions, WorkflowExecutionStatus, WorkflowFetchHistoryOptions,
    WorkflowListOptions, WorkflowSignalOptions, WorkflowStartUpdateOptions,
    errors::{WorkflowInteractionError, WorkflowStartError, WorkflowUpdateError},
    tonic,
};
use temporalio_common::protos::temporal::api::history::v1::{HistoryEvent, history_event::Attributes};
use thiserror::Error;

use crate::{
    accepted::Accepted,
    admission::Permit,
    host::{Host, NotConnected},
};

/// Time limit of a call; the API then responds with 503.
const CALL_TIMEOUT: Duration = Duration::from_secs(3);
/// How long to wait for the outcome of an accepted cancellation before the buyer is told that it is under way.
const CANCEL_WAIT: Duration = Duration::from_secs(2);
/// How long a call for an order waits for the order's trace. Without it, the call goes on in the trace of its request.
const TRACE_WAIT: Duration = Duration::from_millis(500);
/// Pause before an update is sent again, after a retried workflow task lost it.
const RESEND_PAUSE: Duration = Duration::from_millis(50);
/// The update id of every cancellation by the buyer, so that a repeat gets the first one's outcome.
const CANCEL_UPDATE_ID: &str = "customer-cancel";
/// Statuses of workflows that closed before their own end. Each has its own query, without the type of workflow, so that
/// the development server searches its index of statuses. It would read all orders for several statuses or for a type.
const CLOSED_EARLY: [&str; 3] = ["Terminated", "Failed", "TimedOut"];

/// Why a call to Temporal has no result.
#[derive(Debug, Error)]
pub enum Error {
    /// There is no connection to Temporal.
    #[error(transparent)]
    NotConnected(#[from] NotConnected),
    /// No response in time; the call may or may not have taken effect.
    #[error("temporal did not respond in time")]
    TimedOut,
    /// Temporal returned an error, or a response that can't be decoded.
    #[error("a call to temporal failed")]
    Refused(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl Fault for Error {
    /// Always: a repeat with the same key is safe, whether or not the call took effect.
    fn retryable(&self) -> bool {
        match self {
            Self::NotConnected(_) | Self::TimedOut | Self::Refused(_) => true,
        }
    }
}

/// The result of a start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Started {
    /// This call started the workflow.
    Now,
    /// The workflow was started before; it is running or closed.
    Before,
}

/// What Temporal knows about an order.
#[derive(Debug, Clone)]
pub struct KnownOrder {
    /// The order as it was accepted.
    pub memo: OrderMemo,
    /// Whether its workflow is running.
    pub running: bool,
}

/// The result of a request to cancel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cancellation {
    /// The order is rolling back, or has rolled back.
    Won,
    /// The sale came first; only a refund is possible now.
    Lost,
    /// The request is accepted and durable; its outcome isn't known yet.
    UnderWay,
    /// The workflow is closed or unknown; the order's row says what is left to do.
    Closed,
}

/// The client of one installation's order workflows. Cheap to clone.
#[derive(Clone)]
pub struct OrderClient {
    host: Arc<Host>,
    task_queue: String,
    payment_deadline_seconds: u32,
    watch: OrderWatch,
    accepted: Accepted,
}

impl OrderClient {
    #[must_use]
    pub(crate) fn new(host: Arc<Host>, task_queue: String, payment_deadline_seconds: u32, watch: OrderWatch) -> Self {
        Self { host, task_queue, payment_deadline_seconds, watch, accepted: Accepted::default() }
    }

    /// Reports the changes that this process makes to order rows.
    #[must_use]
    pub const fn watch(&self) -> &OrderWatch {
        &self.watch
    }

    /// An order that this process has just started and whose row is known to be unchanged: PENDING, without a read.
    #[must_use]
    pub fn find_unchanged(&self, order: OrderId) -> Option<OrderMemo> {
        self.accepted.find_unchanged(order, Instant::now())
    }

    /// Whether this process started the order and has seen no change of its row since, for a minute at most.
    #[must_use]
    pub fn has_accepted(&self, order: OrderId) -> bool {
        self.accepted.contains(order)
    }

    /// Stops this process's Temporal worker; see [`Host::drain`].
    pub async fn drain(&self) {
        self.host.drain().await;
    }

    /// Checks that Temporal responds.
    ///
    /// # Errors
    /// If it doesn't respond in time, or returns an error.
    pub async fn ping(&self) -> Result<(), Error> {
        // Any id will do: "not found" is a response too.
        let handle = self.client()?.get_workflow_handle::<OrderWorkflow>("ping");
        match in_time(CALL_TIMEOUT, handle.describe(describe_options())).await? {
            Ok(_) | Err(WorkflowInteractionError::NotFound(_)) => Ok(()),
            Err(error) => Err(refused(error)),
        }
    }

    /// Starts an order's workflow, unless it was started before. The order counts against its permit until its first
    /// outcome; an order without a permit is a repeat or is recovered, and doesn't count.
    ///
    /// # Errors
    /// If it is unknown whether the workflow was started.
    pub async fn start(&self, order: PlacedOrder, permit: Option<Permit>) -> Result<Started, Error> {
        let trace = holdfast_spans::traceparent();
        let memo = OrderMemo { trace: trace.clone(), ..OrderMemo::from(&order) };
        let id = order.order_id;
        let (progress, changes) = (self.watch.wait_for(id), self.watch.wait_for(id));
        let input = OrderInput { order, mode: RunMode::Place, payment_deadline_seconds: self.payment_deadline_seconds };
        let options = start::order_options(&self.task_queue, &input, trace);
        let client = self.client()?;
        let started = in_time(CALL_TIMEOUT, client.start_workflow(OrderWorkflow::run, input, options)).await;
        match started? {
            Ok(_) => {
                if let Some(permit) = permit {
                    permit.follow(progress, self.accepted.insert(id, memo, changes));
                }
                Ok(Started::Now)
            }
            Err(WorkflowStartError::AlreadyStarted { .. }) => Ok(Started::Before),
            Err(error) => Err(refused(error)),
        }
    }

    /// What Temporal knows about an order; `None` if no workflow was started, or Temporal no longer retains it.
    ///
    /// # Errors
    /// If Temporal doesn't respond in time, or returns an error.
    pub async fn find(&self, order: OrderId) -> Result<Option<KnownOrder>, Error> {
        let handle = self.client()?.get_workflow_handle::<OrderWorkflow>(ids::order_workflow_id(order));
        let description = match in_time(CALL_TIMEOUT, handle.describe(describe_options())).await? {
            Ok(description) => description,
            Err(WorkflowInteractionError::NotFound(_)) => return Ok(None),
            Err(error) => return Err(refused(error)),
        };
        let memo = description.memo().get::<OrderMemo>(ORDER_MEMO).map_err(refused)?;
        let running = description.status() == WorkflowExecutionStatus::Running;
        Ok(memo.map(|memo| KnownOrder { memo, running }))
    }

    /// Requests an order's cancellation. Waits until the request is durable, and then up to 2 s for its outcome.
    ///
    /// # Errors
    /// If it is unknown whether the request was accepted.
    pub async fn cancel(&self, order: OrderId) -> Result<Cancellation, Error> {
        let handle = self.client()?.get_workflow_handle::<OrderWorkflow>(ids::order_workflow_id(order));
        let asked = async {
            loop {
                let options = WorkflowStartUpdateOptions::builder().update_id(CANCEL_UPDATE_ID.to_owned()).build();
                match handle.start_update(OrderWorkflow::cancel, CancelRequest::Customer, options).await {
                    // The workflow task was retried without our update, because another event reached the order first
                    // (its timer, a callback). Send it again.
                    Err(WorkflowUpdateError::Rpc(status)) if status.code() == tonic::Code::FailedPrecondition => {
                        tokio::time::sleep(RESEND_PAUSE).await;
                    }
                    asked => return asked,
                }
            }
        };
        let context = self.in_trace_of(order, "cancel an order").await;
        let update = match in_time(CALL_TIMEOUT, asked).with_context(context).await? {
            Ok(update) => update,
            Err(WorkflowUpdateError::NotFound(_)) => return Ok(Cancellation::Closed),
            Err(error) => return Err(refused(error)),
        };
        match tokio::time::timeout(CANCEL_WAIT, update.get_result(RpcOptions::default())).await {
            Ok(Ok(CancelOutcome::Won)) => Ok(Cancellation::Won),
            Ok(Ok(CancelOutcome::Lost)) => Ok(Cancellation::Lost),
            Ok(Err(WorkflowUpdateError::NotFound(_))) => Ok(Cancellation::Closed),
            Ok(Err(error)) => {
                // The accepted update is in the workflow's history; failing to read its outcome doesn't undo it.
                tracing::warn!(%error, order_id = %order, "the outcome of an accepted cancellation is unknown");
                Ok(Cancellation::UnderWay)
            }
            Err(_) => Ok(Cancellation::UnderWay),
        }
    }

    /// Starts an order's refund, unless one is under way.
    ///
    /// # Errors
    /// If it is unknown whether a refund is under way.
    pub async fn refund(&self, refund: RefundInput) -> Result<(), Error> {
        let options = start::refund_options(&self.task_queue, &refund);
        let context = self.in_trace_of(refund.order_id, "refund an order").await;
        let client = self.client()?;
        let started = in_time(CALL_TIMEOUT, client.start_workflow(RefundWorkflow::run, refund, options));
        match started.with_context(context).await? {
            Ok(_) | Err(WorkflowStartError::AlreadyStarted { .. }) => Ok(()),
            Err(error) => Err(refused(error)),
        }
    }

    /// Signals an order's workflow that its payment has changed. Does nothing if the workflow is closed or unknown.
    ///
    /// # Errors
    /// If it is unknown whether Temporal accepted the signal.
    pub async fn payment_changed(&self, order: OrderId) -> Result<(), Error> {
        let handle = self.client()?.get_workflow_handle::<OrderWorkflow>(ids::order_workflow_id(order));
        let told = handle.signal(OrderWorkflow::payment_changed, (), WorkflowSignalOptions::default());
        let context = self.in_trace_of(order, "take a callback").await;
        match in_time(CALL_TIMEOUT, told).with_context(context).await? {
            Ok(()) | Err(WorkflowInteractionError::NotFound(_)) => Ok(()),
            Err(error) => Err(refused(error)),
        }
    }

    /// Whether the workflow that drives an order is running. Describes that workflow: Temporal's lists lag behind.
    ///
    /// # Errors
    /// If Temporal doesn't respond in time, or returns an error.
    pub async fn is_running(&self, order: &Order) -> Result<bool, Error> {
        let id = ids::driving_workflow_id(order.placed.order_id, order.row.state);
        let handle = self.client()?.get_workflow_handle::<OrderWorkflow>(id);
        match in_time(CALL_TIMEOUT, handle.describe(describe_options())).await? {
            Ok(description) => Ok(description.status() == WorkflowExecutionStatus::Running),
            Err(WorkflowInteractionError::NotFound(_)) => Ok(false),
            Err(error) => Err(refused(error)),
        }
    }

    /// Starts an order's workflow again to settle the order: forward from SOLD, with a refund from REFUNDING, back from
    /// any other state. Does nothing if the workflow is running.
    ///
    /// # Errors
    /// If it is unknown whether the workflow is running now.
    pub async fn settle(&self, order: Order) -> Result<(), Error> {
        if order.row.state == OrderState::Refunding {
            let reason = order.row.reason.unwrap_or(CancelReason::OperatorTerminated);
            return self.refund(RefundInput::of(&order.placed, reason)).await;
        }
        self.start_to_settle(order.placed).await
    }

    /// The context of a call that another request, or a task, makes for an order: a span of this name in the trace of the
    /// request that placed the order. The current context if the order isn't traced, or Temporal doesn't respond.
    async fn in_trace_of(&self, order: OrderId, name: &'static str) -> Context {
        let current = Context::current();
        // A request that isn't exported, in a process that exports none.
        if current.span().span_context().is_valid() && !holdfast_spans::is_sampled() {
            return current;
        }
        let trace = match self.accepted.memo(order) {
            Some(memo) => memo.trace,
            // Boxed, because the future of a call to Temporal is large and this one is part of each request's.
            None => match tokio::time::timeout(TRACE_WAIT, Box::pin(self.find(order))).await {
                Ok(Ok(known)) => known.and_then(|known| known.memo.trace),
                Ok(Err(_)) | Err(_) => None,
            },
        };
        let Some(trace) = trace else { return current };
        holdfast_spans::joined(name, &trace, vec![KeyValue::new(ORDER_ATTRIBUTE, order.to_string())])
    }

    async fn start_to_settle(&self, order: PlacedOrder) -> Result<(), Error> {
        let payment_deadline_seconds = self.payment_deadline_seconds;
        let input = OrderInput { order, mode: RunMode::Settle, payment_deadline_seconds };
        let context = self.in_trace_of(input.order.order_id, "settle an order").await;
        let trace = holdfast_spans::traceparent_of(&context);
        let options = start::order_options(&self.task_queue, &input, trace);
        let client = self.client()?;
        let started = in_time(CALL_TIMEOUT, client.start_workflow(OrderWorkflow::run, input, options));
        match started.with_context(context).await? {
            Ok(_) | Err(WorkflowStartError::AlreadyStarted { .. }) => Ok(()),
            Err(error) => Err(refused(error)),
        }
    }

    /// The orders whose workflow was terminated, failed or timed out since `since`, in no certain order. Temporal's list
    /// lags behind by a second or so.
    ///
    /// # Errors
    /// There is no connection. An item is an error if Temporal doesn't respond in time, or returns an error.
    pub fn list_closed_early(&self, since: DateTime<Utc>) -> Result<impl Stream<Item = Result<OrderId, Error>>, Error> {
        let client = self.client()?;
        let (task_queue, since) = (&self.task_queue, since.to_rfc3339_opts(SecondsFormat::Millis, true));
        let lists = CLOSED_EARLY.map(|status| {
            let query =
                format!("TaskQueue = '{task_queue}' AND ExecutionStatus = '{status}' AND CloseTime >= '{since}'");
            client.list_workflows(query, WorkflowListOptions::builder().rpc_options(rpc_options()).build())
        });
        Ok(stream::iter(lists).flatten().filter_map(|workflow| async {
            workflow.map(|workflow| ids::order_of_workflow(workflow.id())).map_err(refused).transpose()
        }))
    }

    /// Settles an order whose workflow was closed before it had written the row: starts the workflow again from the
    /// input of the closed run, which writes the row and rolls the order back. Does nothing if the workflow is running.
    /// Returns whether Temporal knows the order.
    ///
    /// # Errors
    /// If it is unknown whether the workflow is running now.
    pub async fn settle_without_row(&self, order: OrderId) -> Result<bool, Error> {
        let handle = self.client()?.get_workflow_handle::<OrderWorkflow>(ids::order_workflow_id(order));
        let options = WorkflowFetchHistoryOptions::builder().rpc_options(rpc_options()).build();
        let first = match in_time(CALL_TIMEOUT, handle.fetch_history(options).next()).await? {
            Some(Ok(first)) => first,
            Some(Err(WorkflowInteractionError::NotFound(_))) | None => return Ok(false),
            Some(Err(error)) => return Err(refused(error)),
        };
        let input = first_input(&first).ok_or_else(|| refused("a history doesn't begin with the order"))?;
        let OrderInput { order, .. } = serde_json::from_slice(input).map_err(refused)?;
        self.start_to_settle(order).await?;
        Ok(true)
    }

    pub(crate) fn client(&self) -> Result<Client, Error> {
        Ok(self.host.client()?)
    }
}

pub(crate) async fn in_time<T>(limit: Duration, call: impl Future<Output = T>) -> Result<T, Error> {
    tokio::time::timeout(limit, call).await.map_err(|_| Error::TimedOut)
}

pub(crate) fn refused(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    Error::Refused(error.into())
}

pub(crate) fn describe_options() -> WorkflowDescribeOptions {
    WorkflowDescribeOptions::builder().rpc_options(rpc_options()).build()
}

pub(crate) fn rpc_options() -> RpcOptions {
    RpcOptions::builder().timeout(CALL_TIMEOUT).build()
}

/// The JSON of a workflow's input, if `event` is the first one of its history.
fn first_input(event: &HistoryEvent) -> Option<&[u8]> {
    match event.attributes.as_ref()? {
        Attributes::WorkflowExecutionStartedEventAttributes(started) => {
            Some(&started.input.as_ref()?.payloads.first()?.data)
        }
        _ => None,
    }
}
