//! Everything that a process needs to run the order saga: connections to the stores, the gateway and Kafka; the saga's
//! steps on top of them; a Temporal worker for workflows and steps; and the client that starts, finds and cancels
//! orders.
//!
//! The api-server and the worker share this wiring. Client and worker use one connection, so that a workflow that is
//! started here begins here, in the response to its start (eager start).

mod accepted;
pub mod admission;
mod host;
mod order_client;
mod readiness;
mod service;
mod spans;
pub mod timeline;

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

pub use admission::AdmissionConfig;
pub use host::{Host, NotConnected};
pub use order_client::{Cancellation, Error as OrderClientError, KnownOrder, OrderClient, Started};
pub use readiness::Responding;
pub use service::Service;
pub use spans::workflow_spans;

holdfast_settings::settings! {
    /// The connection to Temporal, which keeps the progress of every order.
    pub struct TemporalConfig {
        /// `host:port` of the frontend, without TLS, or a URL.
        pub address: String = checked("TEMPORAL_ADDRESS", host::check_address, "127.0.0.1:7233"),
        /// The namespace of the order workflows.
        pub namespace: String = text("TEMPORAL_NAMESPACE", "holdfast"),
        /// Ids of patches that workflows don't take yet, separated by commas, so that a release without these patches
        /// can take over again (docs/versions.md).
        pub patches_off: Option<String> = optional("TEMPORAL_PATCHES_OFF"),
    }
}

holdfast_settings::settings! {
    /// The secrets from which ids and codes are derived.
    pub struct SecretsConfig {
        /// HMAC key of order ids, of ticket codes, and of hold tokens that follow from an `Idempotency-Key`. Never
        /// change it: repeats of old requests would become new orders.
        pub order_id: SecretString = secret("ORDER_ID_SECRET"),
    }
}

holdfast_settings::settings! {
    /// The settings of everything that orders depend on.
    pub struct EngineConfig {
        /// Time limit of a payment, from the start of the order's payment step; then the order is cancelled.
        pub payment_deadline_seconds: u32 = seconds("PAYMENT_DEADLINE_SECONDS", 60),
    }
    with {
        /// Names in Redis, Kafka and Temporal.
        pub names: Names,
        /// Redis, which holds the live seats.
        pub redis: RedisConfig,
        /// MySQL, which holds the durable record.
        pub mysql: MysqlConfig,
        /// Kafka, which carries seat changes and order outcomes.
        pub kafka: KafkaConfig,
        /// Temporal, which keeps the progress of every order.
        pub temporal: TemporalConfig,
        /// The payment gateway.
        pub gateway: GatewayConfig,
        /// The secrets from which ids and codes are derived.
        pub secrets: SecretsConfig,
    }
}

/// Why an engine can't start. An unreachable dependency is not an error here: the first call that needs it fails.
#[derive(Debug, Error)]
pub enum Error {
    /// Redis's settings can't be used.
    #[error("can't use the settings of redis")]
    Redis(#[from] redis::Error),
    /// MySQL's settings can't be used.
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

/// Required by [`Periodic`], and without effect: attempts to create the topics are spaced by its backoff.
const TOPICS_INTERVAL: Duration = Duration::from_secs(1);

/// The running order engine of a process. Cheap to clone.
#[derive(Clone)]
pub struct OrderEngine {
    /// The durable record, in MySQL.
    pub database: Database,
    /// The live seats, in Redis.
    pub seats: SeatStore,
    /// Loads events from MySQL into Redis.
    pub loader: Loader,
    /// Publishes seat changes and order outcomes to Kafka.
    pub publisher: Publisher,
    /// The payment gateway.
    pub gateway: Gateway,
    /// The client of the order workflows.
    pub orders: OrderClient,
    stop: CancellationToken,
}

impl OrderEngine {
    /// Sets up every connection and starts the Temporal worker of a process of `service`, without waiting for any server.
    /// If a dependency is unreachable, the first call that needs it fails.
    ///
    /// # Errors
    /// [`Error`] if a setting can't be used.
    pub async fn start(config: &EngineConfig, service: Service) -> Result<Self, Error> {
        let database = Database::connect(&config.mysql)?;
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
        let host =
            Host::start(&config.temporal, service.identity(), task_queue.clone(), steps).map_err(Error::Temporal)?;
        let orders = OrderClient::new(Arc::new(host), task_queue, config.payment_deadline_seconds, watch);
        let stop = CancellationToken::new();
        // This process publishes the outcomes of its orders, so it can't rely on another one to create the topics.
        let topics = publisher.clone();
        tokio::spawn(
            Periodic::new("creating kafka's topics", TOPICS_INTERVAL)
                .until_done(stop.clone(), async move || Ok(topics.create_topics().await?)),
        );
        Ok(Self { database, seats, loader, publisher, gateway, orders, stop })
    }

    /// Takes no new work, and waits until workflows and steps under way have ended or are handed back to Temporal.
    pub async fn drain(&self) {
        self.stop.cancel();
        self.orders.drain().await;
    }
}
