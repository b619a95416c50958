//! The one form in which the API refuses: RFC 9457 `application/problem+json`.
//!
//! A handler answers a [`Problem`]; the middleware writes it down, because only there are the request's path and trace
//! known, and the chain of causes is logged there, once. A client never sees a cause.

use std::{borrow::Cow, sync::Arc};

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use holdfast_domain::Fault;
use serde::Serialize;
use serde_json::Value;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{ObjectBuilder, RefOr, Schema, Type},
};

/// Declares every code with its status, its title, and what is said when the handler has nothing more exact to say.
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

            /// As it stands in the body.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text),+ }
            }

            /// The status that goes with it.
            #[must_use]
            pub const fn status(self) -> StatusCode {
                match self { $(Self::$name => StatusCode::$status),+ }
            }

            /// The same for every occurrence.
            #[must_use]
            pub const fn title(self) -> &'static str {
                match self { $(Self::$name => $title),+ }
            }
        }
    };
}

codes! {
    /// The body or the query is not what the route reads: bad JSON, an unknown field, a wrong type.
    MalformedRequest "MALFORMED_REQUEST" BAD_REQUEST "The request can't be read",
    /// The route needs the `Hold-Token` header.
    HoldTokenMissing "HOLD_TOKEN_MISSING" BAD_REQUEST "The Hold-Token header is missing",
    /// The route needs an `Idempotency-Key` of 1 to 255 characters.
    IdempotencyKeyMissing "IDEMPOTENCY_KEY_MISSING" BAD_REQUEST "The Idempotency-Key header is missing or unusable",
    /// No, or a wrong, bearer token or signature.
    Unauthorized "UNAUTHORIZED" UNAUTHORIZED "The request isn't authorised",
    /// Outside the event's sales window, or sales were closed.
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
    /// The route exists, with other methods.
    MethodNotAllowed "METHOD_NOT_ALLOWED" METHOD_NOT_ALLOWED "The method is not allowed here",
    /// Seats are held, claimed or sold; `conflicts` names them, and nothing was held.
    ReservationConflict "RESERVATION_CONFLICT" CONFLICT "Seats are taken",
    /// The hold's total life is used up.
    HoldLimit "HOLD_LIMIT" CONFLICT "The hold can't be extended any more",
    /// The event doesn't know the token, or the hold is due.
    ReservationExpired "RESERVATION_EXPIRED" GONE "The hold has expired",
    /// The body is over the limit.
    PayloadTooLarge "PAYLOAD_TOO_LARGE" PAYLOAD_TOO_LARGE "The body is too large",
    /// The body isn't declared as JSON.
    UnsupportedMediaType "UNSUPPORTED_MEDIA_TYPE" UNSUPPORTED_MEDIA_TYPE "The body must be application/json",
    /// Fields have values that the route can't accept; `errors` names each.
    ValidationFailed "VALIDATION_FAILED" UNPROCESSABLE_ENTITY "Fields have values that can't be accepted",
    /// The key came before with another request.
    IdempotencyKeyReused "IDEMPOTENCY_KEY_REUSED" UNPROCESSABLE_ENTITY "The idempotency key belongs to another request",
    /// The payment exists with another amount, currency or order.
    PaymentMismatch "PAYMENT_MISMATCH" UNPROCESSABLE_ENTITY "The payment differs from the first request",
    /// Too many requests of this client.
    TooManyRequests "TOO_MANY_REQUESTS" TOO_MANY_REQUESTS "Too many requests",
    /// A fault of ours.
    Internal "INTERNAL" INTERNAL_SERVER_ERROR "Something went wrong on our side",
    /// The truth can't be reached right now: repeat the request, with the same key.
    Unavailable "UNAVAILABLE" SERVICE_UNAVAILABLE "The service can't answer right now",
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
    /// Seconds after which another try makes sense; nothing where another try changes nothing.
    #[must_use]
    pub const fn retry_after(self) -> Option<u32> {
        match self {
            Self::Unavailable | Self::TooManyRequests => Some(1),
            _ => None,
        }
    }
}

/// A field at fault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FieldError {
    /// Where in the request: `title`, `sections[1].rows`, …
    pub field: String,
    /// What is wrong with it.
    pub message: Cow<'static, str>,
}

impl FieldError {
    /// A fault of a field.
    pub fn new(field: impl Into<String>, message: impl Into<Cow<'static, str>>) -> Self {
        Self { field: field.into(), message: message.into() }
    }
}

/// A refusal. `?` turns the errors of the stores into one.
#[derive(Debug)]
pub struct Problem(Box<Inner>);

