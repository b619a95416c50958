//! Unusable settings end the start of the binary.

use std::net::TcpListener;

use holdfast_test_support::lines_of_failed_start;

/// Settings with which the binary would start.
const USABLE: [(&str, &str); 10] = [
    ("ADMIN_TOKEN", "hunter2"),
    ("DATABASE_URL", "mysql://holdfast:hunter2@127.0.0.1:1/holdfast"),
    ("GATEWAY_API_KEY", "hunter2"),
    ("GATEWAY_CALLBACK_SECRET", "hunter2"),
    ("GATEWAY_DEFAULT_METHOD", "card"),
    ("GATEWAY_URL", "http://127.0.0.1:1"),
    ("KAFKA_BROKERS", "127.0.0.1:1"),
    ("ORDER_ID_SECRET", "hunter2"),
    ("REDIS_URL", "redis://127.0.0.1:1"),
    ("TEMPORAL_ADDRESS", "127.0.0.1:1"),
];

/// Runs the binary with these settings beside or in place of usable ones. It must fail; returns the lines of its
/// standard error.
fn fails(settings: &[(&str, &str)]) -> Vec<String> {
    let settings = [&USABLE, settings].concat();
    lines_of_failed_start(env!("CARGO_BIN_EXE_holdfast-api-server"), &[], &settings)
}

#[test]
fn every_unusable_setting_is_listed_on_a_line_of_its_own() {
    let errors = fails(&[
        ("API_BIND", "everywhere"),
        ("API_DRAIN_MS", "soon"),
        ("PUBLIC_GATEWAY_URL", "ftp://user:hunter2@gateway"),
        ("TEMPORAL_UI_URL", "here"),
        ("REDIS_URL", "redis-cluster://:hunter2@127.0.0.1:6379"),
        ("DATABASE_URL", "mysql://holdfast:hunter2@127.0.0.1:port/holdfast"),
        ("HOLDFAST_PREFIX", "a{b}"),
        ("KAFKA_BROKERS", "127.0.0.1:1, localhost"),
        ("TEMPORAL_ADDRESS", "http://["),
        ("GATEWAY_URL", "127.0.0.1:8089"),
        ("GATEWAY_API_KEY", ""),
        ("GATEWAY_DEFAULT_METHOD", "no method"),
    ]);
    let expected = [
        r#"API_BIND: can't use "everywhere": invalid socket address syntax; example: 127.0.0.1:8080"#,
        r#"API_DRAIN_MS: can't use "soon": invalid digit found in string; example: 20000"#,
        r#"GATEWAY_DEFAULT_METHOD: can't use "no method": it must be 1 to 64 letters, digits, _ or -; example: card"#,
        r#"PUBLIC_GATEWAY_URL: can't use "ftp://…@gateway": its scheme is not http or https; example: http://127.0.0.1:8089"#,
        r#"TEMPORAL_UI_URL: can't use "here": it doesn't begin with http:// or https://; example: http://127.0.0.1:8233"#,
        r#"HOLDFAST_PREFIX: can't use "a{b}": it has other characters than letters, digits and -; example: staging-"#,
        r#"REDIS_URL: can't use "redis-cluster://…@127.0.0.1:6379": its scheme is not redis or unix; example: redis://127.0.0.1:6379"#,
        "DATABASE_URL: can't use its value, which is a secret: invalid port number; example: \
         mysql://user:password@127.0.0.1:3306/holdfast",
        r#"KAFKA_BROKERS: can't use "127.0.0.1:1, localhost": "localhost" isn't host:port; example: 127.0.0.1:9092"#,
        r#"TEMPORAL_ADDRESS: can't use "http://[": invalid IPv6 address; example: 127.0.0.1:7233"#,
        r#"GATEWAY_URL: can't use "127.0.0.1:8089": it doesn't begin with http:// or https://; example: http://127.0.0.1:8089"#,
        "GATEWAY_API_KEY: not set",
    ];
    assert_eq!(errors, expected);
}

#[test]
fn each_node_of_a_redis_cluster_must_be_a_url() {
    let errors = fails(&[("REDIS_URL", "redis://a:1,b:2")]);
    let expected = r#"REDIS_URL: can't use "redis://a:1,b:2": server 2: its scheme is not redis or unix; example: redis://127.0.0.1:6379"#;
    assert_eq!(errors, [expected]);
}

#[test]
fn every_failed_start_prints_one_line() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let _listening = TcpListener::bind(taken).unwrap();
    let errors = fails(&[("API_BIND", &taken.to_string())]);
    assert_eq!(errors, [format!("API_BIND: can't listen on {taken}: Address already in use (os error 98)")]);

    let errors = fails(&[("RUST_LOG", "holdfast=loud")]);
    assert!(errors.len() == 1 && errors[0].starts_with("RUST_LOG can't be parsed: "), "{errors:?}");
}
