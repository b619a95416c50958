//! The settings of access.

use std::{fmt, str::FromStr, time::Duration};

use holdfast_settings::{Reader, Setting, SettingValue, check_http_url};
use jsonwebtoken::{Algorithm, AlgorithmFamily};
use secrecy::SecretString;

holdfast_settings::settings! {
    struct Declared {
        /// The break-glass key: a bearer token with every scope, which needs no provider. Absent: there is no such key.
        /// Required unless `TOKEN_ISSUER` is set.
        admin_token: Option<SecretString> = optional_secret("ADMIN_TOKEN"),
        /// The token before `ADMIN_TOKEN`, accepted too until every operator has the new one.
        previous_admin_token: Option<SecretString> = optional_secret("ADMIN_TOKEN_PREVIOUS"),
        /// Whether buyers without a token may hold and order, as guests: `true` or `false`.
        guests: bool = parsed("ANONYMOUS_GUESTS", true),
        /// The OpenID provider whose tokens are accepted: the exact text of their claim `iss`. Absent: none are.
        issuer: Option<String> = checked_optional(
            "TOKEN_ISSUER",
            check_http_url,
            "https://login.example.com/realms/tickets",
        ),
        /// What the claim `aud` of a token must contain. Required with `TOKEN_ISSUER`.
        audience: Option<String> = optional("TOKEN_AUDIENCE"),
        /// Where the provider publishes its keys: `jwks_uri` of its discovery document. Required with `TOKEN_ISSUER`.
        jwks_url: Option<String> = checked_optional(
            "TOKEN_JWKS_URL",
            check_http_url,
            "https://login.example.com/realms/tickets/protocol/openid-connect/certs",
        ),
        /// The signature algorithms that a token may have, separated by commas. Not those with a shared secret.
        algorithms: Algorithms = parsed("TOKEN_ALGORITHMS", Algorithms(vec![Algorithm::RS256])),
        /// What the header `typ` of a token must be. Some providers write `JWT` instead of RFC 9068's `at+jwt`.
        token_type: String = text("TOKEN_TYPE", "at+jwt"),
        /// The shortest time between two fetches of the provider's keys.
        keys_pause: Duration = millis("TOKEN_KEYS_PAUSE_MS", 60_000),
    }
}

/// How callers prove who they are.
#[derive(Debug, Clone)]
pub struct AccessConfig {
    /// The break-glass key.
    pub admin_token: Option<SecretString>,
    /// The key before it.
    pub previous_admin_token: Option<SecretString>,
    /// Whether a request without a token acts as a guest.
    pub guests: bool,
    /// Whose tokens are accepted.
    pub tokens: Option<TokenConfig>,
}

/// The tokens of one issuer.
#[derive(Debug, Clone)]
pub struct TokenConfig {
    /// The claim `iss`.
    pub issuer: String,
    /// What the claim `aud` contains.
    pub audience: String,
    /// Where the keys are.
    pub jwks_url: String,
    /// How tokens may be signed.
    pub algorithms: Algorithms,
    /// The header `typ`.
    pub token_type: String,
    /// The shortest time between two fetches of the keys.
    pub keys_pause: Duration,
}

impl AccessConfig {
    /// Reads every setting, and compares those that need each other.
    pub fn read(reader: &mut Reader<'_>) -> Self {
        let Declared {
            admin_token,
            previous_admin_token,
            guests,
            issuer,
            audience,
            jwks_url,
            algorithms,
            token_type,
            keys_pause,
        } = Declared::read(reader);
        if admin_token.is_none() && issuer.is_none() {
            reader.refuse("ADMIN_TOKEN: not set, and neither is TOKEN_ISSUER, so there would be no operator");
        }
        if admin_token.is_none() && previous_admin_token.is_some() {
            reader.refuse("ADMIN_TOKEN_PREVIOUS: ADMIN_TOKEN is not set; to switch the key off, set neither");
        }
        let tokens = match (issuer, audience, jwks_url) {
            (None, None, None) => None,
            (Some(issuer), Some(audience), Some(jwks_url)) => {
                Some(TokenConfig { issuer, audience, jwks_url, algorithms, token_type, keys_pause })
            }
            _ => {
                reader.refuse("TOKEN_ISSUER: set all of TOKEN_ISSUER, TOKEN_AUDIENCE and TOKEN_JWKS_URL, or none");
                None
            }
        };
        Self { admin_token, previous_admin_token, guests, tokens }
    }

