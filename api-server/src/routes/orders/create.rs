//! `POST /orders`.

use axum::{
    Json as JsonResponse,
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use holdfast_domain::{EventId, PaymentMethod, Principal, SeatId, hold};
use holdfast_web::{FieldCode, FieldError, Problem};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    access::Caller,
    extract::{HoldTokenHeader, IdempotencyKey, Json, PreferWait, REPLAYED},
    orders::{self, OrderBody, Placed},
    rate_limits::{self, Action},
    routes::seats_error,
    state::AppState,
};

/// Seats to order from a hold.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct CreateOrderRequest {
    /// The event.
    event_id: u64,
    /// 1 to 8 different seats of the hold, in any order.
    seat_ids: Vec<u32>,
    /// The gateway's name of a payment method; the configured default when absent.
    payment_method: Option<String>,
}

impl CreateOrderRequest {
    fn parse(self, default_method: &PaymentMethod) -> Result<(EventId, Vec<SeatId>, PaymentMethod), Problem> {
        let mut errors = Vec::new();
        let event = EventId::try_from(self.event_id);
        if event.is_err() {
            errors.push(FieldError::new("eventId", FieldCode::Malformed, "must be an event id"));
        }
        let seats = match hold::distinct_seats(&self.seat_ids) {
            Ok(ids) => ids.into_iter().map(SeatId::try_from).collect::<Result<Vec<_>, _>>().unwrap_or_else(|_| {
                errors.push(FieldError::new("seatIds", FieldCode::Malformed, "must be seat ids"));
                Vec::new()
            }),
            Err(error) => {
                errors.push(seats_error(error));
                Vec::new()
            }
        };
        let method = self.payment_method.as_deref().map_or_else(|| Ok(default_method.clone()), str::parse);
        if let Err(error) = &method {
            errors.push(FieldError::new("paymentMethod", FieldCode::Malformed, error.to_string()));
        }
        match (event, method) {
            (Ok(event), Ok(method)) if errors.is_empty() => Ok((event, seats, method)),
            _ => Err(Problem::invalid(errors)),
        }
    }
}

/// Orders held seats.
///
/// When the outcome is unknown, repeat the request with the same key: it returns the same order.
#[utoipa::path(post, path = "/orders", tag = "orders", request_body = CreateOrderRequest,
    params(("Idempotency-Key" = String, Header), ("Hold-Token" = String, Header), ("Prefer" = Option<String>, Header)),
    responses(
        (status = 202, body = OrderBody, description = "The order is accepted and under way"),
        (status = 201, body = OrderBody, description = "The new order ended in time, whatever its status"),
        (status = 200, body = OrderBody, description = "A repeat of an order that has ended"),
        (status = 400, description = "IDEMPOTENCY_KEY_MISSING, HOLD_TOKEN_MISSING, MALFORMED_REQUEST"),
        (status = 403, description = "HOLD_MISMATCH"),
        (status = 404, description = "EVENT_NOT_FOUND"),
        (status = 410, description = "RESERVATION_EXPIRED"),
        (status = 415, description = "UNSUPPORTED_MEDIA_TYPE"),
        (status = 422, description = "VALIDATION_FAILED, IDEMPOTENCY_KEY_REUSED"),
        (status = 429, description = "TOO_MANY_REQUESTS"),
        (status = 503, description = "UNAVAILABLE, TOO_BUSY")))]
pub(super) async fn place_order(
    caller: Caller,
    State(state): State<AppState>,
    limit: rate_limits::Use,
    IdempotencyKey(idempotency_key): IdempotencyKey,
    hold_token: Result<HoldTokenHeader, Problem>,
    PreferWait(timeout): PreferWait,
    Json(body): Json<CreateOrderRequest>,
) -> Result<Response, Problem> {
    let (event_id, seats, payment_method) = body.parse(&state.default_payment_method)?;
    let HoldTokenHeader(hold_token) = hold_token?;
    state.rate_limits.count(&limit, Action::Order(event_id), caller.account).await?;
    let place = async |caller: Caller| {
        let request = orders::Request {
            owner: caller.owner(Principal::Public),
            idempotency_key: idempotency_key.clone(),
            event_id,
            seats: seats.clone(),
            payment_method: payment_method.clone(),
            hold_token: hold_token.clone(),
        };
        Box::pin(orders::place(&state, request, timeout)).await
    };
    let placed = caller.on_hold(place).await?;
    Ok(response(placed, timeout))
}

/// The response to a request that placed an order.
pub(in crate::routes) fn response(placed: Placed, timeout: Option<std::time::Duration>) -> Response {
    let location = [(header::LOCATION, format!("/api/orders/{}", placed.order.order_id))];
    let replayed = placed.replayed.then_some([REPLAYED]);
    let applied = timeout.map(|timeout| [("preference-applied", format!("wait={}", timeout.as_secs()))]);
    (placed.status(), location, replayed, applied, JsonResponse(placed.order)).into_response()
}
