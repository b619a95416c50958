//! What a supervisor and Prometheus ask the worker.

use std::{sync::Arc, time::Duration};

use anyhow::Context as _;
use axum::{Json, Router, extract::State, http::StatusCode, routing::get};
use holdfast_activities::{kafka::Publisher, mysql::Database, redis::SeatStore};
use metrics_exporter_prometheus::PrometheusHandle;
use serde::Serialize;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::temporal::Host;

/// How long a dependency may take to answer.
const PATIENCE: Duration = Duration::from_secs(2);

/// What the answers come from.
#[derive(Clone)]
pub(crate) struct Health {
    pub(crate) seats: SeatStore,
    pub(crate) database: Database,
    pub(crate) publisher: Publisher,
    pub(crate) host: Arc<Host>,
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

/// Answers until `stop`.
pub(crate) async fn serve(listener: TcpListener, health: Health, stop: CancellationToken) -> anyhow::Result<()> {
    let router = Router::new()
        .route("/healthz", get(async || "ok"))
        .route("/readyz", get(readyz))
        .route("/metrics", get(async |State(health): State<Health>| health.metrics.render()))
        .with_state(health);
    axum::serve(listener, router).with_graceful_shutdown(stop.cancelled_owned()).await.context("answering /healthz")
}

/// 503 when something is away that orders need. Kafka is told of only: without it changes wait in Redis.
async fn readyz(State(health): State<Health>) -> (StatusCode, Json<Readiness>) {
    let (redis, mysql, kafka) = tokio::join!(
        answers(health.seats.ping()),
        answers(health.database.ping()),
        answers(health.publisher.ping(PATIENCE)),
    );
    let temporal = health.host.client().is_ok();
    let word = |ok| if ok { "ok" } else { "away" };
    let dependencies =
        Dependencies { redis: word(redis), mysql: word(mysql), temporal: word(temporal), kafka: word(kafka) };
    let ready = redis && mysql && temporal;
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(Readiness { status: word(ready), dependencies }))
}

async fn answers<E>(ping: impl Future<Output = Result<(), E>>) -> bool {
    tokio::time::timeout(PATIENCE, ping).await.is_ok_and(|answer| answer.is_ok())
}
