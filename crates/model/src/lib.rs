//! A model of the sale, checked by exhaustive search: hold → claim → sell → give back → refund of one seat by two
//! buyers, with lost replies, late repeats, loads that overtake each other, failover to a stale replica, and an
//! operator who terminates workflows.
//!
//! Each action of the model is one atomic step of the system: a Redis script, a MySQL transaction, a call of the
//! gateway, or a fault. Steps have the names of the functions that they model:
//!
//! | module | models |
//! | --- | --- |
//! | [`redis`] | the scripts of `crates/stores/src/redis` |
//! | [`mysql`] | the transactions of `crates/stores/src/mysql` |
//! | [`gateway`] | the calls of `crates/gateway` |
//! | `steps` | `activities/src/order_steps.rs` and `crates/stores/src/loader.rs` |
//! | [`workflow`] | `workflows/src/order`, `workflows/src/refund.rs` |
//! | [`sale`], [`Action`] | faults, buyers, `worker/src/reconciler.rs`, `worker/src/reload.rs`, `worker/src/sweep.rs` |
//! | [`properties`] | the invariants of ARCHITECTURE.md |
//!
//! Not in the model: several seats of an order, the change stream, Kafka, extending and releasing a hold, the
//! admission queue. A property test and tests on the real parts cover those (docs/testing.md).

mod action;
mod bounds;
pub mod gateway;
pub mod mysql;
pub mod process;
pub mod properties;
pub mod redis;
pub mod sale;
mod steps;
pub mod workflow;

pub use action::{Action, Slot};
pub use bounds::{Bounds, FormerPrimary};
pub use sale::{Sale, SaleModel};
pub use steps::Server;

/// The rules that keep the invariants. A test takes one out and expects a counterexample.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a rule that is kept or not")]
pub struct Rules {
    /// A load that was overtaken compares the epochs, and starts over unless they are equal.
    pub late_loader_reloads: bool,
    /// Giving back for a cancellation compares the epochs, and loads the event if they differ.
    pub cancellation_gives_back_at_epoch: bool,
    /// Giving back for a refund compares the epochs, and loads the event if they differ.
    pub refund_gives_back_at_epoch: bool,
    /// CANCELLED proves the epoch: `finish_cancel` compares it with the one in which the seats were given back.
    pub cancelled_proves_the_epoch: bool,
    /// Giving back also frees what was never claimed.
    pub giving_back_frees_the_hold: bool,
    /// A seat that was given to the owner of its ticket is checked again: if that ticket has ended since, its refund
    /// may have come before, and the event is loaded.
    pub lost_seats_are_read_again: bool,
    /// A load is begun and finished: in between, every step finds the event not loaded.
    pub a_load_blocks_steps: bool,
    /// MySQL's unique key over live tickets.
    pub one_live_ticket_per_seat: bool,
}

impl Rules {
    /// Every rule is kept, as in the code.
    pub const ALL: Self = Self {
        late_loader_reloads: true,
        cancellation_gives_back_at_epoch: true,
        refund_gives_back_at_epoch: true,
        cancelled_proves_the_epoch: true,
        giving_back_frees_the_hold: true,
        lost_seats_are_read_again: true,
        a_load_blocks_steps: true,
        one_live_ticket_per_seat: true,
    };
}
