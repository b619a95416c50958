//! The entries of one run's history.

use std::{collections::HashMap, time::SystemTime};

use chrono::{DateTime, Utc};
use holdfast_domain::{CancelReason, Principal, step_messages::RunMode};
use holdfast_workflows::{OrderWorkflow, order::PAYMENT_DEADLINE};
use serde::Deserialize;
use temporalio_common::{
    SignalDefinition,
    protos::{
        constants::LOCAL_ACTIVITY_MARKER_NAME,
        coresdk::common::extract_local_activity_marker_data,
        temporal::api::{
            common::v1::Header,
            enums::v1::WorkflowTaskFailedCause,
            history::v1::{
                ActivityTaskStartedEventAttributes, HistoryEvent, MarkerRecordedEventAttributes,
                WorkflowExecutionSignaledEventAttributes, WorkflowExecutionStartedEventAttributes,
                WorkflowTaskFailedEventAttributes, history_event::Attributes,
            },
            update::v1::{Outcome, Request, outcome},
            workflow::v1::PendingActivityInfo,
        },
    },
};

use super::{
    Actor, Entry, Kind, Run,
    histories::RunHistory,
    payload::{failure_text, parse, show_failure, show_result, text, trace_id},
    placed_by,
    task::Task,
};
use crate::service::{Service, is_ours};

/// The HTTP operation that cancels or refunds an order, as the OpenAPI document names it.
const CANCEL_ORDER: &str = "cancel_order";
/// The identity of Temporal's own service, for example when it terminates a workflow that has too many events.
const TEMPORAL_ITSELF: &str = "history-service";

/// The entries of a run, in the order of its history.
pub(super) fn entries(history: &RunHistory) -> Vec<Entry> {
    let first = history.events.iter().find_map(|event| time(event.event_time.as_ref()));
    let mut reader = Reader::new(&history.run, first.unwrap_or_default());
    for event in &history.events {
        if let (Some(at), Some(attributes)) = (time(event.event_time.as_ref()), &event.attributes) {
            reader.read(event, at, attributes);
        }
    }
    for step in &history.pending {
        reader.show_pending(step);
    }
    reader.entries
}

/// Reads the events of a run, oldest first. The first ones may be missing.
struct Reader<'a> {
    run: &'a Run,
    entries: Vec<Entry>,
    /// The trace of the run's start, in which its steps run.
    trace_id: Option<String>,
    /// The trace of the last request to cancel, until its step has begun.
    cancellation: Option<String>,
    task: Task,
    /// Durable steps that haven't ended, by the ids of their first events.
    steps: HashMap<i64, OpenStep>,
    /// Updates that haven't ended, as indexes of their entries, by the ids of their first events.
    updates: HashMap<i64, usize>,
    /// When each timer was started and what it is for, by the ids of their first events.
    timers: HashMap<i64, (DateTime<Utc>, Option<String>)>,
}

struct OpenStep {
    entry: usize,
    activity_id: String,
}

/// What is read of the input of a workflow. The rest isn't shown.
#[derive(Deserialize)]
#[serde(untagged)]
enum Input {
    Order { order: Placed, mode: RunMode },
    Refund { reason: CancelReason },
}

#[derive(Deserialize)]
struct Placed {
    principal: Principal,
}

impl<'a> Reader<'a> {
    fn new(run: &'a Run, first: DateTime<Utc>) -> Self {
        Self {
            run,
            entries: Vec::new(),
            trace_id: None,
            cancellation: None,
            task: Task::started(first),
            steps: HashMap::new(),
            updates: HashMap::new(),
            timers: HashMap::new(),
        }
    }

