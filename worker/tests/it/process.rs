//! The binary: its readiness, its tasks over outages, and its shutdown.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::{Json, Router, extract::State, http::StatusCode, routing::post};
use chrono::Utc;
use futures::StreamExt;
use holdfast_domain::{
    EventId, OrderState,
    step_messages::{ClaimInput, OrderInput, PlacedOrder, RunMode},
};
use holdfast_messaging::{FeedConsumer, FeedItem, FeedMessage, KafkaConfig};
use holdfast_settings::{Names, Reader};
use holdfast_stores::{loader::Loader, mysql::Database, redis::SeatStore};
use holdfast_test_support::{
    FaultProxy, FreshDatabase, Process, RedisServer, clear_redis, delete_topics, eventually_within, free_address,
    fresh_names, lookup, sale_settings, variable,
};
use holdfast_workflows::{OrderWorkflow, start};
use serde_json::{Value, json};
use temporalio_client::WorkflowTerminateOptions;
use tokio::{net::TcpListener, sync::Notify};

use crate::support::{
    an_event,
    engine::{PaymentSimulator, accept, order_workflow, temporal},
    hold, record, seat_store, taken,
};

/// Limit of each wait. An order counts as lost after 10 s, and the reconciler looks every 5 s.
pub(crate) const LIMIT: Duration = Duration::from_mins(1);

/// The stores of one worker, and its settings.
pub(crate) struct Stores {
    pub(crate) names: Names,
    pub(crate) settings: BTreeMap<&'static str, String>,
    pub(crate) database: Database,
    pub(crate) seats: SeatStore,
    pub(crate) fresh: FreshDatabase,
}

impl Stores {
    pub(crate) async fn new(redis: &str, gateway: &str) -> Self {
        let (fresh, database) = record().await;
        let names = fresh_names();
        let mut settings = sale_settings(&fresh.url(), gateway);
        settings.insert("HOLDFAST_PREFIX", names.prefix().to_owned());
        settings.insert("REDIS_URL", redis.to_owned());
        let seats = seat_store(redis, &names).await;
        Self { names, settings, database, seats, fresh }
    }

    /// Lets the worker reach a server through a proxy.
    fn proxy(&mut self, name: &'static str) -> FaultProxy {
        let before = match name {
            "DATABASE_URL" => FaultProxy::before_mysql,
            "REDIS_URL" => FaultProxy::before_redis,
            "TEMPORAL_ADDRESS" => FaultProxy::before_temporal,
            _ => FaultProxy::before_kafka,
        };
        let (proxy, address) = before(&self.settings[name]);
        self.settings.insert(name, address);
        proxy
    }

    async fn create_event(&self, seats: u32) -> EventId {
        self.database.create_event(&an_event(seats, Utc::now())).await.unwrap().id
    }

    pub(crate) async fn create_loaded_event(&self, seats: u32) -> EventId {
        let event = self.create_event(seats).await;
        Loader::new(self.database.clone(), self.seats.clone()).ensure_loaded(event).await.unwrap();
        event
    }

    /// Removes what the worker kept in shared servers.
    pub(crate) async fn clear(self) {
        clear_redis(&variable("REDIS_URL"), &self.names).await;
        delete_topics(&variable("KAFKA_BROKERS"), &self.names).await;
        drop(self.fresh);
    }
}

/// The running binary.
pub(crate) struct Worker {
    pub(crate) process: Process,
    address: SocketAddr,
    client: reqwest::Client,
}

impl Worker {
    /// Starts the binary, and waits until it is ready.
    pub(crate) async fn start(stores: &Stores) -> Self {
        let address = free_address();
        let mut settings = stores.settings.clone();
        settings.insert("WORKER_BIND", address.to_string());
        let process = Process::start(env!("CARGO_BIN_EXE_holdfast-worker"), &settings, address).await;
        let client = reqwest::Client::builder().no_proxy().timeout(LIMIT).build().unwrap();
        let worker = Self { process, address, client };
        worker.until_ready().await;
        worker
    }

    pub(crate) async fn get(&self, path: &str) -> (u16, String) {
        let response = self.client.get(format!("http://{}{path}", self.address)).send().await.expect("a response");
        (response.status().as_u16(), response.text().await.expect("a body"))
    }

    async fn readiness(&self) -> (u16, Value) {
        let (status, body) = self.get("/readyz").await;
        (status, serde_json::from_str(&body).expect("JSON"))
    }

