//! Readiness and metrics.

use axum::{
    Json,
    extract::State,
    http::{StatusCode, header},
    response::IntoResponse,
};
use holdfast_runtime::{
    readiness::{responds, status},
    telemetry::METRICS_FORMAT,
};
use serde_json::{Value, json};

use super::AppState;

/// 503 while the ledger is away.
pub(super) async fn readyz(State(state): State<AppState>) -> (StatusCode, Json<Value>) {
    let mysql = responds(state.ledger.ping()).await;
    let code = if mysql { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (code, Json(json!({ "status": status(mysql), "dependencies": { "mysql": status(mysql) } })))
}

/// Metrics in Prometheus's text format.
pub(super) async fn metrics(State(state): State<AppState>) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, METRICS_FORMAT)], state.metrics.render())
}
