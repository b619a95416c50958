//! The settings of access.

use std::{fmt, str::FromStr, time::Duration};

use holdfast_settings::{Reader, Setting, SettingValue, check_http_url};
use jsonwebtoken::{Algorithm, AlgorithmFamily};
use secrecy::SecretString;

use crate::guests;

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
        /// Whether `POST /api/guests` issues tokens to guests: `true` or `false`. Needs `GUEST_SIGNING_KEY`. While it
        /// is `false`, the tokens that the keys have signed are still accepted.
        guest_tokens: bool = parsed("GUEST_TOKENS", false),
        /// Signs guests' tokens: the 32 bytes of an Ed25519 key, as 64 hex digits. Any random ones will do.
        guest_key: Option<SecretString> = optional_secret("GUEST_SIGNING_KEY"),
        /// Another key of guests' tokens, which is accepted and doesn't sign: the one before, or the next one.
        previous_guest_key: Option<SecretString> = optional_secret("GUEST_SIGNING_KEY_PREVIOUS"),
        /// The id of this installation as a client of the provider `TOKEN_ISSUER`, for logins of browsers. Absent:
        /// there are none.
        client_id: Option<String> = optional("LOGIN_CLIENT_ID"),
        /// The client's secret. Required with `LOGIN_CLIENT_ID`.
        client_secret: Option<SecretString> = optional_secret("LOGIN_CLIENT_SECRET"),
        /// The scopes that a login asks for, separated by spaces. Who logs in has `hold` and `order` anyway; add those
        /// of operators that the provider knows, to let operators log in too.
        login_scopes: String = text("LOGIN_SCOPES", "openid profile"),
        /// Where browsers reach this installation: scheme and host. Required with `LOGIN_CLIENT_ID`. The provider must
        /// permit `<PUBLIC_URL>/api/session/callback` as a redirect URI, and `<PUBLIC_URL>/` after a logout.
        public_url: Option<String> = checked_optional("PUBLIC_URL", check_origin, "https://tickets.example.com"),
        /// How long a login lasts without a request.
        session_idle: u32 = ranged("SESSION_IDLE_SECONDS", 7_200, 60..=2_592_000),
        /// How long a login lasts at most.
        session_total: u32 = ranged("SESSION_SECONDS", 43_200, 60..=2_592_000),
    }
}

