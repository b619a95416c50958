//! Seat changes and heartbeats, from the relay's side to the api-server's.

use std::time::Duration;

use holdfast_domain::{
    OrderStatus, Partition, SeatId, SeatStatus, Version,
    fact::{SeatChange, SeatChangeKind},
};
use holdfast_messaging::{FeedItem, FeedMessage};
use rdkafka::{
    ClientConfig, Message,
    admin::{AdminClient, AdminOptions, NewTopic, TopicReplication},
    client::DefaultClientContext,
    consumer::{BaseConsumer, Consumer},
    producer::{FutureProducer, FutureRecord},
};
use serde_json::{Value, json};

use super::{DEADLINE, Kafka, event, heartbeat, moment, next, outcomes::outcome_record, reset, update};

const REPLAY: Duration = Duration::from_mins(5);

#[tokio::test]
async fn messages_arrive_unchanged_and_in_order() {
    let kafka = Kafka::new();
    let publisher = kafka.publisher();
    let partition = event(7).partition();
    let sent = vec![update(7, 1 << 32), heartbeat(partition), reset(7, 2 << 32), update(7, (2 << 32) + 1)];
    publisher.send_feed(partition, &sent).await.unwrap();
    let mut items = kafka.follow(REPLAY);
    let mut received = Vec::new();
    while received.len() < sent.len() {
        if let FeedItem::Message(message) = next(&mut items).await {
            received.push(message);
        }
    }
    assert_eq!(received, sent);
    kafka.finish().await;
}

#[tokio::test]
async fn the_replay_ends_with_caught_up_and_then_new_messages_follow() {
    let kafka = Kafka::new();
    let publisher = kafka.publisher();
    let partition = event(7).partition();
    let sent: Vec<_> = (1..=500).map(|version| update(7, version)).collect();
    publisher.send_feed(partition, &sent).await.unwrap();
    let mut items = kafka.follow(REPLAY);
    for message in sent {
        assert_eq!(next(&mut items).await, FeedItem::Message(message));
    }
    assert_eq!(next(&mut items).await, FeedItem::CaughtUp);
    publisher.send_feed(partition, &[heartbeat(partition)]).await.unwrap();
    assert!(matches!(next(&mut items).await, FeedItem::Message(FeedMessage::Heartbeat { .. })));
    kafka.finish().await;
}

#[tokio::test]
async fn messages_older_than_the_replay_are_left_out_and_newer_ones_are_not() {
    let kafka = Kafka::new();
    let publisher = kafka.publisher();
    let partition = event(7).partition();
    publisher.send_feed(partition, &[update(7, 1)]).await.unwrap();
    let mut items = kafka.follow(Duration::ZERO);
    assert_eq!(next(&mut items).await, FeedItem::CaughtUp);
    let second = update(7, 2);
    publisher.send_feed(partition, std::slice::from_ref(&second)).await.unwrap();
    assert_eq!(next(&mut items).await, FeedItem::Message(second));
    kafka.finish().await;
}

#[tokio::test]
async fn an_empty_or_missing_topic_is_caught_up_with_at_once() {
    let (empty, missing) = (Kafka::new(), Kafka::new());
    empty.publisher().create_topics().await.unwrap();
    assert_eq!(next(&mut empty.follow(REPLAY)).await, FeedItem::CaughtUp);
    let mut items = missing.follow(REPLAY);
    assert_eq!(next(&mut items).await, FeedItem::CaughtUp);
    let first = update(7, 1);
    missing.publisher().send_feed(event(7).partition(), std::slice::from_ref(&first)).await.unwrap();
    assert_eq!(next(&mut items).await, FeedItem::Message(first), "the topic was found when it came");
    empty.finish().await;
    missing.finish().await;
}

#[tokio::test]
async fn changes_and_heartbeats_of_a_partition_go_to_one_kafka_partition() {
    let kafka = Kafka::new();
    let publisher = kafka.publisher();
    for partition in [0, 1, 2, 3, 62, 63].map(|number| Partition::try_from(number).unwrap()) {
        let first = u64::from(partition.get()) + 64;
        let messages = [update(first, 1), heartbeat(partition), update(first + 64, 1)];
        publisher.send_feed(partition, &messages).await.unwrap();
    }
    for (partition, _, event) in read_raw(&kafka, &kafka.names.seat_changes_topic(), 18) {
        let subject = event["subject"].as_str().unwrap();
        let of = match subject.split_once('/').unwrap() {
            ("events", id) => id.parse::<i32>().unwrap() % 64,
            (_, number) => number.parse().unwrap(),
        };
        assert_eq!(partition, of % 3, "{event}");
    }
    kafka.finish().await;
}

