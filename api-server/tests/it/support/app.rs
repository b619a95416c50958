//! An api-server of a test's own, in this process, on a free port.

use std::{
    env, io,
    net::{Ipv4Addr, SocketAddr},
    sync::{LazyLock, Mutex},
    time::Duration,
};

use holdfast_activities::{
    config::{GatewayConfig, KafkaConfig, RedisConfig, SecretsConfig, TemporalConfig},
    names::Names,
    payment::SimulatorConfig,
};
use holdfast_api_server::{config::Config, serve, state::AppState};
use holdfast_domain::{EventId, Partition, SeatStatus};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use opentelemetry_sdk::trace::SdkTracerProvider;
use rdkafka::{
    ClientConfig,
    admin::{AdminClient, AdminOptions},
};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use tokio::{net::TcpListener, task::JoinHandle};

use super::{Answer, database::FreshDatabase, eventually, temporal::open_workflows};

/// What the admin routes want.
pub(crate) const ADMIN_TOKEN: &str = "test-admin-token";

/// What the payment gateway wants.
pub(crate) const PAYMENT_KEY: &str = "test-payment-key";
/// What callbacks are signed with.
pub(crate) const CALLBACK_SECRET: &str = "test-callback-secret";

/// One recorder and one source of trace ids for the tests of this process.
static METRICS: LazyLock<PrometheusHandle> = LazyLock::new(|| {
    opentelemetry::global::set_tracer_provider(SdkTracerProvider::builder().build());
    PrometheusBuilder::new().install_recorder().expect("the process has no recorder yet")
});

/// An api-server with a database and a prefix that nobody else has.
pub(crate) struct TestApp {
    pub(crate) state: AppState,
    pub(crate) address: SocketAddr,
    client: reqwest::Client,
    server: JoinHandle<io::Result<()>>,
    events: Mutex<Vec<u64>>,
    database: FreshDatabase,
}

impl TestApp {
    pub(crate) async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    /// With other settings than usual.
    pub(crate) async fn start_with(adjust: impl FnOnce(&mut Config)) -> Self {
        let database = FreshDatabase::create().await;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let mut config = config(&database, address);
        adjust(&mut config);
        let has_temporal = config.temporal.address == variable("TEMPORAL_ADDRESS");
        let state = AppState::start(config, METRICS.clone()).await.expect("the settings can be used");
        let server = tokio::spawn(serve::until_shutdown(listener, state.clone()));
        if has_temporal {
            // Until it has been reached for the first time, orders are refused.
            eventually(async || state.saga.ping().await.ok()).await;
        }
        let client = reqwest::Client::builder().no_proxy().build().expect("a client");
        Self { state, address, client, server, events: Mutex::default(), database }
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

    pub(crate) fn delete(&self, path: &str) -> Call {
        Call(self.request(Method::DELETE, path))
    }

    pub(crate) fn method(&self, method: Method, path: &str) -> Call {
        Call(self.request(method, path))
    }

    /// An event with one row of seats, on sale; its id.
    pub(crate) async fn create_event(&self, seats: u32) -> u64 {
        self.create_event_with(json!({ "sections": [{ "name": "Floor", "rows": 1, "cols": seats, "price": 50_000 }] }))
            .await
    }

    /// An event on sale that differs from the usual one in these fields; its id.
    pub(crate) async fn create_event_with(&self, fields: Value) -> u64 {
        let mut event = an_event();
        event.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        let created = self.post("/admin/events").admin().json(&event).send().await.expect(201);
        let id = created["id"].as_u64().expect("an id");
        self.events.lock().unwrap().push(id);
        id
    }

    /// Holds seats; the token.
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

    /// Changes this app's database behind its back.
    pub(crate) async fn execute(&self, statement: &str) {
        self.database.execute(statement).await;
    }

    /// What goes before every name that this app shares with other processes.
    pub(crate) fn prefix(&self) -> String {
        prefix(&self.state.config.names)
    }

    /// Stops the server; asserts that no seat is left in a hold or claimed and no workflow open, and clears the prefix
    /// in Redis.
    pub(crate) async fn finish(self) {
        let events = std::mem::take(&mut *self.events.lock().unwrap());
        for id in events {
            let event = EventId::try_from(id).unwrap();
            let snapshot = self.state.seats.snapshot(event).await.expect("the event is loaded");
            let held: Vec<_> = snapshot.taken.iter().filter(|(_, status)| *status == SeatStatus::Held).collect();
            assert!(held.is_empty(), "event {id} has seats in a hold or a claim: {held:?}");
        }
        let queue = self.state.config.names.task_queue();
        eventually(async || (open_workflows(&queue).await == 0).then_some(())).await;
        self.stop().await;
    }

    /// Stops the server whatever is left.
    pub(crate) async fn stop(self) {
        clear_redis(&self.state.config).await;
        self.state.shutdown.cancel();
        self.server.await.expect("the server ends").expect("without an error");
        delete_topics(&self.state.config).await;
    }
}

/// A request that is being built.
#[must_use]
pub(crate) struct Call(pub(crate) RequestBuilder);

impl Call {
    pub(crate) fn admin(self) -> Self {
        self.header("authorization", &format!("Bearer {ADMIN_TOKEN}"))
    }

