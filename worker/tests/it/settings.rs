//! Each setting is read from its variable. Unusable settings end the start of the binary.

use std::collections::BTreeSet;

use holdfast_order_engine::EngineConfig;
use holdfast_settings::{Reader, Setting};
use holdfast_test_support::{lines_of_failed_start, lookup, sale_settings};
use holdfast_worker::config::Config;

/// Runs the binary with these settings. It must fail; returns the lines of its standard error.
fn fails(arguments: &[&str], settings: &[(&str, &str)]) -> Vec<String> {
    lines_of_failed_start(env!("CARGO_BIN_EXE_holdfast-worker"), arguments, settings)
}

#[test]
fn every_missing_or_unusable_setting_is_listed_on_a_line_of_its_own() {
    let errors = fails(
        &[],
        &[
            ("WORKER_BIND", "127.0.0.1"),
            ("DATABASE_URL", "redis://holdfast:hunter2@127.0.0.1/holdfast"),
            ("REDIS_URL", "127.0.0.1:6379"),
            ("KAFKA_BROKERS", "127.0.0.1:1"),
            ("TEMPORAL_ADDRESS", "127.0.0.1:1"),
            ("ORDER_ID_SECRET", "hunter2"),
            ("DATABASE_MAX_CONNECTIONS", "-1"),
        ],
    );
    let expected = [
        r#"WORKER_BIND: can't use "127.0.0.1": invalid socket address syntax; example: 127.0.0.1:8087"#,
        r#"REDIS_URL: can't use "127.0.0.1:6379": it doesn't begin with redis:// or unix://; example: redis://127.0.0.1:6379"#,
        "DATABASE_URL: can't use its value, which is a secret: it doesn't begin with mysql://; example: \
         mysql://user:password@127.0.0.1:3306/holdfast",
        r#"DATABASE_MAX_CONNECTIONS: can't use "-1": invalid digit found in string; example: 32"#,
        "GATEWAY_URL: not set; example: http://127.0.0.1:8089",
        "GATEWAY_API_KEY: not set",
    ];
    assert_eq!(errors, expected);
}

#[test]
fn a_failed_migration_and_an_unknown_command_have_one_line() {
    let url = "mysql://holdfast:hunter2@127.0.0.1:port/holdfast";
    let expected = "DATABASE_URL: can't use its value, which is a secret: invalid port number; example: \
                    mysql://user:password@127.0.0.1:3306/holdfast";
    assert_eq!(fails(&["migrate"], &[("DATABASE_URL", url)]), [expected]);
    // Nothing listens on this port.
    let away = [("DATABASE_URL", "mysql://holdfast:hunter2@127.0.0.1:1/holdfast")];
    let errors = fails(&["migrate"], &away);
    assert!(errors.len() == 1 && errors[0].starts_with("migrating: mysql is unavailable: "), "{errors:?}");
    assert_eq!(fails(&["dance"], &[]), ["there is no command dance; the only one is migrate"]);
}

#[test]
fn every_setting_is_read_from_its_variable_into_its_field() {
    let mut set = sale_settings("mysql://a:b@c:1010/d", "http://gateway:1012");
    set.extend([("WORKER_BIND", "0.0.0.0:1001".to_owned()), ("WORKER_DRAIN_MS", "1002".to_owned())]);
    let Config { bind, drain, engine } = Reader::read(lookup(&set), Config::read).expect("the settings can be used");
    assert_eq!((bind.to_string().as_str(), drain.as_millis()), ("0.0.0.0:1001", 1002));
    // The api-server's tests read the settings of the engine.
    let alone = Reader::read(lookup(&set), EngineConfig::read).expect("the settings can be used");
    assert_eq!(format!("{engine:?}"), format!("{alone:?}"));
    let names = |settings: Vec<Setting>| settings.iter().map(|setting| setting.name).collect::<BTreeSet<_>>();
    let own = BTreeSet::from(["WORKER_BIND", "WORKER_DRAIN_MS"]);
    assert_eq!(names(Config::settings()), &own | &names(EngineConfig::settings()));
}
