//! The outbox, from MySQL to Kafka.

use std::{collections::BTreeSet, time::Duration};

use holdfast_domain::{OrderStatus, fact::OutcomeRecord};
use holdfast_messaging::{KafkaConfig, Publisher};
use holdfast_stores::mysql::Database;
use holdfast_test_support::{FaultProxy, delete_topics, eventually, fresh_names, outcomes_of, variable};
use holdfast_worker::outbox;
use rdkafka::Message;
use tokio_util::sync::CancellationToken;

use crate::support::record;

/// More than two batches.
const WAITING: usize = 1100;

fn kafka(brokers: String) -> KafkaConfig {
    KafkaConfig { brokers, partitions: 1, replication: 1, delivery_timeout: Duration::from_secs(1) }
}

async fn keep_outcomes(database: &Database) -> BTreeSet<String> {
    let mut orders = BTreeSet::new();
    for _ in 0..WAITING {
        let order_id = uuid::Uuid::new_v4().to_string().parse().unwrap();
        let status = OrderStatus::Confirmed;
        let payload = format!(r#"{{"subject":"orders/{order_id}"}}"#);
        let trace = std::iter::once(("traceparent".to_owned(), "00-a-b-01".to_owned())).collect();
        database.keep_outcome(&OutcomeRecord { order_id, status, payload, trace }).await.unwrap();
        orders.insert(order_id.to_string());
    }
    orders
}

#[tokio::test]
async fn outcomes_that_waited_for_kafka_are_sent_by_any_number_of_workers_once_it_is_back() {
    let (brokers, names) = (variable("KAFKA_BROKERS"), fresh_names());
    let (_fresh, database) = record().await;
    let orders = keep_outcomes(&database).await;
    let (proxy, through_proxy) = FaultProxy::before_kafka(&brokers);
    let publisher = Publisher::new(&kafka(through_proxy), names.clone()).unwrap();
    publisher.create_topics().await.unwrap();
    let consumer = outcomes_of(&brokers, &names).await;

    proxy.cut();
    let stop = CancellationToken::new();
    let workers = [(); 2].map(|()| tokio::spawn(outbox::run(database.clone(), publisher.clone(), stop.clone())));
    // A batch has failed by then.
    eventually("an outcome has waited for 2 s", async || {
        (database.outbox_age().await.unwrap() > Duration::from_secs(2)).then_some(())
    })
    .await;
    proxy.mend();
    let mut sent = BTreeSet::new();
    while sent.len() < WAITING {
        let record = tokio::time::timeout(Duration::from_secs(20), consumer.recv()).await.expect("in time").unwrap();
        sent.insert(String::from_utf8(record.key().unwrap().to_vec()).unwrap());
    }
    assert_eq!(sent, orders);
    eventually("the outbox is empty", async || database.outbox_age().await.unwrap().is_zero().then_some(())).await;
    stop.cancel();
    for worker in workers {
        worker.await.unwrap();
    }
    delete_topics(&brokers, &names).await;
}
