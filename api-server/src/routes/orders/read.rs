//! `GET /orders/{orderId}`.

use std::time::Duration;

use axum::{Json, extract::State};
use holdfast_domain::OrderId;
use holdfast_web::Problem;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{
    access::Caller,
    extract::{Id, PreferWait, Query},
    orders::{self, OrderBody},
    state::AppState,
};

/// How long to wait for the order's end.
#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct ReadOrderQuery {
    /// Seconds to wait for the end of the order, at most 10.
    wait: Option<u64>,
}

/// Returns an order, as it is at the end of the wait.
#[utoipa::path(get, path = "/orders/{orderId}", tag = "orders", params(("orderId" = String, Path), ReadOrderQuery),
    responses(
        (status = 200, body = OrderBody),
        (status = 400, description = "MALFORMED_REQUEST"),
        (status = 404, description = "ORDER_NOT_FOUND"),
        (status = 503, description = "UNAVAILABLE")))]
pub(super) async fn read_order(
    caller: Caller,
    State(state): State<AppState>,
    Id(id): Id<OrderId>,
    Query(query): Query<ReadOrderQuery>,
) -> Result<Json<OrderBody>, Problem> {
    let order = orders::find_for(&state, id, caller).await?;
    let timeout = query.wait.map(|seconds| Duration::from_secs(seconds).min(PreferWait::MAX));
    match timeout {
        Some(timeout) if !order.status.has_ended() => {
            let ended = orders::wait_for_end(&state, id, timeout).await?;
            Ok(Json(ended.map_or(order, OrderBody::from)))
        }
        _ => Ok(Json(order)),
    }
}
