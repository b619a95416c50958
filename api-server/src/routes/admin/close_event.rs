//! `DELETE /admin/events/{eventId}`.

use axum::{extract::State, http::StatusCode};
use holdfast_domain::EventId;
use holdfast_stores::redis;
use holdfast_web::{Code, Problem};

use super::{load, to_its_end};
use crate::{extract::Id, state::AppState};

/// Closes the sales of an event.
///
/// May be repeated. Existing holds may still be ordered.
#[utoipa::path(delete, path = "/admin/events/{eventId}", tag = "admin",
    params(("eventId" = u64, Path)),
    responses((status = 204, description = "Sales are closed in MySQL and Redis"),
        (status = 404, description = "EVENT_NOT_FOUND"),
        (status = 503, description = "UNAVAILABLE")))]
pub(super) async fn close_event(State(state): State<AppState>, Id(event): Id<EventId>) -> Result<StatusCode, Problem> {
    to_its_end(close(state, event)).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn close(state: AppState, event: EventId) -> Result<(), Problem> {
    if !state.engine.database.close_event(event).await? {
        return Err(Problem::new(Code::EventNotFound));
    }
    // MySQL comes first: any later load of the event loads it closed.
    match state.engine.seats.close_sales(event).await {
        Err(redis::Error::NotLoaded(_)) => load(&state, event).await,
        result => state.on_seats(async { result }).await,
    }
}
