//! An event as the API shows it.

use chrono::{DateTime, Utc};
use holdfast_domain::EventStatus;
use holdfast_stores::mysql::events::Event;
use serde::Serialize;
use utoipa::ToSchema;

use crate::openapi_words;

/// An event of the catalogue.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct EventView {
    /// Its id.
    id: u64,
    /// What is on.
    title: String,
    /// Where.
    venue: String,
    /// When the doors open.
    starts_at: DateTime<Utc>,
    /// From when on seats may be held.
    sales_open_at: DateTime<Utc>,
    /// Until when, if there is an end.
    sales_close_at: Option<DateTime<Utc>>,
    /// Whether its seats may be held now.
    #[schema(value_type = openapi_words::EventStatus)]
    status: EventStatus,
    /// ISO 4217.
    #[schema(example = "KRW")]
    currency: String,
    /// The cheapest seat, in minor units.
    price_from: u64,
    /// All seats.
    seats_total: u32,
    /// Seats that may be held right now; null in a list when that is not known at this moment.
    seats_available: Option<u32>,
}

impl EventView {
    /// The event with this many seats that are not available; `None` when that isn't known.
    pub(crate) fn new(recorded: Event, taken: Option<u32>) -> Self {
        let Event { id, event } = recorded;
        let seats_total = event.plan.seat_count();
        Self {
            id: id.get(),
            status: event.window.status_at(Utc::now()),
            starts_at: event.starts_at,
            sales_open_at: event.window.opens_at,
            sales_close_at: event.window.closes_at,
            currency: event.currency.to_string(),
            price_from: event.plan.price_from(),
            seats_total,
            seats_available: taken.map(|taken| seats_total.saturating_sub(taken)),
            title: event.title,
            venue: event.venue,
        }
    }

    /// Its id.
    pub(crate) const fn id(&self) -> u64 {
        self.id
    }
}
