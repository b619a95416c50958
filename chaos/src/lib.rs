//! Chaos with a seed: `infra/chaos` injects the faults of a schedule into a running stack while buyers load it, and
//! then audits what is left.
//!
//! This crate has no part in the faults themselves; the script does those. It draws the schedule ([`schedule`]), plays
//! the buyers and records what they are told ([`load`]), reads the dumps that the script makes of every store
//! ([`facts`]), and compares them ([`audit`]).

pub mod audit;
mod buyer;
mod cli;
mod client;
pub mod facts;
mod load;
mod observer;
mod random;
pub mod schedule;

pub use cli::Cli;
