//! The relay from the change streams to Kafka.

use std::time::Duration;

use futures::StreamExt;
use holdfast_domain::{EventId, SeatId};
use holdfast_messaging::{FeedConsumer, FeedItem, FeedMessage, KafkaConfig, Publisher};
use holdfast_test_support::{clear_redis, delete_topics, fresh_names, variable};
use holdfast_worker::relay;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::support::{hold, load, seat_store};

const DEADLINE: Duration = Duration::from_secs(20);

#[tokio::test]
async fn changes_reach_kafka_in_order_also_when_a_second_worker_takes_over() {
    let (url, names) = (variable("REDIS_URL"), fresh_names());
    let kafka = KafkaConfig {
        brokers: variable("KAFKA_BROKERS"),
        partitions: 1,
        replication: 1,
        delivery_timeout: Duration::from_secs(5),
    };
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
