//! A process's part in the order saga, with a database, names and a payment simulator of a test's own.

use std::{
    net::{Ipv4Addr, SocketAddr},
    time::Duration,
};

use chrono::Utc;
use holdfast_domain::{
    CancelReason, EventId, Fingerprint, HoldToken, Money, OrderId, OrderState, PaymentMethod, PaymentStatus, Principal,
    SeatId,
    step_messages::{AuthoriseInput, ClaimInput, OrderInput, PlacedOrder, RunMode},
};
use holdfast_order_engine::{EngineConfig, OrderEngine, Service};
use holdfast_payment_simulator as payment_simulator;
use holdfast_settings::Reader;
use holdfast_stores::redis::SeatStore;
use holdfast_test_support::{
    CALLBACK_SECRET, FreshDatabase, GATEWAY_API_KEY, ORDER_ID_SECRET, clear_redis, delete_topics, eventually,
    fresh_names, lookup, sale_settings, variable,
};
use holdfast_workflows::{OrderWorkflow, ids, start};
use metrics_exporter_prometheus::PrometheusBuilder;
use temporalio_client::{
    Client, ClientOptions, ConnectionOptions, Url, WorkflowCountOptions, WorkflowDescribeOptions, WorkflowHandle,
    WorkflowTerminateOptions,
};
use tokio::{net::TcpListener, task::JoinHandle};
use tokio_util::sync::CancellationToken;

use super::{an_event, record};

/// An engine that runs orders' workflows and steps, and nothing else of the worker.
pub(crate) struct TestEngine {
    pub(crate) engine: OrderEngine,
    config: EngineConfig,
    simulator: PaymentSimulator,
    _database: FreshDatabase,
}

impl TestEngine {
    pub(crate) async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    /// Starts with adjusted settings.
    pub(crate) async fn start_with(adjust: impl FnOnce(&mut EngineConfig)) -> Self {
        let (database, _) = record().await;
        let simulator = PaymentSimulator::start().await;
        let mut config = config(&database.url(), &simulator.url());
        adjust(&mut config);
        let engine = OrderEngine::start(&config, Service::Worker).await.expect("the settings can be used");
        // Orders are refused until Temporal has been reached for the first time.
        eventually("the engine has reached Temporal", async || engine.orders.ping().await.ok()).await;
        Self { engine, config, simulator, _database: database }
    }

    /// Creates and loads an event on sale with one row of seats.
    pub(crate) async fn create_event(&self, seats: u32) -> EventId {
        let event = self.engine.database.create_event(&an_event(seats, Utc::now())).await.unwrap().id;
        self.engine.loader.ensure_loaded(event).await.unwrap();
        event
    }

    /// See [`accept`].
    pub(crate) async fn accept(&self, event: EventId, seat: u32, payment_method: &str) -> PlacedOrder {
        accept(&self.engine.seats, event, seat, payment_method).await
    }

    /// Starts an order whose payment stays pending, and waits until its workflow waits for the payment; returns its id.
    pub(crate) async fn start_waiting_order(&self, event: EventId, seat: u32) -> OrderId {
        let placed = self.accept(event, seat, "sim_never").await;
        let id = placed.order_id;
        self.engine.orders.start(placed, None).await.unwrap();
        eventually("the order waits for its payment", async || {
            let row = self.engine.database.find_order(id).await.unwrap()?.row;
            (row.payment_status == PaymentStatus::Pending).then_some(())
        })
        .await;
        id
    }

    /// Starts the order's workflow, and terminates it before its first step.
    pub(crate) async fn start_and_terminate(&self, order: PlacedOrder) {
        let workflow = order_workflow(order.order_id).await;
        let input = OrderInput { order, mode: RunMode::Place, payment_deadline_seconds: 60 };
        let mut options = start::order_options(&self.config.names.task_queue(), &input, None);
        // Its first task would come on 1 January.
        options.cron_schedule = Some("0 0 1 1 *".to_owned());
        temporal().await.start_workflow(OrderWorkflow::run, input, options).await.unwrap();
        workflow.terminate(WorkflowTerminateOptions::default()).await.unwrap();
    }

    /// Brings an order to PENDING (with its seats claimed), SOLD or REFUNDING by the saga's steps, without a workflow.
    pub(crate) async fn bring_to(&self, placed: &PlacedOrder, state: OrderState) {
        let OrderEngine { database, seats, gateway, .. } = &self.engine;
        let PlacedOrder { order_id, event_id, total, .. } = *placed;
        database.record_order(placed).await.unwrap();
        let (hold_id, fenced) = (placed.hold_id.clone(), placed.seats.clone());
        seats.claim(&ClaimInput { order_id, event_id, hold_id, seats: fenced }).await.unwrap();
        if state == OrderState::Pending {
            return;
        }
        let payment_method = placed.payment_method.clone();
        gateway.authorise(&AuthoriseInput { order_id, total, payment_method }).await.unwrap();
        database.commit_order(order_id, PaymentStatus::Authorized, None, ORDER_ID_SECRET.as_bytes()).await.unwrap();
        if state == OrderState::Sold {
            return;
        }
        gateway.capture(order_id).await.unwrap();
        seats.sell(event_id, order_id, &placed.seat_ids()).await.unwrap();
        database.confirm_order(order_id, PaymentStatus::Captured).await.unwrap();
        database.begin_refund(order_id, CancelReason::CustomerCancelled).await.unwrap();
    }

