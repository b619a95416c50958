//! The catalogue: events and their seat maps.

mod list;
mod read;
mod seats;
mod view;

use utoipa_axum::{router::OpenApiRouter, routes};

pub(crate) use self::view::EventView;
use crate::state::AppState;

/// The routes of this module.
#[must_use]
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list::list)).routes(routes!(read::read)).routes(routes!(seats::seats))
}