    pub(crate) fn payment_key(self) -> Self {
        self.header("authorization", &format!("Bearer {PAYMENT_KEY}"))
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

    pub(crate) async fn send(self) -> Answer {
        Answer::read(self.0.send().await.expect("the server answers")).await
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

fn variable(name: &str) -> String {
    env::var(name).unwrap_or_else(|_| panic!("{name} is not set: see infra/dev env"))
}

fn config(database: &FreshDatabase, address: SocketAddr) -> Config {
    Config {
        bind: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
        admin_token: ADMIN_TOKEN.into(),
        drain: Duration::from_secs(5),
        names: Names::with_prefix(format!("test-{:016x}-", rand::random::<u64>())),
        redis: RedisConfig { url: variable("REDIS_URL"), timeout: Duration::from_secs(5), stream_cap: 10_000 },
        mysql: database.config(),
        kafka: KafkaConfig {
            brokers: variable("KAFKA_BROKERS"),
            partitions: 1,
            replication: 1,
            delivery_timeout: Duration::from_secs(5),
        },
        temporal: TemporalConfig { address: variable("TEMPORAL_ADDRESS"), namespace: variable("TEMPORAL_NAMESPACE") },
        secrets: SecretsConfig { order_id: "test order id secret".into() },
        gateway: GatewayConfig {
            url: format!("http://{address}/api"),
            api_key: PAYMENT_KEY.into(),
            timeout: Duration::from_secs(5),
        },
        simulator: SimulatorConfig {
            delay: Duration::ZERO,
            success_rate: 1.0,
            api_key: PAYMENT_KEY.into(),
            callback_secret: CALLBACK_SECRET.into(),
            callback_url: format!("http://{address}/api/payments/callbacks"),
        },
        payment_deadline_seconds: 10,
        temporal_ui: Some("http://temporal.test/".to_owned()),
        frontend: None,
    }
}

fn prefix(names: &Names) -> String {
    let name = names.changes(Partition::all().next().unwrap());
    name.split('{').next().unwrap().to_owned()
}

/// A broker that is started again looks at every topic that there is. One that a test has cut off has none.
async fn delete_topics(config: &Config) {
    let names = [config.names.seat_changes_topic(), config.names.order_outcomes_topic()];
    let admin: AdminClient<_> =
        ClientConfig::new().set("bootstrap.servers", variable("KAFKA_BROKERS")).create().expect("a client");
    let patience = AdminOptions::new().operation_timeout(Some(Duration::from_secs(2)));
    admin.delete_topics(&names.each_ref().map(String::as_str), &patience).await.ok();
}

async fn clear_redis(config: &Config) {
    let prefix = prefix(&config.names);
    let Ok(client) = redis::Client::open(config.redis.url.as_str()) else { return };
    let patient = redis::AsyncConnectionConfig::new().set_response_timeout(None);
    let Ok(mut connection) = client.get_multiplexed_async_connection_with_config(&patient).await else { return };
    let mut cursor = 0_u64;
    loop {
        let scan =
            redis::cmd("SCAN").cursor_arg(cursor).arg("MATCH").arg(format!("{prefix}*")).arg("COUNT").arg(1000).clone();
        let (next, keys): (u64, Vec<String>) = scan.query_async(&mut connection).await.expect("redis answers");
        for key in keys {
            let _: () = redis::cmd("DEL").arg(key).query_async(&mut connection).await.expect("redis answers");
        }
        cursor = next;
        if cursor == 0 {
            return;
        }
    }
}
