//! Facts on their way out. Kafka away never stops a sale: screens say that they are stale, and what is due
//! waits in Redis's streams and in open workflows.

use std::time::Duration;

use chrono::{DateTime, Utc};
use futures::Stream;
use holdfast_domain::{
    Partition,
    fact::{OrderOutcome, SeatChange},
};
use thiserror::Error;

use crate::{config::KafkaConfig, names::Names};

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

/// What is sent for a stream entry of the relay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FeedMessage {
    /// A change of an event's seats.
    Seats(SeatChange),
    /// This partition's way from Redis to Kafka worked at that moment, by Redis's clock.
    Heartbeat {
        /// Whose way.
        partition: Partition,
        /// When the entry was added.
        at: DateTime<Utc>,
    },
}

/// An idempotent producer. Cheap to clone.
#[derive(Clone)]
pub struct Publisher {}

#[allow(unused_variables, clippy::unused_async, reason = "contract only")]
impl Publisher {
    /// A producer; doesn't wait for Kafka.
    pub fn new(config: &KafkaConfig, names: Names) -> Result<Self, Error> {
        todo!()
    }

    /// Creates the topics that are missing.
    pub async fn create_topics(&self) -> Result<(), Error> {
        todo!()
    }

    /// Whether a broker answers within `timeout`.
    pub async fn ping(&self, timeout: Duration) -> Result<(), Error> {
        todo!()
    }

    /// Sends stream entries of one partition in order; returns when Kafka has reported every one of them.
    /// After an error a caller sends all of them again: consumers drop what they have seen.
    pub async fn send_feed(&self, partition: Partition, messages: &[FeedMessage]) -> Result<(), Error> {
        todo!()
    }

    /// Sends an order's outcome, with the current trace context in its headers; returns on the delivery report.
    pub async fn send_outcome(&self, outcome: &OrderOutcome) -> Result<(), Error> {
        todo!()
    }
}

/// Follows all partitions of the seat-change topic without a group.
pub struct FeedConsumer {}

#[allow(unused_variables, clippy::unused_async, reason = "contract only")]
impl FeedConsumer {
    /// Starts reading `replay` before now.
    pub async fn start(config: &KafkaConfig, names: &Names, replay: Duration) -> Result<Self, Error> {
        todo!()
    }

    /// Everything read, in order per Kafka partition; `FeedItem::CaughtUp` comes once, when what was there at the start has been read.
    pub fn stream(self) -> impl Stream<Item = FeedItem> + Send {
        futures::stream::empty()
    }
}

/// What the consumer yields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FeedItem {
    /// A message.
    Message(FeedMessage),
    /// The replay has been read.
    CaughtUp,
}
