//! Every error response of the API: RFC 9457 `application/problem+json`.
//!
//! A handler returns a [`Problem`]. The middleware renders it, because only the middleware knows the request's path and
//! trace, and logs the chain of causes once. A client never sees a cause.

mod code;

use std::{borrow::Cow, sync::Arc};

use axum::{
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use holdfast_domain::Fault;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

pub use code::Code;

/// What is wrong with a field, for programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum FieldCode {
    /// It is empty.
    Empty,
    /// It isn't written as it should be.
    Malformed,
    /// It is none of the known values.
    Unknown,
    /// It has more than `max` characters.
    TooLong,
    /// It has more than `max` entries.
    TooMany,
    /// It names something twice.
    Repeated,
    /// Its entries amount to more than `max`.
    TooLarge,
    /// It is below `min` or above `max`. Those of a time are years.
    OutOfRange,
    /// It is a time in the past.
    NotInFuture,
    /// It is a time on the wrong side of another one.
    OutOfOrder,
}

/// An invalid field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FieldError {
    /// The field's path in the request: `title`, `sections[1].rows`, …
    pub field: String,
    /// What is wrong with it, for programs.
    pub code: FieldCode,
    /// What is wrong with it, in English.
    pub message: Cow<'static, str>,
    /// The lowest accepted value, if the code has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub min: Option<u64>,
    /// The highest accepted value, if the code has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub max: Option<u64>,
}

impl FieldError {
    /// The error of one field.
    pub fn new(field: impl Into<String>, code: FieldCode, message: impl Into<Cow<'static, str>>) -> Self {
        Self { field: field.into(), code, message: message.into(), min: None, max: None }
    }

    /// The field has more than `max` characters.
    pub fn too_long(field: impl Into<String>, max: usize) -> Self {
        let error = Self::new(field, FieldCode::TooLong, format!("must have at most {max} characters"));
        error.at_most(u64::try_from(max).unwrap_or(u64::MAX))
    }

    /// The field is below `min` or above `max`.
    pub fn out_of_range(field: impl Into<String>, min: u64, max: u64) -> Self {
        let error = Self::new(field, FieldCode::OutOfRange, format!("must be from {min} to {max}"));
        error.at_least(min).at_most(max)
    }

    /// With the lowest accepted value.
    #[must_use]
    pub fn at_least(self, min: u64) -> Self {
        Self { min: Some(min), ..self }
    }

    /// With the highest accepted value.
    #[must_use]
    pub fn at_most(self, max: u64) -> Self {
        Self { max: Some(max), ..self }
    }
}

/// An error response. `?` converts any [`Fault`] into one.
#[derive(Debug)]
pub struct Problem(Box<Inner>);

#[derive(Debug)]
struct Inner {
    code: Code,
    detail: Cow<'static, str>,
    members: Vec<(&'static str, Value)>,
    cause: Option<anyhow::Error>,
    retry_after: Option<u32>,
    /// What follows the realm in `WWW-Authenticate`.
    challenge: String,
}

/// A response extension: the problem that the middleware renders.
#[derive(Clone)]
pub(crate) struct Pending(Arc<Problem>);

impl Problem {
    /// A problem whose detail is the code's title.
    #[must_use]
    pub fn new(code: Code) -> Self {
        Self::with_detail(code, code.title())
    }

