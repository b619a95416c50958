//! Liveness and readiness.

use axum::{Json, extract::State};
use holdfast_runtime::readiness::status;
use holdfast_web::{Code, Problem};
use serde::Serialize;
use utoipa::ToSchema;

use crate::state::AppState;

/// The process is running.
#[derive(Serialize, ToSchema)]
pub(super) struct Alive {
    /// Always `ok`.
    status: &'static str,
}

/// Seats can be sold.
#[derive(Serialize, ToSchema)]
pub(super) struct Readiness {
    /// Always `ok`.
    status: &'static str,
    /// The status of each dependency.
    dependencies: Dependencies,
}

/// `ok` or `away` for each dependency. Selling goes on without Kafka; seat streams are then stale.
#[derive(Serialize, ToSchema)]
pub(super) struct Dependencies {
    /// Stores the seats.
    redis: &'static str,
    /// Stores events and orders.
    mysql: &'static str,
    /// Runs the order workflows.
    temporal: &'static str,
    /// Carries the seat changes.
    kafka: &'static str,
    /// The feed of seat changes: `away` until its last five minutes are replayed, for at most 10 s.
    feed: &'static str,
}

/// Returns 200 while the process is running.
#[utoipa::path(get, path = "/healthz", tag = "operations", responses((status = 200, body = Alive)))]
pub(super) async fn healthz() -> Json<Alive> {
    Json(Alive { status: "ok" })
}

/// Returns 200 while seats can be sold.
///
/// Returns 503 with the same `dependencies` if one other than Kafka is away.
#[utoipa::path(get, path = "/readyz", tag = "operations",
    responses((status = 200, body = Readiness), (status = 503, description = "UNAVAILABLE")))]
pub(super) async fn readyz(State(state): State<AppState>) -> Result<Json<Readiness>, Problem> {
    let responding = state.engine.responding().await;
    let feed = state.feed.is_ready();
    let dependencies = Dependencies {
        redis: status(responding.redis),
        mysql: status(responding.mysql),
        temporal: status(responding.temporal),
        kafka: status(responding.kafka),
        feed: status(feed),
    };
    if responding.can_sell() && feed {
        Ok(Json(Readiness { status: "ok", dependencies }))
    } else {
        Err(Problem::new(Code::Unavailable).with("dependencies", dependencies))
    }
}
