//! Each disagreement that is planted is found, and a run in which everything agrees has none.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

mod audit;
mod schedule;