    async fn until_ready(&self) {
        eventually_within("the worker is ready", LIMIT, async || (self.readiness().await.0 == 200).then_some(())).await;
    }

    /// Waits until the last line of its log about this task says that it fails, or doesn't.
    async fn until_task(&self, task: &str, fails: bool) {
        let about = [format!("{task} failed; retrying"), format!("{task} works again")];
        let log = || self.process.log().into_iter().filter_map(|line| Some(line["message"].as_str()?.to_owned()));
        let told = async {
            while log().rfind(|message| about.contains(message)).is_some_and(|last| last == about[0]) != fails {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        };
        let told = tokio::time::timeout(LIMIT, told).await;
        assert!(told.is_ok(), "{task} fails: {fails}; {:#?}", log().collect::<Vec<_>>());
    }

    /// Stops it; it must end without an error.
    pub(crate) async fn stop(self, signal: &str) -> Vec<Value> {
        self.process.signal(signal).await;
        self.process.end_within(LIMIT).await
    }
}

#[tokio::test]
async fn a_worker_is_ready_unless_redis_mysql_or_temporal_is_away() {
    // A proxy stands before one server, and the shared Redis may be a cluster.
    let redis = RedisServer::start().await;
    let mut stores = Stores::new(&redis.url(), "http://127.0.0.1:1").await;
    let proxies = ["REDIS_URL", "DATABASE_URL", "TEMPORAL_ADDRESS", "KAFKA_BROKERS"].map(|name| stores.proxy(name));
    let worker = Worker::start(&stores).await;
    let statuses = [("redis", 503), ("mysql", 503), ("temporal", 503), ("kafka", 200)];
    for (proxy, (name, status)) in proxies.iter().zip(statuses) {
        proxy.cut();
        let mut expected = json!({ "redis": "ok", "mysql": "ok", "temporal": "ok", "kafka": "ok" });
        expected[name] = json!("away");
        eventually_within("the worker reports this readiness", LIMIT, async || {
            let (answered, body) = worker.readiness().await;
            (answered == status && body["dependencies"] == expected).then_some(())
        })
        .await;
        assert_eq!(worker.get("/healthz").await, (200, "ok".to_owned()), "without {name}");
        proxy.mend();
        worker.until_ready().await;
    }
    worker.stop("INT").await;
    stores.clear().await;
}

#[tokio::test]
async fn every_task_goes_on_after_an_outage_of_each_server() {
    let mut redis = RedisServer::start().await;
    let simulator = PaymentSimulator::start().await;
    let mut stores = Stores::new(&redis.url(), &simulator.url()).await;
    let [mysql, temporal, kafka] = ["DATABASE_URL", "TEMPORAL_ADDRESS", "KAFKA_BROKERS"].map(|name| stores.proxy(name));
    let worker = Worker::start(&stores).await;

    // Each outage lasts until the tasks that need the server have failed.
    let of_redis = ["the sweep of due holds", "keeping events loaded", "taking a change stream's lease"];
    redis.kill().await;
    for task in of_redis {
        worker.until_task(task, true).await;
    }
    redis.restart().await;
    for task in of_redis {
        worker.until_task(task, false).await;
    }
    for proxy in [&mysql, &temporal] {
        worker.until_task("the reconciler", false).await;
        proxy.cut();
        worker.until_task("the reconciler", true).await;
        proxy.mend();
    }
    a_heartbeat_reaches_kafka(&stores).await;
    let before = worker.process.log().len();
    kafka.cut();
    eventually_within("the relay fails", LIMIT, async || {
        let failed = "moving changes to kafka failed; retrying";
        worker.process.log()[before..].iter().any(|line| line["message"] == failed).then_some(())
    })
    .await;
    kafka.mend();

    // Nobody asks for the event; it is loaded because Redis has restarted.
    let event = stores.create_event(2).await;
    redis.kill().await;
    redis.restart().await;
    eventually_within("the event is loaded", LIMIT, async || stores.seats.loaded_epoch(event).await.ok().flatten())
        .await;
    hold(&stores.seats, event, 1).await;
    eventually_within("the due hold is swept", LIMIT, async || {
        taken(&stores.seats, event).await.is_empty().then_some(())
    })
    .await;
    a_heartbeat_reaches_kafka(&stores).await;
    a_lost_order_is_settled(&stores, &worker, event).await;
    worker.stop("TERM").await;
    simulator.stop().await;
    stores.clear().await;
}

async fn a_heartbeat_reaches_kafka(stores: &Stores) {
    let mut settings = stores.settings.clone();
    settings.insert("KAFKA_BROKERS", variable("KAFKA_BROKERS"));
    let config = Reader::read(lookup(&settings), KafkaConfig::read).unwrap();
    let mut feed = FeedConsumer::start(&config, &stores.names, LIMIT).unwrap().stream();
    let since = Utc::now();
    let beat = async {
        loop {
            let item = feed.next().await.expect("the feed is endless");
            if matches!(item, FeedItem::Message(FeedMessage::Heartbeat { at, .. }) if at > since) {
                return;
            }
        }
    };
    tokio::time::timeout(LIMIT, beat).await.expect("a heartbeat reaches Kafka");
}

/// Records an order that no workflow drives, and waits until it is rolled back.
pub(crate) async fn a_lost_order_is_settled(stores: &Stores, worker: &Worker, event: EventId) {
    let order = accept(&stores.seats, event, 2, "sim_approve").await;
    let PlacedOrder { order_id, event_id, .. } = order;
    stores.database.record_order(&order).await.unwrap();
    let (hold_id, seats) = (order.hold_id.clone(), order.seats.clone());
    stores.seats.claim(&ClaimInput { order_id, event_id, hold_id, seats }).await.unwrap();
    eventually_within("the order is rolled back", LIMIT, async || {
        let row = stores.database.find_order(order_id).await.unwrap()?.row;
        (row.state == OrderState::Cancelled).then_some(())
    })
    .await;
    let log = worker.process.log();
    let line = log.iter().find(|line| line["message"] == "settling an order that no workflow drives");
    assert_eq!(line.expect("the worker settled it")["order_id"], order_id.to_string());
}

/// A gateway that fails the first authorisation, and keeps the second one waiting.
#[derive(Default)]
struct SlowGateway {
    calls: AtomicUsize,
    replies: Notify,
}

async fn authorise(State(gateway): State<Arc<SlowGateway>>) -> Result<Json<Value>, StatusCode> {
    if gateway.calls.fetch_add(1, Ordering::SeqCst) == 0 {
        return Err(StatusCode::SERVICE_UNAVAILABLE);
    }
    gateway.replies.notified().await;
    Ok(Json(json!({ "paymentId": "x", "status": "AUTHORIZED" })))
}

#[tokio::test]
async fn a_step_under_way_ends_before_the_process_does() {
    let gateway = Arc::new(SlowGateway::default());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let router = Router::new().route("/payments/authorize", post(authorise)).with_state(Arc::clone(&gateway));
    let serving = tokio::spawn(async move { axum::serve(listener, router).await });
    let stores = Stores::new(&variable("REDIS_URL"), &url).await;
    let event = stores.create_loaded_event(1).await;
    let mut worker = Worker::start(&stores).await;
    let order = accept(&stores.seats, event, 1, "card").await;
    let id = order.order_id;
    let input = OrderInput { order, mode: RunMode::Place, payment_deadline_seconds: 60 };
    let options = start::order_options(&stores.names.task_queue(), &input, None);
    temporal().await.start_workflow(OrderWorkflow::run, input, options).await.unwrap();
    // The first call fails a local activity; the second one is a durable activity's.
    let calls = || gateway.calls.load(Ordering::SeqCst);
    eventually_within("the gateway has both calls", LIMIT, async || (calls() == 2).then_some(())).await;

    worker.process.signal("TERM").await;
    assert!(worker.process.lives_on().await, "it waits for the step");
    gateway.replies.notify_one();
    let log = worker.process.end_within(LIMIT).await;
    let failed = log.iter().find(|line| line["message"] == "a step of the saga failed").expect("the first call failed");
    assert_eq!(failed["order_id"], id.to_string());

    // The next worker sells the seats without another authorisation.
    let worker = Worker::start(&stores).await;
    eventually_within("the order is sold", LIMIT, async || {
        let row = stores.database.find_order(id).await.unwrap()?.row;
        (row.state == OrderState::Sold).then_some(())
    })
    .await;
    assert_eq!(calls(), 2);
    // Its capture would be repeated for ever.
    order_workflow(id).await.terminate(WorkflowTerminateOptions::default()).await.unwrap();
    worker.stop("TERM").await;
    serving.abort();
    stores.clear().await;
}
