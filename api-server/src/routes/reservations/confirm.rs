//! `POST /reservations/{eventId}/{seatId}/confirm` (admin: the box office).

use axum::{extract::State, response::Response};
use holdfast_domain::{EventId, Principal, SeatId};
use holdfast_web::Problem;

use crate::{
    access::Caller,
    extract::{HoldTokenHeader, Id, IdempotencyKey, PreferWait},
    orders::{self, OrderBody},
    rate_limits::{self, Action},
    routes::orders::create,
    state::AppState,
};

/// Sells a held seat at the box office.
///
/// The order goes through the same saga, without the payment gateway.
#[utoipa::path(post, path = "/reservations/{eventId}/{seatId}/confirm", tag = "reservations",
    params(("eventId" = u64, Path), ("seatId" = u32, Path), ("Idempotency-Key" = String, Header),
        ("Hold-Token" = String, Header), ("Prefer" = Option<String>, Header)),
    responses(
        (status = 202, body = OrderBody, description = "The order is accepted and under way"),
        (status = 201, body = OrderBody, description = "The new order ended in time, whatever its status"),
        (status = 200, body = OrderBody, description = "A repeat of an order that has ended"),
        (status = 400, description = "IDEMPOTENCY_KEY_MISSING, HOLD_TOKEN_MISSING, MALFORMED_REQUEST"),
        (status = 403, description = "HOLD_MISMATCH"),
        (status = 404, description = "EVENT_NOT_FOUND, SEAT_NOT_FOUND"),
        (status = 410, description = "RESERVATION_EXPIRED"),
        (status = 422, description = "IDEMPOTENCY_KEY_REUSED"),
        (status = 429, description = "TOO_MANY_REQUESTS"),
        (status = 503, description = "UNAVAILABLE, TOO_BUSY")))]
#[expect(clippy::too_many_arguments, reason = "each is a part of the request")]
pub(super) async fn confirm_reservation(
    caller: Caller,
    State(state): State<AppState>,
    limit: rate_limits::Use,
    Id(event_id): Id<EventId>,
    Id(seat): Id<SeatId>,
    IdempotencyKey(idempotency_key): IdempotencyKey,
    HoldTokenHeader(hold_token): HoldTokenHeader,
    PreferWait(timeout): PreferWait,
) -> Result<Response, Problem> {
    state.rate_limits.count(&limit, Action::Order(event_id), caller.account).await?;
    let request = orders::Request {
        owner: caller.owner(Principal::BoxOffice),
        idempotency_key,
        event_id,
        seats: vec![seat],
        payment_method: state.default_payment_method.clone(),
        hold_token,
    };
    let placed = Box::pin(orders::place(&state, request, timeout)).await?;
    Ok(create::response(placed, timeout))
}