    /// Stops the engine once no workflow is open, and removes what it kept in Redis and Kafka.
    pub(crate) async fn finish(self) {
        let query = format!("TaskQueue = '{}' AND ExecutionStatus = 'Running'", self.config.names.task_queue());
        let client = temporal().await;
        eventually("no workflow runs", async || {
            let open = client.count_workflows(query.clone(), WorkflowCountOptions::default()).await.unwrap().count();
            (open == 0).then_some(())
        })
        .await;
        self.engine.drain().await;
        clear_redis(&self.config.redis.url, &self.config.names).await;
        self.simulator.stop().await;
        delete_topics(&self.config.kafka.brokers, &self.config.names).await;
    }
}

/// An order of one seat in a hold of its own, as the API would accept it.
pub(crate) async fn accept(seats: &SeatStore, event_id: EventId, seat: u32, payment_method: &str) -> PlacedOrder {
    let (principal, hold_token) = (Principal::Public, HoldToken::from_random(rand::random()));
    let payment_method = payment_method.parse::<PaymentMethod>().unwrap();
    let seat_ids = [SeatId::try_from(seat).unwrap()];
    let hold = seats.hold(event_id, &hold_token.id(), &seat_ids, 120, None).await.unwrap().unwrap().into_hold();
    PlacedOrder {
        account: None,
        buyer: None,
        order_id: OrderId::derive(ORDER_ID_SECRET.as_bytes(), principal, hold_token.as_str()),
        principal,
        event_id,
        seats: hold.seats,
        total: Money { amount: 50_000, currency: "KRW".parse().unwrap() },
        fingerprint: Fingerprint::of(principal, event_id, &seat_ids, &payment_method, &hold_token),
        payment_method,
        hold_id: hold_token.id(),
        created_at: Utc::now(),
    }
}

/// The workflow of an order, as an operator reaches it.
pub(crate) async fn order_workflow(order: OrderId) -> WorkflowHandle<Client, OrderWorkflow> {
    temporal().await.get_workflow_handle::<OrderWorkflow>(ids::order_workflow_id(order))
}

/// The id of the newest run of an order's workflow.
pub(crate) async fn run_of(order: OrderId) -> String {
    order_workflow(order).await.describe(WorkflowDescribeOptions::default()).await.unwrap().run_id().to_owned()
}

pub(crate) async fn temporal() -> Client {
    let target: Url = format!("http://{}", variable("TEMPORAL_ADDRESS")).parse().unwrap();
    let options = ClientOptions::new(variable("TEMPORAL_NAMESPACE")).build();
    Client::connect(ConnectionOptions::new(target).build(), options).await.unwrap()
}

fn config(database_url: &str, gateway_url: &str) -> EngineConfig {
    let config = Reader::read(lookup(&sale_settings(database_url, gateway_url)), EngineConfig::read);
    EngineConfig { names: fresh_names(), ..config.expect("the settings can be used") }
}

/// A simulator in this process, on a free port. Its callbacks reach nobody.
pub(crate) struct PaymentSimulator {
    address: SocketAddr,
    stop: CancellationToken,
    server: JoinHandle<anyhow::Result<()>>,
    _database: FreshDatabase,
}

impl PaymentSimulator {
    pub(crate) async fn start() -> Self {
        let database = FreshDatabase::create_empty().await;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let config = payment_simulator::Config {
            bind: address,
            database_url: database.url().into(),
            database_connections: 8,
            api_key: GATEWAY_API_KEY.into(),
            operator_token: "test-operator-token".into(),
            callback_secret: CALLBACK_SECRET.into(),
            callback_url: "http://callbacks.invalid/".to_owned(),
            delay: Duration::ZERO,
            success_rate: 1.0,
            drain: Duration::from_secs(5),
        };
        payment_simulator::migrate(&config).await.expect("the schema is brought up to date");
        let (stop, metrics) = (CancellationToken::new(), PrometheusBuilder::new().build_recorder().handle());
        let server = tokio::spawn(payment_simulator::serve(listener, config, metrics, stop.clone()));
        Self { address, stop, server, _database: database }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) async fn stop(self) {
        self.stop.cancel();
        self.server.await.expect("the server ends").expect("without an error");
    }
}