    fn read(&mut self, event: &HistoryEvent, at: DateTime<Utc>, attributes: &Attributes) {
        use Attributes as A;
        match attributes {
            A::WorkflowExecutionStartedEventAttributes(started) => self.run_started(at, started),
            A::WorkflowExecutionCompletedEventAttributes(completed) => {
                show_result(self.workflow_event(at, "complete"), completed.result.as_ref());
            }
            A::WorkflowExecutionFailedEventAttributes(failed) => {
                show_failure(self.workflow_event(at, "fail"), failed.failure.as_ref());
            }
            A::WorkflowExecutionTimedOutEventAttributes(_) => {
                self.workflow_event(at, "time_out");
            }
            A::WorkflowExecutionContinuedAsNewEventAttributes(_) => {
                self.workflow_event(at, "continue_as_new");
            }
            A::WorkflowExecutionTerminatedEventAttributes(terminated) => {
                let entry = self.operator_event(at, "terminate", &terminated.identity, None);
                entry.detail = text(&terminated.reason);
            }
            A::WorkflowExecutionCancelRequestedEventAttributes(requested) => {
                let entry = self.operator_event(at, "request_cancellation", &requested.identity, None);
                entry.detail = text(&requested.cause);
            }
            A::WorkflowExecutionSignaledEventAttributes(signaled) => self.signaled(at, signaled),
            A::WorkflowExecutionUpdateAcceptedEventAttributes(accepted) => {
                if let Some(request) = &accepted.accepted_request {
                    self.updates.insert(event.event_id, self.entries.len());
                    // Temporal writes it at the end of the task, but it came before the task's steps.
                    self.update_accepted(self.task.started, request);
                }
            }
            A::WorkflowExecutionUpdateCompletedEventAttributes(completed) => {
                self.update_completed(at, completed.accepted_event_id, completed.outcome.as_ref());
            }
            A::WorkflowTaskStartedEventAttributes(_) => self.task = Task::started(at),
            A::WorkflowTaskCompletedEventAttributes(completed) => self.task.complete(at, &completed.identity),
            A::WorkflowTaskFailedEventAttributes(failed) => self.task_failed(at, failed),
            A::WorkflowTaskTimedOutEventAttributes(_) => {
                self.workflow_event(at, "workflow_task").outcome = Some("TIMED_OUT".into());
            }
            A::MarkerRecordedEventAttributes(marker) => self.local_step(at, marker),
            A::ActivityTaskScheduledEventAttributes(scheduled) => {
                let name = scheduled.activity_type.as_ref().map_or("", |activity| &activity.name);
                let trace_id = trace_id(scheduled.header.as_ref()).or_else(|| self.trace_id.clone());
                let open = OpenStep { entry: self.entries.len(), activity_id: scheduled.activity_id.clone() };
                self.steps.insert(event.event_id, open);
                self.push(Entry { trace_id, ..step(at, name) });
            }
            A::ActivityTaskStartedEventAttributes(started) => self.step_started(started),
            A::ActivityTaskCompletedEventAttributes(completed) => {
                self.step_ended(at, completed.scheduled_event_id, |entry| {
                    show_result(entry, completed.result.as_ref());
                });
            }
            A::ActivityTaskFailedEventAttributes(failed) => {
                self.step_ended(at, failed.scheduled_event_id, |entry| show_failure(entry, failed.failure.as_ref()));
            }
            A::ActivityTaskTimedOutEventAttributes(failed) => {
                self.step_ended(at, failed.scheduled_event_id, |entry| show_failure(entry, failed.failure.as_ref()));
            }
            A::TimerStartedEventAttributes(_) => {
                self.timers.insert(event.event_id, (at, summary(event)));
            }
            A::TimerFiredEventAttributes(fired) => self.timer_fired(at, fired.started_event_id),
            _ => {}
        }
    }

    /// Adds an entry of this run.
    fn push(&mut self, entry: Entry) -> &mut Entry {
        self.entries.push(Entry { run: Some(self.run.clone()), ..entry });
        let last = self.entries.len() - 1;
        &mut self.entries[last]
    }

    fn workflow_event(&mut self, at: DateTime<Utc>, what: &'static str) -> &mut Entry {
        let entry = Entry::new(at, Actor::Saga, Kind::Workflow, what);
        self.push(Entry { trace_id: self.trace_id.clone(), ..entry })
    }

    /// Something that an operator does through Temporal, or in rare cases Temporal itself.
    fn operator_event(
        &mut self,
        at: DateTime<Utc>,
        what: &'static str,
        identity: &str,
        header: Option<&Header>,
    ) -> &mut Entry {
        let (actor, kind) = if identity == TEMPORAL_ITSELF {
            (Actor::Temporal, Kind::Workflow)
        } else {
            (Actor::Operator, Kind::Operator)
        };
        let entry = Entry::new(at, actor, kind, what);
        self.push(Entry { identity: text(identity), trace_id: trace_id(header), ..entry })
    }

