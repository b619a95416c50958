//! The codes of problems.

use axum::http::StatusCode;
use serde::Serialize;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{ObjectBuilder, RefOr, Schema, Type},
};

/// Declares every code with its text, its status, and its title, which is also the default detail.
macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident $text:literal $status:ident $title:literal,)+) => {
        /// What went wrong, for programs: each code has one status and one title.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
        pub enum Code {
            $($(#[doc = $doc])+ #[serde(rename = $text)] $name,)+
        }

        impl Code {
            /// Every code, for the documentation and the tests.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// The code as it is written in the body.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text),+ }
            }

            /// The code's HTTP status.
            #[must_use]
            pub const fn status(self) -> StatusCode {
                match self { $(Self::$name => StatusCode::$status),+ }
            }

            /// The title, the same for every occurrence.
            #[must_use]
            pub const fn title(self) -> &'static str {
                match self { $(Self::$name => $title),+ }
            }
        }
    };
}

codes! {
    /// The body or the query can't be parsed: bad JSON, an unknown field, a wrong type.
    MalformedRequest "MALFORMED_REQUEST" BAD_REQUEST "The request can't be read",
    /// The route needs the `Hold-Token` header.
    HoldTokenMissing "HOLD_TOKEN_MISSING" BAD_REQUEST "The Hold-Token header is missing",
    /// The route needs an `Idempotency-Key` of 1 to 255 characters.
    IdempotencyKeyMissing "IDEMPOTENCY_KEY_MISSING" BAD_REQUEST "The Idempotency-Key header is missing or unusable",
    /// The bearer token or the signature is missing or wrong.
    Unauthorized "UNAUTHORIZED" UNAUTHORIZED "The request isn't authorised",
    /// The token lacks the scope of the route.
    InsufficientScope "INSUFFICIENT_SCOPE" FORBIDDEN "The token doesn't permit this",
    /// The request comes by a cookie, and lacks the `X-CSRF-Token` that belongs to it.
    CsrfRequired "CSRF_REQUIRED" FORBIDDEN "The X-CSRF-Token header is missing or wrong",
    /// The time is outside the event's sales window, or sales were closed.
    SalesNotOpen "SALES_NOT_OPEN" FORBIDDEN "Sales are not open",
    /// The hold is live but lacks a named seat.
    HoldMismatch "HOLD_MISMATCH" FORBIDDEN "The hold doesn't have these seats",
    /// No such route.
    NotFound "NOT_FOUND" NOT_FOUND "There is nothing here",
    /// No such event.
    EventNotFound "EVENT_NOT_FOUND" NOT_FOUND "There is no such event",
    /// The event has no such seat.
    SeatNotFound "SEAT_NOT_FOUND" NOT_FOUND "The event has no such seat",
    /// No such order.
    OrderNotFound "ORDER_NOT_FOUND" NOT_FOUND "There is no such order",
    /// No such payment.
    PaymentNotFound "PAYMENT_NOT_FOUND" NOT_FOUND "There is no such payment",
    /// The path exists, but not with this method.
    MethodNotAllowed "METHOD_NOT_ALLOWED" METHOD_NOT_ALLOWED "The method is not allowed here",
    /// Seats are held, claimed or sold; `conflicts` names them, and nothing was held.
    ReservationConflict "RESERVATION_CONFLICT" CONFLICT "Seats are taken",
    /// The buyer would have more seats of the event than its `limit`; `held` is how many the buyer has,
    /// bought ones included. Nothing was held.
    BuyerLimit "BUYER_LIMIT" CONFLICT "The buyer would have more seats than the event permits",
    /// The hold's total life is used up.
    HoldLimit "HOLD_LIMIT" CONFLICT "The hold can't be extended any more",
    /// The event has no hold with this token, or the hold is due.
    ReservationExpired "RESERVATION_EXPIRED" GONE "The hold has expired",
    /// The body is over the limit.
    PayloadTooLarge "PAYLOAD_TOO_LARGE" PAYLOAD_TOO_LARGE "The body is too large",
    /// The body isn't declared as JSON.
    UnsupportedMediaType "UNSUPPORTED_MEDIA_TYPE" UNSUPPORTED_MEDIA_TYPE "The body must be application/json",
    /// Fields have values that the route can't accept; `errors` names each.
    ValidationFailed "VALIDATION_FAILED" UNPROCESSABLE_ENTITY "Fields have values that can't be accepted",
    /// The key was used before with a different request.
    IdempotencyKeyReused "IDEMPOTENCY_KEY_REUSED" UNPROCESSABLE_ENTITY "The idempotency key belongs to another request",
    /// The payment exists with another amount, currency or order.
    PaymentMismatch "PAYMENT_MISMATCH" UNPROCESSABLE_ENTITY "The payment differs from the first request",
    /// The request needs a proof of work; `challenge` is what to solve.
    ProofRequired "PROOF_REQUIRED" PRECONDITION_REQUIRED "A proof of work is required",
    /// The client sent too many requests.
    TooManyRequests "TOO_MANY_REQUESTS" TOO_MANY_REQUESTS "Too many requests",
    /// The service failed, and a repeat won't help.
    Internal "INTERNAL" INTERNAL_SERVER_ERROR "Something went wrong on our side",
    /// A store or the gateway can't be reached right now; repeat the request with the same key.
    Unavailable "UNAVAILABLE" SERVICE_UNAVAILABLE "The service can't answer right now",
    /// More orders arrive than can be processed. Nothing was accepted, and the hold is kept: repeat the request with
    /// the same key after `Retry-After`, and the order is ahead of later ones.
    TooBusy "TOO_BUSY" SERVICE_UNAVAILABLE "More orders arrive than can be processed",
}

impl PartialSchema for Code {
    fn schema() -> RefOr<Schema> {
        let values = Self::ALL.iter().map(|code| code.as_str());
        let description = "What went wrong, for programs: each code has one status and one title.";
        ObjectBuilder::new().schema_type(Type::String).description(Some(description)).enum_values(Some(values)).into()
    }
}

impl ToSchema for Code {}

impl Code {
    /// Seconds after which a retry may succeed; `None` if a retry won't help.
    #[must_use]
    pub const fn retry_after(self) -> Option<u32> {
        match self {
            Self::Unavailable | Self::TooBusy | Self::TooManyRequests => Some(1),
            _ => None,
        }
    }
}
