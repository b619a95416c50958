//! The stores on the real servers, which the environment names (`infra/dev env`).
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking, in its helpers too")]

mod loader;
mod mysql;
mod redis;
mod support;
