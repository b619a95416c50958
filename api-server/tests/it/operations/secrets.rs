//! No secret is written, sent or stored where it doesn't belong: not by this process at any level of its log, not in
//! traces, metrics, error responses, workflow histories, Kafka, Redis or MySQL.

use std::{collections::BTreeMap, time::Duration};

use chrono::Utc;
use holdfast_api_server::config::Config;
use holdfast_gateway::signature;
use holdfast_test_support::{
    AUDIENCE, CALLBACK_SECRET, Outputs, Process, RedisServer, Secrets, SigningKey, TokenIssuer, TraceCollector,
    free_address, now,
};
use jsonwebtoken::Algorithm;
use prost::Message;
use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};

use crate::{
    operations::process::client,
    orders::{id, new_key, steps::history},
    support::{ADMIN_TOKEN, Answer, GATEWAY_API_KEY, TestApp, eventually},
};

/// Longer than the binary's drain.
const END: Duration = Duration::from_secs(20);

/// A text that is nowhere by chance.
fn draw(what: &str) -> String {
    format!("{what}-{:032x}", rand::random::<u128>())
}

/// The settings of guests' tokens and of logins that the app's settings lack.
fn logins() -> [(&'static str, String); 4] {
    [
        ("GUEST_SIGNING_KEY_PREVIOUS", hex::encode(rand::random::<[u8; 32]>())),
        ("LOGIN_CLIENT_ID", "holdfast".to_owned()),
        ("LOGIN_CLIENT_SECRET", draw("login")),
        ("PUBLIC_URL", "http://127.0.0.1".to_owned()),
    ]
}

/// The binary, and what its clients see.
struct Binary {
    url: String,
    client: Client,
    /// Everything that a client was told.
    told: Vec<u8>,
    /// What it was told in refusals.
    refusals: Vec<u8>,
}

impl Binary {
    fn call(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}/api{path}", self.url))
    }

    /// Sends a request, which may be refused.
    async fn send(&mut self, call: RequestBuilder) -> Answer {
        let answer = Answer::read(call.send().await.expect("the server responds")).await;
        let text = [format!("{:?}\n", answer.headers).as_bytes(), &answer.bytes, b"\n"].concat();
        if !answer.status.is_success() {
            self.refusals.extend_from_slice(&text);
        }
        self.told.extend_from_slice(&text);
        answer
    }

    /// Holds a seat and buys it. Returns the order's id, and the token of the hold.
    async fn buy(&mut self, event: u64, seat: u32, key: &str, method: &str, token: Option<&str>) -> (String, String) {
        let hold = self.call(Method::POST, "/reservations").json(&json!({ "eventId": event, "seatId": seat }));
        let hold = self.send(authorised(hold, token).header("idempotency-key", key)).await.expect(201);
        let hold = hold["holdToken"].as_str().unwrap().to_owned();
        let body = json!({ "eventId": event, "seatIds": [seat], "paymentMethod": method });
        let order = self.call(Method::POST, "/orders").json(&body).header("idempotency-key", key);
        let order = authorised(order, token).header("hold-token", &hold).header("prefer", "wait=10");
        (id(&self.send(order).await.expect(201)), hold)
    }
}

fn authorised(call: RequestBuilder, token: Option<&str>) -> RequestBuilder {
    match token {
        Some(token) => call.bearer_auth(token),
        None => call,
    }
}

