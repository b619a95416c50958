//! Every operation of the contract while one server is away: it succeeds, or it is refused with 503. Another refusal
//! would be a final answer that nobody knows to be true.

use std::{collections::BTreeSet, time::Duration};

use futures::future::join_all;
use holdfast_api_server::config::Config;
use holdfast_test_support::clear_redis;
use secrecy::ExposeSecret;

use crate::{
    coverage::{DocumentedOperation, Example, operations_with_examples},
    orders::{buy, id},
    support::{Answer, FaultProxy, TestApp, eventually_within, open_workflows},
};

/// Limit of one response. The longest are two waits for a connection, and a `Prefer: wait=10`.
const LIMIT: Duration = Duration::from_secs(30);

/// A server that an app reaches through a proxy.
#[derive(Clone, Copy)]
enum Server {
    Mysql,
    Redis,
    Temporal,
    Kafka,
}

impl Server {
    /// Its name in the response of `/readyz`.
    const fn name(self) -> &'static str {
        match self {
            Self::Mysql => "mysql",
            Self::Redis => "redis",
            Self::Temporal => "temporal",
            Self::Kafka => "kafka",
        }
    }

    fn behind_proxy(self, config: &mut Config) -> FaultProxy {
        let config = &mut config.engine;
        let (proxy, address) = match self {
            Self::Mysql => FaultProxy::before_mysql(config.mysql.url.expose_secret()),
            Self::Redis => FaultProxy::before_redis(&config.redis.url),
            Self::Temporal => FaultProxy::before_temporal(&config.temporal.address),
            Self::Kafka => FaultProxy::before_kafka(&config.kafka.brokers),
        };
        match self {
            Self::Mysql => config.mysql.url = address.into(),
            Self::Redis => config.redis.url = address,
            Self::Temporal => config.temporal.address = address,
            Self::Kafka => config.kafka.brokers = address,
        }
        proxy
    }
}

/// An app whose server can be cut off, and an example for each operation.
struct Outage {
    app: TestApp,
    server: Server,
    proxy: FaultProxy,
    examples: Vec<(DocumentedOperation, Example)>,
    order: String,
}

impl Outage {
    async fn prepare(server: Server) -> Self {
        let mut proxy = None;
        let app = TestApp::start_with(|config| proxy = Some(server.behind_proxy(config))).await;
        until_ready(&app).await;
        let mut examples = Vec::new();
        for operation in operations_with_examples() {
            examples.push((operation, Example::new(&app).await));
        }
        let event = app.create_event(1).await;
        let order = id(&buy(&app, event, &[1], "sim_approve").await.expect(201));
        Self { app, server, proxy: proxy.unwrap(), examples, order }
    }

    /// Cuts the server off, and waits until `/readyz` says so.
    async fn begin(&self) {
        self.proxy.cut();
        eventually_within("the server is reported as away", LIMIT, async || {
            let dependencies = self.app.get("/readyz").send().await.json()["dependencies"].clone();
            (dependencies[self.server.name()] == "away").then_some(())
        })
        .await;
    }

    /// Calls every operation. Returns the names of those that were refused.
    async fn refused(&self, order: &str) -> BTreeSet<&str> {
        let calls = self.examples.iter().map(async |(operation, example)| {
            let call = example.call(&self.app, operation, order).0.send();
            let name = operation.name();
            let response = tokio::time::timeout(LIMIT, call).await;
            let response = response.unwrap_or_else(|_| panic!("{name}: no response in {LIMIT:?}")).expect("a response");
            if response.status().is_success() {
                return None;
            }
            let answer = Answer::read(response).await;
            let code = answer.json()["code"].as_str().map(str::to_owned);
            assert_eq!((answer.status.as_u16(), code.as_deref()), (503, Some("UNAVAILABLE")), "{name}: {answer:?}");
            answer.expect_problem(503, "UNAVAILABLE");
            Some(name)
        });
        join_all(calls).await.into_iter().flatten().collect()
    }

    /// Mends the server, and waits until every order that was accepted has ended.
    async fn end(self) {
        self.proxy.mend();
        until_ready(&self.app).await;
        let queue = self.app.state.config.engine.names.task_queue();
        eventually_within("no workflow runs", LIMIT, async || (open_workflows(&queue).await == 0).then_some(())).await;
        self.app.stop().await;
    }
}

async fn until_ready(app: &TestApp) {
    eventually_within("the server is ready", LIMIT, async || {
        (app.get("/readyz").send().await.status == 200).then_some(())
    })
    .await;
}

#[track_caller]
fn assert_has(refused: &BTreeSet<&str>, names: &[&str]) {
    let missing: Vec<_> = names.iter().filter(|name| !refused.contains(*name)).collect();
    assert!(missing.is_empty(), "{missing:?} need the server, but only {refused:?} were refused");
}

#[tokio::test]
async fn without_mysql_nothing_is_refused_for_good() {
    let outage = Outage::prepare(Server::Mysql).await;
    outage.begin().await;
    let reads =
        ["list_events", "read_event", "list_orders", "read_order", "read_overview", "read_sales", "read_sales_periods"];
    let refused = outage.refused(&outage.order).await;
    assert_has(&refused, &reads);
    assert_has(&refused, &["readyz", "create_event", "close_event", "cancel_order"]);
    outage.end().await;
}

#[tokio::test]
async fn without_mysql_an_event_that_redis_has_lost_is_not_declared_missing() {
    let outage = Outage::prepare(Server::Mysql).await;
    let config = &outage.app.state.config.engine;
    outage.begin().await;
    clear_redis(&config.redis.url, &config.names).await;
    let refused = outage.refused(&outage.order).await;
    assert_has(&refused, &["read_event", "read_seat_map", "stream_seats", "hold_seats", "place_order"]);
    let holds = ["read_reservation", "release_reservation", "release_seat", "extend_reservation"];
    assert_has(&refused, &holds);
    outage.end().await;
}

#[tokio::test]
async fn without_redis_nothing_is_refused_for_good() {
    let outage = Outage::prepare(Server::Redis).await;
    outage.begin().await;
    let refused = outage.refused(&outage.order).await;
    assert_has(&refused, &["readyz", "read_event", "read_seat_map", "stream_seats", "hold_seats", "place_order"]);
    assert_has(&refused, &["read_sales", "read_figures"]);
    outage.end().await;
}

#[tokio::test]
async fn without_temporal_nothing_is_refused_for_good() {
    let outage = Outage::prepare(Server::Temporal).await;
    outage.begin().await;
    assert_has(&outage.refused(&outage.order).await, &["readyz", "place_order", "confirm_reservation"]);
    // An order without a row may have been accepted.
    let unknown = uuid::Uuid::new_v4().to_string();
    assert_has(&outage.refused(&unknown).await, &["read_order", "stream_order", "cancel_order", "take_callback"]);
    outage.end().await;
}

#[tokio::test]
async fn without_kafka_nothing_is_refused() {
    let outage = Outage::prepare(Server::Kafka).await;
    outage.begin().await;
    assert_eq!(outage.refused(&outage.order).await, BTreeSet::new());
    outage.end().await;
}
