//! Whether the process lives, and whether it can sell.

use axum::{Json, extract::State};
use holdfast_runtime::readiness::{PROBE_TIMEOUT, responds, status};
use holdfast_web::{Code, Problem};
use serde::Serialize;
use utoipa::ToSchema;

use crate::state::AppState;

/// The process lives.
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
    /// Each part that this one stands on.
    dependencies: Dependencies,
}

/// `ok` or `away`, for each part. Kafka away stops no sale: screens say that they are stale.
#[derive(Serialize, ToSchema)]
pub(super) struct Dependencies {
    /// The seats.
    redis: &'static str,
    /// The record.
    mysql: &'static str,
    /// The order workflows.
    temporal: &'static str,
    /// The change stream's carrier.
    kafka: &'static str,
    /// The change stream: away until the last minutes of it have been replayed.
    feed: &'static str,
}

/// The process lives.
#[utoipa::path(get, path = "/healthz", tag = "operations", responses((status = 200, body = Alive)))]
pub(super) async fn healthz() -> Json<Alive> {
    Json(Alive { status: "ok" })
}

/// Whether seats can be sold: 503, with the same `dependencies`, when one that this server needs is away.
#[utoipa::path(get, path = "/readyz", tag = "operations",
    responses((status = 200, body = Readiness), (status = 503, description = "UNAVAILABLE")))]
pub(super) async fn readyz(State(state): State<AppState>) -> Result<Json<Readiness>, Problem> {
    let (redis, mysql, temporal, kafka) = tokio::join!(
        responds(state.engine.seats.ping()),
        responds(state.engine.database.ping()),
        responds(state.engine.orders.ping()),
        responds(state.engine.publisher.ping(PROBE_TIMEOUT)),
    );
    let feed = state.feed.is_ready();
    let dependencies = Dependencies {
        redis: status(redis),
        mysql: status(mysql),
        temporal: status(temporal),
        kafka: status(kafka),
        feed: status(feed),
    };
    if redis && mysql && temporal && feed {
        Ok(Json(Readiness { status: "ok", dependencies }))
    } else {
        Err(Problem::new(Code::Unavailable).with("dependencies", dependencies))
    }
}
