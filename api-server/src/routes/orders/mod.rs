//! Orders: place, read, list, stream and cancel.

mod cancel;
pub(super) mod create;
pub(super) mod list;
mod read;
mod stream;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::state::AppState;

/// The routes of this module.
#[must_use]
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(create::place_order, list::list_orders))
        .routes(routes!(read::read_order))
        .routes(routes!(stream::stream_order))
        .routes(routes!(cancel::cancel_order))
}