#[tokio::test]
async fn records_are_cloud_events_whose_ids_name_event_and_version() {
    let kafka = Kafka::new();
    let partition = event(7).partition();
    let messages = [update(7, 4_294_967_301), reset(7, 2 << 32), heartbeat(partition)];
    kafka.publisher().send_feed(partition, &messages).await.unwrap();
    let records = read_raw(&kafka, &kafka.names.seat_changes_topic(), 3);
    let changed = &records[0].2;
    let time = changed["time"].clone();
    assert_eq!(records[0].1, "7");
    assert_eq!(
        *changed,
        json!({
            "specversion": "1.0", "id": "7:4294967301", "source": "/holdfast/seats", "type": "holdfast.seat.changed.v1",
            "subject": "events/7", "time": time, "datacontenttype": "application/json",
            "dataschema": "urn:holdfast:schema:holdfast.seat.changed.v1",
            "data": { "eventId": 7, "version": 4_294_967_301_u64,
                "seats": [{ "id": 3, "status": "HELD" }, { "id": 4, "status": "SOLD" }] },
        })
    );
    assert_eq!(records[1].2["type"], "holdfast.seat.reset.v1");
    assert_eq!(records[1].2["data"], json!({ "eventId": 7, "version": 8_589_934_592_u64 }));
    assert_eq!(records[2].2["type"], "holdfast.seat.heartbeat.v1");
    assert_eq!(records[2].2["data"], json!({ "partition": 7 }));
    kafka.finish().await;
}

#[tokio::test]
async fn a_message_of_an_unknown_version_is_reported_and_not_dropped() {
    let kafka = Kafka::new();
    kafka.publisher().create_topics().await.unwrap();
    let topic = kafka.names.seat_changes_topic();
    let producer: FutureProducer =
        ClientConfig::new().set("bootstrap.servers", &kafka.config.brokers).create().unwrap();
    let later = |kind: &str, version: &str| {
        json!({
            "specversion": version, "id": "7:1", "source": "/holdfast/seats", "type": kind,
            "time": "2031-01-01T00:00:00Z", "data": { "eventId": 7 },
        })
    };
    let unknown = [
        ("7", later("holdfast.seat.changed.v2", "1.0").to_string()),
        ("7", later("holdfast.seat.changed.v1", "2.0").to_string()),
        ("7", later("holdfast.seat.changed.v1", "1.0").to_string()),
        ("not an event", "not JSON".to_owned()),
    ];
    for (key, payload) in &unknown {
        producer.send(FutureRecord::to(&topic).partition(0).key(*key).payload(payload), DEADLINE).await.unwrap();
    }
    let mut items = kafka.follow(REPLAY);
    for event in [Some(event(7)), Some(event(7)), Some(event(7)), None] {
        assert_eq!(next(&mut items).await, FeedItem::Unreadable { event });
    }
    kafka.finish().await;
}

#[tokio::test]
async fn a_broker_outage_loses_no_message() {
    let kafka = Kafka::new();
    let (proxy, behind) = kafka.through_proxy();
    let (publisher, partition) = (behind.publisher(), event(7).partition());
    publisher.send_feed(partition, &[update(7, 1)]).await.unwrap();
    let mut items = behind.follow(REPLAY);
    assert_eq!(version(next(&mut items).await), Some(1));
    assert_eq!(next(&mut items).await, FeedItem::CaughtUp);

    proxy.cut();
    publisher.send_feed(partition, &[update(7, 2)]).await.expect_err("an outage of Kafka is reported");
    proxy.mend();
    // The caller repeats in order what was not acknowledged.
    let again = [update(7, 2), update(7, 3)];
    while publisher.send_feed(partition, &again).await.is_err() {}
    let mut versions = Vec::new();
    while versions.last() != Some(&3) {
        versions.extend(version(next(&mut items).await));
    }
    versions.dedup();
    assert!(versions == [2, 3] || versions == [2, 3, 2, 3], "in order, but for repeats: {versions:?}");
    kafka.finish().await;
}

