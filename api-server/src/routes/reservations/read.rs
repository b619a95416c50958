//! `GET /reservations/{eventId}`.

use axum::{Json, extract::State};
use holdfast_domain::EventId;
use holdfast_web::{Code, Problem};

use super::Reservation;
use crate::{
    access::Caller,
    extract::{HoldTokenHeader, Id},
    state::AppState,
};

/// Returns the hold of a token.
#[utoipa::path(get, path = "/reservations/{eventId}", tag = "reservations",
    params(("eventId" = u64, Path), ("Hold-Token" = String, Header)),
    responses(
        (status = 200, body = Reservation),
        (status = 400, description = "HOLD_TOKEN_MISSING"),
        (status = 404, description = "EVENT_NOT_FOUND"),
        (status = 410, description = "RESERVATION_EXPIRED"),
        (status = 503, description = "UNAVAILABLE")))]
pub(super) async fn read_reservation(
    caller: Caller,
    State(state): State<AppState>,
    HoldTokenHeader(token): HoldTokenHeader,
    Id(event): Id<EventId>,
) -> Result<Json<Reservation>, Problem> {
    let find = async |caller: Caller| {
        let hold = state.on_seats(state.engine.seats.find_hold(event, &token.id_for(caller.account))).await?;
        hold.ok_or_else(|| Problem::new(Code::ReservationExpired))
    };
    let hold = caller.on_hold(find).await?;
    Ok(Json(Reservation::new(token, &hold)))
}
