//! `GET /admin/orders/{orderId}/timeline`.

use std::time::Duration;

use axum::{Json, extract::State};
use holdfast_domain::{CancelReason, OrderId, PaymentStatus};
use holdfast_order_engine::timeline::{Actor, Entry, Kind, Timeline};
use holdfast_web::{Code, Problem};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{extract::Id, openapi_words, orders::rfc3339, state::AppState};

/// What happened to an order.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct TimelineView {
    /// The order.
    order_id: String,
    /// Oldest first; at most 500.
    entries: Vec<TimelineEntry>,
    /// Whether older entries are left out, because there are too many.
    truncated: bool,
}

/// Something that happened to an order.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct TimelineEntry {
    /// When it happened; when it began, if it took time. RFC 3339, UTC.
    at: String,
    /// Who did it.
    #[schema(value_type = openapi_words::TimelineActor)]
    actor: Actor,
    /// The process or the operator that did it, by its own account.
    #[serde(skip_serializing_if = "Option::is_none")]
    identity: Option<String>,
    /// What it was about.
    #[schema(value_type = openapi_words::TimelineKind)]
    kind: Kind,
    /// The step, the HTTP operation, or the event.
    what: String,
    /// How it ended. Absent while a step is under way or repeated, or if its run was closed before.
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<String>,
    /// Why the order is cancelled or refunded.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<openapi_words::CancelReason>)]
    reason: Option<CancelReason>,
    /// The status of the payment in the order's row afterwards.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<openapi_words::PaymentStatus>)]
    payment_status: Option<PaymentStatus>,
    /// The last failure of a step, the name of a signal or an update, the reason that an operator gave, or what a pause
    /// is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    /// The attempts of a step.
    #[serde(skip_serializing_if = "Option::is_none")]
    attempts: Option<u32>,
    /// How long it took, in milliseconds with one decimal.
    #[serde(skip_serializing_if = "Option::is_none")]
    duration_ms: Option<f64>,
    /// The trace to which it belongs: of the request that placed the order, or of a later one if the order isn't traced.
    #[serde(skip_serializing_if = "Option::is_none")]
    trace_id: Option<String>,
    /// Address of that trace in the trace store; absent if `TRACES_URL` isn't set.
    #[serde(skip_serializing_if = "Option::is_none")]
    trace: Option<String>,
    /// The workflow that recorded it; absent if it is from the order's row.
    #[serde(skip_serializing_if = "Option::is_none")]
    workflow_id: Option<String>,
    /// The run of that workflow.
    #[serde(skip_serializing_if = "Option::is_none")]
    run_id: Option<String>,
}

/// Returns what happened to an order, who did it, and when.
#[utoipa::path(get, path = "/admin/orders/{orderId}/timeline", tag = "admin",
    params(("orderId" = String, Path)),
    responses((status = 200, body = TimelineView),
        (status = 404, description = "ORDER_NOT_FOUND"), (status = 503, description = "UNAVAILABLE")))]
pub(super) async fn read_timeline(
    State(state): State<AppState>,
    Id(id): Id<OrderId>,
) -> Result<Json<TimelineView>, Problem> {
    let row = state.reads.find_order(id).await?;
    let timeline = state.engine.orders.timeline(id, row.as_ref()).await?;
    let timeline = timeline.ok_or_else(|| Problem::new(Code::OrderNotFound))?;
    Ok(Json(TimelineView::new(id, timeline, state.config.traces.as_deref())))
}

impl TimelineView {
    fn new(id: OrderId, Timeline { entries, truncated }: Timeline, traces: Option<&str>) -> Self {
        let entries = entries.into_iter().map(|entry| TimelineEntry::new(entry, traces)).collect();
        Self { order_id: id.to_string(), entries, truncated }
    }
}

impl TimelineEntry {
    fn new(entry: Entry, traces: Option<&str>) -> Self {
        let (workflow_id, run_id) = entry.run.map(|run| (run.workflow_id, run.run_id)).unzip();
        Self {
            at: rfc3339(entry.at),
            actor: entry.actor,
            identity: entry.identity,
            kind: entry.kind,
            what: entry.what.into_owned(),
            outcome: entry.outcome.map(Into::into),
            reason: entry.reason,
            payment_status: entry.payment_status,
            detail: entry.detail,
            attempts: entry.attempts,
            duration_ms: entry.took.map(milliseconds),
            trace: traces.zip(entry.trace_id.as_ref()).map(|(traces, id)| format!("{traces}{id}")),
            trace_id: entry.trace_id,
            workflow_id,
            run_id,
        }
    }
}

fn milliseconds(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 10_000.0).round() / 10.0
}