    /// The break-glass key and the one before it, as far as they are set.
    pub fn admin_tokens(&self) -> impl Iterator<Item = &SecretString> {
        self.admin_token.iter().chain(&self.previous_admin_token)
    }

    /// Describes every setting.
    #[must_use]
    pub fn settings() -> Vec<Setting> {
        Declared::settings()
    }
}

/// Signature algorithms with a public key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Algorithms(pub(crate) Vec<Algorithm>);

impl FromStr for Algorithms {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parse = |name: &str| match name.trim().parse::<Algorithm>() {
            Ok(algorithm) if algorithm.family() == AlgorithmFamily::Hmac => {
                Err(format!("{algorithm:?} has a shared secret instead of a public key"))
            }
            Ok(algorithm) => Ok(algorithm),
            Err(_) => Err(format!("{name:?} is no algorithm that is known here")),
        };
        text.split(',').map(parse).collect::<Result<_, _>>().map(Self)
    }
}

impl fmt::Display for Algorithms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.0.iter().map(|algorithm| format!("{algorithm:?}")).collect();
        f.write_str(&names.join(","))
    }
}

impl SettingValue for Algorithms {
    const KIND: &'static str = "list";

    fn show(&self) -> String {
        self.to_string()
    }
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;

    use super::*;

    fn read(variables: &[(&str, &str)]) -> Result<AccessConfig, String> {
        let lookup = |name: &str| variables.iter().find(|(of, _)| *of == name).map(|(_, value)| OsString::from(value));
        Reader::read(lookup, AccessConfig::read).map_err(|faults| faults.to_string())
    }

    const ISSUER: (&str, &str) = ("TOKEN_ISSUER", "https://login.test");
    const AUDIENCE: (&str, &str) = ("TOKEN_AUDIENCE", "holdfast");
    const JWKS: (&str, &str) = ("TOKEN_JWKS_URL", "https://login.test/jwks");
    const ADMIN: (&str, &str) = ("ADMIN_TOKEN", "hunter2");

    #[test]
    fn an_operator_is_known_by_the_key_or_by_a_provider() {
        let alone = read(&[ADMIN]).unwrap();
        assert!(alone.admin_token.is_some() && alone.tokens.is_none() && alone.guests);
        let provider = read(&[ISSUER, AUDIENCE, JWKS, ("ANONYMOUS_GUESTS", "false")]).unwrap();
        assert!(provider.admin_token.is_none() && provider.tokens.is_some() && !provider.guests);
        for (variables, fault) in [
            (&[][..], "ADMIN_TOKEN: not set"),
            (&[ISSUER, ADMIN], "TOKEN_ISSUER: set all"),
            (&[ISSUER, AUDIENCE, ADMIN], "TOKEN_ISSUER: set all"),
            (&[AUDIENCE, JWKS, ADMIN], "TOKEN_ISSUER: set all"),
            (&[ISSUER, AUDIENCE, JWKS, ("ADMIN_TOKEN_PREVIOUS", "x")], "ADMIN_TOKEN_PREVIOUS: ADMIN_TOKEN is not set"),
            (&[ADMIN, ("ANONYMOUS_GUESTS", "maybe")], "ANONYMOUS_GUESTS: can't use"),
        ] {
            let faults = read(variables).unwrap_err();
            assert!(faults.starts_with(fault) && faults.lines().count() == 1, "{faults}");
        }
    }

    #[test]
    fn an_algorithm_has_a_public_key() {
        assert_eq!("RS256, EdDSA".parse::<Algorithms>().unwrap().to_string(), "RS256,EdDSA");
        for text in ["", "none", "HS256", "RS256,HS512", "RS256,", "rs256"] {
            assert!(text.parse::<Algorithms>().is_err(), "{text:?}");
        }
    }
}
