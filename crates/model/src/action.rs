//! What may happen in the sale.

use crate::{
    Server,
    redis::{Buyer, Nonce},
};

/// Where a process runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the fields of workflow::Order and of Sale")]
pub enum Slot {
    Saga(Buyer),
    Cancel(Buyer),
    Refund(Buyer),
    Loader,
    Late(usize),
}

/// What may happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// A buyer holds the seat.
    HoldSeats {
        /// The buyer.
        buyer: Buyer,
        /// Whether the reply is lost.
        lost: bool,
    },
    /// A buyer orders the held seat.
    PlaceOrder(Buyer),
    /// A buyer cancels an order.
    RequestCancel(Buyer),
    /// A buyer asks for the refund of a confirmed order.
    RequestRefund(Buyer),
    /// A process takes its next step.
    Step(Slot, Server),
    /// A process takes its next step, and then dies.
    StepAndDie(Slot),
    /// A process pauses; its activity is repeated.
    LeaveBehind(Slot),
    /// The payment's deadline passes.
    Deadline(Buyer),
    /// The gateway will refuse the capture.
    RefuseCapture(Buyer),
    /// An operator terminates the workflow.
    Terminate(Slot),
    /// The reconciler starts a workflow again.
    Reconcile(Buyer),
    /// A hold becomes due.
    EndHold(Buyer),
    /// The sweep.
    ExpireHolds,
    /// The lease of a load ends.
    EndLease(Nonce),
    /// A process finds the event not loaded and loads it.
    StartLoader,
    /// The replica stops following.
    StopReplica,
    /// The replica becomes the primary.
    Failover,
    /// The former primary stops responding.
    RetireFormer,
    /// FLUSHALL.
    Flush,
}
