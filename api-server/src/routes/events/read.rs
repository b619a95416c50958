//! `GET /events/{eventId}`.

use axum::{Json, extract::State};
use holdfast_domain::EventId;
use holdfast_web::{Code, Problem};

use super::EventView;
use crate::{extract::Id, state::AppState};

/// Returns one event.
#[utoipa::path(get, path = "/events/{eventId}", tag = "catalog", params(("eventId" = u64, Path)),
    responses(
        (status = 200, body = EventView),
        (status = 404, description = "EVENT_NOT_FOUND"),
        (status = 503, description = "UNAVAILABLE")))]
pub(super) async fn read_event(State(state): State<AppState>, Id(id): Id<EventId>) -> Result<Json<EventView>, Problem> {
    let event = state.reads.find_event(id).await?.ok_or_else(|| Problem::new(Code::EventNotFound))?;
    let taken = state.on_seats(state.engine.seats.taken_counts(&[id])).await?;
    match taken.first().copied().flatten() {
        Some(taken) => Ok(Json(EventView::new(event, Some(taken)))),
        None => Err(state.not_loaded(id).await),
    }
}
