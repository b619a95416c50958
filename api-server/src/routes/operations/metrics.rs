//! `GET /metrics`.

use axum::{extract::State, http::header, response::IntoResponse};
use holdfast_runtime::telemetry::METRICS_FORMAT;

use crate::state::AppState;

/// Returns the metrics in Prometheus's text format.
#[utoipa::path(get, path = "/metrics", tag = "operations",
    responses((status = 200, body = String, content_type = "text/plain")))]
pub(super) async fn metrics(State(state): State<AppState>) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, METRICS_FORMAT)], state.metrics.render())
}
