//! The order saga and the refund: what is done when, what undoes it, and what stands in their way.
//!
//! Workflow code is deterministic: no clock, no randomness, no environment, no I/O but through the
//! activities that [`activities`] declares. `clippy.toml` bans the rest.

pub mod activities;
pub mod ids;
pub mod order;
pub mod refund;
pub mod search_attributes;
pub mod start;
mod step;

pub use order::OrderWorkflow;
pub use refund::RefundWorkflow;
