//! `DELETE /reservations/{eventId}` and `DELETE /reservations/{eventId}/{seatId}`.

use axum::{extract::State, http::StatusCode};
use holdfast_domain::{EventId, HoldToken, SeatId};
use holdfast_web::{Code, Problem};

use crate::{
    extract::{HoldTokenHeader, Id},
    state::AppState,
};

type Token = Result<HoldTokenHeader, Problem>;

/// Frees all seats of a hold. Nothing to free is a success: the seats are not this token's, as wished.
#[utoipa::path(delete, path = "/reservations/{eventId}", tag = "reservations",
    params(("eventId" = u64, Path), ("Hold-Token" = String, Header)),
    responses((status = 204, description = "None of the event's seats is this token's"),
        (status = 400, description = "HOLD_TOKEN_MISSING"), (status = 503, description = "UNAVAILABLE")))]
pub(super) async fn release_reservation(
    State(state): State<AppState>,
    token: Token,
    event: Result<Id<EventId>, Problem>,
) -> Result<StatusCode, Problem> {
    match (named(token)?, event) {
        (Some(token), Ok(Id(event))) => release(&state, event, &token, None).await,
        _ => Ok(StatusCode::NO_CONTENT),
    }
}

/// Frees one seat of a hold. A hold whose last seat left is gone.
#[utoipa::path(delete, path = "/reservations/{eventId}/{seatId}", tag = "reservations",
    params(("eventId" = u64, Path), ("seatId" = u32, Path), ("Hold-Token" = String, Header)),
    responses((status = 204, description = "The seat is not this token's"),
        (status = 400, description = "HOLD_TOKEN_MISSING"), (status = 503, description = "UNAVAILABLE")))]
pub(super) async fn release_seat(
    State(state): State<AppState>,
    token: Token,
    event: Result<Id<EventId>, Problem>,
    seat: Result<Id<SeatId>, Problem>,
) -> Result<StatusCode, Problem> {
    match (named(token)?, event, seat) {
        (Some(token), Ok(Id(event)), Ok(Id(seat))) => release(&state, event, &token, Some(seat)).await,
        _ => Ok(StatusCode::NO_CONTENT),
    }
}

async fn release(
    state: &AppState,
    event: EventId,
    token: &HoldToken,
    seat: Option<SeatId>,
) -> Result<StatusCode, Problem> {
    match state.on_seats(state.engine.seats.release(event, token, seat)).await {
        Err(problem) if problem.code() != Code::EventNotFound => Err(problem),
        Ok(()) | Err(_) => Ok(StatusCode::NO_CONTENT),
    }
}

/// The token; `None` for text that can't be one, which has nothing to free.
fn named(token: Token) -> Result<Option<HoldToken>, Problem> {
    match token {
        Ok(HoldTokenHeader(token)) => Ok(Some(token)),
        Err(problem) if problem.code() == Code::ReservationExpired => Ok(None),
        Err(problem) => Err(problem),
    }
}
