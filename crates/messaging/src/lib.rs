//! Facts on their way out. Kafka away never stops a sale: screens say that they are stale, and what is due
//! waits in Redis's streams and in open workflows.
//!
//! - [`Publisher`] writes: seat changes and heartbeats for the relay, order outcomes for the workflows.
//! - [`FeedConsumer`] follows the seat changes for an api-server.
//! - `envelope` is the only place that knows what a record looks like.

mod client;
mod consumer;
mod envelope;
mod publisher;
mod topics;

use std::time::Duration;

use chrono::{DateTime, Utc};
use holdfast_domain::{EventId, Fault, Partition, fact::SeatChange};
use thiserror::Error;

pub use self::{consumer::FeedConsumer, publisher::Publisher};

holdfast_settings::settings! {
    /// Kafka: facts on their way out.
    pub struct KafkaConfig {
        /// `host:port`, separated by commas.
        pub brokers: String = required("KAFKA_BROKERS"),
        /// Partitions of a topic that is created at start.
        pub partitions: i32 = parsed("KAFKA_PARTITIONS", 8_i32),
        /// Replication factor of a topic that is created at start.
        pub replication: i32 = parsed("KAFKA_REPLICATION", 1_i32),
        /// After this time a record counts as undelivered, and its owner sends it again.
        pub delivery_timeout: Duration = millis("KAFKA_DELIVERY_TIMEOUT_MS", 5000),
    }
}

/// Why Kafka doesn't have a fact, or can't be read.
#[derive(Debug, Error)]
pub enum Error {
    /// Kafka can't be reached, or didn't report the delivery in time.
    #[error("kafka is unavailable")]
    Unavailable(#[source] rdkafka::error::KafkaError),
    /// A fact that can't be written as JSON.
    #[error("a fact can't be encoded")]
    Encoding(#[source] serde_json::Error),
}

impl Fault for Error {
    fn retryable(&self) -> bool {
        match self {
            Self::Unavailable(_) => true,
            Self::Encoding(_) => false,
        }
    }
}

/// What is sent for a stream entry of the relay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FeedMessage {
    /// A change of an event's seats.
    Seats {
        /// What changed.
        change: SeatChange,
        /// When, by Redis's clock.
        at: DateTime<Utc>,
    },
    /// This partition's way from Redis to Kafka worked at that moment, by Redis's clock.
    Heartbeat {
        /// Whose way.
        partition: Partition,
        /// When the entry was added.
        at: DateTime<Utc>,
    },
}

/// What the consumer yields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FeedItem {
    /// A message.
    Message(FeedMessage),
    /// A message that this version of the code can't read, said to log and metric already. Whatever it was, the
    /// event that it is keyed by has changed: treat it as a gap.
    Unreadable {
        /// From the record's key; `None` when that can't be read either.
        event: Option<EventId>,
    },
    /// What was there at the start has been read. Comes once.
    CaughtUp,
}
