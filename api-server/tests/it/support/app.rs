//! An api-server of a test's own, in this process, on a free port.

use std::{
    collections::BTreeMap,
    io,
    net::{Ipv4Addr, SocketAddr},
    sync::{LazyLock, Mutex},
    time::Duration,
};

use holdfast_api_server::{config::Config, serve, state::AppState};
use holdfast_domain::{EventId, SeatStatus};
use holdfast_runtime::telemetry::recorder;
use holdfast_settings::Reader;
use holdfast_stores::mysql::{Database, MysqlConfig};
use holdfast_test_support::{
    ADMIN_TOKEN, BlockedWrites, FreshDatabase, GATEWAY_API_KEY, Outputs, clear_redis, delete_topics, dump_redis,
    dump_topics, eventually, fresh_names, lookup, sale_settings, variable,
};
use metrics_exporter_prometheus::PrometheusHandle;
use opentelemetry_sdk::trace::SdkTracerProvider;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use tokio::{net::TcpListener, task::JoinHandle};

use super::{Answer, simulator::PaymentSimulator, temporal::open_workflows};

/// Signs the tokens of guests.
pub(crate) const GUEST_KEY: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

/// One recorder for the tests of this process.
static METRICS: LazyLock<PrometheusHandle> = LazyLock::new(|| {
    record_traces();
    recorder().expect("the process has no recorder yet")
});

/// Gives requests trace ids.
pub(crate) fn record_traces() {
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| opentelemetry::global::set_tracer_provider(SdkTracerProvider::builder().build()));
}

/// An api-server with a database, a prefix and a payment simulator of its own.
pub(crate) struct TestApp {
    pub(crate) state: AppState,
    pub(crate) address: SocketAddr,
    /// The token of a guest.
    pub(crate) guest: String,
    /// Its settings, before the adjustments of the test.
    pub(crate) settings: BTreeMap<&'static str, String>,
    client: reqwest::Client,
    server: JoinHandle<io::Result<()>>,
    simulator: PaymentSimulator,
    events: Mutex<Vec<u64>>,
    database: FreshDatabase,
}

impl TestApp {
    pub(crate) async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    /// Starts with adjusted settings.
    pub(crate) async fn start_with(adjust: impl FnOnce(&mut Config)) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
        Self::start_on(listener, adjust).await
    }

    /// As [`Self::start_with`], on an address that others know already.
    pub(crate) async fn start_on(listener: TcpListener, adjust: impl FnOnce(&mut Config)) -> Self {
        let database = FreshDatabase::create(async |url| {
            let mysql =
                Reader::read(lookup(&sale_settings(url, "")), MysqlConfig::read).expect("the settings can be used");
            let database = Database::connect(&mysql).expect("the settings can be parsed");
            database.migrate().await.expect("the schema is brought up to date");
        })
        .await;
        let address = listener.local_addr().expect("an address");
        let simulator = PaymentSimulator::start(address, METRICS.clone()).await;
        let settings = settings(&database.url(), &simulator.url());
        let mut config = Reader::read(lookup(&settings), Config::read).expect("the settings can be used");
        adjust(&mut config);
        let has_temporal = config.engine.temporal.address == variable("TEMPORAL_ADDRESS");
        let state = AppState::start(config, METRICS.clone(), None).await.expect("the settings can be used");
        let server = tokio::spawn(serve(listener, state.clone()));
        if has_temporal {
            // Orders are refused until Temporal has been reached for the first time.
            eventually("the app has reached Temporal", async || state.engine.orders.ping().await.ok()).await;
        }
        let client = reqwest::Client::builder().no_proxy().build().expect("a client");
        let guest = state.verifier.issue_to_guest().map(|guest| guest.token).unwrap_or_default();
        Self { state, address, guest, settings, client, server, simulator, events: Mutex::default(), database }
    }

    /// A request to a path below `/api`.
    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("http://{}/api{path}", self.address))
    }

    pub(crate) fn get(&self, path: &str) -> Call {
        Call(self.request(Method::GET, path))
    }

    pub(crate) fn post(&self, path: &str) -> Call {
        Call(self.request(Method::POST, path))
    }

    pub(crate) fn put(&self, path: &str) -> Call {
        Call(self.request(Method::PUT, path))
    }

    pub(crate) fn delete(&self, path: &str) -> Call {
        Call(self.request(Method::DELETE, path))
    }

    pub(crate) fn method(&self, method: Method, path: &str) -> Call {
        Call(self.request(method, path))
    }

    /// The metrics of this process, as Prometheus reads them.
    pub(crate) fn metrics() -> String {
        METRICS.render()
    }

    /// Creates an event on sale with one row of seats; returns its id.
    pub(crate) async fn create_event(&self, seats: u32) -> u64 {
        self.create_event_with(json!({ "sections": [{ "name": "Floor", "rows": 1, "cols": seats, "price": 50_000 }] }))
            .await
    }

    /// Creates an event on sale that differs from the usual one in these fields; returns its id.
    pub(crate) async fn create_event_with(&self, fields: Value) -> u64 {
        let mut event = an_event();
        event.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        let created = self.post("/admin/events").admin().json(&event).send().await.expect(201);
        let id = created["id"].as_u64().expect("an id");
        self.events.lock().unwrap().push(id);
        id
    }

    /// Holds seats; returns the token.
    pub(crate) async fn hold(&self, event: u64, seats: &[u32]) -> String {
        let hold =
            self.post("/reservations").json(&json!({ "eventId": event, "seatIds": seats })).send().await.expect(201);
        hold["holdToken"].as_str().expect("a token").to_owned()
    }

    /// The status of each seat, in the order of their ids.
    pub(crate) async fn statuses(&self, event: u64) -> Vec<String> {
        let map = self.get(&format!("/events/{event}/seats")).send().await.expect(200);
        map["seats"].as_array().unwrap().iter().map(|seat| seat["status"].as_str().unwrap().to_owned()).collect()
    }

    /// Keeps the steps of new orders waiting at MySQL until the returned value is dropped.
    pub(crate) async fn block_orders(&self) -> BlockedWrites {
        self.database.block_writes("orders").await
    }

    /// Keeps every new event and every change of an event waiting at MySQL until the returned value is dropped.
    pub(crate) async fn block_events(&self) -> BlockedWrites {
        self.database.block_writes("events").await
    }

    /// The prefix of every name that this app shares with other processes.
    pub(crate) fn prefix(&self) -> &str {
        self.state.config.engine.names.prefix()
    }

    /// Changes this app's database directly.
    pub(crate) async fn execute(&self, statement: &str) {
        self.database.execute(statement).await;
    }

    /// Adds everything that the stores have of this app.
    pub(crate) async fn add_stores_to(&self, outputs: &Outputs) {
        let config = &self.state.config.engine;
        outputs.add("mysql", self.database.dump().await);
        outputs.add("ledger", self.simulator.dump().await);
        outputs.add("redis", dump_redis(&config.redis.url, &config.names).await);
        outputs.add("kafka", dump_topics(&config.kafka.brokers, &config.names).await);
    }

    /// Stops the app; asserts that no seat is left in a hold or claimed and no workflow open.
    pub(crate) async fn finish(self) {
        let events = std::mem::take(&mut *self.events.lock().unwrap());
        for id in events {
            let event = EventId::try_from(id).unwrap();
            let snapshot = self.state.engine.seats.snapshot(event).await.expect("the event is loaded");
            let held: Vec<_> = snapshot.taken.iter().filter(|(_, status)| *status == SeatStatus::Held).collect();
            assert!(held.is_empty(), "event {id} has seats in a hold or a claim: {held:?}");
        }
        let queue = self.state.config.engine.names.task_queue();
        eventually("no workflow runs", async || (open_workflows(&queue).await == 0).then_some(())).await;
        self.stop().await;
    }

    /// Stops the app without these assertions, and removes what it kept in Redis and Kafka.
    pub(crate) async fn stop(self) {
        let config = &self.state.config.engine;
        clear_redis(&config.redis.url, &config.names).await;
        self.state.shutdown.cancel();
        self.server.await.expect("the server ends").expect("without an error");
        self.simulator.stop().await;
        // The broker itself: a test may have cut off this app's proxy.
        delete_topics(&variable("KAFKA_BROKERS"), &config.names).await;
    }
}

