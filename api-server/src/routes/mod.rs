//! One module per resource, one file per verb. Each module's `router()` has its routes and their part of the OpenAPI
//! document.

pub mod account;
pub mod admin;
pub mod events;
pub mod guests;
pub mod operations;
pub mod orders;
mod page;
pub mod payments;
pub mod reservations;
pub mod session;
pub mod spans;

use holdfast_domain::hold::{InvalidSeats, MAX_SEATS};
use holdfast_web::{FieldCode, FieldError};
use utoipa_axum::router::OpenApiRouter;

use crate::state::AppState;

/// Every route, without the prefix `/api`.
#[must_use]
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .merge(events::router())
        .merge(reservations::router())
        .merge(orders::router())
        .merge(account::router())
        .merge(guests::router())
        .merge(session::router())
        .merge(payments::router())
        .merge(admin::router())
        .merge(spans::router())
        .merge(operations::router())
}

fn seats_error(error: InvalidSeats) -> FieldError {
    let (code, max) = match error {
        InvalidSeats::None => (FieldCode::Empty, None),
        InvalidSeats::TooMany => (FieldCode::TooMany, Some(MAX_SEATS as u64)),
        InvalidSeats::Repeated => (FieldCode::Repeated, None),
    };
    FieldError { max, ..FieldError::new("seatIds", code, error.to_string()) }
}
