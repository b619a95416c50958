//! Operations: health and documentation.

mod docs;
mod health;

use axum::{Router, response::Redirect, routing::get};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::state::AppState;

/// The routes of this module.
#[must_use]
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(health::healthz)).routes(routes!(health::readyz))
}

/// The same routes at the root, where orchestrators expect them. `/docs` redirects to `/api/docs`.
pub fn at_the_root() -> Router<AppState> {
    Router::new()
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .route("/docs", get(async || Redirect::permanent("/api/docs")))
}

/// `/api/openapi.json` and `/api/docs`.
pub fn documentation(document: utoipa::openapi::OpenApi) -> Router<AppState> {
    docs::router(document)
}
