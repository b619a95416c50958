//! What runs: steps of the saga, each a sequence of atomic steps on the stores and the gateway.
//!
//! A process keeps its place and its local values in its [`Step`]. They are lost with the process; what the workflow
//! remembers, its [`Activity`], is not.

use crate::redis::{Buyer, Epoch, Nonce, Owner};

/// One attempt of an activity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Process {
    /// The order, of which the loader has none.
    pub order: Buyer,
    /// What the workflow has asked for.
    pub activity: Activity,
    /// The next atomic step.
    pub step: Step,
}

impl Process {
    /// The first attempt of the activity.
    #[must_use]
    pub const fn new(order: Buyer, activity: Activity) -> Self {
        Self { order, activity, step: activity.first_step() }
    }

    /// The load that the process has under way.
    #[must_use]
    pub const fn nonce(&self) -> Option<Nonce> {
        match self.step {
            Step::RaiseEpoch { nonce, .. }
            | Step::WithOwnership { nonce, .. }
            | Step::FinishLoad { nonce, .. }
            | Step::AbandonLoad { nonce, .. } => Some(nonce),
            _ => None,
        }
    }
}

/// An activity of `activities/src/order_steps.rs`, with the input by which the workflow decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Activity {
    /// `record`, in a first run or in one that settles.
    Record {
        /// Whether the reconciler started the run.
        settle: bool,
    },
    /// `claim`
    Claim,
    /// `authorise`
    Authorise,
    /// `sell`
    Sell,
    /// `settle`
    Settle,
    /// `begin_cancel`, by the saga.
    RollBack {
        /// Whether the gateway has refused the capture of a SOLD order.
        from_sold: bool,
    },
    /// `begin_cancel`, by the handler of the workflow's update and signal `cancel`.
    RequestCancel,
    /// `void`
    Void,
    /// `refund`, of a payment that the void found captured.
    RefundCancelled,
    /// `give_back`, by the compensation.
    GiveBack,
    /// `finish_cancel`
    FinishCancel {
        /// The epoch that `give_back` returned.
        given_back_in: Epoch,
    },
    /// `begin_refund`
    BeginRefund,
    /// `refund`, by the refund workflow.
    Refund,
    /// `finish_refund`
    FinishRefund,
    /// `give_back`, by the refund workflow.
    GiveBackRefunded,
    /// No activity, but the load of an event that isn't loaded: by the worker's `reload.rs`, or for a request to an
    /// api-server.
    Load,
}

impl Activity {
    /// Where each attempt begins.
    #[must_use]
    pub const fn first_step(self) -> Step {
        match self {
            Self::Record { .. } | Self::RollBack { .. } | Self::RequestCancel => Step::RecordOrder,
            Self::Claim => Step::ClaimSeats,
            Self::Authorise => Step::Authorise,
            Self::Sell => Step::CommitOrder,
            Self::Settle => Step::Capture,
            Self::Void => Step::Void,
            Self::RefundCancelled | Self::Refund => Step::Refund,
            Self::GiveBack | Self::GiveBackRefunded => Step::TicketsOfOthers,
            Self::FinishCancel { .. } => Step::FinishCancel,
            Self::BeginRefund => Step::BeginRefund,
            Self::FinishRefund => Step::FinishRefund,
            Self::Load => Step::EnsureLoaded,
        }
    }
}

/// One atomic step: a Redis script, a MySQL transaction or a call of the gateway, with the values that an attempt of
/// the activity has gathered so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "each step has the name of the function that it models")]
pub enum Step {
    RecordOrder,
    BeginCancel,
    ClaimSeats,
    Authorise,
    CommitOrder,
    Capture,
    SellSeats,
    /// `has_live_tickets`: whether Redis has lost the claim of a sold seat.
    FindOrder,
    ConfirmOrder,
    Void,
    Refund,
    TicketsOfOthers,
    GiveBack {
        lost_to: Option<Buyer>,
    },
    /// `give_seats_back`: does the order to which the seat was lost still have its ticket?
    TicketsOfOthersAgain {
        lost_to: Buyer,
        given_back_in: Epoch,
    },
    /// `give_seats_back`: is MySQL's epoch the one in which the seats were given back?
    CompareEpoch {
        given_back_in: Epoch,
    },
    FinishCancel,
    BeginRefund,
    FinishRefund,
    /// `Loader::ensure_loaded`, and on to `reload` if the event isn't loaded.
    EnsureLoaded,
    BeginLoad,
    RaiseEpoch {
        nonce: Nonce,
        in_redis: Epoch,
    },
    WithOwnership {
        nonce: Nonce,
        epoch: Epoch,
    },
    FinishLoad {
        nonce: Nonce,
        epoch: Epoch,
        owner: Owner,
    },
    AbandonLoad {
        nonce: Nonce,
        failed: bool,
    },
    /// The first half of `Loader::is_current`.
    LoadedEpoch,
    /// The second half of `Loader::is_current`, and back to `BeginLoad` if the epochs differ.
    Epoch {
        in_redis: Option<Epoch>,
    },
}

/// What an activity returns to its workflow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the outcomes of domain::step_messages")]
pub enum Outcome {
    Row(crate::mysql::State),
    Claimed,
    Authorised,
    /// A refusal by the rules: of the claim, the payment, or the ticket.
    Refused,
    /// The gateway refused the capture.
    PaymentRefused,
    /// No money is reserved or taken.
    Released,
    /// The payment to be voided is captured.
    Captured,
    GivenBack(Epoch),
    EpochMoved,
    /// A step without a choice is done.
    Done,
}

/// How a process goes on after an atomic step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum After {
    /// The step waits for a lock, or for another process.
    Blocked,
    /// To the next step.
    Next(Step),
    /// The attempt failed; the activity is retried.
    Retry,
    /// The activity ended.
    Ended(Outcome),
}
