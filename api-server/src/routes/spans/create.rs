//! `POST /spans`.

use axum::{extract::State, http::StatusCode};
use chrono::{DateTime, TimeDelta, Utc};
use holdfast_domain::{OrderId, OrderStatus};
use holdfast_runtime::telemetry::Purchase;
use holdfast_web::{FieldCode, FieldError, Problem};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{extract::Json, state::AppState};

/// A buyer who waits for longer has left.
const LONGEST: TimeDelta = TimeDelta::hours(1);

/// A purchase in a browser, from the buyer's click until the page shows how the order ended.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct SpanRequest {
    /// The `traceparent` that the browser sent with the order.
    #[schema(example = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")]
    traceparent: String,
    /// The order; absent if it was refused.
    order_id: Option<String>,
    /// How the order ended; absent if it was refused.
    #[schema(value_type = Option<String>, example = "CONFIRMED")]
    status: Option<OrderStatus>,
    /// When the buyer clicked.
    started_at: DateTime<Utc>,
    /// When the page showed the end or the refusal, at most an hour later.
    ended_at: DateTime<Utc>,
}

impl SpanRequest {
    fn parse(self) -> Result<Purchase, Problem> {
        let order = self.order_id.map(|id| id.parse::<OrderId>()).transpose();
        let has_ended = self.status.is_none_or(OrderStatus::has_ended);
        let time = self.ended_at - self.started_at;
        let errors = [
            (order.is_err(), "orderId", FieldCode::Malformed, "must be the id of an order"),
            (!has_ended, "status", FieldCode::Unknown, "must be that of an order that has ended"),
            (time < TimeDelta::zero(), "endedAt", FieldCode::OutOfOrder, "must not be before startedAt"),
            (time > LONGEST, "endedAt", FieldCode::OutOfRange, "must be at most an hour after startedAt"),
        ];
        let errors = errors.into_iter().filter(|(is_wrong, ..)| *is_wrong);
        let errors: Vec<_> = errors.map(|(_, field, code, message)| FieldError::new(field, code, message)).collect();
        let Some(order) = order.ok().filter(|_| errors.is_empty()) else { return Err(Problem::invalid(errors)) };
        Ok(Purchase {
            traceparent: self.traceparent,
            order,
            status: self.status,
            started_at: self.started_at.into(),
            ended_at: self.ended_at.into(),
        })
    }
}

/// Reports the first span of an order's trace, which the browser began.
///
/// Only for browsers that got `traceresponse` with the responses before. The span is dropped if traces aren't exported.
/// Nothing else follows from it.
#[utoipa::path(post, path = "/spans", tag = "operations", request_body = SpanRequest,
    responses(
        (status = 204, description = "Taken, or dropped"),
        (status = 400, description = "MALFORMED_REQUEST"),
        (status = 415, description = "UNSUPPORTED_MEDIA_TYPE"),
        (status = 422, description = "VALIDATION_FAILED")))]
pub(super) async fn report_span(
    State(state): State<AppState>,
    Json(request): Json<SpanRequest>,
) -> Result<StatusCode, Problem> {
    let purchase = request.parse()?;
    if let Some(spans) = &state.browser_spans {
        spans.export(&purchase);
    }
    Ok(StatusCode::NO_CONTENT)
}
