//! `GET /admin/events/{eventId}/sales`.

use axum::{Json, extract::State};
use holdfast_domain::{Currency, EventId, OrderState, SeatStatus};
use holdfast_web::{Code, Problem};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    extract::{Admin, Id},
    openapi_words,
    state::AppState,
};

/// Seat and order counts of one event.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct SalesView {
    /// The event.
    event_id: u64,
    /// ISO 4217.
    #[schema(value_type = String, example = "KRW")]
    currency: Currency,
    /// All seats.
    seats_total: u32,
    /// Seats in a hold, or claimed by an order under way.
    seats_held: u32,
    /// Sold seats.
    seats_sold: u32,
    /// The event's orders in each state; a state without orders is absent.
    orders: Vec<StateSales>,
}

/// The orders in a state.
#[derive(Debug, Serialize, ToSchema)]
struct StateSales {
    /// The state.
    #[schema(value_type = openapi_words::OrderState)]
    state: OrderState,
    /// The number of orders.
    orders: u64,
    /// The sum of their totals, in minor units.
    amount: u64,
}

/// Counts the seats and orders of one event.
#[utoipa::path(get, path = "/admin/events/{eventId}/sales", tag = "admin", security(("admin" = [])),
    params(("eventId" = u64, Path)),
    responses((status = 200, body = SalesView), (status = 401, description = "UNAUTHORIZED"),
        (status = 404, description = "EVENT_NOT_FOUND"), (status = 503, description = "UNAVAILABLE")))]
pub(super) async fn read_sales(
    _: Admin,
    State(state): State<AppState>,
    Id(id): Id<EventId>,
) -> Result<Json<SalesView>, Problem> {
    let event = state.reads.find_event(id).await?.ok_or_else(|| Problem::new(Code::EventNotFound))?.event;
    let orders = state.reads.sales(id).await?;
    let snapshot = state.on_seats(state.engine.seats.snapshot(id)).await?;
    let count = |status| u32::try_from(snapshot.taken.iter().filter(|seat| seat.1 == status).count());
    Ok(Json(SalesView {
        event_id: id.get(),
        currency: event.currency,
        seats_total: event.plan.seat_count(),
        seats_held: count(SeatStatus::Held).unwrap_or(u32::MAX),
        seats_sold: count(SeatStatus::Sold).unwrap_or(u32::MAX),
        orders: orders
            .into_iter()
            .map(|sales| StateSales { state: sales.state, orders: sales.orders, amount: sales.amount })
            .collect(),
    }))
}
