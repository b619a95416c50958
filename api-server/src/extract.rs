//! What handlers take from a request, each refused in the one form of [`Problem`].

mod body;
mod headers;

use std::str::FromStr;

use axum::{
    extract::{FromRequestParts, RawPathParams},
    http::request::Parts,
};
use holdfast_activities::telemetry;
use holdfast_domain::{EventId, OrderId, PaymentId, SeatId};
use serde::de::DeserializeOwned;

pub(crate) use body::parse;
pub use body::{BODY_LIMIT, Json, OptionalJson, RawBody};
pub use headers::{Admin, HoldTokenHeader, IdempotencyKey, OptionalHoldToken, PreferWait};
pub(crate) use headers::{bearer, is_same_secret};

use crate::error::{Code, Problem};

/// The query of a request: a wrong type is `MALFORMED_REQUEST`; parameters that the route doesn't know are left alone.
#[derive(Debug, Clone, Copy)]
pub struct Query<T>(pub T);

impl<S: Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        axum::extract::Query::try_from_uri(&parts.uri)
            .map(|axum::extract::Query(query)| Self(query))
            .map_err(|rejection| Problem::with_detail(Code::MalformedRequest, rejection.body_text()))
    }
}

/// An id that stands in the path under a name of its own.
pub trait PathId: FromStr + Copy + Send {
    /// The path parameter that carries it.
    const PARAM: &'static str;
    /// What is said of text that is no such id: an id that can't be is simply not found.
    const NOT_FOUND: Code;

    /// Tells the logs what the request is about.
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

impl PathId for PaymentId {
    const PARAM: &'static str = "paymentId";
    const NOT_FOUND: Code = Code::PaymentNotFound;
}

/// An id from the path: `{eventId}`, `{seatId}`, `{orderId}` or `{paymentId}`, by its type.
#[derive(Debug, Clone, Copy)]
pub struct Id<T>(pub T);

impl<S: Send + Sync, T: PathId> FromRequestParts<S> for Id<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        // Text that isn't UTF-8 is no id either.
        let params = RawPathParams::from_request_parts(parts, state).await.map_err(|_| Problem::new(T::NOT_FOUND))?;
        let text = params.iter().find_map(|(name, text)| (name == T::PARAM).then_some(text));
        let id: T = text.and_then(|text| text.parse().ok()).ok_or_else(|| Problem::new(T::NOT_FOUND))?;
        id.note();
        Ok(Self(id))
    }
}
