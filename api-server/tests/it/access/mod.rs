//! Who may do what: scopes of routes, and accounts.

mod accounts;
mod browser;
mod claims;
mod guests;
mod login;
mod rate_limits;
mod routes;
mod seats_per_buyer;

use std::time::Duration;

use holdfast_access::{AccessConfig, TokenConfig};
use holdfast_api_server::rate_limits::Limit;
use holdfast_settings::Reader;
use holdfast_test_support::{SigningKey, TokenIssuer, lookup, now};
use serde_json::{Value, json};

use crate::support::{GUEST_KEY, TestApp};

/// The settings for the tokens of this issuer.
pub(crate) fn tokens_of(issuer: &TokenIssuer) -> Option<TokenConfig> {
    Reader::read(lookup(&issuer.settings()), AccessConfig::read).expect("the settings can be used").tokens
}

/// An app that accepts the tokens of an issuer.
async fn start(issuer: &TokenIssuer, guests: bool) -> TestApp {
    TestApp::start_with(|config| {
        config.access.tokens = tokens_of(issuer);
        config.access.guests = guests;
        config.rate_limits.holds = Limit(None);
        config.rate_limits.trusted_proxies = "127.0.0.0/8".parse().expect("a network");
        // Hundreds of requests at once take long on a busy machine.
        config.engine.redis.timeout = Duration::from_secs(10);
    })
    .await
}

/// The key with which an app signs the tokens of guests.
fn guests_key(app: &TestApp) -> SigningKey {
    let byte = |number: usize| u8::from_str_radix(&GUEST_KEY[2 * number..2 * number + 2], 16).unwrap();
    let id = app.state.verifier.keys_of_guests()[0].common.key_id.clone().unwrap();
    SigningKey { id, ..SigningKey::of(std::array::from_fn(byte)) }
}

/// The claims of a valid token of a guest.
fn guests_claims() -> Value {
    json!({
        "iss": "urn:holdfast:guests", "aud": "urn:holdfast:api", "sub": "guest:x", "scope": "hold order",
        "iat": now(), "exp": now() + 300,
    })
}
