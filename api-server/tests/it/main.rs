//! The api-server over real HTTP, on the real servers, which the environment names (`infra/dev env`).
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking, in its helpers too")]

mod access;
mod admin;
mod contract;
mod coverage;
mod events;
mod http;
mod operations;
mod orders;
mod outages;
mod payments;
mod reservations;
mod support;
