//! Reservations: holding seats for one buyer for a limited time.

mod confirm;
mod create;
mod extend;
mod read;
mod release;

use chrono::{DateTime, Utc};
use holdfast_domain::{HoldToken, hold::InvalidSeats};
use holdfast_stores::redis::{Hold, Refusal};
use holdfast_web::{Code, Problem};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{routes::seats_error, state::AppState};

/// The routes of this module.
#[must_use]
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(create::hold_seats))
        .routes(routes!(read::read_reservation, release::release_reservation))
        .routes(routes!(release::release_seat))
        .routes(routes!(extend::extend_reservation))
        .routes(routes!(extend::extend_reservation_by_seat))
        .routes(routes!(confirm::confirm_reservation))
}

/// A live hold.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Reservation {
    /// The capability of the hold; sent as `Hold-Token`.
    hold_token: String,
    /// The event.
    event_id: u64,
    /// The seats, by id.
    seat_ids: Vec<u32>,
    /// The life that the hold was created with, in seconds.
    hold_seconds: u32,
    /// When the hold expires.
    expires_at: DateTime<Utc>,
    /// Whole seconds until the expiry.
    expires_in_seconds: u64,
}

impl Reservation {
    fn new(token: HoldToken, hold: &Hold) -> Self {
        Self {
            event_id: hold.event_id.get(),
            seat_ids: hold.seats.iter().map(|seat| seat.seat_id.get()).collect(),
            hold_seconds: hold.hold_seconds,
            expires_at: hold.expires_at,
            expires_in_seconds: hold.expires_in_ms / 1000,
            hold_token: token.into(),
        }
    }
}

/// The problem for a refused hold or a refused change of a hold.
fn refused(refusal: Refusal) -> Problem {
    match refusal {
        Refusal::Conflicts(seats) => Problem::conflicts(&seats),
        Refusal::UnknownSeats(seats) => {
            let seats: Vec<String> = seats.iter().map(ToString::to_string).collect();
            Problem::with_detail(Code::SeatNotFound, format!("The event has no such seat: {}", seats.join(", ")))
        }
        Refusal::TooMany => Problem::invalid(vec![seats_error(InvalidSeats::TooMany)]),
        Refusal::SalesNotOpen => Problem::new(Code::SalesNotOpen),
        Refusal::Expired => Problem::new(Code::ReservationExpired),
        Refusal::OtherHold => Problem::new(Code::IdempotencyKeyReused),
        Refusal::LifeUsedUp => Problem::new(Code::HoldLimit),
        Refusal::BuyerLimit { limit, has } => Problem::buyer_limit(limit, has),
        Refusal::BuyerNeeded => {
            let detail = "The event limits the seats of each buyer, so seats are held with a token";
            Problem::with_detail(Code::Unauthorized, detail)
        }
    }
}
