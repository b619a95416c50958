//! The tokens of guests, which this installation issues itself: a JWT as those of a provider, so that a guest is an
//! account like any other.

use std::{sync::Arc, time::Duration};

use chrono::{DateTime, Utc};
use hex::FromHex;
use jsonwebtoken::{
    Algorithm, DecodingKey, EncodingKey, Header, encode,
    jwk::{Jwk, KeyAlgorithm, PublicKeyUse, ThumbprintHash},
};
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use uuid::Uuid;

use crate::{GuestConfig, keys::Key};

/// The claim `iss`. It doesn't depend on the installation's address, because accounts are derived from it.
pub(crate) const ISSUER: &str = "urn:holdfast:guests";
/// The claim `aud`.
pub(crate) const AUDIENCE: &str = "urn:holdfast:api";
/// The header `typ`, as RFC 9068 names it.
pub(crate) const TOKEN_TYPE: &str = "at+jwt";
/// How every key id of ours begins. A token with such a key is never looked for at the provider.
pub(crate) const KEY_PREFIX: &str = "holdfast-guest-";
/// What a guest may do.
const SCOPE: &str = "hold order";
/// How long a token is valid.
const LIFETIME: Duration = Duration::from_hours(30 * 24);
/// What goes before the 32 bytes of an Ed25519 key in a PKCS #8 file (RFC 8410, section 7).
const PKCS8: [u8; 16] = [48, 46, 2, 1, 0, 48, 5, 6, 3, 43, 101, 112, 4, 34, 4, 32];

/// A new token, and until when it is valid.
pub struct GuestToken {
    /// The token, a secret.
    pub token: String,
    /// The claim `exp`.
    pub expires_at: DateTime<Utc>,
}

/// Issues the tokens.
pub(crate) struct Guests {
    /// Signs; `None` if no tokens are issued.
    signer: Option<(Header, EncodingKey)>,
    /// Verify: the current key and the one before it.
    pub(crate) keys: Vec<Arc<Key>>,
    published: Vec<Jwk>,
}

#[derive(Serialize)]
struct Claims<'a> {
    iss: &'a str,
    aud: &'a str,
    sub: &'a str,
    scope: &'a str,
    jti: Uuid,
    iat: i64,
    exp: i64,
}

/// Whether a text can be a key: the 32 bytes of an Ed25519 key in hex.
pub(crate) fn is_key(text: &SecretString) -> bool {
    <[u8; 32]>::from_hex(text.expose_secret()).is_ok()
}

impl Guests {
    /// Prepares the keys of the settings, which were checked.
    pub(crate) fn new(config: &GuestConfig) -> Self {
        let current = config.key.as_ref().and_then(Pair::read);
        let previous = config.previous_key.as_ref().and_then(Pair::read);
        let signer = current.as_ref().filter(|_| config.are_issued).map(|pair| (pair.header(), pair.private.clone()));
        let (mut keys, mut published) = (Vec::new(), Vec::new());
        for pair in current.into_iter().chain(previous) {
            if let Some(key) = pair.key() {
                keys.push(Arc::new(key));
                published.push(pair.public);
            }
        }
        Self { signer, keys, published }
    }

    /// A token for the guest with this subject, or for a new guest; `None` if no tokens are issued.
    pub(crate) fn issue(&self, subject: Option<&str>) -> Option<GuestToken> {
        let (header, key) = self.signer.as_ref()?;
        let new = format!("guest:{}", Uuid::new_v4());
        let now = Utc::now();
        let expires_at = now + LIFETIME;
        let claims = Claims {
            iss: ISSUER,
            aud: AUDIENCE,
            sub: subject.unwrap_or(&new),
            scope: SCOPE,
            jti: Uuid::new_v4(),
            iat: now.timestamp(),
            exp: expires_at.timestamp(),
        };
        #[expect(clippy::expect_used, reason = "the key was read as one of this algorithm, and the claims are texts")]
        let token = encode(header, &claims, key).expect("a guest's token can be signed");
        Some(GuestToken { token, expires_at })
    }

    /// The public keys (RFC 7517).
    pub(crate) fn published(&self) -> &[Jwk] {
        &self.published
    }
}

/// A private key with its public one.
struct Pair {
    private: EncodingKey,
    public: Jwk,
}

impl Pair {
    fn read(text: &SecretString) -> Option<Self> {
        let secret = <[u8; 32]>::from_hex(text.expose_secret()).ok()?;
        let private = EncodingKey::from_ed_der(&[&PKCS8[..], &secret].concat());
        let mut public = Jwk::from_encoding_key(&private, Algorithm::EdDSA).ok()?;
        let id = format!("{KEY_PREFIX}{}", public.thumbprint(ThumbprintHash::SHA256).ok()?);
        public.common.key_id = Some(id);
        public.common.key_algorithm = Some(KeyAlgorithm::EdDSA);
        public.common.public_key_use = Some(PublicKeyUse::Signature);
        Some(Self { private, public })
    }

    fn header(&self) -> Header {
        let (typ, kid) = (Some(TOKEN_TYPE.to_owned()), self.public.common.key_id.clone());
        Header { typ, kid, ..Header::new(Algorithm::EdDSA) }
    }

    fn key(&self) -> Option<Key> {
        let decoding = DecodingKey::from_jwk(&self.public).ok()?;
        Some(Key { id: self.public.common.key_id.clone()?, algorithms: vec![Algorithm::EdDSA], decoding })
    }
}