#[tokio::test]
async fn no_secret_is_where_it_does_not_belong() {
    let (mut secrets, outputs) = (Secrets::default(), Outputs::default());
    let redis = RedisServer::start_with_password(&draw("redis")).await;
    let url = redis.url();
    let app = TestApp::start_with(|config| config.engine.redis.url = url).await;
    let (issuer, traces) = (TokenIssuer::start(Algorithm::EdDSA).await, TraceCollector::start().await);
    let (address, metrics) = (free_address(), free_address());
    let mut settings = app.settings.clone();
    settings.extend(issuer.settings());
    settings.extend(logins());
    settings.extend([
        ("REDIS_URL", redis.url()),
        ("ADMIN_TOKEN_PREVIOUS", draw("admin")),
        ("GATEWAY_CALLBACK_SECRET_PREVIOUS", draw("callbacks")),
        ("API_BIND", address.to_string()),
        ("METRICS_BIND", metrics.to_string()),
        ("RUST_LOG", "trace".to_owned()),
        ("RUST_BACKTRACE", "1".to_owned()),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", traces.endpoint()),
        ("OTEL_BSP_SCHEDULE_DELAY", "200".to_owned()),
    ]);
    secrets.add_settings(&Config::settings(), &settings);
    let process = Process::start(env!("CARGO_BIN_EXE_holdfast-api-server"), &settings, address).await;
    let errors = process.errors();
    let mut binary =
        Binary { url: format!("http://{address}"), client: client(), told: Vec::new(), refusals: Vec::new() };
    eventually("the binary has reached Temporal", async || {
        (client().get(format!("http://{address}/api/readyz")).send().await.ok()?.status() == 200).then_some(())
    })
    .await;

    let event = app.create_event(8).await;
    let orders = purchases(&mut binary, &issuer, event, &mut secrets).await;
    operators_and_strangers(&mut binary, &issuer, event, &settings, &mut secrets).await;
    callbacks(&mut binary, &orders[0], &settings["GATEWAY_CALLBACK_SECRET_PREVIOUS"]).await;

    outputs
        .add("metrics", client().get(format!("http://{metrics}/metrics")).send().await.unwrap().bytes().await.unwrap());
    process.signal("TERM").await;
    let log = process.end_within(END).await;
    let levels = log.iter().filter(|line| line["level"] == "TRACE").count();
    assert!(levels > 100, "the log has only {levels} lines at the level TRACE");
    outputs.add("log", serde_json::to_string(&log).unwrap());
    outputs.add("standard-error", format!("standard error:\n{}", errors.lock()));
    let traces = traces.received();
    assert!(traces.windows(36).any(|bytes| bytes == orders[0].as_bytes()), "no trace names the order");
    outputs.add("traces", traces);
    outputs.add("refusals", &binary.refusals);
    let refunds = [&orders[0], &orders[3]].map(|order| format!("refund-{order}"));
    for workflow in orders.iter().map(|order| format!("order-{order}")).chain(refunds) {
        let events: Vec<u8> = history(workflow.clone()).await.iter().flat_map(Message::encode_to_vec).collect();
        outputs.add(&workflow, events);
    }
    app.add_stores_to(&outputs).await;
    outputs.assert_free_of(&secrets);

    // Clients are told their hold tokens, and nothing else.
    let told = Outputs::default();
    told.add("responses", &binary.told);
    let mut of_settings = Secrets::default();
    of_settings.add_settings(&Config::settings(), &settings);
    told.assert_free_of(&of_settings);
    app.finish().await;
}

/// Orders of a guest and of an account: paid, declined, and refunded.
async fn purchases(binary: &mut Binary, issuer: &TokenIssuer, event: u64, secrets: &mut Secrets) -> Vec<String> {
    let subject = draw("subject");
    let ann = issuer.token(&subject, "hold order");
    secrets.add("the subject of a token", &subject);
    add_token(secrets, "a token", &ann);
    let guest = binary.call(Method::POST, "/guests");
    let guest = binary.send(guest).await.expect(201)["token"].as_str().unwrap().to_owned();
    add_token(secrets, "a guest's token", &guest);
    let mut orders = Vec::new();
    let purchases = [
        (1, "sim_approve", None),
        (2, "sim_decline", None),
        (3, "sim_lost_1", None),
        (4, "sim_approve", Some(ann.as_str())),
        (5, "sim_approve", Some(guest.as_str())),
    ];
    for (seat, method, token) in purchases {
        let key = new_key();
        let (order, hold) = binary.buy(event, seat, &key, method, token).await;
        secrets.add(format!("hold token {seat}"), hold);
        // Who has the key of a hold can repeat its request, and is told its token.
        secrets.add(format!("idempotency key {seat}"), key);
        orders.push(order);
    }
    for (order, token) in [(&orders[0], None), (&orders[3], Some(ann.as_str()))] {
        let cancel = binary.call(Method::POST, &format!("/orders/{order}/cancel"));
        binary.send(authorised(cancel, token)).await;
    }
    for (order, token) in [(&orders[0], None), (&orders[3], Some(ann.as_str()))] {
        eventually("the order is refunded", async || {
            let read = authorised(binary.call(Method::GET, &format!("/orders/{order}")), token);
            (read.send().await.ok()?.json::<Value>().await.ok()?["status"] == "REFUNDED").then_some(())
        })
        .await;
    }
    orders
}

