//! The names under which the processes of one installation meet in Redis, Kafka and Temporal. Names that a workflow
//! derives are defined beside the workflows: workflow ids follow from order ids, and the task queue of outcomes
//! (`<task queue>-outcomes`) from [`Names::task_queue`].

use holdfast_domain::{EventId, Partition};

use crate::{
    declaration::{CheckedOptional, Declaration, Setting, checked_optional},
    reader::Reader,
};

const PREFIX: CheckedOptional = checked_optional("HOLDFAST_PREFIX", check_prefix, "staging-");

/// Braces would change the Redis Cluster slot of a key, and Kafka refuses most other characters in a topic.
fn check_prefix(text: &str) -> Result<(), String> {
    let fits = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if fits { Ok(()) } else { Err("it has other characters than letters, digits and -".to_owned()) }
}

/// The names of one installation. A prefix lets several installations share one Redis, Kafka and Temporal; it is
/// empty in production.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    prefix: String,
}

impl Names {
    /// The consumer group of the relay, the only group on every change stream.
    pub const RELAY_GROUP: &'static str = "relay";

    /// Names that begin with `prefix`, which is empty or consists of letters, digits and `-`.
    #[must_use]
    pub const fn with_prefix(prefix: String) -> Self {
        Self { prefix }
    }

    /// Reads the prefix from the environment.
    pub fn read(reader: &mut Reader<'_>) -> Self {
        Self::with_prefix(PREFIX.read(reader).unwrap_or_default())
    }

    /// Describes the prefix, for `docs/settings.md`.
    #[must_use]
    pub fn settings() -> Vec<Setting> {
        let meaning = "Goes before every key in Redis, every topic in Kafka and the task queues in Temporal, so that \
                       installations can share servers. Letters, digits and `-`; empty when absent.";
        vec![PREFIX.describe(meaning)]
    }

    /// The prefix itself.
    #[must_use]
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// Hash: the event's entry (`@…` fields: epoch, replication id, sales window, counters) and every seat
    /// that is not available. The loaded marker and the seats share this key, so neither is lost alone. Expires
    /// a week after the sale.
    #[must_use]
    pub fn seats(&self, event: EventId) -> String {
        format!("{}{{p{}}}:event:{event}:seats", self.prefix, event.partition())
    }

    /// Hash: hold token → expiry, birth and seats of each live hold of the event.
    #[must_use]
    pub fn holds(&self, event: EventId) -> String {
        format!("{}{{p{}}}:event:{event}:holds", self.prefix, event.partition())
    }

    /// Hash: buyer → number of their seats, and order → buyer. Absent unless the event limits the seats of a buyer.
    /// Expires as the seats do.
    #[must_use]
    pub fn buyers(&self, event: EventId) -> String {
        format!("{}{{p{}}}:event:{event}:buyers", self.prefix, event.partition())
    }

    /// Sorted set: `<event>:<token>` by the millisecond at which the hold is due. The sweep reads it.
    #[must_use]
    pub fn expiries(&self, partition: Partition) -> String {
        format!("{}{{p{partition}}}:expiries", self.prefix)
    }

    /// Stream: each seat change of this partition, in order, until Kafka has it.
    #[must_use]
    pub fn changes(&self, partition: Partition) -> String {
        format!("{}{{p{partition}}}:changes", self.prefix)
    }

    /// String with a time-out: the lease of the relay that moves this partition's changes to Kafka.
    #[must_use]
    pub fn relay_lease(&self, partition: Partition) -> String {
        format!("{}{{p{partition}}}:relay", self.prefix)
    }

    /// Hash with a time-out: process → what it did in the last seconds, for the operators' page.
    #[must_use]
    pub fn reports(&self) -> String {
        format!("{}reports", self.prefix)
    }

    /// String with a time-out: how far a limit of requests is used.
    #[must_use]
    pub fn rate_limit(&self, limit: &str) -> String {
        format!("{}limit:{limit}", self.prefix)
    }

    /// String with a time-out: a nonce that was used, for what may be used once.
    #[must_use]
    pub fn nonce(&self, nonce: &str) -> String {
        format!("{}nonce:{nonce}", self.prefix)
    }

    /// Hash with a time-out: a browser's login, by the digest of its session id.
    #[must_use]
    pub fn session(&self, digest: &str) -> String {
        format!("{}session:{digest}", self.prefix)
    }

    /// Topic: seat changes and heartbeats, `CloudEvents` JSON, keyed by event id, partitioned by Redis partition.
    #[must_use]
    pub fn seat_changes_topic(&self) -> String {
        format!("{}holdfast.seat-changes", self.prefix)
    }

    /// Topic: how orders ended, `CloudEvents` JSON, keyed by order id.
    #[must_use]
    pub fn order_outcomes_topic(&self) -> String {
        format!("{}holdfast.order-outcomes", self.prefix)
    }

    /// Task queue of the order and refund workflows and of their steps, except durable publishing: see
    /// `holdfast_workflows::outcome_queue`.
    #[must_use]
    pub fn task_queue(&self) -> String {
        format!("{}orders", self.prefix)
    }
}
