//! For those who run it: health, metrics and documentation.

mod docs;
mod health;
mod metrics;

use axum::Router;
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

/// `/api/openapi.json` and `/api/docs`.
pub fn documentation(document: utoipa::openapi::OpenApi) -> Router<AppState> {
    docs::router(document)
}