/// Adds a token, and its signature alone.
fn add_token(secrets: &mut Secrets, name: &str, token: &str) {
    secrets.add(format!("the signature of {name}"), token.rsplit('.').next().unwrap());
    secrets.add(name, token);
}

/// Calls with each key, and with tokens that aren't accepted.
async fn operators_and_strangers(
    binary: &mut Binary,
    issuer: &TokenIssuer,
    event: u64,
    settings: &BTreeMap<&'static str, String>,
    secrets: &mut Secrets,
) {
    let claims = |subject: &str| json!({ "iss": issuer.name(), "aud": AUDIENCE, "exp": now() - 3600, "sub": subject });
    let (expired, stranger) = (draw("expired"), draw("stranger"));
    let tokens = [
        ("an expired token", issuer.key.sign(&claims(&expired))),
        ("a token of a stranger", SigningKey::draw(Algorithm::EdDSA).sign(&claims(&stranger))),
        ("a token without the scope", issuer.token(&draw("clerk"), "hold")),
    ];
    secrets.add("the subject of an expired token", expired);
    secrets.add("the subject of a stranger's token", stranger);
    let mistyped = draw("mistyped");
    secrets.add("a mistyped key", &mistyped);
    for (name, token) in &tokens {
        add_token(secrets, name, token);
    }
    let tokens = tokens.iter().map(|(_, token)| token.as_str());
    let tokens = tokens.chain([ADMIN_TOKEN, &settings["ADMIN_TOKEN_PREVIOUS"], &mistyped, GATEWAY_API_KEY]);
    for token in tokens {
        for call in [
            binary.call(Method::GET, "/admin/overview"),
            binary.call(Method::POST, "/admin/events").json(&json!({ "title": "" })),
            binary.call(Method::GET, &format!("/reservations/{event}")).header("hold-token", token),
            binary.call(Method::GET, &format!("/payments?orderId={}", uuid::Uuid::nil())),
            binary.call(Method::POST, "/payments/authorize").json(&json!({ "orderId": 1 })),
            // To a route that doesn't look at tokens, and to none.
            binary.call(Method::GET, &format!("/events/{event}")),
            binary.call(Method::GET, "/nothing"),
        ] {
            binary.send(call.bearer_auth(token)).await;
        }
        let basic = binary.call(Method::GET, "/admin/overview").basic_auth("operator", Some(token));
        binary.send(basic).await;
    }
}

/// Callbacks with a signature of each secret, and with one that is wrong.
async fn callbacks(binary: &mut Binary, order: &str, previous: &str) {
    let body = json!({ "paymentId": format!("pay-{order}"), "orderId": order, "status": "CAPTURED" }).to_string();
    for (secret, status) in [(CALLBACK_SECRET, 200), (previous, 200), ("another secret", 401)] {
        let signature = signature::sign(&secret.into(), Utc::now(), body.as_bytes());
        let call = binary.call(Method::POST, "/payments/callbacks").header("payment-signature", signature);
        binary.send(call.body(body.clone())).await.expect(status);
    }
    for signature in ["", "t=1,v1=", "v1=ab"] {
        let call = binary.call(Method::POST, "/payments/callbacks").header("payment-signature", signature);
        binary.send(call.body(body.clone())).await.expect_problem(401, "UNAUTHORIZED");
    }
}

