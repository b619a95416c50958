//! Payments: the gateway's callbacks, and the pass-through to a gateway whose routes are public.

mod callback;
mod pass_through;

use axum::{Router, routing::any};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::state::AppState;

/// The api-server's own routes of this module.
#[must_use]
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(callback::take_callback))
}

/// The gateway's routes, which are passed on to it. They are not part of the OpenAPI document.
pub fn public_gateway() -> Router<AppState> {
    Router::new()
        .route("/api/payments", any(pass_through::pass_through))
        .route("/api/payments/{*path}", any(pass_through::pass_through))
}
