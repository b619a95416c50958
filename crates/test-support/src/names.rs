//! Names that only one test uses, and their removal.

use std::time::Duration;

use holdfast_settings::Names;
use rdkafka::{
    ClientConfig,
    admin::{AdminClient, AdminOptions},
    client::DefaultClientContext,
    consumer::{Consumer, StreamConsumer},
};

use crate::eventually;

/// Names under a random prefix.
#[must_use]
pub fn fresh_names() -> Names {
    Names::with_prefix(format!("test-{:016x}-", rand::random::<u64>()))
}

/// A consumer of all outcomes of orders, from the first. The topic may be created while this waits.
pub async fn outcomes_of(brokers: &str, names: &Names) -> StreamConsumer {
    let topic = names.order_outcomes_topic();
    let consumer: StreamConsumer = ClientConfig::new()
        .set("bootstrap.servers", brokers)
        .set("group.id", &topic)
        .set("auto.offset.reset", "earliest")
        .set("enable.auto.commit", "false")
        .create()
        .expect("a consumer");
    eventually("the topic has partitions", async || {
        let known = consumer.fetch_metadata(Some(&topic), Duration::from_secs(1)).ok()?;
        (!known.topics()[0].partitions().is_empty()).then_some(())
    })
    .await;
    consumer.subscribe(&[&topic]).expect("a topic");
    consumer
}

/// Deletes the topics of these names, because a broker reads every topic when it starts. Errors are ignored, because a
/// test may have created no topic.
pub async fn delete_topics(brokers: &str, names: &Names) {
    let topics = [names.seat_changes_topic(), names.order_outcomes_topic()];
    let admin: AdminClient<DefaultClientContext> =
        ClientConfig::new().set("bootstrap.servers", brokers).create().expect("a client");
    let options = AdminOptions::new().operation_timeout(Some(Duration::from_secs(2)));
    admin.delete_topics(&topics.each_ref().map(String::as_str), &options).await.ok();
}

/// Deletes every key that begins with the prefix of these names. Does nothing if Redis is away, since a test may have
/// stopped it.
pub async fn clear_redis(url: &str, names: &Names) {
    assert!(!names.prefix().is_empty(), "an empty prefix would delete every key");
    let Ok(client) = redis::Client::open(url) else { return };
    let config = redis::AsyncConnectionConfig::new().set_response_timeout(None);
    let Ok(mut connection) = client.get_multiplexed_async_connection_with_config(&config).await else { return };
    let pattern = format!("{}*", names.prefix());
    let mut cursor = 0_u64;
    loop {
        let scan = redis::cmd("SCAN").cursor_arg(cursor).arg("MATCH").arg(&pattern).arg("COUNT").arg(1000).clone();
        let (next, keys): (u64, Vec<String>) = scan.query_async(&mut connection).await.expect("redis responds");
        for key in keys {
            let _: () = redis::cmd("DEL").arg(key).query_async(&mut connection).await.expect("redis responds");
        }
        cursor = next;
        if cursor == 0 {
            return;
        }
    }
}
