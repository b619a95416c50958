//! Bearer tokens.

use axum::http::{HeaderMap, header};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// The token of `Authorization: Bearer …`, if there is one. The scheme is case-insensitive (RFC 9110, section 11.1).
#[must_use]
pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

/// Compares two secrets in constant time. Compares their digests, so that the length of `wanted` doesn't show either.
#[must_use]
pub fn is_same_secret(given: &str, wanted: &str) -> bool {
    Sha256::digest(given).ct_eq(&Sha256::digest(wanted)).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bearer_scheme_has_no_case_and_others_do_not_count() {
        let token = |value: &'static str| {
            let headers = HeaderMap::from_iter([(header::AUTHORIZATION, value.parse().unwrap())]);
            bearer(&headers).map(str::to_owned)
        };
        assert_eq!((token("Bearer x"), token("bEARER  x")), (Some("x".into()), Some("x".into())));
        assert_eq!((token("Basic x"), token("Bearer"), token("")), (None, None, None));
    }

    #[test]
    fn only_the_whole_secret_is_the_secret() {
        assert!(is_same_secret("secret", "secret"));
        for wrong in
            ["", "s", "secre", "ecret", "secret ", " secret", "secrets", "Secret", "secreT", "secrex", "other "]
        {
            assert!(!is_same_secret(wrong, "secret"), "{wrong}");
        }
    }
}