#[tokio::test]
async fn a_reader_that_starts_while_kafka_is_away_begins_when_kafka_is_back() {
    let kafka = Kafka::new();
    let (proxy, behind) = kafka.through_proxy();
    kafka.publisher().send_feed(event(7).partition(), &[update(7, 1)]).await.unwrap();
    proxy.cut();
    let mut items = behind.follow(REPLAY);
    let early = tokio::time::timeout(Duration::from_secs(1), next(&mut items)).await;
    early.expect_err("nothing can be read while Kafka is away");
    proxy.mend();
    assert_eq!(version(next(&mut items).await), Some(1));
    kafka.finish().await;
}

fn version(item: FeedItem) -> Option<u64> {
    match item {
        FeedItem::Message(FeedMessage::Seats { change, .. }) => Some(change.version.get()),
        _ => None,
    }
}

/// Reads `count` records of a topic with a plain consumer: Kafka partition, key, value.
pub(super) fn read_raw(kafka: &Kafka, topic: &str, count: usize) -> Vec<(i32, String, Value)> {
    let consumer: BaseConsumer = ClientConfig::new()
        .set("bootstrap.servers", &kafka.config.brokers)
        .set("group.id", format!("{topic}-reader"))
        .set("auto.offset.reset", "earliest")
        .create()
        .unwrap();
    let mut all = rdkafka::TopicPartitionList::new();
    for partition in 0..kafka.config.partitions {
        all.add_partition_offset(topic, partition, rdkafka::Offset::Beginning).unwrap();
    }
    consumer.assign(&all).unwrap();
    let mut records = Vec::new();
    while records.len() < count {
        let message = consumer.poll(DEADLINE).expect("the records are there").unwrap();
        let key = String::from_utf8(message.key().unwrap().to_vec()).unwrap();
        records.push((message.partition(), key, serde_json::from_slice(message.payload().unwrap()).unwrap()));
    }
    records
}

/// One more than librdkafka's queue takes.
const TOO_MANY: usize = 100_001;

#[tokio::test]
async fn a_batch_that_does_not_fit_into_the_queue_is_reported_although_the_rest_is_delivered() {
    let mut kafka = Kafka::new();
    kafka.config.delivery_timeout = Duration::from_mins(1);
    let (proxy, behind) = kafka.through_proxy();
    let publisher = behind.publisher();
    let partition = event(7).partition();
    publisher.send_feed(partition, &[heartbeat(partition)]).await.unwrap();
    // Nothing leaves the queue before the outage ends.
    proxy.cut();
    let messages = vec![heartbeat(partition); TOO_MANY];
    let full = async {
        let outcome = outcome_record(OrderStatus::Confirmed, None);
        publisher.send_outcome(&outcome).await.expect_err("there is no place for an outcome either");
        proxy.mend();
    };
    let (sent, ()) = tokio::join!(publisher.send_feed(partition, &messages), full);
    sent.expect_err("the last message was never sent");
    kafka.finish().await;
}

/// A change of this many seats: about 34 bytes each.
fn large_update(seats: u32, version: u64) -> FeedMessage {
    let seats = (1..=seats).map(|seat| (SeatId::try_from(seat).unwrap(), SeatStatus::Available)).collect();
    let kind = SeatChangeKind::Update { seats };
    FeedMessage::Seats {
        change: SeatChange { event_id: event(7), version: Version::new(version), kind },
        at: moment(),
        trace: None,
    }
}

#[tokio::test]
async fn a_message_that_the_broker_refuses_is_reported_although_a_later_one_is_delivered() {
    let mut kafka = Kafka::new();
    kafka.config.partitions = 1;
    let topic = kafka.names.seat_changes_topic();
    let admin: AdminClient<DefaultClientContext> =
        ClientConfig::new().set("bootstrap.servers", &kafka.config.brokers).create().unwrap();
    let small = NewTopic::new(&topic, 1, TopicReplication::Fixed(1)).set("max.message.bytes", "100000");
    admin.create_topics(&[small], &AdminOptions::new()).await.unwrap()[0].clone().unwrap();
    // Both together are more than one request of librdkafka takes, so that they are accepted or refused one by one.
    let messages = [large_update(28_000, 1), large_update(2_400, 2)];
    let sent = kafka.publisher().send_feed(event(7).partition(), &messages).await;
    sent.expect_err("the first message was refused");
    let records = read_raw(&kafka, &topic, 1);
    assert_eq!(records[0].2["data"]["version"], 2, "the second message was delivered");
    kafka.finish().await;
}
