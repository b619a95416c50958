//! Who may do what: scopes of routes, and accounts.

mod accounts;
mod browser;
mod claims;
mod guests;
mod login;
mod routes;

use holdfast_access::{AccessConfig, TokenConfig};
use holdfast_settings::Reader;
use holdfast_test_support::{TokenIssuer, lookup};

use crate::support::TestApp;

/// The settings for the tokens of this issuer.
pub(crate) fn tokens_of(issuer: &TokenIssuer) -> Option<TokenConfig> {
    Reader::read(lookup(&issuer.settings()), AccessConfig::read).expect("the settings can be used").tokens
}

/// An app that accepts the tokens of an issuer.
async fn start(issuer: &TokenIssuer, guests: bool) -> TestApp {
    TestApp::start_with(|config| {
        config.access.tokens = tokens_of(issuer);
        config.access.guests = guests;
    })
    .await
}
