//! The settings of a sale on the shared servers, with a database and a gateway of a test's own.

use std::{collections::BTreeMap, ffi::OsString};

use crate::variable;

/// The bearer token of the admin routes.
pub const ADMIN_TOKEN: &str = "test-admin-token";
/// The bearer token of the calls to the gateway.
pub const GATEWAY_API_KEY: &str = "test-payment-key";
/// The key of the signatures on the gateway's callbacks.
pub const CALLBACK_SECRET: &str = "test-callback-secret";
/// The key of order ids and ticket codes.
pub const ORDER_ID_SECRET: &str = "test order id secret";

/// The variables that the sale's binaries need, and time-outs that suit a busy machine. The other settings have their
/// defaults.
#[must_use]
pub fn sale_settings(database_url: &str, gateway_url: &str) -> BTreeMap<&'static str, String> {
    let shared = ["REDIS_URL", "KAFKA_BROKERS", "TEMPORAL_ADDRESS", "TEMPORAL_NAMESPACE"];
    let own = [
        ("DATABASE_URL", database_url),
        ("DATABASE_MAX_CONNECTIONS", "8"),
        ("DATABASE_READ_CONNECTIONS", "4"),
        ("DATABASE_ACQUIRE_TIMEOUT_MS", "5000"),
        ("DATABASE_STATEMENT_TIMEOUT_MS", "10000"),
        ("REDIS_TIMEOUT_MS", "5000"),
        ("KAFKA_PARTITIONS", "1"),
        ("KAFKA_REPLICATION", "1"),
        ("KAFKA_DELIVERY_TIMEOUT_MS", "5000"),
        ("GATEWAY_URL", gateway_url),
        ("GATEWAY_API_KEY", GATEWAY_API_KEY),
        ("GATEWAY_CALLBACK_SECRET", CALLBACK_SECRET),
        ("GATEWAY_DEFAULT_METHOD", "sim_approve"),
        ("ORDER_ID_SECRET", ORDER_ID_SECRET),
        ("ADMIN_TOKEN", ADMIN_TOKEN),
    ];
    shared
        .map(|name| (name, variable(name)))
        .into_iter()
        .chain(own.map(|(name, value)| (name, value.to_owned())))
        .collect()
}

/// Finds a variable among `settings`, as [`std::env::var_os`] does in the environment.
pub fn lookup(settings: &BTreeMap<&'static str, String>) -> impl Fn(&str) -> Option<OsString> {
    |name| settings.get(name).map(OsString::from)
}

/// Texts that resemble a secret and must not be accepted in its place: parts of it, longer ones, other letters, the
/// other case.
#[must_use]
pub fn resembling(secret: &str) -> Vec<String> {
    let (first, last) = (&secret[..1], &secret[secret.len() - 1..]);
    vec![
        first.to_owned(),
        last.to_owned(),
        secret[..secret.len() - 1].to_owned(),
        secret[1..].to_owned(),
        format!("{secret}{last}"),
        format!("{first}{secret}"),
        format!("{secret}{secret}"),
        format!("{}~", &secret[..secret.len() - 1]),
        format!("~{}", &secret[1..]),
        secret.to_uppercase(),
        "~".repeat(secret.len()),
    ]
}
