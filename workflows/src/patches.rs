//! The changes to released workflows. docs/versions.md says how to add, release and remove one.

use temporalio_sdk::WorkflowContext;

/// A change that a run makes if it comes to it for the first time, and then keeps. Runs that passed it in an earlier
/// release go on without it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Patch {
    /// An owed refund starts beside publishing. Before, it started afterwards.
    RefundBesidePublish,
    /// The workflow pauses before seats are given back again because a load changed the epoch. Before, it didn't pause.
    WaitBeforeGivingBackAgain,
    /// A refund that waits for long continues as a new run. Before, its history grew until the order had ended.
    ContinueALongWaitAsNew,
}

impl Patch {
    /// Every patch.
    pub const ALL: [Self; 3] =
        [Self::RefundBesidePublish, Self::WaitBeforeGivingBackAgain, Self::ContinueALongWaitAsNew];

    /// The id, which histories keep in a marker. Never reuse or rename one.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::RefundBesidePublish => "refund-beside-publish",
            Self::WaitBeforeGivingBackAgain => "wait-before-giving-back-again",
            Self::ContinueALongWaitAsNew => "continue-a-long-wait-as-new",
        }
    }

    /// Whether this run makes the change. Call it only where the change matters: it adds two events to the history.
    pub(crate) fn is_taken<W>(self, ctx: &WorkflowContext<W>) -> bool {
        ctx.patched(self.id())
    }
}
