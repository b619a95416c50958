//! `POST /orders/{orderId}/cancel`.

use axum::{Json, extract::State, http::StatusCode};
use holdfast_domain::{OrderId, OrderStatus};
use holdfast_web::Problem;

use crate::{
    access::Caller,
    extract::Id,
    orders::{self, OrderBody},
    state::AppState,
};

/// Cancels an order before its sale, and refunds it after.
///
/// May be repeated. An order that was cancelled for another reason is returned unchanged.
#[utoipa::path(post, path = "/orders/{orderId}/cancel", tag = "orders", params(("orderId" = String, Path)),
    responses(
        (status = 200, body = OrderBody, description = "The order is cancelled or refunded"),
        (status = 202, body = OrderBody, description = "The cancellation or refund is durable and under way"),
        (status = 404, description = "ORDER_NOT_FOUND"),
        (status = 503, description = "UNAVAILABLE")))]
pub(super) async fn cancel_order(
    caller: Caller,
    State(state): State<AppState>,
    Id(id): Id<OrderId>,
) -> Result<(StatusCode, Json<OrderBody>), Problem> {
    let order = orders::cancel(&state, id, caller).await?;
    let status = match order.status {
        OrderStatus::Cancelled | OrderStatus::Refunded => StatusCode::OK,
        OrderStatus::Pending | OrderStatus::Confirmed => StatusCode::ACCEPTED,
    };
    Ok((status, Json(order)))
}
