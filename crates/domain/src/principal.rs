//! Who owns an idempotency key, and the digest by which ids are derived from keys.

use std::{fmt, str::FromStr};

use hmac::{Hmac, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use crate::id::{InvalidId, is_128_bits};

/// HMAC-SHA256 over the concatenated parts. A caller must separate parts whose lengths vary.
#[must_use]
#[expect(clippy::missing_panics_doc, reason = "it can't panic")]
pub fn hmac_sha256(secret: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    #[expect(clippy::expect_used, reason = "HMAC takes a key of any length (RFC 2104, section 3)")]
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).expect("a key of any length");
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// The owner of an idempotency key: the same key from two owners means two orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Owner {
    /// By which way the order comes.
    pub principal: Principal,
    /// Whose token it has; `None` for all guests together.
    pub account: Option<AccountId>,
}

impl Owner {
    /// The name in the derivation of ids. Neither part has an `@` or a NUL, so no two owners share a name.
    pub(crate) fn name(self) -> String {
        match self.account {
            None => self.principal.to_string(),
            Some(account) => format!("{}@{account}", self.principal),
        }
    }
}

/// An owner without an account.
impl From<Principal> for Owner {
    fn from(principal: Principal) -> Self {
        Self { principal, account: None }
    }
}

/// By which way an order comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Principal {
    /// A buyer on the public API.
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

/// Stands for the person or the program of a token in stores, workflows and logs. It doesn't reveal who that is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AccountId(u128);

impl AccountId {
    /// Derives the id: 128 bits of the HMAC-SHA256 of a token's issuer and subject under the installation's `secret`.
    #[must_use]
    pub fn derive(secret: &[u8], issuer: &str, subject: &str) -> Self {
        // The label separates this derivation from those of other ids, and the length the issuer from the subject.
        let length = (issuer.len() as u64).to_be_bytes();
        let digest = hmac_sha256(secret, &[b"account\0", &length, issuer.as_bytes(), subject.as_bytes()]);
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&digest[..16]);
        Self(u128::from_be_bytes(bytes))
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

impl fmt::Debug for AccountId {
    /// Prints it as it is everywhere else, in hex.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AccountId({self})")
    }
}

impl FromStr for AccountId {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        let bits = is_128_bits(text).then(|| u128::from_str_radix(text, 16).ok()).flatten();
        bits.map(Self).ok_or(InvalidId { kind: "account id" })
    }
}

impl TryFrom<String> for AccountId {
    type Error = InvalidId;

    fn try_from(text: String) -> Result<Self, InvalidId> {
        text.parse()
    }
}

impl From<AccountId> for String {
    fn from(id: AccountId) -> Self {
        id.to_string()
    }
}
