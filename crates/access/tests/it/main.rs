//! The verifier with real keys, fetched from a real server.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking, in its helpers too")]

mod cost;
mod keys;
mod tokens;

use std::collections::BTreeMap;

use holdfast_access::{AccessConfig, GuestConfig, Identity, Refusal, TokenConfig, Verifier};
use holdfast_settings::Reader;
use holdfast_test_support::{TokenIssuer, lookup};

/// A process that accepts the tokens of an issuer, with these settings in place of the usual ones.
fn config(issuer: &TokenIssuer, settings: &[(&'static str, &str)]) -> TokenConfig {
    let mut all: BTreeMap<_, _> = issuer.settings();
    all.extend(settings.iter().map(|(name, value)| (*name, (*value).to_owned())));
    Reader::read(lookup(&all), AccessConfig::read).expect("the settings can be used").tokens.expect("an issuer")
}

fn verifier(config: &TokenConfig) -> Verifier {
    Verifier::start(Some(config), &GuestConfig::default(), "secret".into()).expect("a client")
}

/// The reason why a token is invalid.
fn reason(verified: Result<Identity, Refusal>) -> &'static str {
    match verified {
        Err(Refusal::Invalid(reason)) => reason,
        other => panic!("not invalid: {other:?}"),
    }
}
