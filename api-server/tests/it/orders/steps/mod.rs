//! Each step of the saga fails in turn, before or after its effect, once or repeatedly, and the order ends as it would
//! have without the fault.

mod again;
mod back;
mod forward;
mod late;
mod publish;
mod refund;
mod rules;
mod sequence;
pub(crate) mod wire;

use std::time::Duration;

use futures::future::join_all;
use holdfast_domain::{
    PaymentStatus,
    order::{CancelReason, OrderState},
};
use holdfast_stores::mysql::orders::Order;
use holdfast_workflows::OrderWorkflow;
use serde_json::Value;
use temporalio_client::{
    WorkflowDescribeOptions, WorkflowExecutionStatus, WorkflowFetchHistoryOptions, errors::WorkflowInteractionError,
};
use temporalio_common::protos::temporal::api::history::v1::{HistoryEvent, history_event::Attributes};

use self::wire::{Failure, Step, Ways};
use super::{id, new_key, order, payments};
use crate::support::{TestApp, eventually, eventually_within, temporal};

/// Failures per app.
const LANE: usize = 14;

/// Runs `order` for every failure of these steps, each on a seat of its own.
async fn fail_each_in_turn(steps: &[Step], order: impl AsyncFn(&Failing<'_>)) {
    let failures: Vec<_> = steps.iter().copied().flat_map(Step::failures).collect();
    join_all(failures.chunks(LANE).map(|lane| fail_one_after_the_other(lane, &order))).await;
}

#[allow(clippy::print_stderr, reason = "the output of a failed test shows the failure that it injected")]
async fn fail_one_after_the_other(failures: &[Failure], order: &impl AsyncFn(&Failing<'_>)) {
    let (app, ways) = Ways::start().await;
    let event = app.create_event(u32::try_from(failures.len()).unwrap() + 1).await;
    // Loads every script into Redis before the first fault, so that no step needs a second round trip.
    warm_up(&app, event).await;
    for (failure, seat) in failures.iter().zip(2..) {
        eprintln!("{failure}");
        order(&Failing { app: &app, ways: &ways, failure, event, seat }).await;
        ways.all_met(failure).await;
    }
    app.finish().await;
}

/// One order that meets one failure.
struct Failing<'a> {
    app: &'a TestApp,
    ways: &'a Ways,
    failure: &'a Failure,
    event: u64,
    seat: u32,
}

impl Failing<'_> {
    /// Places the order with this payment method; returns its id.
    async fn place(&self, method: &str) -> String {
        let token = self.app.hold(self.event, &[self.seat]).await;
        let call = order(self.app, &new_key(), &token, self.event, &[self.seat], method);
        id(&call.send().await.expect(202))
    }

    fn arm(&self) {
        self.ways.arm(self.failure);
    }

    async fn expect_end(&self, id: &str, end: End) {
        expect_end(self.app, (self.event, self.seat), id, end, &self.failure.to_string()).await;
        // A row can be at its end while its workflow still repeats the step whose reply was lost. That repeat must not
        // meet the next order's faults.
        for workflow in [format!("order-{id}"), format!("refund-{id}")] {
            eventually_within("the workflow has ended", Duration::from_secs(30), async || {
                (!is_running(&workflow).await).then_some(())
            })
            .await;
        }
    }

    /// Expects a durable activity if the failure outlasts the local attempts.
    async fn expect_durable_tries(&self, workflow_id: String) {
        if self.failure.outlasts_local_attempts() {
            eventually("a durable activity is tried", async || {
                (!durable_activities(workflow_id.clone()).await.is_empty()).then_some(())
            })
            .await;
        }
    }
}

/// How an order ends.
#[derive(Clone, Copy)]
struct End {
    state: OrderState,
    reason: Option<CancelReason>,
    payment: PaymentStatus,
}

const CONFIRMED: End = End { state: OrderState::Confirmed, reason: None, payment: PaymentStatus::Captured };

const fn cancelled(reason: CancelReason, payment: PaymentStatus) -> End {
    End { state: OrderState::Cancelled, reason: Some(reason), payment }
}

const REFUNDED: End = End {
    state: OrderState::Refunded,
    reason: Some(CancelReason::CustomerCancelled),
    payment: PaymentStatus::Refunded,
};

