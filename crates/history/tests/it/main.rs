//! Histories that are possible, and histories that aren't.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

mod brute_force;
mod histories;
