//! Operations: health, metrics and documentation.

mod docs;
mod health;
mod metrics;

use axum::{Router, response::Redirect, routing::get};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::state::AppState;

/// The routes of this module.
#[must_use]
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(health::healthz))
        .routes(routes!(health::readyz))
        .routes(routes!(metrics::metrics))
}

/// The same routes at the root, where orchestrators and scrapers expect them. `/docs` redirects to `/api/docs`.
pub fn at_the_root() -> Router<AppState> {
    Router::new()
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .route("/metrics", get(metrics::metrics))
        .route("/docs", get(async || Redirect::permanent("/api/docs")))
}

/// `/api/openapi.json` and `/api/docs`.
pub fn documentation(document: utoipa::openapi::OpenApi) -> Router<AppState> {
    docs::router(document)
}
