//! Seat changes and order outcomes in Kafka. An outage of Kafka stops no sale: screens say that they are stale,
//! undelivered changes wait in Redis's streams, and undelivered outcomes in the outbox.
//!
//! - [`Publisher`] sends seat changes and heartbeats for the relay, and outcomes for the workflows and the outbox.
//! - [`FeedConsumer`] follows the seat changes for an api-server.
//! - `envelope` alone defines the format of records.

mod breaker;
mod change_span;
mod client;
mod consumer;
mod envelope;
mod publisher;
mod topics;

use std::time::Duration;

use chrono::{DateTime, Utc};
use holdfast_domain::{EventId, Fault, Partition, fact::SeatChange};
use thiserror::Error;

pub use self::{change_span::ChangeSpan, consumer::FeedConsumer, envelope::outcome_record, publisher::Publisher};

holdfast_settings::settings! {
    /// The connection to Kafka, which carries seat changes and order outcomes.
    pub struct KafkaConfig {
        /// `host:port`, separated by commas.
        pub brokers: String = checked("KAFKA_BROKERS", check_brokers, "127.0.0.1:9092"),
        /// Partitions of a topic that is created at start.
        pub partitions: i32 = parsed("KAFKA_PARTITIONS", 8_i32),
        /// Replication factor of a topic that is created at start.
        pub replication: i32 = parsed("KAFKA_REPLICATION", 1_i32),
        /// How long a record may take to be delivered; then it counts as undelivered, and its sender repeats it.
        pub delivery_timeout: Duration = millis("KAFKA_DELIVERY_TIMEOUT_MS", 5000),
    }
}

fn check_brokers(text: &str) -> Result<(), String> {
    let is_address = |broker: &str| {
        broker.trim().rsplit_once(':').is_some_and(|(host, port)| !host.is_empty() && port.parse::<u16>().is_ok())
    };
    match text.split(',').find(|broker| !is_address(broker)) {
        None => Ok(()),
        Some(broker) => Err(format!("{:?} isn't host:port", broker.trim())),
    }
}

/// Why a record wasn't delivered, or can't be read.
#[derive(Debug, Error)]
pub enum Error {
    /// Kafka is unreachable, or didn't acknowledge the record in time.
    #[error("kafka is unavailable")]
    Unavailable(#[source] rdkafka::error::KafkaError),
    /// The record can't be written as JSON.
    #[error("can't encode a record")]
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

/// The message that the relay sends for one entry of a change stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FeedMessage {
    /// A change of an event's seats.
    Seats {
        /// What changed.
        change: SeatChange,
        /// When, by Redis's clock.
        at: DateTime<Utc>,
        /// The trace to which the change belongs, as W3C Trace Context; `None` unless it is exported. It is a header of
        /// the record.
        trace: Option<String>,
    },
    /// Proof that the relay of this partition was delivering at that moment.
    Heartbeat {
        /// The partition.
        partition: Partition,
        /// When the entry was added, by Redis's clock.
        at: DateTime<Utc>,
    },
}

/// An item of [`FeedConsumer::stream`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FeedItem {
    /// A message.
    Message(FeedMessage),
    /// A message that this release can't read; already logged and counted. Its event has changed in an unknown way, so
    /// treat it as a gap.
    Unreadable {
        /// The event by the record's key; `None` if the key isn't an event id.
        event: Option<EventId>,
    },
    /// Every message that existed at the start has been read. Comes once.
    CaughtUp,
}
