//! Each setting is read from its variable. Unusable settings end the start of the binary.

use std::{
    collections::{BTreeMap, BTreeSet},
    net::TcpListener,
    time::Duration,
};

use holdfast_access::{AccessConfig, GuestConfig, LoginConfig, SessionConfig, TokenConfig};
use holdfast_api_server::{config::Config, proof_of_work::ProofOfWorkConfig, rate_limits::RateLimitsConfig};
use holdfast_gateway::{CallbackConfig, GatewayConfig};
use holdfast_messaging::KafkaConfig;
use holdfast_order_engine::{AdmissionConfig, EngineConfig, SecretsConfig, TemporalConfig};
use holdfast_settings::Reader;
use holdfast_stores::{mysql::MysqlConfig, redis::RedisConfig};
use holdfast_test_support::{lines_of_failed_start, lookup};
use secrecy::{ExposeSecret, SecretString};

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

/// The text of a value that is not the default, for every setting.
const OTHERS: [(&str, &str); 67] = [
    ("ADMIN_TOKEN", "an admin token"),
    ("ADMIN_TOKEN_PREVIOUS", "an older admin token"),
    ("ANONYMOUS_GUESTS", "false"),
    ("API_BIND", "0.0.0.0:1001"),
    ("API_DRAIN_MS", "1002"),
    ("API_HSTS_SECONDS", "1029"),
    ("API_MAX_CONNECTIONS", "1003"),
    ("API_MAX_STREAMS", "1004"),
    ("API_WRITE_TIMEOUT_MS", "1005"),
    ("DATABASE_ACQUIRE_TIMEOUT_MS", "1006"),
    ("DATABASE_MAX_CONNECTIONS", "1007"),
    ("DATABASE_READ_CONNECTIONS", "1008"),
    ("DATABASE_STATEMENT_TIMEOUT_MS", "1009"),
    ("DATABASE_URL", "mysql://a:b@c:1010/d"),
    ("FRONTEND_DIR", "/front/end"),
    ("GATEWAY_API_KEY", "an api key"),
    ("GATEWAY_CALLBACK_SECRET", "a callback secret"),
    ("GATEWAY_CALLBACK_SECRET_PREVIOUS", "an older callback secret"),
    ("GATEWAY_DEFAULT_METHOD", "a_method"),
    ("GATEWAY_TIMEOUT_MS", "1011"),
    ("GATEWAY_URL", "http://gateway:1012"),
    ("GUEST_SIGNING_KEY", "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"),
    ("GUEST_SIGNING_KEY_PREVIOUS", "fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210"),
    ("GUEST_TOKENS", "true"),
    ("HOLDFAST_PREFIX", "a-prefix-"),
    ("KAFKA_BROKERS", "kafka:1013"),
    ("KAFKA_DELIVERY_TIMEOUT_MS", "1014"),
    ("KAFKA_PARTITIONS", "1015"),
    ("KAFKA_REPLICATION", "1016"),
    ("LOGIN_CLIENT_ID", "a client"),
    ("LOGIN_CLIENT_SECRET", "a client's secret"),
    ("LOGIN_SCOPES", "openid audit"),
    ("METRICS_BIND", "0.0.0.0:1028"),
    ("ORDERS_AT_ONCE_MAX", "317"),
    ("ORDERS_AT_ONCE_MIN", "318"),
    ("ORDERS_QUEUE_TIMEOUT_MS", "1019"),
    ("ORDERS_WAITING_MAX", "1020"),
    ("ORDER_ID_SECRET", "a secret of ids"),
    ("PAYMENT_DEADLINE_SECONDS", "1021"),
    ("PROOF_OF_WORK", "load"),
    ("PROOF_OF_WORK_RATE", "1033"),
    ("PROOF_OF_WORK_TRIES_MAX", "1035"),
    ("PROOF_OF_WORK_TRIES_MIN", "1034"),
    ("PUBLIC_GATEWAY_URL", "http://public:1022"),
    ("PUBLIC_URL", "https://tickets:1033"),
    ("RATE_LIMIT_ADDRESSES", "1036/1"),
    ("RATE_LIMIT_HOLDS", "1037/2"),
    ("RATE_LIMIT_LOGINS", "1038/3"),
    ("RATE_LIMIT_ORDERS", "1039/4"),
    ("REDIS_STREAM_CAP", "1023"),
    ("REDIS_TIMEOUT_MS", "1024"),
    ("REDIS_TRACE_CHANGES", "true"),
    ("REDIS_URL", "redis://redis:1025"),
    ("SESSION_IDLE_SECONDS", "1034"),
    ("SESSION_SECONDS", "1035"),
    ("TEMPORAL_ADDRESS", "temporal:1026"),
    ("TEMPORAL_NAMESPACE", "a namespace"),
    ("TEMPORAL_PATCHES_OFF", "a-patch"),
    ("TEMPORAL_UI_URL", "http://ui:1027"),
    ("TOKEN_ALGORITHMS", "ES256,EdDSA"),
    ("TOKEN_AUDIENCE", "an audience"),
    ("TOKEN_ISSUER", "https://issuer:1030"),
    ("TOKEN_JWKS_URL", "https://issuer:1031"),
    ("TOKEN_KEYS_PAUSE_MS", "1032"),
    ("TOKEN_TYPE", "a type"),
    ("TRACES_URL", "http://traces:1040/trace/"),
    ("TRUSTED_PROXIES", "10.0.0.0/8,192.0.2.0/24"),
];

