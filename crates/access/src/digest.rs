//! Values that are derived with the installation's secret, so that they need not be stored.

use std::iter;

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use holdfast_domain::hmac_sha256;
use secrecy::{ExposeSecret, SecretString};
use subtle::ConstantTimeEq;

/// HMAC-SHA256 over the parts, in Base64 for URLs: 43 characters. `label` separates the purposes.
pub(crate) fn derive(secret: &SecretString, label: &str, parts: &[&str]) -> String {
    // The length separates a part from the next one.
    let lengths: Vec<_> = parts.iter().map(|part| (part.len() as u64).to_be_bytes()).collect();
    let parts = lengths.iter().zip(parts).flat_map(|(length, part)| [length.as_slice(), part.as_bytes()]);
    let parts: Vec<_> = iter::once(label.as_bytes()).chain(parts).collect();
    BASE64_URL_SAFE_NO_PAD.encode(hmac_sha256(secret.expose_secret().as_bytes(), &parts))
}

/// Compares two digests in constant time.
pub(crate) fn is_same(given: &str, wanted: &str) -> bool {
    given.as_bytes().ct_eq(wanted.as_bytes()).into()
}

/// What a request that is authenticated by a cookie must repeat in a header to change anything. Another site can make a
/// browser send the cookie, but can read neither it nor this value (OWASP: HMAC-based token pattern).
#[derive(Debug, Clone)]
pub struct Csrf(SecretString);

impl Csrf {
    /// Tokens that are derived with this secret.
    #[must_use]
    pub const fn new(secret: SecretString) -> Self {
        Self(secret)
    }

    /// The token that belongs to a cookie, or to whom it stands for.
    #[must_use]
    pub fn token(&self, of: &str) -> String {
        derive(&self.0, "csrf", &[of])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_belongs_to_one_cookie_and_one_secret() {
        let csrf = Csrf::new("secret".into());
        let token = csrf.token("cookie");
        assert_eq!((token.len(), &csrf.token("cookie")), (43, &token));
        assert!(csrf.token("another") != token && Csrf::new("another".into()).token("cookie") != token);
        assert!(is_same(&token, &token) && !is_same(&token, "") && !is_same(&token, &token[1..]));
    }

    #[test]
    fn parts_and_purposes_are_kept_apart() {
        let secret = SecretString::from("secret");
        let derived = [
            derive(&secret, "a", &["b", "c"]),
            derive(&secret, "a", &["bc"]),
            derive(&secret, "a", &["bc", ""]),
            derive(&secret, "ab", &["c"]),
        ];
        let mut different = derived.to_vec();
        different.sort_unstable();
        different.dedup();
        assert_eq!(different.len(), derived.len());
    }
}
