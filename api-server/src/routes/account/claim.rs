//! `PUT /account/orders/{orderId}`.

use axum::{Json as JsonResponse, extract::State, http::HeaderMap};
use holdfast_domain::OrderId;
use holdfast_web::{FieldCode, FieldError, Problem};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    access::{Caller, cookies},
    extract::{Id, OptionalJson},
    orders::{self, OrderBody},
    state::AppState,
};

/// Whose order it is.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ClaimOrderRequest {
    /// The token of the guest that has placed the order; that of the cookie `__Host-guest` when absent.
    guest_token: Option<String>,
}

/// Makes an order one of the caller's account.
///
/// For an order that has no account, its id is enough. One of a guest needs the guest's token, in the cookie or in the
/// body. May be repeated. An order under way is claimed when it is recorded, which the request waits for.
#[utoipa::path(put, path = "/account/orders/{orderId}", tag = "account", params(("orderId" = String, Path)),
    request_body = Option<ClaimOrderRequest>,
    responses(
        (status = 200, body = OrderBody),
        (status = 400, description = "MALFORMED_REQUEST"),
        (status = 404, description = "ORDER_NOT_FOUND"),
        (status = 415, description = "UNSUPPORTED_MEDIA_TYPE"),
        (status = 422, description = "VALIDATION_FAILED"),
        (status = 503, description = "UNAVAILABLE")))]
pub(super) async fn claim_order(
    caller: Caller,
    State(state): State<AppState>,
    Id(id): Id<OrderId>,
    headers: HeaderMap,
    OptionalJson(body): OptionalJson<ClaimOrderRequest>,
) -> Result<JsonResponse<OrderBody>, Problem> {
    let account = caller.account()?;
    let guest = match &body.guest_token {
        Some(token) => Some(state.verifier.verify_guest(token).map_err(|refusal| {
            Problem::invalid(vec![FieldError::new("guestToken", FieldCode::Malformed, refusal.to_string())])
        })?),
        // The cookie came by itself, so an invalid one is no fault of this request.
        None => cookies::find(&headers, cookies::GUEST).and_then(|token| state.verifier.verify_guest(token).ok()),
    };
    orders::claim(&state, id, account, guest.map(|guest| guest.account)).await.map(JsonResponse)
}
