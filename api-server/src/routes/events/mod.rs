//! The catalogue: events and their seat maps.

mod list;
mod read;
mod seats;
mod stream;
mod view;

use utoipa_axum::{router::OpenApiRouter, routes};

pub(crate) use self::view::EventView;
use crate::state::AppState;

/// The routes of this module.
#[must_use]
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list::list_events))
        .routes(routes!(read::read_event))
        .routes(routes!(seats::read_seat_map))
        .routes(routes!(stream::stream_seats))
}
