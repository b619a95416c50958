//! A relay of a test's own, as the worker runs it, on a runtime that can be killed.

use holdfast_messaging::{KafkaConfig, Publisher};
use holdfast_stores::redis::SeatStore;
use rdkafka::{
    ClientConfig,
    admin::{AdminClient, AdminOptions},
    client::DefaultClientContext,
};
use tokio::runtime::{Builder, Runtime};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::support::TestApp;

/// One worker's relays of all partitions.
pub(super) struct Relay {
    runtime: Option<Runtime>,
    tasks: TaskTracker,
    stop: CancellationToken,
    kafka: KafkaConfig,
    topics: [String; 2],
}

impl Relay {
    pub(super) async fn start(app: &TestApp) -> Self {
        Self::start_over(app, &app.state.config.engine.kafka).await
    }

    /// Starts it on other Kafka settings than the api-server's.
    pub(super) async fn start_over(app: &TestApp, kafka: &KafkaConfig) -> Self {
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let config = app.state.config.engine.clone();
        let (tasks, stop) = (TaskTracker::new(), CancellationToken::new());
        let (of_relay, told, to_kafka) = (tasks.clone(), stop.clone(), kafka.clone());
        let names = config.names.clone();
        let starting = runtime.spawn(async move {
            let seats = SeatStore::connect(&config.redis, config.names.clone()).await.unwrap();
            let publisher = Publisher::new(&to_kafka, config.names).unwrap();
            holdfast_worker::relay::start(&seats, &publisher, &of_relay, &told).unwrap();
        });
        starting.await.unwrap();
        tasks.close();
        let topics = [names.seat_changes_topic(), names.order_outcomes_topic()];
        Self { runtime: Some(runtime), tasks, stop, kafka: kafka.clone(), topics }
    }

    /// Stops as on SIGKILL: finishes nothing and releases no lease.
    pub(super) fn kill(mut self) {
        self.runtime.take().unwrap().shutdown_background();
    }

    /// Stops as on SIGTERM.
    pub(super) async fn drain(mut self) {
        self.stop.cancel();
        self.tasks.wait().await;
        self.runtime.take().unwrap().shutdown_background();
    }

    /// Drains, and deletes the topics.
    pub(super) async fn finish(self) {
        let admin: AdminClient<DefaultClientContext> =
            ClientConfig::new().set("bootstrap.servers", &self.kafka.brokers).create().unwrap();
        let topics = self.topics.clone();
        self.drain().await;
        let names: Vec<_> = topics.iter().map(String::as_str).collect();
        admin.delete_topics(&names, &AdminOptions::new()).await.unwrap();
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}
