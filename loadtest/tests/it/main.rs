//! The floors and the generator of past orders, on the servers that the environment names (`infra/dev env`).
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking, in its helpers too")]

mod floor;
mod past_orders;
