//! `GET /admin/events/{eventId}/sales`.

use axum::{Json, extract::State};
use holdfast_domain::{Currency, EventId, OrderState, SeatPlan, SeatStatus, Section};
use holdfast_web::{Code, Problem};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{extract::Id, openapi_words, state::AppState};

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
    /// The same counts for each section, in the order of the seat map.
    sections: Vec<SectionSales>,
    /// The event's orders in each state; a state without orders is absent.
    orders: Vec<StateSales>,
}

/// The seats of a section.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct SectionSales {
    /// Its name.
    name: String,
    /// The price of a seat, in minor units.
    price: u64,
    /// All seats.
    seats_total: u32,
    /// Seats in a hold, or claimed by an order under way.
    seats_held: u32,
    /// Sold seats.
    seats_sold: u32,
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
#[utoipa::path(get, path = "/admin/events/{eventId}/sales", tag = "admin",
    params(("eventId" = u64, Path)),
    responses((status = 200, body = SalesView),
        (status = 404, description = "EVENT_NOT_FOUND"), (status = 503, description = "UNAVAILABLE")))]
pub(super) async fn read_sales(State(state): State<AppState>, Id(id): Id<EventId>) -> Result<Json<SalesView>, Problem> {
    let event = state.reads.find_event(id).await?.ok_or_else(|| Problem::new(Code::EventNotFound))?.event;
    let orders = state.reads.sales(id).await?;
    let statuses = state.on_seats(state.seat_maps.statuses(id)).await?;
    let sections = sections(&event.plan, &statuses.of_seats);
    Ok(Json(SalesView {
        event_id: id.get(),
        currency: event.currency,
        seats_total: event.plan.seat_count(),
        seats_held: sections.iter().map(|section| section.seats_held).sum(),
        seats_sold: sections.iter().map(|section| section.seats_sold).sum(),
        sections,
        orders: orders
            .into_iter()
            .map(|sales| StateSales { state: sales.state, orders: sales.orders, amount: sales.amount })
            .collect(),
    }))
}

/// The sections with their counts. Seat ids run through the sections in their order.
fn sections(plan: &SeatPlan, statuses: &[SeatStatus]) -> Vec<SectionSales> {
    let mut rest = statuses.iter();
    let of_section = |section: &Section| {
        let seats_total = section.rows * section.cols;
        let (mut seats_held, mut seats_sold) = (0, 0);
        for status in rest.by_ref().take(seats_total as usize) {
            match status {
                SeatStatus::Held => seats_held += 1,
                SeatStatus::Sold => seats_sold += 1,
                SeatStatus::Available => {}
            }
        }
        SectionSales { name: section.name.clone(), price: section.price, seats_total, seats_held, seats_sold }
    };
    plan.sections().iter().map(of_section).collect()
}