/// Expects the end of an order of one seat: its row, its tickets, its payment and its seat.
async fn expect_end(app: &TestApp, (event, number): (u64, u32), id: &str, end: End, what: &str) {
    let order = row_in(app, id, end.state).await;
    assert_eq!((order.row.reason, order.row.payment_status), (end.reason, end.payment), "{what}");
    assert_eq!(order.tickets.len(), usize::from(end.state == OrderState::Confirmed), "{what}: live tickets");
    let ledger = payments(app, id).await;
    assert!(ledger.len() <= 1 && ledger.iter().all(|(status, _)| status == end.payment.as_str()), "{what}: {ledger:?}");
    // The gateway keeps a void that came before any authorisation, but the list may not show it.
    assert!(ledger.len() == 1 || end.payment == PaymentStatus::Voided, "{what}");
    let shown = if end.state == OrderState::Confirmed { "SOLD" } else { "AVAILABLE" };
    eventually("the seat has this status", async || (seat(app, event, number).await? == shown).then_some(())).await;
}

/// The status of a seat; `None` while Redis is unavailable.
pub(super) async fn seat(app: &TestApp, event: u64, number: u32) -> Option<String> {
    let map = app.get(&format!("/events/{event}/seats")).send().await;
    if map.status != 200 {
        return None;
    }
    let place = usize::try_from(number).unwrap() - 1;
    Some(map.json()["seats"][place]["status"].as_str().unwrap().to_owned())
}

/// The order as recorded, once it is in this state.
async fn row_in(app: &TestApp, id: &str, state: OrderState) -> Order {
    // Repeated faults take seconds by design: time-outs and backoff.
    const LIMIT: Duration = Duration::from_secs(30);
    let id = id.parse().unwrap();
    eventually_within("the order is in this state", LIMIT, async || {
        let order = app.state.engine.database.find_order(id).await.ok()??;
        (order.row.state == state).then_some(order)
    })
    .await
}

/// The types of the durable activities that a workflow has scheduled.
async fn durable_activities(workflow_id: String) -> Vec<String> {
    scheduled_activities(workflow_id).await.into_iter().map(|(name, _)| name).collect()
}

/// The task queues of an order's durable activities of this step.
async fn durable_queues(order: &str, step: &str) -> Vec<String> {
    let scheduled = scheduled_activities(format!("order-{order}")).await.into_iter();
    scheduled.filter(|(name, _)| name.ends_with(&format!("::{step}"))).map(|(_, queue)| queue).collect()
}

/// The type and the task queue of each durable activity that a workflow has scheduled.
async fn scheduled_activities(workflow_id: String) -> Vec<(String, String)> {
    let scheduled = history(workflow_id).await.into_iter().filter_map(|event| match event.attributes {
        Some(Attributes::ActivityTaskScheduledEventAttributes(scheduled)) => {
            Some((scheduled.activity_type?.name, scheduled.task_queue?.name))
        }
        _ => None,
    });
    scheduled.collect()
}

/// The durations of the timers that a workflow has started.
async fn timers(workflow_id: String) -> Vec<Duration> {
    let started = history(workflow_id).await.into_iter().filter_map(|event| match event.attributes {
        Some(Attributes::TimerStartedEventAttributes(started)) => {
            Some(started.start_to_fire_timeout?.try_into().unwrap())
        }
        _ => None,
    });
    started.collect()
}

/// The events of a workflow's history.
pub(crate) async fn history(workflow_id: String) -> Vec<HistoryEvent> {
    let workflow = temporal().await.get_workflow_handle::<OrderWorkflow>(workflow_id);
    workflow.fetch_history(WorkflowFetchHistoryOptions::default()).into_events().await.unwrap()
}

pub(super) async fn is_running(workflow_id: &str) -> bool {
    let workflow = temporal().await.get_workflow_handle::<OrderWorkflow>(workflow_id.to_owned());
    match workflow.describe(WorkflowDescribeOptions::default()).await {
        Ok(description) => description.status() == WorkflowExecutionStatus::Running,
        Err(WorkflowInteractionError::NotFound(_)) => false,
        Err(error) => panic!("{error}"),
    }
}

/// Runs one order to each kind of end.
async fn warm_up(app: &TestApp, event: u64) {
    super::buy(app, event, &[1], "sim_decline").await.expect(201);
    let sold: Value = super::buy(app, event, &[1], "sim_approve").await.expect(201);
    app.post(&format!("/orders/{}/cancel", id(&sold))).send().await.expect(200);
    eventually("the seat is free", async || (app.statuses(event).await[0] == "AVAILABLE").then_some(())).await;
}
