//! Every name that two processes must agree on, each defined here and nowhere else.

use holdfast_domain::{EventId, Partition};

/// The names of one installation. A prefix lets several share one Redis, Kafka and Temporal; it is empty in
/// production.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    prefix: String,
}

impl Names {
    /// Names that begin with `prefix`, which must be empty or of letters, digits and `-`.
    #[must_use]
    pub const fn with_prefix(prefix: String) -> Self {
        Self { prefix }
    }

    /// Hash: the event's entry (`@…` fields: epoch, replication id, sales window, counters) and every seat
    /// that is not available. The loaded marker and the seats share this key, so neither is lost alone.
    #[must_use]
    pub fn seats(&self, event: EventId) -> String {
        format!("{}{{p{}}}:event:{event}:seats", self.prefix, event.partition())
    }

    /// Hash: hold token → expiry, birth and seats of each live hold of the event.
    #[must_use]
    pub fn holds(&self, event: EventId) -> String {
        format!("{}{{p{}}}:event:{event}:holds", self.prefix, event.partition())
    }

    /// Sorted set: `<event>:<token>` by the millisecond at which the hold is due. Drives the sweep.
    #[must_use]
    pub fn expiries(&self, partition: Partition) -> String {
        format!("{}{{p{partition}}}:expiries", self.prefix)
    }

    /// Stream: each change of a seat in this partition, in order, until Kafka has it.
    #[must_use]
    pub fn changes(&self, partition: Partition) -> String {
        format!("{}{{p{partition}}}:changes", self.prefix)
    }

    /// String with a time-out: the relay that may move this partition's changes to Kafka.
    #[must_use]
    pub fn relay_lease(&self, partition: Partition) -> String {
        format!("{}{{p{partition}}}:relay", self.prefix)
    }

    /// The one consumer group on every change stream: the relay's.
    pub const RELAY_GROUP: &'static str = "relay";

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

    /// The task queue of the order and refund workflows and of their activities.
    #[must_use]
    pub fn task_queue(&self) -> String {
        format!("{}orders", self.prefix)
    }
}
