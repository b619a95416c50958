//! `DELETE /reservations/{eventId}` and `DELETE /reservations/{eventId}/{seatId}`.

use axum::{extract::State, http::StatusCode};
use holdfast_domain::{EventId, HoldToken, SeatId};
use holdfast_web::{Code, Problem};

use crate::{
    access::Caller,
    extract::{HoldTokenHeader, Id},
    state::AppState,
};

type Token = Result<HoldTokenHeader, Problem>;

/// Releases all seats of a hold.
///
/// Succeeds also when there is nothing to release.
#[utoipa::path(delete, path = "/reservations/{eventId}", tag = "reservations",
    params(("eventId" = u64, Path), ("Hold-Token" = String, Header)),
    responses((status = 204, description = "The token holds no seat of the event"),
        (status = 400, description = "HOLD_TOKEN_MISSING"), (status = 503, description = "UNAVAILABLE")))]
pub(super) async fn release_reservation(
    caller: Caller,
    State(state): State<AppState>,
    token: Token,
    event: Result<Id<EventId>, Problem>,
) -> Result<StatusCode, Problem> {
    match (named(token)?, event) {
        (Some(token), Ok(Id(event))) => release(&state, caller, event, &token, None).await,
        _ => Ok(StatusCode::NO_CONTENT),
    }
}

/// Releases one seat of a hold.
///
/// Releasing the last seat ends the hold. Succeeds also when there is nothing to release.
#[utoipa::path(delete, path = "/reservations/{eventId}/{seatId}", tag = "reservations",
    params(("eventId" = u64, Path), ("seatId" = u32, Path), ("Hold-Token" = String, Header)),
    responses((status = 204, description = "The token doesn't hold the seat"),
        (status = 400, description = "HOLD_TOKEN_MISSING"), (status = 503, description = "UNAVAILABLE")))]
pub(super) async fn release_seat(
    caller: Caller,
    State(state): State<AppState>,
    token: Token,
    event: Result<Id<EventId>, Problem>,
    seat: Result<Id<SeatId>, Problem>,
) -> Result<StatusCode, Problem> {
    match (named(token)?, event, seat) {
        (Some(token), Ok(Id(event)), Ok(Id(seat))) => release(&state, caller, event, &token, Some(seat)).await,
        _ => Ok(StatusCode::NO_CONTENT),
    }
}

async fn release(
    state: &AppState,
    caller: Caller,
    event: EventId,
    token: &HoldToken,
    seat: Option<SeatId>,
) -> Result<StatusCode, Problem> {
    for holder in caller.holders() {
        match state.on_seats(state.engine.seats.release(event, &token.id_for(holder.account), seat)).await {
            Err(problem) if problem.code() != Code::EventNotFound => return Err(problem),
            Ok(()) | Err(_) => {}
        }
    }
    Ok(StatusCode::NO_CONTENT)
}

/// Returns the token; `None` for text that can't be a token, and so holds nothing.
fn named(token: Token) -> Result<Option<HoldToken>, Problem> {
    match token {
        Ok(HoldTokenHeader(token)) => Ok(Some(token)),
        Err(problem) if problem.code() == Code::ReservationExpired => Ok(None),
        Err(problem) => Err(problem),
    }
}
