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
    /// The event.
    id: u64,
    /// The title.
    title: String,
    /// The venue.
    venue: String,
    /// When the event starts.
    starts_at: DateTime<Utc>,
    /// The venue's time zone: a name of the IANA database.
    #[schema(example = "Asia/Seoul")]
    time_zone: String,
    /// From when seats may be held.
    sales_open_at: DateTime<Utc>,
    /// Until when seats may be held.
    sales_close_at: DateTime<Utc>,
    /// Whether seats may be held now.
    #[schema(value_type = openapi_words::EventStatus)]
    status: EventStatus,
    /// The most seats that one buyer may have, held and bought together; null: no limit. A buyer needs a token then.
    seats_per_buyer: Option<u32>,
    /// ISO 4217.
    #[schema(example = "KRW")]
    currency: String,
    /// Price of the cheapest seat, in minor units.
    price_from: u64,
    /// All seats.
    seats_total: u32,
    /// Seats that can be held now; null in a list if the event isn't loaded into Redis.
    seats_available: Option<u32>,
}

impl EventView {
    /// Builds the view; `taken` is the number of seats that aren't available, or `None` if it is unknown.
    pub(crate) fn new(recorded: Event, taken: Option<u32>) -> Self {
        let Event { id, event } = recorded;
        let seats_total = event.plan.seat_count();
        Self {
            id: id.get(),
            status: event.window.status_at(Utc::now()),
            starts_at: event.starts_at,
            time_zone: event.time_zone,
            sales_open_at: event.window.opens_at,
            sales_close_at: event.window.closes_at,
            seats_per_buyer: event.seats_per_buyer,
            currency: event.currency.to_string(),
            price_from: event.plan.price_from(),
            seats_total,
            seats_available: taken.map(|taken| seats_total.saturating_sub(taken)),
            title: event.title,
            venue: event.venue,
        }
    }
}