/// A request that is being built.
#[must_use]
pub(crate) struct Call(pub(crate) RequestBuilder);

impl Call {
    pub(crate) fn admin(self) -> Self {
        self.header("authorization", &format!("Bearer {ADMIN_TOKEN}"))
    }

    /// With this bearer token, in place of another.
    pub(crate) fn authorised(self, token: &str) -> Self {
        let (client, request) = self.0.build_split();
        let mut request = request.expect("a request");
        let value = format!("Bearer {token}").parse().expect("the value of a header");
        request.headers_mut().insert("authorization", value);
        Self(RequestBuilder::from_parts(client, request))
    }

    pub(crate) fn payment_key(self) -> Self {
        self.header("authorization", &format!("Bearer {GATEWAY_API_KEY}"))
    }

    pub(crate) fn hold_token(self, token: &str) -> Self {
        self.header("hold-token", token)
    }

    pub(crate) fn header(self, name: &str, value: &str) -> Self {
        Self(self.0.header(name, value))
    }

    pub(crate) fn json(self, body: &Value) -> Self {
        Self(self.0.json(body))
    }

    pub(crate) fn body(self, content_type: &str, body: impl Into<reqwest::Body>) -> Self {
        Self(self.0.header("content-type", content_type).body(body))
    }

    /// Sends the request, and hangs up once `under_way`, which must be before its response.
    pub(crate) async fn send_and_hang_up(self, under_way: impl Future<Output = ()>) {
        tokio::select! {
            response = self.0.send() => panic!("a response while the request should wait: {response:?}"),
            () = under_way => {}
        }
        // The server gives no sign that it has noticed.
        tokio::time::sleep(Duration::from_millis(300)).await;
    }

    pub(crate) async fn send(self) -> Answer {
        Answer::read(self.0.send().await.expect("the server responds")).await
    }
}

/// The usual event.
pub(crate) fn an_event() -> Value {
    json!({
        "title": "Concert",
        "venue": "Hall",
        "startsAt": "2031-05-01T19:00:00Z",
        "currency": "KRW",
        "sections": [{ "name": "Floor", "rows": 2, "cols": 5, "price": 50_000 }],
    })
}

fn settings(database_url: &str, simulator_url: &str) -> BTreeMap<&'static str, String> {
    let mut settings = sale_settings(database_url, simulator_url);
    settings.extend(
        [
            ("API_BIND", "127.0.0.1:0"),
            ("METRICS_BIND", "127.0.0.1:0"),
            ("API_MAX_STREAMS", "500"),
            ("API_DRAIN_MS", "5000"),
            ("HOLDFAST_PREFIX", fresh_names().prefix()),
            ("PUBLIC_GATEWAY_URL", simulator_url),
            ("TEMPORAL_UI_URL", "http://temporal.test/"),
            ("TRACES_URL", "http://traces.test/trace/"),
            ("PAYMENT_DEADLINE_SECONDS", "10"),
            ("ORDERS_QUEUE_TIMEOUT_MS", "10000"),
            ("GUEST_TOKENS", "true"),
            ("GUEST_SIGNING_KEY", GUEST_KEY),
        ]
        .map(|(name, value)| (name, value.to_owned())),
    );
    settings
}
