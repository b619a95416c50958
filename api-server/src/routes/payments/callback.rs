//! `POST /payments/callbacks`.

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
};
use chrono::Utc;
use holdfast_gateway::{CALLBACK_BODY_LIMIT, CallbackBody, CallbackError, CallbackHeaders};
use holdfast_runtime::telemetry;
use holdfast_web::{Code, FieldCode, FieldError, Problem, body::RawBody};

use crate::state::AppState;

/// Receives the gateway's report on a pending payment.
///
/// Returns 200 only once the order's workflow has the report, or no longer needs it. After any other response, the
/// gateway sends the report again.
#[utoipa::path(post, path = "/payments/callbacks", tag = "payments", request_body = CallbackBody,
    params(CallbackHeaders),
    responses(
        (status = 200, description = "The workflow has the report, or no longer needs it"),
        (status = 400, description = "MALFORMED_REQUEST"),
        (status = 401, description = "UNAUTHORIZED"),
        (status = 422, description = "VALIDATION_FAILED"),
        (status = 503, description = "UNAVAILABLE")))]
pub(super) async fn take_callback(
    State(state): State<AppState>,
    headers: HeaderMap,
    RawBody(body): RawBody<CALLBACK_BODY_LIMIT>,
) -> Result<StatusCode, Problem> {
    let report = state.callbacks.read(&headers, &body, Utc::now()).map_err(problem)?;
    telemetry::note_order(report.order_id);
    // The workflow asks the gateway for the status, so a late or outdated report can't mislead it.
    state.engine.orders.payment_changed(report.order_id).await?;
    Ok(StatusCode::OK)
}

fn problem(error: CallbackError) -> Problem {
    match error {
        CallbackError::Signature(error) => Problem::with_detail(Code::Unauthorized, error.to_string()),
        CallbackError::Malformed(detail) => Problem::with_detail(Code::MalformedRequest, detail),
        CallbackError::Invalid(fields) => {
            let error = |(field, message)| FieldError::new(field, FieldCode::Malformed, message);
            Problem::invalid(fields.into_iter().map(error).collect())
        }
    }
}
