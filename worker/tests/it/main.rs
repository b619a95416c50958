//! The worker's own tasks on real servers, which the environment names (`infra/dev env`).
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking, in its helpers too")]

mod reconciler;
mod relay;
mod reload;
mod settings;
mod support;
mod sweep;
