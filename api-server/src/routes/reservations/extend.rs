//! `POST /reservations/{eventId}/extend` and `POST /reservations/{eventId}/{seatId}/extend`.

use axum::{Json, extract::State};
use holdfast_domain::{EventId, HoldToken, SeatId, hold};
use holdfast_web::{Code, FieldCode, FieldError, Problem};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{Reservation, refused};
use crate::{
    access::Caller,
    extract::{HoldTokenHeader, Id, OptionalJson},
    state::AppState,
};

/// The new expiry, relative to now.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ExtendRequest {
    /// Seconds from now, default 30. Cut to the hold's total life of 600 s.
    #[schema(minimum = 1)]
    seconds: Option<i64>,
}

/// Moves the expiry of a hold to `seconds` from now, if that is later.
#[utoipa::path(post, path = "/reservations/{eventId}/extend", tag = "reservations",
    request_body = Option<ExtendRequest>,
    params(("eventId" = u64, Path), ("Hold-Token" = String, Header)),
    responses(
        (status = 200, body = Reservation),
        (status = 400, description = "HOLD_TOKEN_MISSING, MALFORMED_REQUEST"),
        (status = 404, description = "EVENT_NOT_FOUND"),
        (status = 409, description = "HOLD_LIMIT"),
        (status = 410, description = "RESERVATION_EXPIRED"),
        (status = 415, description = "UNSUPPORTED_MEDIA_TYPE"),
        (status = 422, description = "VALIDATION_FAILED"),
        (status = 503, description = "UNAVAILABLE")))]
pub(super) async fn extend_reservation(
    caller: Caller,
    State(state): State<AppState>,
    token: Result<HoldTokenHeader, Problem>,
    Id(event): Id<EventId>,
    OptionalJson(request): OptionalJson<ExtendRequest>,
) -> Result<Json<Reservation>, Problem> {
    let seconds = request.parse()?;
    let HoldTokenHeader(token) = token?;
    extend_hold(&state, caller, event, token, seconds).await
}

/// Extends the whole hold that has this seat: all seats of a hold expire together.
#[utoipa::path(post, path = "/reservations/{eventId}/{seatId}/extend", tag = "reservations",
    request_body = Option<ExtendRequest>,
    params(("eventId" = u64, Path), ("seatId" = u32, Path), ("Hold-Token" = String, Header)),
    responses(
        (status = 200, body = Reservation),
        (status = 400, description = "HOLD_TOKEN_MISSING, MALFORMED_REQUEST"),
        (status = 403, description = "HOLD_MISMATCH"),
        (status = 404, description = "EVENT_NOT_FOUND, SEAT_NOT_FOUND"),
        (status = 409, description = "HOLD_LIMIT"),
        (status = 410, description = "RESERVATION_EXPIRED"),
        (status = 415, description = "UNSUPPORTED_MEDIA_TYPE"),
        (status = 422, description = "VALIDATION_FAILED"),
        (status = 503, description = "UNAVAILABLE")))]
pub(super) async fn extend_reservation_by_seat(
    caller: Caller,
    State(state): State<AppState>,
    token: Result<HoldTokenHeader, Problem>,
    Id(event): Id<EventId>,
    Id(seat): Id<SeatId>,
    OptionalJson(request): OptionalJson<ExtendRequest>,
) -> Result<Json<Reservation>, Problem> {
    let seconds = request.parse()?;
    let HoldTokenHeader(token) = token?;
    let find = async |caller: Caller| {
        let hold = state.on_seats(state.engine.seats.find_hold(event, &token.id_for(caller.account))).await?;
        hold.ok_or_else(|| Problem::new(Code::ReservationExpired))
    };
    let hold = caller.on_hold(find).await?;
    if !hold.seats.iter().any(|held| held.seat_id == seat) {
        return Err(Problem::new(Code::HoldMismatch));
    }
    extend_hold(&state, caller, event, token, seconds).await
}

async fn extend_hold(
    state: &AppState,
    caller: Caller,
    event: EventId,
    token: HoldToken,
    seconds: u32,
) -> Result<Json<Reservation>, Problem> {
    let extend = async |caller: Caller| {
        let id = token.id_for(caller.account);
        state.on_seats(state.engine.seats.extend(event, &id, seconds)).await?.map_err(refused)
    };
    let hold = caller.on_hold(extend).await?;
    Ok(Json(Reservation::new(token, &hold)))
}

impl ExtendRequest {
    fn parse(&self) -> Result<u32, Problem> {
        match self.seconds {
            None => Ok(hold::DEFAULT_EXTEND_SECONDS),
            // A number too large for the type is also too long for a hold, which cuts it.
            Some(1..) => Ok(self.seconds.and_then(|seconds| seconds.try_into().ok()).unwrap_or(u32::MAX)),
            Some(_) => Err(Problem::invalid(vec![
                FieldError::new("seconds", FieldCode::OutOfRange, "must be at least 1").at_least(1),
            ])),
        }
    }
}