    /// A problem with a sentence about this occurrence, which the client reads.
    #[must_use]
    pub fn with_detail(code: Code, detail: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Inner {
            code,
            detail: detail.into(),
            members: Vec::new(),
            cause: None,
            retry_after: code.retry_after(),
            challenge: String::new(),
        }))
    }

    /// A problem with its cause, which is logged and never sent.
    #[must_use]
    pub fn caused(code: Code, cause: impl Into<anyhow::Error>) -> Self {
        let mut problem = Self::new(code);
        problem.0.cause = Some(cause.into());
        problem
    }

    /// `UNAUTHORIZED` for a request with a token (RFC 6750, section 3.1). `reason` is ASCII without quotes.
    #[must_use]
    pub fn invalid_token(reason: &'static str) -> Self {
        let mut problem = Self::with_detail(Code::Unauthorized, reason);
        problem.0.challenge = format!(", error=\"invalid_token\", error_description=\"{reason}\"");
        problem
    }

    /// `INSUFFICIENT_SCOPE` for a token that lacks each of these scopes, which are separated by spaces.
    #[must_use]
    pub fn insufficient_scope(wanted: &str) -> Self {
        let mut problem = Self::new(Code::InsufficientScope);
        problem.0.challenge = format!(", error=\"insufficient_scope\", scope=\"{wanted}\"");
        problem
    }

    /// `BUYER_LIMIT` with the event's limit, and the number of seats that the buyer has.
    #[must_use]
    pub fn buyer_limit(limit: u32, has: u32) -> Self {
        let detail = format!("The event permits {limit} seats for each buyer; you have {has}");
        Self::with_detail(Code::BuyerLimit, detail).with("limit", limit).with("held", has)
    }

    /// `VALIDATION_FAILED` with every invalid field.
    #[must_use]
    pub fn invalid(errors: Vec<FieldError>) -> Self {
        Self::new(Code::ValidationFailed).with("errors", errors)
    }

    /// `RESERVATION_CONFLICT` with the seats that are taken.
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

    /// Replaces the `Retry-After` of its code, in seconds.
    #[must_use]
    pub fn retry_after(mut self, seconds: u32) -> Self {
        self.0.retry_after = Some(seconds);
        self
    }

    /// The problem's code.
    #[must_use]
    pub fn code(&self) -> Code {
        self.0.code
    }

    /// Logs the cause of a 5xx.
    fn log(&self) {
        let Inner { code, cause, .. } = self.0.as_ref();
        // A busy system must not spend its time on a line for each refusal; a metric counts them.
        if !code.status().is_server_error() || *code == Code::TooBusy {
            return;
        }
        let cause = cause.as_ref().map(|cause| format!("{cause:#}"));
        if *code == Code::Internal {
            tracing::error!(code = code.as_str(), cause, "request failed");
        } else {
            tracing::warn!(code = code.as_str(), cause, "request refused");
        }
    }

    /// Logs the problem and renders its response: the body, and the headers of its code.
    pub(crate) fn render(&self, instance: &str, trace_id: &str) -> Response {
        self.log();
        let Inner { code, detail, members, retry_after, challenge, .. } = self.0.as_ref();
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
        #[expect(clippy::expect_used, reason = "the body consists of strings, numbers and JSON values")]
        let json = serde_json::to_vec(&body).expect("the body is valid JSON");
        let mut response = (code.status(), json).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(*seconds));
        }
        if matches!(code, Code::Unauthorized | Code::InsufficientScope)
            && let Ok(challenge) = HeaderValue::try_from(format!("Bearer realm=\"holdfast\"{challenge}"))
        {
            headers.insert(header::WWW_AUTHENTICATE, challenge);
        }
        response
    }
}

#[expect(clippy::expect_used, reason = "members are ids, strings and lists of them, which are always valid JSON")]
fn json(value: impl Serialize) -> Value {
    serde_json::to_value(value).expect("a member is valid JSON")
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
    /// A summary, the same for every occurrence of the kind.
    title: String,
    /// The HTTP status.
    status: u16,
    /// What went wrong in this request.
    detail: String,
    /// The path of the request.
    instance: String,
    /// The kind of problem, for programs.
    code: Code,
    /// The same as `detail`.
    message: String,
    /// Identifies this request in logs and traces.
    trace_id: String,
    /// Only with `RESERVATION_CONFLICT`: the seats that are taken.
    conflicts: Option<Vec<u32>>,
    /// Only with `BUYER_LIMIT`: the most seats of the event that one buyer may have.
    limit: Option<u32>,
    /// Only with `BUYER_LIMIT`: how many seats the buyer has, bought ones included.
    held: Option<u32>,
    /// Only with `VALIDATION_FAILED`: each invalid field.
    errors: Option<Vec<FieldError>>,
    /// Only with `PROOF_REQUIRED`: what to solve.
    challenge: Option<ProofChallenge>,
}

/// What a client must solve: an ALTCHA challenge (version 2, deterministic).
#[derive(Serialize, ToSchema)]
pub struct ProofChallenge {
    /// What the solution depends on.
    parameters: ProofParameters,
    /// Signs the parameters.
    signature: String,
}

/// The parameters of a challenge.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProofParameters {
    /// How a key is derived from a counter: `PBKDF2/SHA-256`.
    algorithm: String,
    /// The iterations of one derivation.
    cost: u32,
    /// What the challenge is for.
    data: std::collections::BTreeMap<String, String>,
    /// Until when it may be solved, in seconds since 1970.
    expires_at: i64,
    /// The length of a key in bytes.
    key_length: u32,
    /// How the key begins that is looked for, in hex.
    key_prefix: String,
    /// Signs that key.
    key_signature: String,
    /// Goes before the counter, in hex.
    nonce: String,
    /// The salt of the derivation, in hex.
    salt: String,
}

/// A retryable fault is 503, any other is 500. Neither shows its cause to the client.
impl<E: Fault> From<E> for Problem {
    fn from(error: E) -> Self {
        let code = if error.retryable() { Code::Unavailable } else { Code::Internal };
        Self::caused(code, error)
    }
}