/// The value of every field, as text, under the name of its setting. The patterns have no `..`, so that a new setting
/// needs a line here.
fn by_name(config: Config) -> BTreeMap<&'static str, String> {
    let millis = |duration: Duration| duration.as_millis().to_string();
    let text = |secret: SecretString| secret.expose_secret().to_owned();
    let Config {
        bind,
        metrics_bind,
        max_connections,
        max_streams,
        write_timeout,
        drain,
        default_payment_method,
        read_connections,
        public_gateway_url,
        temporal_ui,
        traces,
        hsts_seconds,
        frontend,
        access,
        engine,
        admission,
        callbacks,
        proof_of_work,
        rate_limits,
    } = config;
    let AccessConfig { admin_token, previous_admin_token, guests, tokens, guest_tokens, login, sessions } = access;
    let GuestConfig { are_issued, key: guest_key, previous_key: previous_guest_key } = guest_tokens;
    // Its issuer and its algorithms are those of tokens.
    let LoginConfig { issuer: _, algorithms: _, client_id, client_secret, scopes, public_url } = login.unwrap();
    let SessionConfig { idle, total } = sessions;
    let TokenConfig { issuer, audience, jwks_url, algorithms, token_type, keys_pause } = tokens.unwrap();
    let EngineConfig { payment_deadline_seconds, names, redis, mysql, kafka, temporal, gateway, secrets } = engine;
    let RedisConfig { url: redis_url, timeout: redis_timeout, stream_cap, trace_changes } = redis;
    let MysqlConfig { url: mysql_url, max_connections: mysql_connections, acquire_timeout, statement_timeout } = mysql;
    let KafkaConfig { brokers, partitions, replication, delivery_timeout } = kafka;
    let TemporalConfig { address, namespace, patches_off } = temporal;
    let GatewayConfig { url: gateway_url, api_key, timeout: gateway_timeout } = gateway;
    let SecretsConfig { order_id } = secrets;
    let AdmissionConfig { min, max, waiting, timeout: queue_timeout } = admission;
    let CallbackConfig { secret, previous_secret } = callbacks;
    let mut texts = BTreeMap::from(proof_of_work_texts(&proof_of_work));
    texts.extend(rate_limit_texts(rate_limits));
    texts.extend([
        ("ADMIN_TOKEN", text(admin_token.unwrap())),
        ("ADMIN_TOKEN_PREVIOUS", text(previous_admin_token.unwrap())),
        ("ANONYMOUS_GUESTS", guests.to_string()),
        ("API_BIND", bind.to_string()),
        ("API_DRAIN_MS", millis(drain)),
        ("API_HSTS_SECONDS", hsts_seconds.to_string()),
        ("API_MAX_CONNECTIONS", max_connections.to_string()),
        ("API_MAX_STREAMS", max_streams.to_string()),
        ("API_WRITE_TIMEOUT_MS", millis(write_timeout)),
        ("DATABASE_ACQUIRE_TIMEOUT_MS", millis(acquire_timeout)),
        ("DATABASE_MAX_CONNECTIONS", mysql_connections.to_string()),
        ("DATABASE_READ_CONNECTIONS", read_connections.to_string()),
        ("DATABASE_STATEMENT_TIMEOUT_MS", millis(statement_timeout)),
        ("DATABASE_URL", text(mysql_url)),
        ("FRONTEND_DIR", frontend.unwrap().display().to_string()),
        ("GATEWAY_API_KEY", text(api_key)),
        ("GATEWAY_CALLBACK_SECRET", text(secret)),
        ("GATEWAY_CALLBACK_SECRET_PREVIOUS", text(previous_secret.unwrap())),
        ("GATEWAY_DEFAULT_METHOD", default_payment_method),
        ("GATEWAY_TIMEOUT_MS", millis(gateway_timeout)),
        ("GATEWAY_URL", gateway_url),
        ("GUEST_SIGNING_KEY", text(guest_key.unwrap())),
        ("GUEST_SIGNING_KEY_PREVIOUS", text(previous_guest_key.unwrap())),
        ("GUEST_TOKENS", are_issued.to_string()),
        ("HOLDFAST_PREFIX", names.prefix().to_owned()),
        ("KAFKA_BROKERS", brokers),
        ("KAFKA_DELIVERY_TIMEOUT_MS", millis(delivery_timeout)),
        ("KAFKA_PARTITIONS", partitions.to_string()),
        ("KAFKA_REPLICATION", replication.to_string()),
        ("LOGIN_CLIENT_ID", client_id),
        ("LOGIN_CLIENT_SECRET", text(client_secret)),
        ("LOGIN_SCOPES", scopes),
        ("METRICS_BIND", metrics_bind.to_string()),
        ("ORDERS_AT_ONCE_MAX", max.to_string()),
        ("ORDERS_AT_ONCE_MIN", min.to_string()),
        ("ORDERS_QUEUE_TIMEOUT_MS", millis(queue_timeout)),
        ("ORDERS_WAITING_MAX", waiting.to_string()),
        ("ORDER_ID_SECRET", text(order_id)),
        ("PAYMENT_DEADLINE_SECONDS", payment_deadline_seconds.to_string()),
        ("PUBLIC_GATEWAY_URL", public_gateway_url.unwrap()),
        ("PUBLIC_URL", public_url),
        ("REDIS_STREAM_CAP", stream_cap.to_string()),
        ("REDIS_TRACE_CHANGES", trace_changes.to_string()),
        ("REDIS_TIMEOUT_MS", millis(redis_timeout)),
        ("REDIS_URL", redis_url),
        ("SESSION_IDLE_SECONDS", idle.to_string()),
        ("SESSION_SECONDS", total.to_string()),
        ("TEMPORAL_ADDRESS", address),
        ("TEMPORAL_NAMESPACE", namespace),
        ("TEMPORAL_PATCHES_OFF", patches_off.unwrap()),
        ("TEMPORAL_UI_URL", temporal_ui.unwrap()),
        ("TRACES_URL", traces.unwrap()),
        ("TOKEN_ALGORITHMS", algorithms.to_string()),
        ("TOKEN_AUDIENCE", audience),
        ("TOKEN_ISSUER", issuer),
        ("TOKEN_JWKS_URL", jwks_url),
        ("TOKEN_KEYS_PAUSE_MS", millis(keys_pause)),
        ("TOKEN_TYPE", token_type),
    ]);
    texts
}