/// Accepts a URL that names a server and nothing on it.
fn check_origin(text: &str) -> Result<(), String> {
    check_http_url(text)?;
    let url = url::Url::parse(text).map_err(|error| error.to_string())?;
    let is_bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
    if is_bare && url.username().is_empty() && url.password().is_none() {
        Ok(())
    } else {
        Err("it has more than a scheme, a host and a port".to_owned())
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
    /// The tokens of guests.
    pub guest_tokens: GuestConfig,
    /// How browsers log in.
    pub login: Option<LoginConfig>,
    /// How long they stay logged in.
    pub sessions: SessionConfig,
}

/// The tokens that this installation issues to guests.
#[derive(Debug, Clone, Default)]
pub struct GuestConfig {
    /// Whether there are new ones.
    pub are_issued: bool,
    /// The key that signs: 64 hex digits.
    pub key: Option<SecretString>,
    /// A key that is accepted too.
    pub previous_key: Option<SecretString>,
}

/// This installation as a client of the provider.
#[derive(Debug, Clone)]
pub struct LoginConfig {
    /// The provider, as in its tokens.
    pub issuer: String,
    /// How it may sign ID tokens.
    pub algorithms: Algorithms,
    /// The client's id.
    pub client_id: String,
    /// The client's secret.
    pub client_secret: SecretString,
    /// What is asked for.
    pub scopes: String,
    /// Scheme and host of this installation, without a slash at the end.
    pub public_url: String,
}

/// The lifetimes of sessions, in seconds.
#[derive(Debug, Clone, Copy)]
pub struct SessionConfig {
    /// Without a request.
    pub idle: u32,
    /// At most.
    pub total: u32,
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
            guests: anonymous,
            issuer,
            audience,
            jwks_url,
            algorithms,
            token_type,
            keys_pause,
            guest_tokens,
            guest_key,
            previous_guest_key,
            client_id,
            client_secret,
            login_scopes,
            public_url,
            session_idle,
            session_total,
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
                Some(TokenConfig { issuer, audience, jwks_url, algorithms: algorithms.clone(), token_type, keys_pause })
            }
            _ => {
                reader.refuse("TOKEN_ISSUER: set all of TOKEN_ISSUER, TOKEN_AUDIENCE and TOKEN_JWKS_URL, or none");
                None
            }
        };
        for (name, key) in [("GUEST_SIGNING_KEY", &guest_key), ("GUEST_SIGNING_KEY_PREVIOUS", &previous_guest_key)] {
            if key.as_ref().is_some_and(|key| !guests::is_key(key)) {
                reader.refuse(format!("{name}: can't use its value, which is a secret: it is not 64 hex digits"));
            }
        }
        if guest_tokens && guest_key.is_none() {
            reader.refuse("GUEST_TOKENS: GUEST_SIGNING_KEY is not set, so no token could be signed");
        }
        let issuer = tokens.as_ref().map(|tokens| tokens.issuer.clone());
        let login = match (client_id, client_secret, &public_url, issuer) {
            (None, None, ..) => None,
            (Some(client_id), Some(client_secret), Some(public_url), Some(issuer)) => Some(LoginConfig {
                issuer,
                algorithms,
                client_id,
                client_secret,
                scopes: login_scopes,
                public_url: public_url.trim_end_matches('/').to_owned(),
            }),
            _ => {
                reader.refuse(
                    "LOGIN_CLIENT_ID: set LOGIN_CLIENT_ID and LOGIN_CLIENT_SECRET, with PUBLIC_URL and TOKEN_ISSUER, \
                     or neither",
                );
                None
            }
        };
        Self {
            admin_token,
            previous_admin_token,
            guests: anonymous,
            tokens,
            guest_tokens: GuestConfig { are_issued: guest_tokens, key: guest_key, previous_key: previous_guest_key },
            login,
            sessions: SessionConfig { idle: session_idle, total: session_total },
        }
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
    fn a_guests_key_is_that_of_a_signature() {
        let key = "0123456789abcdef".repeat(4);
        let (tokens, key) = (("GUEST_TOKENS", "true"), ("GUEST_SIGNING_KEY", key.as_str()));
        let config = read(&[ADMIN, tokens, key]).unwrap().guest_tokens;
        assert!(config.are_issued && config.key.is_some() && config.previous_key.is_none());
        assert!(!read(&[ADMIN, key]).unwrap().guest_tokens.are_issued);
        for (variables, fault) in [
            (&[ADMIN, tokens][..], "GUEST_TOKENS: GUEST_SIGNING_KEY is not set"),
            (&[ADMIN, ("GUEST_SIGNING_KEY", "hunter2")], "GUEST_SIGNING_KEY: can't use its value, which is a secret"),
            (&[ADMIN, key, ("GUEST_SIGNING_KEY_PREVIOUS", "hunter2")], "GUEST_SIGNING_KEY_PREVIOUS: can't use"),
        ] {
            let faults = read(variables).unwrap_err();
            assert!(faults.starts_with(fault) && faults.lines().count() == 1, "{faults}");
            assert!(!faults.contains("hunter2"));
        }
    }

    #[test]
    fn a_login_needs_a_provider_a_secret_and_an_address() {
        let (id, secret) = (("LOGIN_CLIENT_ID", "holdfast"), ("LOGIN_CLIENT_SECRET", "hunter2"));
        let url = ("PUBLIC_URL", "https://tickets.test/");
        let login = read(&[ISSUER, AUDIENCE, JWKS, id, secret, url]).unwrap().login.unwrap();
        assert_eq!((login.issuer.as_str(), login.public_url.as_str()), ("https://login.test", "https://tickets.test"));
        assert!(read(&[ISSUER, AUDIENCE, JWKS, url]).unwrap().login.is_none());
        for variables in [
            &[ADMIN, id, secret, url][..],
            &[ISSUER, AUDIENCE, JWKS, id, secret],
            &[ISSUER, AUDIENCE, JWKS, id, url],
            &[ISSUER, AUDIENCE, JWKS, secret, url],
        ] {
            let faults = read(variables).unwrap_err();
            assert!(faults.starts_with("LOGIN_CLIENT_ID: set") && faults.lines().count() == 1, "{faults}");
        }
        for address in ["tickets.test", "https://tickets.test/shop", "https://tickets.test/?a", "https://a:b@tickets"] {
            let faults = read(&[ADMIN, ("PUBLIC_URL", address)]).unwrap_err();
            assert!(faults.starts_with("PUBLIC_URL: can't use"), "{faults}");
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