#[derive(Debug)]
struct Inner {
    code: Code,
    detail: Cow<'static, str>,
    members: Vec<(&'static str, Value)>,
    cause: Option<anyhow::Error>,
}

/// What the middleware finds in a response that is to become a problem.
#[derive(Clone)]
pub(crate) struct Pending(Arc<Problem>);

impl Problem {
    /// A refusal that its code says all about.
    #[must_use]
    pub fn new(code: Code) -> Self {
        Self::with_detail(code, code.title())
    }

    /// A refusal with a sentence on this very occurrence, which the client reads.
    #[must_use]
    pub fn with_detail(code: Code, detail: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Inner { code, detail: detail.into(), members: Vec::new(), cause: None }))
    }

    /// A refusal with its cause, which is logged and never sent.
    #[must_use]
    pub fn caused(code: Code, cause: impl Into<anyhow::Error>) -> Self {
        let mut problem = Self::new(code);
        problem.0.cause = Some(cause.into());
        problem
    }

    /// `VALIDATION_FAILED` with every field at fault.
    #[must_use]
    pub fn invalid(errors: Vec<FieldError>) -> Self {
        Self::new(Code::ValidationFailed).with("errors", errors)
    }

    /// `RESERVATION_CONFLICT` and the seats that are taken.
    #[must_use]
    pub fn conflicts(seats: &[holdfast_domain::SeatId]) -> Self {
        Self::new(Code::ReservationConflict).with("conflicts", seats)
    }

    /// Adds a member to the body.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Serialize) -> Self {
        self.0.members.push((name, json(value)));
        self
    }

    /// Its code.
    #[must_use]
    pub fn code(&self) -> Code {
        self.0.code
    }

    /// Logs the cause, if the fault isn't the client's.
    fn log(&self) {
        let Inner { code, cause, .. } = self.0.as_ref();
        if !code.status().is_server_error() {
            return;
        }
        let cause = cause.as_ref().map(|cause| format!("{cause:#}"));
        if *code == Code::Internal {
            tracing::error!(code = code.as_str(), cause, "request failed");
        } else {
            tracing::warn!(code = code.as_str(), cause, "request refused");
        }
    }

    /// The body, and the headers that belong to its code.
    pub(crate) fn render(&self, instance: &str, trace_id: &str) -> Response {
        self.log();
        let Inner { code, detail, members, .. } = self.0.as_ref();
        let body = Body {
            kind: format!("urn:holdfast:problem:{}", code.as_str().to_ascii_lowercase().replace('_', "-")),
            title: code.title(),
            status: code.status().as_u16(),
            detail,
            instance,
            code: *code,
            message: detail,
            trace_id,
            members: members.iter().map(|(name, value)| (*name, value)).collect(),
        };
        #[expect(clippy::expect_used, reason = "the body consists of texts, numbers and JSON values")]
        let json = serde_json::to_vec(&body).expect("a JSON form");
        let mut response = (code.status(), json).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = code.retry_after() {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if *code == Code::Unauthorized {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"holdfast\""));
        }
        response
    }
}

#[expect(clippy::expect_used, reason = "members are ids, texts and lists of them, which always have a JSON form")]
fn json(value: impl Serialize) -> Value {
    serde_json::to_value(value).expect("a JSON form")
}

impl Pending {
    pub(crate) fn problem(&self) -> &Problem {
        &self.0
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.0.code.status().into_response();
        response.extensions_mut().insert(Pending(Arc::new(self)));
        response
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    #[serde(rename = "type")]
    kind: String,
    title: &'a str,
    status: u16,
    detail: &'a str,
    instance: &'a str,
    code: Code,
    message: &'a str,
    trace_id: &'a str,
    #[serde(flatten)]
    members: std::collections::BTreeMap<&'a str, &'a Value>,
}

/// The body of every error (RFC 9457).
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProblemBody {
    /// A URN for the kind of problem, one for each code.
    #[serde(rename = "type")]
    kind: String,
    /// The same for every occurrence of the kind.
    title: String,
    /// The HTTP status.
    status: u16,
    /// What happened here.
    detail: String,
    /// The path that was asked.
    instance: String,
    /// For programs.
    code: Code,
    /// The same as `detail`.
    message: String,
    /// Names this request in logs and traces.
    trace_id: String,
    /// Only with `RESERVATION_CONFLICT`: the seats that are taken.
    conflicts: Option<Vec<u32>>,
    /// Only with `VALIDATION_FAILED`: each field at fault.
    errors: Option<Vec<FieldError>>,
}

/// A fault that a repeat can cure is 503, any other 500; neither tells the client its cause.
impl<E: Fault> From<E> for Problem {
    fn from(error: E) -> Self {
        let code = if error.retryable() { Code::Unavailable } else { Code::Internal };
        Self::caused(code, error)
    }
}