fn proof_of_work_texts(config: &ProofOfWorkConfig) -> [(&'static str, String); 4] {
    let ProofOfWorkConfig { mode, rate, min_tries, max_tries } = config;
    [
        ("PROOF_OF_WORK", mode.to_string()),
        ("PROOF_OF_WORK_RATE", rate.to_string()),
        ("PROOF_OF_WORK_TRIES_MAX", max_tries.to_string()),
        ("PROOF_OF_WORK_TRIES_MIN", min_tries.to_string()),
    ]
}

fn rate_limit_texts(config: RateLimitsConfig) -> [(&'static str, String); 5] {
    let RateLimitsConfig { holds, orders, logins, addresses, trusted_proxies } = config;
    [
        ("RATE_LIMIT_ADDRESSES", addresses.to_string()),
        ("RATE_LIMIT_HOLDS", holds.to_string()),
        ("RATE_LIMIT_LOGINS", logins.to_string()),
        ("RATE_LIMIT_ORDERS", orders.to_string()),
        ("TRUSTED_PROXIES", trusted_proxies.to_string()),
    ]
}

#[test]
fn every_setting_is_read_from_its_variable_into_its_field() {
    let set: BTreeMap<&str, String> = OTHERS.map(|(name, value)| (name, value.to_owned())).into();
    let config = Reader::read(lookup(&set), Config::read).expect("the settings can be used");
    assert_eq!(by_name(config), set);
    let declared: BTreeSet<_> = Config::settings().iter().map(|setting| setting.name).collect();
    assert_eq!(declared, set.into_keys().collect(), "the settings of the binary, as it declares them, on the left");
}