    fn run_started(&mut self, at: DateTime<Utc>, started: &WorkflowExecutionStartedEventAttributes) {
        self.trace_id = trace_id(started.header.as_ref());
        // The end of the run before says that it continues.
        if !started.continued_execution_run_id.is_empty() {
            return;
        }
        let service = Service::of(&started.identity);
        let is_child = started.parent_workflow_execution.is_some();
        let input = parse(started.input.as_ref());
        let reason = if let Some(Input::Refund { reason }) = input { Some(reason) } else { None };
        let (actor, kind, what) = match input {
            Some(Input::Refund { .. }) if is_child => (Actor::Saga, Kind::Refund, "start_refund"),
            _ if !is_ours(&started.identity) => (Actor::Operator, Kind::Operator, "start"),
            Some(Input::Order { order, mode: RunMode::Place }) => {
                let (actor, what) = placed_by(order.principal);
                (actor, Kind::Http, what)
            }
            Some(Input::Order { mode: RunMode::Settle, .. }) if service == Some(Service::ApiServer) => {
                (Actor::Buyer, Kind::Http, CANCEL_ORDER)
            }
            Some(Input::Order { mode: RunMode::Settle, .. }) => (Actor::Reconciler, Kind::Workflow, "start_settlement"),
            Some(Input::Refund { .. }) if service == Some(Service::Worker) => {
                (Actor::Reconciler, Kind::Refund, "start_refund")
            }
            Some(Input::Refund { .. }) => (Actor::Buyer, Kind::Http, CANCEL_ORDER),
            None => (Actor::Saga, Kind::Workflow, "start"),
        };
        let entry = Entry::new(at, actor, kind, what);
        let (identity, trace_id) = (text(&started.identity), self.trace_id.clone());
        self.push(Entry { identity, reason, trace_id, ..entry });
    }

    fn signaled(&mut self, at: DateTime<Utc>, signaled: &WorkflowExecutionSignaledEventAttributes) {
        let (name, header) = (signaled.signal_name.as_str(), signaled.header.as_ref());
        if name == OrderWorkflow::payment_changed.name() && is_ours(&signaled.identity) {
            let entry = Entry::new(at, Actor::Gateway, Kind::Gateway, "take_callback");
            self.push(Entry { identity: text(&signaled.identity), trace_id: trace_id(header), ..entry });
            return;
        }
        if name == OrderWorkflow::cancel_by_operator.name() {
            self.cancellation = trace_id(header);
        }
        self.operator_event(at, "signal", &signaled.identity, header).detail = text(name);
    }

    fn update_accepted(&mut self, at: DateTime<Utc>, request: &Request) {
        let identity = request.meta.as_ref().map_or("", |meta| &meta.identity);
        let input = request.input.as_ref();
        let header = input.and_then(|input| input.header.as_ref());
        self.cancellation = trace_id(header);
        if is_ours(identity) {
            let entry = Entry::new(at, Actor::Buyer, Kind::Http, CANCEL_ORDER);
            self.push(Entry { identity: text(identity), trace_id: trace_id(header), ..entry });
        } else {
            let entry = self.operator_event(at, "update", identity, header);
            entry.detail = input.and_then(|input| text(&input.name));
        }
    }

    fn update_completed(&mut self, at: DateTime<Utc>, accepted: i64, outcome: Option<&Outcome>) {
        let Some(entry) = self.updates.remove(&accepted).and_then(|entry| self.entries.get_mut(entry)) else { return };
        entry.took = (at - entry.at).to_std().ok();
        match outcome.and_then(|outcome| outcome.value.as_ref()) {
            Some(outcome::Value::Success(result)) => show_result(entry, Some(result)),
            Some(outcome::Value::Failure(failure)) => show_failure(entry, Some(failure)),
            None => {}
        }
    }

    fn task_failed(&mut self, at: DateTime<Utc>, failed: &WorkflowTaskFailedEventAttributes) {
        match failed.cause() {
            // A message came while the task ended, and the task is repeated with the message. This is usual.
            WorkflowTaskFailedCause::UnhandledCommand | WorkflowTaskFailedCause::UnhandledUpdate => {}
            WorkflowTaskFailedCause::ResetWorkflow => {
                let entry = self.operator_event(at, "reset", &failed.identity, None);
                entry.detail = failure_text(failed.failure.as_ref());
            }
            _ => {
                let entry = self.workflow_event(at, "workflow_task");
                entry.identity = text(&failed.identity);
                show_failure(entry, failed.failure.as_ref());
            }
        }
    }

