//! The caller's account: its orders, on any device.

mod claim;
mod list;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::state::AppState;

/// The routes of this module.
#[must_use]
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list::list_own_orders)).routes(routes!(claim::claim_order))
}
