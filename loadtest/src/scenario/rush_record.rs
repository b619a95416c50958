//! The record of a rush, for its audit.

use crate::{
    api::Order,
    stats::{Latencies, Tally},
};

/// Short, so that a hold whose response was lost expires before the audit ends.
pub(super) const HOLD_SECONDS: u32 = 20;

/// What the buyers did and saw.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// Every request.
    pub(super) tally: Tally,
    /// Of every hold.
    pub(super) holds: Latencies,
    /// Of every hold but those of the first two seconds, when all buyers come at once.
    pub(super) later_holds: Latencies,
    /// From the accepted POST to the end of a CONFIRMED order, as a buyer who polls sees it.
    pub(super) to_the_end: Latencies,
    /// The same from the response to that POST. An order that waits in the queue is accepted when its turn comes.
    pub(super) accepted: Latencies,
    /// From the first POST to the end of a CONFIRMED order, refusals with `TOO_BUSY` included.
    pub(super) waited: Latencies,
    /// CONFIRMED orders whose buyers saw the end before the sale was over.
    pub(super) confirmed_in_time: u64,
    /// Every order that a buyer was told of, in its last known state.
    pub(super) orders: Vec<Order>,
    /// Seats of each order whose buyer left before its end was known. It may exist, and may have ended in any way.
    pub(super) left: Vec<Vec<u32>>,
    /// Buyers who gave up.
    pub(super) gave_up: u64,
    /// Buyers who came when every seat was sold.
    pub(super) sold_out: u64,
    /// Violations of the invariants, in words.
    pub(super) faults: Vec<String>,
}

impl Seen {
    pub(super) fn merge(&mut self, other: Self) {
        self.tally.merge(other.tally);
        self.holds.merge(other.holds);
        self.later_holds.merge(other.later_holds);
        self.to_the_end.merge(other.to_the_end);
        self.accepted.merge(other.accepted);
        self.waited.merge(other.waited);
        self.confirmed_in_time += other.confirmed_in_time;
        self.orders.extend(other.orders);
        self.left.extend(other.left);
        self.gave_up += other.gave_up;
        self.sold_out += other.sold_out;
        self.faults.extend(other.faults);
    }
}
