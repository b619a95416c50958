//! Stored histories of every release replay on today's code.
#![allow(clippy::unwrap_used, reason = "a test says what went wrong by panicking")]

mod replay;
