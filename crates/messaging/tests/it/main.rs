//! Kafka as consumers see it: the records, their order, and that a broker outage loses none.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking, in its helpers too")]

mod feed;
mod outcomes;

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use futures::{Stream, StreamExt};
use holdfast_domain::{
    EventId, Partition, SeatId, SeatStatus, Version,
    fact::{SeatChange, SeatChangeKind},
};
use holdfast_messaging::{FeedConsumer, FeedItem, FeedMessage, KafkaConfig, Publisher};
use holdfast_settings::Names;
use holdfast_test_support::{FaultProxy, delete_topics, fresh_names, variable};

/// Time limit of a wait for a message.
const DEADLINE: Duration = Duration::from_secs(20);

/// Topics that only one test uses. [`Self::finish`] deletes them.
struct Kafka {
    config: KafkaConfig,
    names: Names,
}

impl Kafka {
    fn new() -> Self {
        let brokers = variable("KAFKA_BROKERS");
        let config = KafkaConfig { brokers, partitions: 3, replication: 1, delivery_timeout: Duration::from_secs(2) };
        Self { config, names: fresh_names() }
    }

    /// A proxy before the broker, and the same topics through it.
    fn through_proxy(&self) -> (FaultProxy, Self) {
        let (proxy, brokers) = FaultProxy::before_kafka(&self.config.brokers);
        let config = KafkaConfig { brokers, ..self.config.clone() };
        (proxy, Self { config, names: self.names.clone() })
    }

    fn publisher(&self) -> Publisher {
        Publisher::new(&self.config, self.names.clone()).unwrap()
    }

    fn follow(&self, replay: Duration) -> impl Stream<Item = FeedItem> + Unpin + use<> {
        FeedConsumer::start(&self.config, &self.names, replay).unwrap().stream()
    }

    async fn finish(self) {
        delete_topics(&self.config.brokers, &self.names).await;
    }
}

fn event(id: u64) -> EventId {
    EventId::try_from(id).unwrap()
}

/// A moment without a fraction of a millisecond, so that it survives encoding.
fn moment() -> DateTime<Utc> {
    DateTime::from_timestamp_millis(Utc::now().timestamp_millis()).unwrap() - TimeDelta::seconds(7)
}

fn update(id: u64, version: u64) -> FeedMessage {
    let seats =
        vec![(SeatId::try_from(3).unwrap(), SeatStatus::Held), (SeatId::try_from(4).unwrap(), SeatStatus::Sold)];
    let kind = SeatChangeKind::Update { seats };
    FeedMessage::Seats {
        change: SeatChange { event_id: event(id), version: Version::new(version), kind },
        at: moment(),
        trace: Some("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01".to_owned()),
    }
}

fn reset(id: u64, version: u64) -> FeedMessage {
    let kind = SeatChangeKind::Reset;
    FeedMessage::Seats {
        change: SeatChange { event_id: event(id), version: Version::new(version), kind },
        at: moment(),
        trace: None,
    }
}

fn heartbeat(partition: Partition) -> FeedMessage {
    FeedMessage::Heartbeat { partition, at: moment() }
}

/// The next item, within [`DEADLINE`].
async fn next(items: &mut (impl Stream<Item = FeedItem> + Unpin)) -> FeedItem {
    tokio::time::timeout(DEADLINE, items.next()).await.expect("the feed goes on").expect("the feed is endless")
}
