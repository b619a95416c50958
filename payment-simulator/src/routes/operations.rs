//! Readiness and metrics.

use axum::{
    Json,
    extract::State,
    http::{StatusCode, header},
    response::IntoResponse,
};
use holdfast_runtime::readiness::{responds, status};
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
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], state.metrics.render())
}
