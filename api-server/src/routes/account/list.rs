//! `GET /account/orders`.

use axum::{Json, extract::State};
use holdfast_web::Problem;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{
    access::Caller,
    extract::Query,
    routes::{
        orders::list::{ListOrdersResponse, parse_cursor},
        page,
    },
    state::AppState,
};

/// A page of the list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct ListOwnOrdersQuery {
    /// 1 to 100, default 20.
    limit: Option<i64>,
    /// The `nextCursor` of the previous page.
    cursor: Option<String>,
}

/// Lists the orders of the caller's account, newest first.
#[utoipa::path(get, path = "/account/orders", tag = "account", params(ListOwnOrdersQuery),
    responses(
        (status = 200, body = ListOrdersResponse),
        (status = 400, description = "MALFORMED_REQUEST"),
        (status = 422, description = "VALIDATION_FAILED"),
        (status = 503, description = "UNAVAILABLE")))]
pub(super) async fn list_own_orders(
    caller: Caller,
    State(state): State<AppState>,
    Query(query): Query<ListOwnOrdersQuery>,
) -> Result<Json<ListOrdersResponse>, Problem> {
    let after = page::decode_cursor(query.cursor.as_deref(), parse_cursor)?;
    let limit = page::limit(query.limit).map_err(|error| Problem::invalid(vec![error]))?;
    let page = state.reads.list_orders_of(caller.account()?, after, limit).await?;
    Ok(Json(page.into()))
}