    fn local_step(&mut self, recorded: DateTime<Utc>, marker: &MarkerRecordedEventAttributes) {
        if marker.marker_name != LOCAL_ACTIVITY_MARKER_NAME {
            return;
        }
        let Some(data) = extract_local_activity_marker_data(&marker.details) else { return };
        let scheduled = time(data.original_schedule_time.as_ref()).unwrap_or(recorded);
        let ended = time(data.complete_time.as_ref()).unwrap_or(recorded);
        let (at, took) = self.task.local_step(scheduled, ended);
        let entry = step(at, &data.activity_type);
        // The handler of a cancellation has the trace of its request, and its first step is this one.
        let requested = if entry.what == "begin_cancel" { self.cancellation.take() } else { None };
        let entry = Entry {
            identity: text(&self.task.identity),
            attempts: Some(data.attempt),
            took: Some(took),
            trace_id: requested.or_else(|| self.trace_id.clone()),
            ..entry
        };
        let entry = self.push(entry);
        match &marker.failure {
            Some(failure) => show_failure(entry, Some(failure)),
            None => show_result(entry, marker.details.get("result")),
        }
    }

    /// Temporal writes the start of the last attempt when that attempt has ended.
    fn step_started(&mut self, started: &ActivityTaskStartedEventAttributes) {
        let open = self.steps.get(&started.scheduled_event_id);
        let Some(entry) = open.and_then(|open| self.entries.get_mut(open.entry)) else { return };
        entry.identity = text(&started.identity);
        entry.attempts = u32::try_from(started.attempt).ok();
        entry.detail = failure_text(started.last_failure.as_ref());
    }

    fn step_ended(&mut self, at: DateTime<Utc>, scheduled: i64, show: impl FnOnce(&mut Entry)) {
        let open = self.steps.remove(&scheduled);
        let Some(entry) = open.and_then(|open| self.entries.get_mut(open.entry)) else { return };
        entry.took = (at - entry.at).to_std().ok();
        show(entry);
    }

    /// Shows the attempts of a durable step that is under way.
    fn show_pending(&mut self, pending: &PendingActivityInfo) {
        let open = self.steps.values().find(|open| open.activity_id == pending.activity_id);
        let Some(entry) = open.and_then(|open| self.entries.get_mut(open.entry)) else { return };
        entry.identity = text(&pending.last_worker_identity);
        entry.attempts = u32::try_from(pending.attempt).ok();
        entry.detail = failure_text(pending.last_failure.as_ref());
    }

    fn timer_fired(&mut self, at: DateTime<Utc>, started: i64) {
        let Some((started, summary)) = self.timers.remove(&started) else { return };
        let is_deadline = summary.as_deref() == Some(PAYMENT_DEADLINE);
        let (what, detail) = if is_deadline { ("payment_deadline", None) } else { ("pause", summary) };
        let entry = Entry::new(at, Actor::Saga, Kind::Timer, what);
        let (took, trace_id) = ((at - started).to_std().ok(), self.trace_id.clone());
        self.push(Entry { detail, took, trace_id, ..entry });
    }
}

/// A step, from the name of its activity.
fn step(at: DateTime<Utc>, activity: &str) -> Entry {
    let name = activity.rsplit("::").next().unwrap_or(activity);
    let kind = match name {
        "claim" | "give_back" => Kind::Seats,
        "authorise" | "void" => Kind::Gateway,
        "sell" | "settle" => Kind::Sale,
        "begin_refund" | "refund" | "finish_refund" => Kind::Refund,
        "publish" => Kind::Outcome,
        // `record`, `note_payment`, `begin_cancel`, `finish_cancel`.
        _ => Kind::Order,
    };
    Entry::new(at, Actor::Saga, kind, name.to_owned())
}

fn summary(event: &HistoryEvent) -> Option<String> {
    let summary = event.user_metadata.as_ref()?.summary.as_ref()?;
    text(&serde_json::from_slice::<String>(&summary.data).ok()?)
}

fn time<T: Clone>(timestamp: Option<&T>) -> Option<DateTime<Utc>>
where
    SystemTime: TryFrom<T>,
{
    SystemTime::try_from(timestamp?.clone()).ok().map(DateTime::from)
}
