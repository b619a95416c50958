//! The relay from the change streams to Kafka.

use std::{collections::BTreeSet, time::Duration};

use chrono::{DateTime, Utc};
use futures::{Stream, StreamExt};
use holdfast_domain::{EventId, Partition, SeatId};
use holdfast_messaging::{FeedConsumer, FeedItem, FeedMessage, KafkaConfig, Publisher};
use holdfast_test_support::{RedisServer, clear_redis, delete_topics, eventually, fresh_names, variable};
use holdfast_worker::relay;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::support::{hold, load, seat_store};

const DEADLINE: Duration = Duration::from_secs(20);

fn kafka() -> KafkaConfig {
    let (brokers, delivery_timeout) = (variable("KAFKA_BROKERS"), Duration::from_secs(5));
    KafkaConfig { brokers, partitions: 1, replication: 1, delivery_timeout }
}

#[tokio::test]
async fn changes_reach_kafka_in_order_also_when_a_second_worker_takes_over() {
    let (url, names, kafka) = (variable("REDIS_URL"), fresh_names(), kafka());
    let publisher = Publisher::new(&kafka, names.clone()).unwrap();
    publisher.create_topics().await.unwrap();
    let seats = seat_store(&url, &names).await;
    let event = EventId::try_from(1).unwrap();
    load(&seats, event).await;

    let mut versions = Vec::new();
    let mut feed = FeedConsumer::start(&kafka, &names, Duration::from_mins(1)).unwrap().stream();
    for _ in 0..2 {
        // One worker after the other; each releases its leases to the next.
        let (tasks, stop) = (TaskTracker::new(), CancellationToken::new());
        relay::start(&seats, &publisher, &tasks, &stop).unwrap();
        for _ in 0..5 {
            let held = hold(&seats, event, 120).await;
            seats.release(event, &held.id, None::<SeatId>).await.unwrap();
        }
        let last = seats.version(event).await.unwrap();
        let read = async {
            while versions.last() != Some(&last) {
                if let FeedItem::Message(FeedMessage::Seats { change, .. }) =
                    feed.next().await.expect("the feed is endless")
                {
                    versions.push(change.version);
                }
            }
        };
        tokio::time::timeout(DEADLINE, read).await.expect("every change reaches Kafka");
        stop.cancel();
        tasks.close();
        tasks.wait().await;
    }
    // The load's RESET, and two changes for each of ten holds.
    assert_eq!(versions.len(), 21, "{versions:?}");
    assert!(versions.windows(2).all(|pair| pair[1] == pair[0].next()), "{versions:?}");
    clear_redis(&url, &names).await;
    delete_topics(&kafka.brokers, &names).await;
}

#[tokio::test]
async fn every_partition_goes_on_with_its_heartbeats_after_redis_has_refused_some() {
    let server = RedisServer::start().await;
    let (names, kafka) = (fresh_names(), kafka());
    let publisher = Publisher::new(&kafka, names.clone()).unwrap();
    publisher.create_topics().await.unwrap();
    let seats = seat_store(&server.url(), &names).await;
    let (tasks, stop) = (TaskTracker::new(), CancellationToken::new());
    relay::start(&seats, &publisher, &tasks, &stop).unwrap();
    let mut feed = FeedConsumer::start(&kafka, &names, Duration::from_mins(1)).unwrap().stream();
    every_partition_beats(&mut feed, Utc::now()).await;

    let mut connection = connection(&server).await;
    let mut allow = async |rule: &str| {
        let allow = redis::cmd("ACL").arg("SETUSER").arg("default").arg(rule).clone();
        allow.query_async::<()>(&mut connection).await.unwrap();
    };
    allow("-xadd").await;
    // Two of each partition.
    eventually("every partition's heartbeat is refused", async || {
        (refused(&server, "xadd").await >= 2 * Partition::all().count() as u64).then_some(())
    })
    .await;
    allow("+xadd").await;
    every_partition_beats(&mut feed, Utc::now()).await;
    stop.cancel();
    tasks.close();
    tasks.wait().await;
    delete_topics(&kafka.brokers, &names).await;
}

/// Reads until each partition has a heartbeat that is younger than `since`.
async fn every_partition_beats(feed: &mut (impl Stream<Item = FeedItem> + Unpin), since: DateTime<Utc>) {
    let mut silent: BTreeSet<_> = Partition::all().collect();
    let reading = async {
        while !silent.is_empty() {
            if let FeedItem::Message(FeedMessage::Heartbeat { partition, at }) = feed.next().await.expect("endless")
                && at > since
            {
                silent.remove(&partition);
            }
        }
    };
    let in_time = tokio::time::timeout(DEADLINE, reading).await;
    assert!(in_time.is_ok(), "no heartbeat of {silent:?}");
}

/// How often Redis has refused a command.
async fn refused(server: &RedisServer, command: &str) -> u64 {
    let stats = redis::cmd("INFO").arg("commandstats").query_async::<String>(&mut connection(server).await).await;
    let stats = stats.unwrap();
    let of_command = stats.lines().find_map(|line| line.strip_prefix(&format!("cmdstat_{command}:")));
    let calls = of_command.and_then(|stats| stats.split(',').find_map(|stat| stat.strip_prefix("rejected_calls=")));
    calls.map_or(0, |calls| calls.trim().parse().unwrap())
}

async fn connection(server: &RedisServer) -> redis::aio::MultiplexedConnection {
    redis::Client::open(server.url()).unwrap().get_multiplexed_async_connection().await.unwrap()
}
