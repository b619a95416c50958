//! Request bodies: extractors that limit size and time, and refuse every invalid body with a [`Problem`].

use std::time::Duration;

use axum::{
    extract::{FromRequest, Request},
    http::{HeaderMap, header},
};
use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;
use serde::de::DeserializeOwned;

use crate::problem::{Code, Problem};

/// The largest body that a route reads, in bytes, unless the route has a limit of its own.
pub const BODY_LIMIT: usize = 64 * 1024;
/// How much of an oversized body is read and discarded, in bytes. Otherwise the connection would close while the client
/// still sends, and the client would not read the refusal.
const DISCARD_LIMIT: usize = 16 * 1024 * 1024;
/// How long a body may take to arrive, so that a client can't hold a connection by sending a byte now and then.
const BODY_TIMEOUT: Duration = Duration::from_secs(10);

/// The bytes of a body of up to `LIMIT` bytes, for a route that verifies a signature over them.
#[derive(Debug, Clone)]
pub struct RawBody<const LIMIT: usize = BODY_LIMIT>(pub Bytes);

impl<S: Sync, const LIMIT: usize> FromRequest<S> for RawBody<LIMIT> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        tokio::time::timeout(BODY_TIMEOUT, read(request, LIMIT))
            .await
            .map_err(|_| Problem::with_detail(Code::MalformedRequest, "the body didn't arrive in time"))?
            .map(Self)
    }
}

async fn read(request: Request, limit: usize) -> Result<Bytes, Problem> {
    let mut body = request.into_body();
    let (mut kept, mut seen) = (BytesMut::new(), 0);
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| Problem::with_detail(Code::MalformedRequest, "the body ended too early"))?;
        let Ok(data) = frame.into_data() else { continue };
        seen += data.len();
        if seen > DISCARD_LIMIT {
            break;
        }
        if seen <= limit {
            if kept.is_empty() && seen == data.len() && http_body::Body::is_end_stream(&body) {
                return Ok(data);
            }
            kept.extend_from_slice(&data);
        }
    }
    if seen > limit { Err(Problem::new(Code::PayloadTooLarge)) } else { Ok(kept.freeze()) }
}

/// A body that is a JSON object. Another content type is 415. Bad JSON, an unknown field or a wrong type is 400, with
/// the path of the error. `T` must be declared with `deny_unknown_fields`.
#[derive(Debug, Clone)]
pub struct Json<T>(pub T);

impl<S: Sync, T: DeserializeOwned> FromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        if !is_json(request.headers()) {
            return Err(Problem::new(Code::UnsupportedMediaType));
        }
        let RawBody(bytes): RawBody = RawBody::from_request(request, state).await?;
        parse(&bytes).map(Self)
    }
}

/// Like [`Json`], but an empty body yields the default value.
#[derive(Debug, Clone)]
pub struct OptionalJson<T>(pub T);

impl<S: Sync, T: DeserializeOwned + Default> FromRequest<S> for OptionalJson<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let is_json = is_json(request.headers());
        let RawBody(bytes): RawBody = RawBody::from_request(request, state).await?;
        match (bytes.is_empty(), is_json) {
            (true, _) => Ok(Self(T::default())),
            (false, true) => parse(&bytes).map(Self),
            (false, false) => Err(Problem::new(Code::UnsupportedMediaType)),
        }
    }
}

/// Parses a JSON object like [`Json`].
///
/// # Errors
/// `MALFORMED_REQUEST` with the path of the error.
pub fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    // serde would accept an array as a struct, field by field.
    if bytes.trim_ascii_start().first() == Some(&b'[') {
        return Err(Problem::with_detail(Code::MalformedRequest, "the body must be a JSON object"));
    }
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let (path, error) = (error.path().to_string(), error.inner());
        let detail = if path == "." { error.to_string() } else { format!("{path}: {error}") };
        Problem::with_detail(Code::MalformedRequest, detail)
    })?;
    json.end().map_err(|error| Problem::with_detail(Code::MalformedRequest, error.to_string()))?;
    Ok(value)
}

/// Whether the content type is `application/json` or `application/…+json`, with any parameters.
fn is_json(headers: &HeaderMap) -> bool {
    let Some(Ok(value)) = headers.get(header::CONTENT_TYPE).map(|value| value.to_str()) else { return false };
    let essence = value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence == "application/json" || (essence.starts_with("application/") && essence.ends_with("+json"))
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code, reason = "the fields are only parsed")]
    struct Sample {
        a: u32,
        b: Option<Vec<i64>>,
    }

    fn detail(text: &str) -> String {
        format!("{:?}", parse::<Sample>(text.as_bytes()).unwrap_err())
    }

    #[test]
    fn a_body_that_cannot_be_parsed_is_refused_with_the_position_of_the_error() {
        assert!(parse::<Sample>(br#" {"a": 1, "b": [2]} "#).is_ok());
        assert!(detail(r#"{"a": 1, "b": [2, "x"]}"#).contains("b[1]: invalid type"));
        assert!(detail(r#"{"a": 1, "c": 2}"#).contains("unknown field `c`"));
        assert!(detail(r#"{"a": 1} x"#).contains("trailing characters"));
        assert!(detail(r#"{"a": 1, "a": 1}"#).contains("duplicate field"));
        assert!(detail("[1, [2]]").contains("must be a JSON object"));
        for text in [
            "",
            "null",
            "1",
            "\"a\"",
            "{",
            r#"{"a": 1.5}"#,
            r#"{"a": "1"}"#,
            r#"{"a": -1}"#,
            "{\"a\":1,\"b\":\"\u{0}\"}",
        ] {
            assert!(detail(text).contains("MalformedRequest"), "{text}");
        }
    }

    #[test]
    fn only_json_content_types_are_accepted() {
        let is = |value: &'static str| is_json(&HeaderMap::from_iter([(header::CONTENT_TYPE, value.parse().unwrap())]));
        assert!(is("application/json") && is("Application/JSON; charset=utf-8") && is("application/cloudevents+json"));
        assert!(!is("text/plain") && !is("application/x-www-form-urlencoded") && !is("text/json") && !is(""));
        assert!(!is_json(&HeaderMap::new()));
    }
}
