//! The worker's own tasks, and its binary, on real servers, which the environment names (`infra/dev env`).
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking, in its helpers too")]

mod outbox;
mod process;
mod reconciler;
mod relay;
mod reload;
mod secrets;
mod settings;
mod support;
mod sweep;
