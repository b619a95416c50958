//! Verifies tokens.

use std::sync::Arc;

use holdfast_domain::AccountId;
use jsonwebtoken::{Algorithm, Header, Validation, decode, decode_header, errors::ErrorKind};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, de::IgnoredAny};
use thiserror::Error;

use crate::{Scope, TokenConfig, keys::Source};

/// Limit of a token, in bytes. Real ones have one or two kilobytes.
const MAX_TOKEN: usize = 8 * 1024;
/// Limit of a key id and of a subject, in bytes.
const MAX_NAME: usize = 255;
/// How far the issuer's clock and ours may be apart, in seconds: a token is accepted for so long after its `exp` and
/// before its `nbf`.
const CLOCK_SKEW: u64 = 60;

/// Why a token isn't accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Refusal {
    /// The token is invalid or has expired. The text may be shown: it has nothing of the token.
    #[error("{0}")]
    Invalid(&'static str),
    /// The keys that would tell can't be fetched now.
    #[error("The keys of the token's issuer can't be fetched")]
    IssuerAway,
}

impl Refusal {
    /// Seconds after which a repeat may succeed, while the issuer is away.
    pub const RETRY_AFTER: u32 = 5;
}

/// Who a token is for, and what it permits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// Stands for the subject.
    pub account: AccountId,
    /// The scopes.
    pub scopes: Vec<Scope>,
}

/// Verifies the tokens of the configured issuer. Cheap to clone.
#[derive(Clone)]
pub struct Verifier(Option<Arc<Issuer>>);

struct Issuer {
    name: String,
    token_type: String,
    /// One for each algorithm that is accepted.
    validations: Vec<Validation>,
    keys: Arc<Source>,
    account_secret: SecretString,
}

/// What is read of a token. Each claim must have the type that it has here.
#[derive(Deserialize)]
struct Claims {
    sub: String,
    /// Names of scopes, separated by spaces (RFC 8693, section 4.2).
    scope: Option<String>,
    /// Binds the token to a key of the client, whose proof we can't check (RFC 7800).
    cnf: Option<IgnoredAny>,
}

impl Verifier {
    /// Prepares the verifier, and begins to fetch the keys. Without an issuer, no token is accepted. Accounts are
    /// derived with `account_secret`.
    ///
    /// # Errors
    /// If TLS can't be set up on this machine.
    pub fn start(config: Option<&TokenConfig>, account_secret: SecretString) -> Result<Self, reqwest::Error> {
        let Some(config) = config else { return Ok(Self(None)) };
        let keys = Source::new(config)?;
        keys.fetch_ahead();
        Ok(Self(Some(Arc::new(Issuer {
            name: config.issuer.clone(),
            token_type: config.token_type.clone(),
            validations: config.algorithms.0.iter().map(|algorithm| validation(config, *algorithm)).collect(),
            keys,
            account_secret,
        }))))
    }

    /// Verifies a token.
    ///
    /// # Errors
    /// [`Refusal`].
    pub async fn verify(&self, token: &str) -> Result<Identity, Refusal> {
        let issuer = self.0.as_ref().ok_or(Refusal::Invalid("The token isn't known"))?;
        if token.len() > MAX_TOKEN {
            return Err(Refusal::Invalid("The token is too long"));
        }
        let header = decode_header(token).map_err(|_| UNREADABLE)?;
        let validation = issuer.validation_of(&header)?;
        let key = header.kid.as_deref().filter(|kid| kid.len() <= MAX_NAME);
        let key = issuer.keys.find(key.ok_or(Refusal::Invalid("The token doesn't name its key"))?).await?;
        if !key.algorithms.contains(&header.alg) {
            return Err(WRONG_ALGORITHM);
        }
        let claims: Claims = decode(token, &key.decoding, validation).map_err(|error| refusal(error.kind()))?.claims;
        if claims.cnf.is_some() {
            return Err(Refusal::Invalid("The token is bound to a key of its client, which isn't supported"));
        }
        if claims.sub.is_empty() || claims.sub.len() > MAX_NAME {
            return Err(Refusal::Invalid("The token's subject is empty or too long"));
        }
        Ok(Identity {
            account: AccountId::derive(issuer.account_secret.expose_secret().as_bytes(), &issuer.name, &claims.sub),
            scopes: claims.scope.as_deref().map(Scope::parse_list).unwrap_or_default(),
        })
    }
}

impl Issuer {
    /// The rules for tokens with this algorithm, if the header is one of an access token.
    fn validation_of(&self, header: &Header) -> Result<&Validation, Refusal> {
        // RFC 7515, section 4.1.9: a media type, whose prefix may be left out, in any case.
        let typ = header.typ.as_deref().unwrap_or_default().to_ascii_lowercase();
        if typ.strip_prefix("application/").unwrap_or(&typ) != self.token_type.to_ascii_lowercase() {
            return Err(Refusal::Invalid("The token is of another type"));
        }
        // RFC 7515, section 4.1.11: what must be understood, and isn't here.
        if header.crit.is_some() {
            return Err(Refusal::Invalid("The token has a critical header that isn't supported"));
        }
        self.validations.iter().find(|validation| validation.algorithms == [header.alg]).ok_or(WRONG_ALGORITHM)
    }
}

const UNREADABLE: Refusal = Refusal::Invalid("The token can't be read");
const WRONG_ALGORITHM: Refusal = Refusal::Invalid("The token's algorithm isn't accepted");

fn validation(config: &TokenConfig, algorithm: Algorithm) -> Validation {
    let mut validation = Validation::new(algorithm);
    // A claim is compared only if it is there, so each must be required as well.
    validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
    validation.set_issuer(&[&config.issuer]);
    validation.set_audience(&[&config.audience]);
    validation.validate_nbf = true;
    validation.leeway = CLOCK_SKEW;
    validation
}

fn refusal(error: &ErrorKind) -> Refusal {
    match error {
        ErrorKind::ExpiredSignature => Refusal::Invalid("The token has expired"),
        ErrorKind::ImmatureSignature => Refusal::Invalid("The token isn't valid yet"),
        ErrorKind::InvalidSignature => Refusal::Invalid("The token's signature is wrong"),
        ErrorKind::InvalidIssuer => Refusal::Invalid("The token has another issuer"),
        ErrorKind::InvalidAudience => Refusal::Invalid("The token is for another audience"),
        ErrorKind::MissingRequiredClaim(_) => Refusal::Invalid("The token lacks exp, iss, aud or sub"),
        _ => UNREADABLE,
    }
}
