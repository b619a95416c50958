//! Extractors of headers: hold token, idempotency key and preferred wait.

use std::time::Duration;

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, HeaderName, HeaderValue, request::Parts},
};
use holdfast_domain::HoldToken;
use holdfast_web::{Code, Problem};

/// Marks the response to a repeat of an earlier request.
pub const REPLAYED: (HeaderName, HeaderValue) =
    (HeaderName::from_static("idempotent-replayed"), HeaderValue::from_static("true"));

/// The `Hold-Token` header. An absent or empty one is 400 `HOLD_TOKEN_MISSING`. Text that can't be a token is 410
/// `RESERVATION_EXPIRED`, like an unknown token. A route with a body takes the extractor as a [`Result`] and unwraps it
/// after the body: body errors take precedence over token errors.
#[derive(Debug, Clone)]
pub struct HoldTokenHeader(pub HoldToken);

impl<S: Sync> FromRequestParts<S> for HoldTokenHeader {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        match hold_token(&parts.headers)? {
            Some(token) => Ok(Self(token)),
            None => Err(Problem::new(Code::HoldTokenMissing)),
        }
    }
}

/// The `Hold-Token` header on routes where it is optional. An empty one counts as absent.
#[derive(Debug, Clone)]
pub struct OptionalHoldToken(pub Option<HoldToken>);

impl<S: Sync> FromRequestParts<S> for OptionalHoldToken {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        hold_token(&parts.headers).map(Self)
    }
}

fn hold_token(headers: &HeaderMap) -> Result<Option<HoldToken>, Problem> {
    let Some(value) = headers.get("hold-token").map(|value| value.as_bytes().trim_ascii()) else {
        return Ok(None);
    };
    if value.is_empty() {
        return Ok(None);
    }
    let token = std::str::from_utf8(value).ok().and_then(|text| text.parse().ok());
    token.map(Some).ok_or_else(|| Problem::new(Code::ReservationExpired))
}

/// The `Idempotency-Key` header without its optional quotes: 1 to 255 characters, otherwise 400
/// `IDEMPOTENCY_KEY_MISSING`. Two of these headers are 400 `MALFORMED_REQUEST`, even with the same key: a proxy that
/// drops or joins one of them would turn a repeat into another order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotencyKey(pub String);

impl IdempotencyKey {
    const MAX_CHARACTERS: usize = 255;

    fn parse(value: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(value).ok()?.trim();
        let bare = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text);
        (1..=Self::MAX_CHARACTERS).contains(&bare.chars().count()).then(|| Self(bare.to_owned()))
    }
}

impl<S: Sync> FromRequestParts<S> for IdempotencyKey {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let mut values = parts.headers.get_all("idempotency-key").iter();
        let key = values.next().and_then(|value| Self::parse(value.as_bytes()));
        if values.next().is_some() {
            return Err(Problem::with_detail(Code::MalformedRequest, "the request has more than one Idempotency-Key"));
        }
        key.ok_or_else(|| Problem::new(Code::IdempotencyKeyMissing))
    }
}

/// The `Idempotency-Key` header on routes where it is optional. One that is there and unusable is 400
/// `IDEMPOTENCY_KEY_MISSING`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OptionalIdempotencyKey(pub Option<String>);

impl<S: Sync> FromRequestParts<S> for OptionalIdempotencyKey {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        if !parts.headers.contains_key("idempotency-key") {
            return Ok(Self(None));
        }
        let IdempotencyKey(key) = IdempotencyKey::from_request_parts(parts, state).await?;
        Ok(Self(Some(key)))
    }
}

/// The `X-Proof-Of-Work` header, as it came. What isn't text can't be a proof.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OptionalProof(pub Option<String>);

impl<S: Sync> FromRequestParts<S> for OptionalProof {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let proof = parts.headers.get("x-proof-of-work");
        Ok(Self(proof.map(|value| value.to_str().unwrap_or_default().to_owned())))
    }
}

/// `Prefer: wait=N` (RFC 7240): how many seconds to wait for the end of the order, at most 10. An invalid preference is
/// ignored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PreferWait(pub Option<Duration>);

impl PreferWait {
    /// The longest wait.
    pub const MAX: Duration = Duration::from_secs(10);

    fn parse(preference: &str) -> Option<Duration> {
        let (name, value) = preference.split(';').next()?.split_once('=')?;
        let seconds: u64 = value.trim().trim_matches('"').parse().ok()?;
        name.trim().eq_ignore_ascii_case("wait").then(|| Duration::from_secs(seconds).min(Self::MAX))
    }
}

impl<S: Sync> FromRequestParts<S> for PreferWait {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let headers = parts.headers.get_all("prefer").iter().filter_map(|value| value.to_str().ok());
        Ok(Self(headers.flat_map(|value| value.split(',')).find_map(Self::parse)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_idempotency_key_may_stand_in_quotes_and_has_1_to_255_characters() {
        let key = |text: &str| IdempotencyKey::parse(text.as_bytes()).map(|key| key.0);
        assert_eq!(key("abc").as_deref(), Some("abc"));
        assert_eq!(key("\"abc\"").as_deref(), Some("abc"));
        assert_eq!(key(" \"a b\" ").as_deref(), Some("a b"));
        assert_eq!(key("\"").as_deref(), Some("\""));
        assert_eq!(key(&"é".repeat(255)), Some("é".repeat(255)));
        assert_eq!((key(""), key("\"\""), key("  "), key(&"x".repeat(256))), (None, None, None, None));
    }

    #[test]
    fn a_wait_is_cut_to_ten_seconds_and_a_malformed_one_is_ignored() {
        let wait = |text: &str| PreferWait::parse(text).map(|wait| wait.as_secs());
        assert_eq!(
            (wait("wait=3"), wait("Wait = 10"), wait("wait=600"), wait("wait=0")),
            (Some(3), Some(10), Some(10), Some(0))
        );
        assert_eq!((wait("wait"), wait("wait=-1"), wait("respond-async"), wait("waiter=3")), (None, None, None, None));
    }
}
