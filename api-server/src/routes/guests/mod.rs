//! Guests: tokens for buyers without a login, and the keys that verify them.

mod create;
mod keys;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::state::AppState;

pub(in crate::routes) use create::cookie;

/// The routes of this module.
#[must_use]
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(create::create_guest)).routes(routes!(keys::read_guest_keys))
}
