//! The client of the order workflows: start, find, cancel, refund, settle. A call that Temporal doesn't answer in time has an
//! unknown effect, which is an error of its own: the caller repeats it with the same key.

use std::{future::Future, sync::Arc, time::Duration};

use holdfast_domain::{
    CancelReason, Fault, OrderId, OrderState,
    step_messages::{OrderInput, PlacedOrder, RefundInput, RunMode},
};
use holdfast_stores::{mysql::orders::Order, order_watch::OrderWatch};
use holdfast_workflows::{
    OrderWorkflow, RefundWorkflow, ids,
    order::{CancelOutcome, CancelRequest},
    start::{self, ORDER_MEMO, OrderMemo},
};
use temporalio_client::{
    Client, RpcOptions, WorkflowDescribeOptions, WorkflowExecutionStatus, WorkflowSignalOptions,
    WorkflowStartUpdateOptions,
    errors::{WorkflowInteractionError, WorkflowStartError, WorkflowUpdateError},
    tonic,
};
use thiserror::Error;

use crate::host::{Host, NotConnected};

/// A question that gets no answer within this is answered 503.
const ANSWER: Duration = Duration::from_secs(3);
/// How long an accepted cancellation is waited for before the buyer hears that it is under way.
const CANCEL_OUTCOME: Duration = Duration::from_secs(2);
/// Pause before an update that a retried workflow task has lost is sent again.
const TASK_RETRIED: Duration = Duration::from_millis(50);
/// Every request of a buyer to cancel is this one update: a repeat has the first one's answer.
const CANCEL_UPDATE_ID: &str = "customer-cancel";

/// Why Temporal has no answer.
#[derive(Debug, Error)]
pub enum Error {
    /// Not reached since the start, or not any more.
    #[error(transparent)]
    NotConnected(#[from] NotConnected),
    /// No answer in time; the call may or may not have taken effect.
    #[error("temporal did not answer in time")]
    TimedOut,
    /// An answer that is none.
    #[error("temporal refused a call")]
    Refused(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl Fault for Error {
    /// Unknown is worth a repeat, with the same key.
    fn retryable(&self) -> bool {
        match self {
            Self::NotConnected(_) | Self::TimedOut | Self::Refused(_) => true,
        }
    }
}

/// What became of a start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Started {
    /// This call started it.
    Now,
    /// It was started before, under way or closed.
    Before,
}

/// What Temporal knows of an order.
#[derive(Debug, Clone)]
pub struct KnownOrder {
    /// As it was accepted.
    pub memo: OrderMemo,
    /// Whether its workflow is under way.
    pub running: bool,
}

/// What became of a request to cancel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cancellation {
    /// The order rolls back, or has.
    Won,
    /// The sale was first: what is left is a refund.
    Lost,
    /// Accepted, which is durable; the outcome isn't known yet.
    UnderWay,
    /// The workflow is closed or unknown: the row says what is left to do.
    Closed,
}

/// The order workflows of one installation. Cheap to clone.
#[derive(Clone)]
pub struct OrderClient {
    host: Arc<Host>,
    task_queue: String,
    payment_deadline_seconds: u32,
    watch: OrderWatch,
}

impl OrderClient {
    #[must_use]
    pub(crate) const fn new(
        host: Arc<Host>,
        task_queue: String,
        payment_deadline_seconds: u32,
        watch: OrderWatch,
    ) -> Self {
        Self { host, task_queue, payment_deadline_seconds, watch }
    }

    /// Tells of changes to rows that this process makes.
    #[must_use]
    pub const fn watch(&self) -> &OrderWatch {
        &self.watch
    }

    /// Stops this process's part in the workflows; see [`Host::drain`].
    pub async fn drain(&self) {
        self.host.drain().await;
    }

    /// Whether Temporal answers.
    ///
    /// # Errors
    /// When it doesn't.
    pub async fn ping(&self) -> Result<(), Error> {
        // Any id will do: "there is no such workflow" is an answer.
        let handle = self.client()?.get_workflow_handle::<OrderWorkflow>("ping");
        match in_time(ANSWER, handle.describe(describe_options())).await? {
            Ok(_) | Err(WorkflowInteractionError::NotFound(_)) => Ok(()),
            Err(error) => Err(refused(error)),
        }
    }

    /// Starts an order's workflow, unless there was one.
    ///
    /// # Errors
    /// When it isn't known whether there is one now.
    pub async fn start(&self, order: PlacedOrder) -> Result<Started, Error> {
        let input = OrderInput { order, mode: RunMode::Place, payment_deadline_seconds: self.payment_deadline_seconds };
        let options = start::order_options(&self.task_queue, &input);
        let client = self.client()?;
        match in_time(ANSWER, client.start_workflow(OrderWorkflow::run, input, options)).await? {
            Ok(_) => Ok(Started::Now),
            Err(WorkflowStartError::AlreadyStarted { .. }) => Ok(Started::Before),
            Err(error) => Err(refused(error)),
        }
    }

    /// What Temporal knows of an order; nothing once it has forgotten it.
    ///
    /// # Errors
    /// When it can't be asked.
    pub async fn find(&self, order: OrderId) -> Result<Option<KnownOrder>, Error> {
        let handle = self.client()?.get_workflow_handle::<OrderWorkflow>(ids::order_workflow_id(order));
        let description = match in_time(ANSWER, handle.describe(describe_options())).await? {
            Ok(description) => description,
            Err(WorkflowInteractionError::NotFound(_)) => return Ok(None),
            Err(error) => return Err(refused(error)),
        };
        let memo = description.memo().get::<OrderMemo>(ORDER_MEMO).map_err(refused)?;
        let running = description.status() == WorkflowExecutionStatus::Running;
        Ok(memo.map(|memo| KnownOrder { memo, running }))
    }

