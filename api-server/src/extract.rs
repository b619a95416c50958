//! Extractors of the handlers. Every rejection is a [`Problem`].

mod headers;

use std::str::FromStr;

use axum::{
    extract::{FromRequestParts, RawPathParams},
    http::request::Parts,
};
use holdfast_domain::{EventId, OrderId, SeatId};
use holdfast_runtime::telemetry;

pub use holdfast_web::{
    Query,
    body::{Json, OptionalJson, RawBody},
};

pub use headers::{
    HoldTokenHeader, IdempotencyKey, OptionalHoldToken, OptionalIdempotencyKey, OptionalProof, PreferWait, REPLAYED,
};

use holdfast_web::{Code, Problem};

/// An id with its own path parameter.
pub trait PathId: FromStr + Copy + Send {
    /// The name of the path parameter.
    const PARAM: &'static str;
    /// The code for text that can't be such an id: the same as for an unknown id.
    const NOT_FOUND: Code;

    /// Adds the id to the request's logs.
    fn note(self) {}
}

impl PathId for EventId {
    const PARAM: &'static str = "eventId";
    const NOT_FOUND: Code = Code::EventNotFound;

    fn note(self) {
        telemetry::note_event(self);
    }
}

impl PathId for SeatId {
    const PARAM: &'static str = "seatId";
    const NOT_FOUND: Code = Code::SeatNotFound;
}

impl PathId for OrderId {
    const PARAM: &'static str = "orderId";
    const NOT_FOUND: Code = Code::OrderNotFound;

    fn note(self) {
        telemetry::note_order(self);
    }
}

/// An id from the path: `{eventId}`, `{seatId}` or `{orderId}`, by its type.
#[derive(Debug, Clone, Copy)]
pub struct Id<T>(pub T);

impl<S: Send + Sync, T: PathId> FromRequestParts<S> for Id<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        // Text that isn't UTF-8 can't be an id.
        let params = RawPathParams::from_request_parts(parts, state).await.map_err(|_| Problem::new(T::NOT_FOUND))?;
        let text = params.iter().find_map(|(name, text)| (name == T::PARAM).then_some(text));
        let id: T = text.and_then(|text| text.parse().ok()).ok_or_else(|| Problem::new(T::NOT_FOUND))?;
        id.note();
        Ok(Self(id))
    }
}
