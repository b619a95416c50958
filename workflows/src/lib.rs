//! The order saga and the refund: the order of their steps, the compensations and the retry policies.
//!
//! Workflow code is deterministic: no clock, no randomness, no environment, and no I/O except through the activities
//! that [`activities`] declares. `clippy.toml` bans the rest.

pub mod activities;
mod backoff;
pub mod ids;
pub mod order;
mod patches;
mod publishing;
pub mod refund;
pub mod search_attributes;
pub mod start;
mod step;
mod timer;

pub use order::OrderWorkflow;
pub use patches::Patch;
pub use refund::RefundWorkflow;

/// The task queue of durable `publish` activities, beside the task queue of the workflows. Its worker has slots of its
/// own, so that outcomes take no slot from the sale. Defined here, because a workflow knows only its own task queue.
#[must_use]
pub fn outcome_queue(task_queue: &str) -> String {
    format!("{task_queue}-outcomes")
}