    /// Asks an order to cancel itself. Returns once that is durable, and waits a little for the outcome.
    ///
    /// # Errors
    /// When it isn't known whether the request was accepted.
    pub async fn cancel(&self, order: OrderId) -> Result<Cancellation, Error> {
        let handle = self.client()?.get_workflow_handle::<OrderWorkflow>(ids::order_workflow_id(order));
        let asked = async {
            loop {
                let options = WorkflowStartUpdateOptions::builder().update_id(CANCEL_UPDATE_ID.to_owned()).build();
                match handle.start_update(OrderWorkflow::cancel, CancelRequest::Customer, options).await {
                    // The workflow task was retried without our update, because another event reached the order first (its
                    // timer, a callback). Send it again.
                    Err(WorkflowUpdateError::Rpc(status)) if status.code() == tonic::Code::FailedPrecondition => {
                        tokio::time::sleep(TASK_RETRIED).await;
                    }
                    asked => return asked,
                }
            }
        };
        let update = match in_time(ANSWER, asked).await? {
            Ok(update) => update,
            Err(WorkflowUpdateError::NotFound(_)) => return Ok(Cancellation::Closed),
            Err(error) => return Err(refused(error)),
        };
        match tokio::time::timeout(CANCEL_OUTCOME, update.get_result(RpcOptions::default())).await {
            Ok(Ok(CancelOutcome::Won)) => Ok(Cancellation::Won),
            Ok(Ok(CancelOutcome::Lost)) => Ok(Cancellation::Lost),
            Ok(Err(WorkflowUpdateError::NotFound(_))) => Ok(Cancellation::Closed),
            Ok(Err(error)) => {
                // Accepted is accepted: what comes of it is in the history, not in this reply.
                tracing::warn!(%error, order_id = %order, "the outcome of an accepted cancellation is not known");
                Ok(Cancellation::UnderWay)
            }
            Err(_) => Ok(Cancellation::UnderWay),
        }
    }

    /// Starts the refund of an order, unless one is under way.
    ///
    /// # Errors
    /// When it isn't known whether one is.
    pub async fn refund(&self, refund: RefundInput) -> Result<(), Error> {
        let options = start::refund_options(&self.task_queue, &refund);
        let client = self.client()?;
        match in_time(ANSWER, client.start_workflow(RefundWorkflow::run, refund, options)).await? {
            Ok(_) | Err(WorkflowStartError::AlreadyStarted { .. }) => Ok(()),
            Err(error) => Err(refused(error)),
        }
    }

    /// Tells an order that the gateway has news of its payment. An order that is closed or unknown needs none.
    ///
    /// # Errors
    /// When it isn't known whether Temporal has it.
    pub async fn payment_changed(&self, order: OrderId) -> Result<(), Error> {
        let handle = self.client()?.get_workflow_handle::<OrderWorkflow>(ids::order_workflow_id(order));
        let told = handle.signal(OrderWorkflow::payment_changed, (), WorkflowSignalOptions::default());
        match in_time(ANSWER, told).await? {
            Ok(()) | Err(WorkflowInteractionError::NotFound(_)) => Ok(()),
            Err(error) => Err(refused(error)),
        }
    }

    /// Whether the workflow that an order waits for is running. Asks the workflow itself: Temporal's lists lag behind.
    ///
    /// # Errors
    /// When it can't be asked.
    pub async fn is_running(&self, order: &Order) -> Result<bool, Error> {
        let id = ids::driving_workflow_id(order.placed.order_id, order.row.state);
        let handle = self.client()?.get_workflow_handle::<OrderWorkflow>(id);
        match in_time(ANSWER, handle.describe(describe_options())).await? {
            Ok(description) => Ok(description.status() == WorkflowExecutionStatus::Running),
            Err(WorkflowInteractionError::NotFound(_)) => Ok(false),
            Err(error) => Err(refused(error)),
        }
    }

    /// Starts the workflow of an order again, to settle it: from SOLD forward, from anything else back. Does nothing if it
    /// runs.
    ///
    /// # Errors
    /// When it isn't known whether it runs now.
    pub async fn settle(&self, order: Order) -> Result<(), Error> {
        if order.row.state == OrderState::Refunding {
            let reason = order.row.reason.unwrap_or(CancelReason::OperatorTerminated);
            return self.refund(RefundInput::of(&order.placed, reason)).await;
        }
        let input = OrderInput {
            order: order.placed,
            mode: RunMode::Settle,
            payment_deadline_seconds: self.payment_deadline_seconds,
        };
        let options = start::order_options(&self.task_queue, &input);
        match in_time(ANSWER, self.client()?.start_workflow(OrderWorkflow::run, input, options)).await? {
            Ok(_) | Err(WorkflowStartError::AlreadyStarted { .. }) => Ok(()),
            Err(error) => Err(refused(error)),
        }
    }

    fn client(&self) -> Result<Client, Error> {
        Ok(self.host.client()?)
    }
}

async fn in_time<T>(limit: Duration, call: impl Future<Output = T>) -> Result<T, Error> {
    tokio::time::timeout(limit, call).await.map_err(|_| Error::TimedOut)
}

fn refused(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    Error::Refused(error.into())
}

fn describe_options() -> WorkflowDescribeOptions {
    WorkflowDescribeOptions::builder().rpc_options(RpcOptions::builder().timeout(ANSWER).build()).build()
}
