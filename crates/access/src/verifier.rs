//! Verifies tokens.

use std::{sync::Arc, time::Duration};

use chrono::Utc;
use holdfast_domain::AccountId;
use jsonwebtoken::{Algorithm, Header, Validation, decode, decode_header, errors::ErrorKind, jwk::Jwk};
use secrecy::{ExposeSecret, SecretString};
use serde::{
    Deserialize,
    de::{DeserializeOwned, IgnoredAny},
};
use thiserror::Error;

use crate::{
    GuestConfig, GuestToken, Scope, TokenConfig,
    guests::{self, Guests},
    keys::{Key, Source},
};

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

/// Verifies the tokens of the configured provider, and those that are issued to guests here. Cheap to clone.
#[derive(Clone)]
pub struct Verifier(Arc<Issuers>);

struct Issuers {
    provider: Option<(Issuer, Arc<Source>)>,
    ours: Issuer,
    guests: Guests,
}

struct Issuer {
    name: String,
    token_type: String,
    /// One for each algorithm that is accepted.
    validations: Vec<Validation>,
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

/// What is read of a guest's token.
#[derive(Deserialize)]
struct GuestClaims {
    sub: String,
    scope: String,
    iat: i64,
}

impl Verifier {
    /// Prepares the verifier, and begins to fetch the keys. Without a provider, no token of one is accepted. Accounts
    /// are derived with `account_secret`.
    ///
    /// # Errors
    /// If TLS can't be set up on this machine.
    pub fn start(
        provider: Option<&TokenConfig>,
        guests: &GuestConfig,
        account_secret: SecretString,
    ) -> Result<Self, reqwest::Error> {
        let provider = match provider {
            None => None,
            Some(config) => {
                let keys = Source::new(config)?;
                keys.fetch_ahead();
                Some((Issuer::provider(config, account_secret.clone()), keys))
            }
        };
        Ok(Self(Arc::new(Issuers { provider, ours: Issuer::ours(account_secret), guests: Guests::new(guests) })))
    }

    /// Verifies a token. The id of its key, which is in its header, selects whose rules it must satisfy.
    ///
    /// # Errors
    /// [`Refusal`].
    pub async fn verify(&self, token: &str) -> Result<Identity, Refusal> {
        let header = read_header(token)?;
        if is_ours(&header) {
            return self.identity_of_guest(token, &header);
        }
        let (issuer, keys) = self.0.provider.as_ref().ok_or(Refusal::Invalid("The token isn't known"))?;
        let validation = issuer.validation_of(&header)?;
        let key = keys.find(key_id(&header)?).await?;
        let claims: Claims = claims_of(token, &header, validation, &key)?;
        if claims.cnf.is_some() {
            return Err(Refusal::Invalid("The token is bound to a key of its client, which isn't supported"));
        }
        if claims.sub.is_empty() || claims.sub.len() > MAX_NAME {
            return Err(Refusal::Invalid("The token's subject is empty or too long"));
        }
        Ok(issuer.identity(&claims.sub, claims.scope.as_deref()))
    }

    /// Verifies a token that this installation issued to a guest. Needs no provider.
    ///
    /// # Errors
    /// [`Refusal::Invalid`].
    pub fn verify_guest(&self, token: &str) -> Result<Identity, Refusal> {
        let header = read_header(token)?;
        if !is_ours(&header) {
            return Err(Refusal::Invalid("The token isn't one of a guest"));
        }
        self.identity_of_guest(token, &header)
    }

    /// A token for a new guest; `None` if none are issued.
    #[must_use]
    pub fn issue_to_guest(&self) -> Option<GuestToken> {
        self.0.guests.issue(None)
    }

    /// Another token for the guest that has this one, if it is valid and at least so old.
    #[must_use]
    pub fn renew_for_guest(&self, token: &str, min_age: Duration) -> Option<GuestToken> {
        let header = read_header(token).ok().filter(is_ours)?;
        let claims = self.verify_ours(token, &header).ok()?;
        // The clock of the process that issued the token may be ahead of ours.
        let age = u64::try_from(Utc::now().timestamp() - claims.iat).unwrap_or(0);
        if age >= min_age.as_secs() { self.0.guests.issue(Some(&claims.sub)) } else { None }
    }

    /// The public keys of guests' tokens: the current one, and the one before it.
    #[must_use]
    pub fn keys_of_guests(&self) -> &[Jwk] {
        self.0.guests.published()
    }

    fn identity_of_guest(&self, token: &str, header: &Header) -> Result<Identity, Refusal> {
        let claims = self.verify_ours(token, header)?;
        Ok(self.0.ours.identity(&claims.sub, Some(&claims.scope)))
    }

    fn verify_ours(&self, token: &str, header: &Header) -> Result<GuestClaims, Refusal> {
        let id = key_id(header)?;
        let validation = self.0.ours.validation_of(header)?;
        let key = self.0.guests.keys.iter().find(|key| key.id == id).ok_or(UNKNOWN_KEY)?;
        claims_of(token, header, validation, key)
    }
}

/// Whether a token claims one of our keys.
fn is_ours(header: &Header) -> bool {
    header.kid.as_deref().is_some_and(|id| id.starts_with(guests::KEY_PREFIX))
}

fn read_header(token: &str) -> Result<Header, Refusal> {
    if token.len() > MAX_TOKEN {
        return Err(Refusal::Invalid("The token is too long"));
    }
    decode_header(token).map_err(|_| UNREADABLE)
}

fn key_id(header: &Header) -> Result<&str, Refusal> {
    header.kid.as_deref().filter(|id| id.len() <= MAX_NAME).ok_or(Refusal::Invalid("The token doesn't name its key"))
}

fn claims_of<T: DeserializeOwned>(
    token: &str,
    header: &Header,
    validation: &Validation,
    key: &Key,
) -> Result<T, Refusal> {
    if !key.algorithms.contains(&header.alg) {
        return Err(WRONG_ALGORITHM);
    }
    Ok(decode(token, &key.decoding, validation).map_err(|error| refusal(error.kind()))?.claims)
}

impl Issuer {
    fn provider(config: &TokenConfig, account_secret: SecretString) -> Self {
        let validation = |algorithm: &Algorithm| validation(&config.issuer, &config.audience, *algorithm);
        Self {
            name: config.issuer.clone(),
            token_type: config.token_type.clone(),
            validations: config.algorithms.0.iter().map(validation).collect(),
            account_secret,
        }
    }

    fn ours(account_secret: SecretString) -> Self {
        Self {
            name: guests::ISSUER.to_owned(),
            token_type: guests::TOKEN_TYPE.to_owned(),
            validations: vec![validation(guests::ISSUER, guests::AUDIENCE, Algorithm::EdDSA)],
            account_secret,
        }
    }

    fn identity(&self, subject: &str, scope: Option<&str>) -> Identity {
        Identity {
            account: AccountId::derive(self.account_secret.expose_secret().as_bytes(), &self.name, subject),
            scopes: scope.map(Scope::parse_list).unwrap_or_default(),
        }
    }

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

const UNKNOWN_KEY: Refusal = Refusal::Invalid("The token's key is none of its issuer's");
const UNREADABLE: Refusal = Refusal::Invalid("The token can't be read");
const WRONG_ALGORITHM: Refusal = Refusal::Invalid("The token's algorithm isn't accepted");

fn validation(issuer: &str, audience: &str, algorithm: Algorithm) -> Validation {
    let mut validation = Validation::new(algorithm);
    // A claim is compared only if it is there, so each must be required as well.
    validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
    validation.set_issuer(&[issuer]);
    validation.set_audience(&[audience]);
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
