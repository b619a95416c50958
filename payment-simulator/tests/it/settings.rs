//! Each setting is read from its variable. Unusable settings end the start of the binary.

use std::collections::{BTreeMap, BTreeSet};

use holdfast_payment_simulator::Config;
use holdfast_settings::Reader;
use holdfast_test_support::{lines_of_failed_start, lookup};
use secrecy::{ExposeSecret, SecretString};

#[test]
fn every_missing_or_unusable_setting_is_listed_on_a_line_of_its_own() {
    let settings = [
        ("SIMULATOR_DATABASE_URL", "mysql://user:hunter2@127.0.0.1"),
        ("SIMULATOR_API_KEY", "hunter2"),
        ("SIMULATOR_CALLBACK_SECRET", "hunter2"),
        ("SIMULATOR_CALLBACK_URL", "https://user:hunter2@:1/callbacks"),
        ("SIMULATOR_DELAY_MS", "1s"),
        ("SIMULATOR_SUCCESS_RATE", "2"),
    ];
    let errors = lines_of_failed_start(env!("CARGO_BIN_EXE_holdfast-payment-simulator"), &[], &settings);
    let expected = [
        "SIMULATOR_DATABASE_URL: can't use its value, which is a secret: it names no database; example: \
         mysql://user:password@127.0.0.1:3306/holdfast_payments",
        "SIMULATOR_OPERATOR_TOKEN: not set",
        r#"SIMULATOR_CALLBACK_URL: can't use "https://…@:1/callbacks": empty host; example: http://127.0.0.1:8080/api/payments/callbacks"#,
        r#"SIMULATOR_DELAY_MS: can't use "1s": invalid digit found in string; example: 0"#,
        r#"SIMULATOR_SUCCESS_RATE: can't use "2": it is not between 0 and 1; example: 1"#,
    ];
    assert_eq!(errors, expected);
}

#[test]
fn every_setting_is_read_from_its_variable_into_its_field() {
    let set: BTreeMap<&str, String> = [
        ("SIMULATOR_API_KEY", "an api key"),
        ("SIMULATOR_BIND", "0.0.0.0:1001"),
        ("SIMULATOR_CALLBACK_SECRET", "a callback secret"),
        ("SIMULATOR_CALLBACK_URL", "http://api:1002"),
        ("SIMULATOR_DATABASE_MAX_CONNECTIONS", "1003"),
        ("SIMULATOR_DATABASE_URL", "mysql://a:b@c:1004/d"),
        ("SIMULATOR_DELAY_MS", "1005"),
        ("SIMULATOR_DRAIN_MS", "1006"),
        ("SIMULATOR_OPERATOR_TOKEN", "an operator token"),
        ("SIMULATOR_SUCCESS_RATE", "0.5"),
    ]
    .map(|(name, value)| (name, value.to_owned()))
    .into();
    let config = Reader::read(lookup(&set), Config::read).expect("the settings can be used");
    let text = |secret: SecretString| secret.expose_secret().to_owned();
    let Config {
        bind,
        database_url,
        database_connections,
        api_key,
        operator_token,
        callback_secret,
        callback_url,
        delay,
        success_rate,
        drain,
    } = config;
    let by_name = BTreeMap::from([
        ("SIMULATOR_API_KEY", text(api_key)),
        ("SIMULATOR_BIND", bind.to_string()),
        ("SIMULATOR_CALLBACK_SECRET", text(callback_secret)),
        ("SIMULATOR_CALLBACK_URL", callback_url),
        ("SIMULATOR_DATABASE_MAX_CONNECTIONS", database_connections.to_string()),
        ("SIMULATOR_DATABASE_URL", text(database_url)),
        ("SIMULATOR_DELAY_MS", delay.as_millis().to_string()),
        ("SIMULATOR_DRAIN_MS", drain.as_millis().to_string()),
        ("SIMULATOR_OPERATOR_TOKEN", text(operator_token)),
        ("SIMULATOR_SUCCESS_RATE", success_rate.to_string()),
    ]);
    assert_eq!(by_name, set);
    let declared: BTreeSet<_> = Config::settings().iter().map(|setting| setting.name).collect();
    assert_eq!(declared, set.into_keys().collect(), "the settings of the binary, as it declares them, on the left");
}
