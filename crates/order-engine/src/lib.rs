//! A process's part in the order saga: connections to the stores, the gateway and Kafka; the saga's steps over them; a
//! Temporal worker that runs workflows and steps; and the client by which orders are started, found and cancelled.
//!
//! It is the one wiring that the api-server and the worker share. Client and worker use one connection, so that a workflow
//! that is started here begins here, in the reply to its start (eager start).

mod host;
mod order_client;

use std::{sync::Arc, time::Duration};

use holdfast_activities::OrderSteps;
use holdfast_gateway::{Gateway, GatewayConfig};
use holdfast_messaging::{KafkaConfig, Publisher};
use holdfast_runtime::periodic::Periodic;
use holdfast_settings::Names;
use holdfast_stores::{
    loader::Loader,
    mysql::{self, Database, MysqlConfig},
    order_watch::OrderWatch,
    redis::{self, RedisConfig, SeatStore},
};
use secrecy::SecretString;
use thiserror::Error;
use tokio_util::sync::CancellationToken;

pub use host::{Host, NotConnected, workflow_spans};
pub use order_client::{Cancellation, Error as OrderClientError, KnownOrder, OrderClient, Started};

holdfast_settings::settings! {
    /// Temporal: the progress of every order.
    pub struct TemporalConfig {
        /// `host:port` of the frontend, without TLS, or a URL.
        pub address: String = required("TEMPORAL_ADDRESS"),
        /// The namespace of the order workflows.
        pub namespace: String = text("TEMPORAL_NAMESPACE", "holdfast"),
    }
}

holdfast_settings::settings! {
    /// The secrets that ids and codes are derived from.
    pub struct SecretsConfig {
        /// Key of order ids and ticket codes. Never change it: repeats of old keys would become new orders.
        pub order_id: SecretString = secret("ORDER_ID_SECRET"),
    }
}

holdfast_settings::settings! {
    /// Everything that orders depend on.
    pub struct EngineConfig {
        /// Limit of an order's payment, from the start of its step; then the order is cancelled.
        pub payment_deadline_seconds: u32 = seconds("PAYMENT_DEADLINE_SECONDS", 60),
    }
    with {
        /// Names in Redis, Kafka and Temporal.
        pub names: Names,
        /// The live seats.
        pub redis: RedisConfig,
        /// The durable record.
        pub mysql: MysqlConfig,
        /// Facts on their way out.
        pub kafka: KafkaConfig,
        /// The progress of every order.
        pub temporal: TemporalConfig,
        /// The payment gateway.
        pub gateway: GatewayConfig,
        /// What ids and codes are derived from.
        pub secrets: SecretsConfig,
    }
}

/// Why a process can't take part in orders. A part that is away is not an error here: the first call that needs it fails.
#[derive(Debug, Error)]
pub enum Error {
    /// The seats' settings can't be used.
    #[error("can't use the settings of redis")]
    Redis(#[from] redis::Error),
    /// The record's settings can't be used.
    #[error("can't use the settings of mysql")]
    Mysql(#[from] mysql::Error),
    /// The gateway's settings can't be used.
    #[error("can't use the settings of the payment gateway")]
    Gateway(#[from] holdfast_gateway::Error),
    /// Kafka's settings can't be used.
    #[error("can't use the settings of kafka")]
    Kafka(#[from] holdfast_messaging::Error),
    /// Temporal's settings can't be used.
    #[error("can't use the settings of temporal")]
    Temporal(#[source] anyhow::Error),
}

/// How often missing topics are created anew while Kafka is away.
const TOPICS_INTERVAL: Duration = Duration::from_secs(1);

/// A process's part in the order saga. Cheap to clone.
#[derive(Clone)]
pub struct OrderEngine {
    /// The durable record.
    pub database: Database,
    /// The live seats.
    pub seats: SeatStore,
    /// Loads events from the record into the seats.
    pub loader: Loader,
    /// The way to Kafka.
    pub publisher: Publisher,
    /// The payment gateway.
    pub gateway: Gateway,
    /// The order workflows.
    pub orders: OrderClient,
    stop: CancellationToken,
}

impl OrderEngine {
    /// Connects, and starts the Temporal worker; waits for no part. A part that is away is met by the first call that needs
    /// it.
    ///
    /// # Errors
    /// [`Error`]: settings that can't be used.
    pub async fn start(config: &EngineConfig) -> Result<Self, Error> {
        let database = Database::connect(&config.mysql).await?;
        let seats = SeatStore::connect(&config.redis, config.names.clone()).await?;
        let loader = Loader::new(database.clone(), seats.clone());
        let publisher = Publisher::new(&config.kafka, config.names.clone())?;
        let gateway = Gateway::new(&config.gateway)?;
        let watch = OrderWatch::default();
        let steps = OrderSteps {
            database: database.clone(),
            seats: seats.clone(),
            loader: loader.clone(),
            gateway: gateway.clone(),
            publisher: publisher.clone(),
            watch: watch.clone(),
            ticket_secret: config.secrets.order_id.clone(),
        };
        let task_queue = config.names.task_queue();
        let host = Host::start(&config.temporal, task_queue.clone(), steps).map_err(Error::Temporal)?;
        let orders = OrderClient::new(Arc::new(host), task_queue, config.payment_deadline_seconds, watch);
        let stop = CancellationToken::new();
        // Outcomes of orders that run here are published from here, whether or not another process made the topics.
        let topics = publisher.clone();
        tokio::spawn(
            Periodic::new("creating kafka's topics", TOPICS_INTERVAL)
                .until_done(stop.clone(), async move || Ok(topics.create_topics().await?)),
        );
        Ok(Self { database, seats, loader, publisher, gateway, orders, stop })
    }

    /// Stops this process's part: workflows and steps under way end or are handed back, and nothing new begins.
    pub async fn drain(&self) {
        self.stop.cancel();
        self.orders.drain().await;
    }
}
