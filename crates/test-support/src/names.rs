//! Names that only one test uses, and their removal.

use std::time::Duration;

use holdfast_settings::Names;
use rdkafka::{
    ClientConfig, Message, Offset, TopicPartitionList,
    admin::{AdminClient, AdminOptions},
    client::DefaultClientContext,
    consumer::{Consumer, StreamConsumer},
    message::Headers,
};
use redis::aio::MultiplexedConnection;

use crate::{
    eventually,
    redis_connection::{nodes, try_open},
};

/// Limit of one call to Kafka.
const KAFKA_LIMIT: Duration = Duration::from_secs(10);

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

/// Every record of the topics of these names: keys, values and headers.
pub async fn dump_topics(brokers: &str, names: &Names) -> Vec<u8> {
    let consumer: StreamConsumer = ClientConfig::new()
        .set("bootstrap.servers", brokers)
        .set("group.id", names.prefix())
        .set("enable.auto.commit", "false")
        .create()
        .expect("a consumer");
    let (mut partitions, mut records, mut dump) = (TopicPartitionList::new(), 0, Vec::new());
    for topic in [names.seat_changes_topic(), names.order_outcomes_topic()] {
        let known = consumer.fetch_metadata(Some(&topic), KAFKA_LIMIT).expect("Kafka responds");
        for partition in known.topics()[0].partitions() {
            let (first, end) =
                consumer.fetch_watermarks(&topic, partition.id(), KAFKA_LIMIT).expect("the ends of the partition");
            records += end - first;
            partitions.add_partition_offset(&topic, partition.id(), Offset::Beginning).expect("a partition");
        }
    }
    consumer.assign(&partitions).expect("the partitions");
    for _ in 0..records {
        let record = tokio::time::timeout(KAFKA_LIMIT, consumer.recv()).await.expect("a record").expect("a record");
        let headers = record.headers().into_iter().flat_map(Headers::iter).filter_map(|header| header.value);
        for part in record.key().into_iter().chain(record.payload()).chain(headers) {
            dump.extend_from_slice(part);
            dump.push(b'\n');
        }
    }
    dump
}

/// Every key that begins with the prefix of these names, with what it has.
pub async fn dump_redis(url: &str, names: &Names) -> String {
    let mut dump = Vec::new();
    for node in nodes(url) {
        let mut connection = try_open(node).await.expect("Redis responds");
        dump.extend(dump_node(&mut connection, names).await);
    }
    dump.concat()
}

async fn dump_node(connection: &mut MultiplexedConnection, names: &Names) -> Vec<String> {
    let mut dump = Vec::new();
    for key in keys(connection, names.prefix()).await {
        let kind: String = redis::cmd("TYPE").arg(&key).query_async(connection).await.expect("redis responds");
        let read: &[&str] = match kind.as_str() {
            "string" => &["GET"],
            "hash" => &["HGETALL"],
            "zset" => &["ZRANGE", "0", "-1"],
            "stream" => &["XRANGE", "-", "+"],
            // It has expired.
            "none" => continue,
            other => panic!("{key} is a {other}"),
        };
        let mut read_key = redis::cmd(read[0]);
        let read_key = read_key.arg(&key).arg(&read[1..]);
        let value: redis::Value = read_key.query_async(connection).await.expect("redis responds");
        dump.push(format!("{key} {value:?}\n"));
    }
    dump
}

/// Deletes every key that begins with the prefix of these names. Does nothing if Redis is away, since a test may have
/// stopped it.
pub async fn clear_redis(url: &str, names: &Names) {
    assert!(!names.prefix().is_empty(), "an empty prefix would delete every key");
    for node in nodes(url) {
        let Some(mut connection) = try_open(node).await else { continue };
        for key in keys(&mut connection, names.prefix()).await {
            let _: () = redis::cmd("DEL").arg(key).query_async(&mut connection).await.expect("redis responds");
        }
    }
}

async fn keys(connection: &mut MultiplexedConnection, prefix: &str) -> Vec<String> {
    let pattern = format!("{prefix}*");
    let (mut cursor, mut all) = (0_u64, Vec::new());
    loop {
        let scan = redis::cmd("SCAN").cursor_arg(cursor).arg("MATCH").arg(&pattern).arg("COUNT").arg(1000).clone();
        let (next, keys): (u64, Vec<String>) = scan.query_async(connection).await.expect("redis responds");
        all.extend(keys);
        cursor = next;
        if cursor == 0 {
            return all;
        }
    }
}
