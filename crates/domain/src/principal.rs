//! Who owns an idempotency key, and the digest by which ids are derived from keys.

use hmac::{Hmac, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

/// HMAC-SHA256 over the concatenated parts.
pub(crate) fn hmac_sha256(secret: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    #[expect(clippy::expect_used, reason = "HMAC takes a key of any length (RFC 2104, section 3)")]
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).expect("a key of any length");
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// The owner of an idempotency key: the same key from two principals means two orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Principal {
    /// Every buyer on the public API: there are no logins yet.
    Public,
    /// The box office, which sells without the payment gateway.
    BoxOffice,
}

impl Principal {
    /// The name in MySQL and in the derivation of order ids. Never change a name: existing order ids depend on it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Public => "PUBLIC",
            Self::BoxOffice => "BOX_OFFICE",
        }
    }

    /// Whether orders of this principal are paid through the gateway.
    #[must_use]
    pub const fn pays_by_gateway(self) -> bool {
        match self {
            Self::Public => true,
            Self::BoxOffice => false,
        }
    }
}

display_as_str!(Principal);
