//! Kafka as others see it: what is written, that it is written in order, and that a broker which goes away and comes
//! back costs nothing.

mod feed;
mod outcomes;
mod proxy;

use std::{env, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use futures::{Stream, StreamExt};
use holdfast_activities::{
    config::KafkaConfig,
    kafka::{FeedConsumer, FeedItem, FeedMessage, Publisher},
    names::Names,
};
use holdfast_domain::{
    EventId, Partition, SeatId, SeatStatus, Version,
    fact::{SeatChange, SeatChangeKind},
};
use rdkafka::{
    ClientConfig,
    admin::{AdminClient, AdminOptions},
    client::DefaultClientContext,
};

pub(crate) use self::proxy::Proxy;

/// How long a test waits for what must come.
const DEADLINE: Duration = Duration::from_secs(20);

/// Topics that nobody else has. They are deleted by [`Self::finish`].
struct Kafka {
    config: KafkaConfig,
    names: Names,
}

impl Kafka {
    fn new() -> Self {
        let brokers = env::var("KAFKA_BROKERS").expect("KAFKA_BROKERS is not set: see infra/dev env");
        let config = KafkaConfig { brokers, partitions: 3, replication: 1, delivery_timeout: Duration::from_secs(2) };
        Self { config, names: Names::with_prefix(format!("test-{:016x}-", rand::random::<u64>())) }
    }

    /// The same topics, reached by another way.
    fn through(&self, proxy: &Proxy) -> Self {
        let config = KafkaConfig { brokers: proxy.address(), ..self.config.clone() };
        Self { config, names: self.names.clone() }
    }

    fn publisher(&self) -> Publisher {
        Publisher::new(&self.config, self.names.clone()).unwrap()
    }

    fn follow(&self, replay: Duration) -> impl Stream<Item = FeedItem> + Unpin + use<> {
        FeedConsumer::start(&self.config, &self.names, replay).unwrap().stream()
    }

    async fn finish(self) {
        let admin: AdminClient<DefaultClientContext> =
            ClientConfig::new().set("bootstrap.servers", &self.config.brokers).create().unwrap();
        let (seats, orders) = (self.names.seat_changes_topic(), self.names.order_outcomes_topic());
        admin.delete_topics(&[&seats, &orders], &AdminOptions::new()).await.unwrap();
    }
}

fn event(id: u64) -> EventId {
    EventId::try_from(id).unwrap()
}

/// A moment that survives being written with milliseconds.
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
    }
}

fn reset(id: u64, version: u64) -> FeedMessage {
    let kind = SeatChangeKind::Reset;
    FeedMessage::Seats {
        change: SeatChange { event_id: event(id), version: Version::new(version), kind },
        at: moment(),
    }
}

fn heartbeat(partition: Partition) -> FeedMessage {
    FeedMessage::Heartbeat { partition, at: moment() }
}

/// The next item; a test that waits for longer has failed.
async fn next(items: &mut (impl Stream<Item = FeedItem> + Unpin)) -> FeedItem {
    tokio::time::timeout(DEADLINE, items.next()).await.expect("the feed goes on").expect("the feed is endless")
}
