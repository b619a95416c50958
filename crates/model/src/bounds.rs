//! How far the model is searched.

use crate::redis::{Buyer, Epoch};

/// What a primary does after another one was promoted in its place. It never gets a load: each load begins with a new
/// script, and clients have moved by then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FormerPrimary {
    /// It is gone at once.
    Gone,
    /// It does a `give_back.lua` that was on its way.
    GivesBack,
    /// It does any script that changes seats.
    DoesAnything,
}

/// How much the search covers. Every bound multiplies the states.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Bounds {
    /// Buyers: 1 or 2.
    pub buyers: Buyer,
    /// The highest epoch; the sale begins in 1. Two processes that each find the event not loaded because of the
    /// other's load may load it in turns for as long as the schedule has it so. More turns add nothing new.
    pub epochs: Epoch,
    /// How often a buyer cancels.
    pub cancellations: u8,
    /// How often a buyer asks for a refund.
    pub refunds: u8,
    /// What the former primary does for a time after a failover.
    pub former_primary: FormerPrimary,
    /// Whether a refund is terminated too, and not only an order.
    pub terminated_refunds: bool,
    /// The sum of the faults below.
    pub faults: u8,
    /// A reply is lost, or a process is killed after a step: the attempt's place and values are lost.
    pub lost_replies: u8,
    /// A process pauses and finishes late, beside the repeat of its activity.
    pub late_attempts: u8,
    /// The payment's deadline passes.
    pub deadlines: u8,
    /// The gateway refuses a capture for good.
    pub refused_captures: u8,
    /// An operator terminates a workflow.
    pub terminations: u8,
    /// Redis fails over to a replica, which may be stale.
    pub failovers: u8,
    /// FLUSHALL.
    pub flushes: u8,
    /// The lease of a load that is under way ends.
    pub overtakings: u8,
}

impl Bounds {
    /// Two buyers who may cancel once and ask for one refund, and no fault.
    pub const NO_FAULT: Self = Self {
        buyers: 2,
        epochs: 3,
        cancellations: 1,
        refunds: 1,
        former_primary: FormerPrimary::Gone,
        terminated_refunds: false,
        faults: 0,
        lost_replies: 0,
        late_attempts: 0,
        deadlines: 0,
        refused_captures: 0,
        terminations: 0,
        failovers: 0,
        flushes: 0,
        overtakings: 0,
    };
}
