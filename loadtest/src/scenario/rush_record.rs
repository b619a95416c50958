//! What a rush leaves for its audit.

use crate::{
    api::Order,
    stats::{Latencies, Tally},
};

/// Life of a hold. Short, so that a hold whose reply was lost ends before the audit does.
pub(super) const HOLD_SECONDS: u32 = 20;

/// What buyers did, and what they were told.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// Every request.
    pub(super) tally: Tally,
    /// From POST to the end of an order, as a buyer who looks now and then sees it.
    pub(super) to_the_end: Latencies,
    /// Every order that a buyer was told of, as last seen.
    pub(super) orders: Vec<Order>,
    /// What must never happen, in words.
    pub(super) faults: Vec<String>,
}

impl Seen {
    pub(super) fn merge(&mut self, other: Self) {
        self.tally.merge(other.tally);
        self.to_the_end.merge(other.to_the_end);
        self.orders.extend(other.orders);
        self.faults.extend(other.faults);
    }
}