#[tokio::test]
async fn no_secret_is_told_about_servers_that_refuse_it_or_are_away() {
    let app = TestApp::start().await;
    let redis = RedisServer::start_with_password(&draw("redis")).await;
    let (mut secrets, outputs) = (Secrets::default(), Outputs::default());
    let traces = TraceCollector::start().await;
    let address = free_address();
    let wrong = draw("wrong");
    let database = app.settings["DATABASE_URL"].clone();
    let (user, server) = database.rsplit_once('@').unwrap();
    let (user, _) = user.rsplit_once(':').unwrap();
    let mut settings = app.settings.clone();
    settings.extend(logins());
    settings.extend([
        ("TOKEN_ISSUER", "http://127.0.0.1:1".to_owned()),
        ("TOKEN_AUDIENCE", AUDIENCE.to_owned()),
        ("TOKEN_JWKS_URL", "http://127.0.0.1:1/jwks".to_owned()),
        ("DATABASE_URL", format!("{user}:{wrong}@{server}")),
        ("REDIS_URL", redis.url().replace("redis-", "wrong-")),
        ("GATEWAY_URL", "http://127.0.0.1:1".to_owned()),
        ("PUBLIC_GATEWAY_URL", "http://127.0.0.1:1".to_owned()),
        ("KAFKA_BROKERS", "127.0.0.1:1".to_owned()),
        ("TEMPORAL_ADDRESS", "127.0.0.1:1".to_owned()),
        ("ADMIN_TOKEN_PREVIOUS", draw("admin")),
        ("GATEWAY_CALLBACK_SECRET_PREVIOUS", draw("callbacks")),
        ("API_BIND", address.to_string()),
        ("RUST_LOG", "trace".to_owned()),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", traces.endpoint()),
    ]);
    secrets.add_settings(&Config::settings(), &settings);
    let process = Process::start(env!("CARGO_BIN_EXE_holdfast-api-server"), &settings, address).await;
    let errors = process.errors();
    let mut binary =
        Binary { url: format!("http://{address}"), client: client(), told: Vec::new(), refusals: Vec::new() };
    let (hold, order) = (format!("{:032x}", rand::random::<u128>()), uuid::Uuid::new_v4());
    secrets.add("a hold token", &hold);
    for call in [
        binary.call(Method::GET, "/events"),
        binary.call(Method::GET, "/events/1/seats"),
        binary.call(Method::POST, "/reservations").json(&json!({ "eventId": 1, "seatId": 1 })),
        binary.call(Method::GET, "/reservations/1").header("hold-token", &hold),
        binary
            .call(Method::POST, "/orders")
            .header("hold-token", &hold)
            .header("idempotency-key", new_key())
            .json(&json!({ "eventId": 1, "seatIds": [1] })),
        binary.call(Method::GET, &format!("/orders/{order}")),
        binary.call(Method::GET, "/admin/overview").bearer_auth(ADMIN_TOKEN),
        binary.call(Method::GET, &format!("/payments?orderId={order}")).bearer_auth(GATEWAY_API_KEY),
    ] {
        let status = binary.send(call).await.status;
        assert!(status.is_server_error() || status.is_client_error(), "{status}");
    }
    process.signal("TERM").await;
    outputs.add("log", serde_json::to_string(&process.end_within(END).await).unwrap());
    outputs.add("standard-error", format!("standard error:\n{}", errors.lock()));
    outputs.add("refusals", &binary.refusals);
    outputs.assert_free_of(&secrets);
    app.finish().await;
}

#[test]
fn no_secret_is_told_by_a_start_that_fails() {
    let directory = tempfile::tempdir().unwrap();
    let (mut secrets, outputs) = (Secrets::default(), Outputs::default());
    let mut settings: BTreeMap<_, _> = Config::settings()
        .iter()
        .filter(|setting| setting.kind == "secret")
        .map(|setting| (setting.name, draw(setting.name)))
        .collect();
    secrets.add_settings(&Config::settings(), &settings);
    // One that comes from a file and from its variable too.
    let file = directory.path().join("key");
    std::fs::write(&file, draw("file")).unwrap();
    secrets.add("the key in a file", std::fs::read_to_string(&file).unwrap());
    let (redis, gateway) = (draw("redis"), draw("gateway"));
    settings.extend([
        ("GATEWAY_API_KEY_FILE", file.display().to_string()),
        ("REDIS_URL", format!("redis-cluster://:{redis}@127.0.0.1:1")),
        ("GATEWAY_URL", format!("ftp://user:{gateway}@127.0.0.1:1")),
        ("API_BIND", "everywhere".to_owned()),
        ("RUST_LOG", "trace".to_owned()),
        ("RUST_BACKTRACE", "1".to_owned()),
    ]);
    secrets.add("REDIS_URL", redis);
    secrets.add("GATEWAY_URL", gateway);
    let mut binary = std::process::Command::new(env!("CARGO_BIN_EXE_holdfast-api-server"));
    let output = binary.env_clear().envs(&settings).output().expect("the binary starts");
    let told = [output.stdout, output.stderr].concat();
    for name in ["API_BIND", "DATABASE_URL", "GATEWAY_API_KEY", "GATEWAY_URL", "REDIS_URL"] {
        assert!(String::from_utf8_lossy(&told).contains(&format!("{name}: ")), "the binary doesn't name {name}");
    }
    assert_eq!(output.status.code(), Some(1));
    outputs.add("output", told);
    outputs.assert_free_of(&secrets);
}
