//! `GET /orders` (admin).

use axum::{Json, extract::State};
use chrono::DateTime;
use holdfast_domain::{EventId, OrderStatus};
use holdfast_stores::mysql::orders::{OrderCursor, OrderFilter, OrderPage};
use holdfast_web::{FieldCode, FieldError, Problem};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{extract::Query, orders::OrderBody, routes::page, state::AppState};

/// Filter and page of the list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(super) struct ListOrdersQuery {
    /// Only orders of this event.
    event_id: Option<u64>,
    /// Only orders with this status: PENDING, CONFIRMED, CANCELLED or REFUNDED.
    status: Option<String>,
    /// 1 to 100, default 20.
    limit: Option<i64>,
    /// The `nextCursor` of the previous page.
    cursor: Option<String>,
}

/// A page of orders.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(in crate::routes) struct ListOrdersResponse {
    /// Newest first.
    items: Vec<OrderBody>,
    /// Cursor of the next page; null on the last page.
    next_cursor: Option<String>,
}

/// Lists orders, newest first.
#[utoipa::path(get, path = "/orders", tag = "orders", params(ListOrdersQuery),
    responses(
        (status = 200, body = ListOrdersResponse),
        (status = 400, description = "MALFORMED_REQUEST"),
        (status = 422, description = "VALIDATION_FAILED"),
        (status = 503, description = "UNAVAILABLE")))]
pub(super) async fn list_orders(
    State(state): State<AppState>,
    Query(query): Query<ListOrdersQuery>,
) -> Result<Json<ListOrdersResponse>, Problem> {
    let after = page::decode_cursor(query.cursor.as_deref(), parse_cursor)?;
    let (filter, limit) = query.check()?;
    let page = state.reads.list_orders(&filter, after, limit).await?;
    Ok(Json(page.into()))
}

impl From<OrderPage> for ListOrdersResponse {
    fn from(page: OrderPage) -> Self {
        Self {
            items: page.items.into_iter().map(OrderBody::from).collect(),
            next_cursor: page.next.map(write_cursor).map(page::encode_cursor),
        }
    }
}

impl ListOrdersQuery {
    fn check(&self) -> Result<(OrderFilter, u32), Problem> {
        let event_id = self.event_id.map(EventId::try_from).transpose();
        let status = self.status.as_deref().map(|text| OrderStatus::parse(text).ok_or(())).transpose();
        match (event_id, status, page::limit(self.limit)) {
            (Ok(event_id), Ok(status), Ok(limit)) => Ok((OrderFilter { event_id, status }, limit)),
            (event_id, status, limit) => {
                let event =
                    event_id.is_err().then(|| FieldError::new("eventId", FieldCode::Malformed, "must be an event id"));
                let status =
                    status.is_err().then(|| FieldError::new("status", FieldCode::Unknown, "must be an order status"));
                Err(Problem::invalid(event.into_iter().chain(status).chain(limit.err()).collect()))
            }
        }
    }
}

/// Writes a cursor: the creation time in Unix microseconds, a dot, and the order id.
fn write_cursor(cursor: OrderCursor) -> String {
    format!("{}.{}", cursor.created_at.timestamp_micros(), cursor.order_id)
}

pub(in crate::routes) fn parse_cursor(text: &str) -> Option<OrderCursor> {
    let (micros, order) = text.split_once('.')?;
    let created_at = DateTime::from_timestamp_micros(micros.parse().ok()?)?;
    Some(OrderCursor { created_at, order_id: order.parse().ok()? })
}
