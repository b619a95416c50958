//! The worker's HTTP routes for its supervisor and for Prometheus.

use anyhow::Context as _;
use axum::{
    Json, Router,
    extract::State,
    http::{StatusCode, header},
    response::IntoResponse,
    routing::get,
};
use holdfast_order_engine::OrderEngine;
use holdfast_runtime::{readiness::status, telemetry::METRICS_FORMAT};
use metrics_exporter_prometheus::PrometheusHandle;
use serde::Serialize;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// The state of the routes.
#[derive(Clone)]
pub(crate) struct Health {
    pub(crate) engine: OrderEngine,
    pub(crate) metrics: PrometheusHandle,
}

#[derive(Serialize)]
struct Readiness {
    status: &'static str,
    dependencies: Dependencies,
}

#[derive(Serialize)]
struct Dependencies {
    redis: &'static str,
    mysql: &'static str,
    temporal: &'static str,
    kafka: &'static str,
}

/// Serves `/healthz`, `/readyz` and `/metrics` until `stop`.
pub(crate) async fn serve(listener: TcpListener, health: Health, stop: CancellationToken) -> anyhow::Result<()> {
    let router = Router::new()
        .route("/healthz", get(async || "ok"))
        .route("/readyz", get(readyz))
        .route("/metrics", get(metrics))
        .with_state(health);
    axum::serve(listener, router).with_graceful_shutdown(stop.cancelled_owned()).await.context("serving /healthz")
}

async fn metrics(State(health): State<Health>) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, METRICS_FORMAT)], health.metrics.render())
}

/// 503 if Redis, MySQL or Temporal is away. Kafka is only reported: changes wait in Redis during its outage.
async fn readyz(State(Health { engine, .. }): State<Health>) -> (StatusCode, Json<Readiness>) {
    let responding = engine.responding().await;
    let dependencies = Dependencies {
        redis: status(responding.redis),
        mysql: status(responding.mysql),
        temporal: status(responding.temporal),
        kafka: status(responding.kafka),
    };
    let ready = responding.can_sell();
    let code = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (code, Json(Readiness { status: status(ready), dependencies }))
}
