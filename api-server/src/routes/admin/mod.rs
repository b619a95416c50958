//! What operators do.

use utoipa_axum::router::OpenApiRouter;

use crate::state::AppState;

/// The routes of this module.
#[must_use]
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
}
