//! Helpers for the tests of several crates: databases, servers and proxies that only one test uses, and waiting for
//! conditions.
//!
//! The environment names the shared servers (`infra/dev env`).
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking, in its helpers too")]
#![allow(clippy::missing_panics_doc, reason = "every helper panics when it fails")]

mod binary;
mod database;
mod fault_proxy;
mod issuer;
mod login_provider;
mod migrations;
mod names;
mod process;
mod redis_connection;
mod redis_server;
mod row_locks;
mod secrets;
mod settings;
mod trace_collector;
mod wait;

pub use binary::lines_of_failed_start;
pub use database::{BlockedWrites, FreshDatabase};
pub use fault_proxy::{Fault, FaultProxy, Loss};
pub use issuer::{AUDIENCE, SigningKey, TokenIssuer, now};
pub use login_provider::LoginProvider;
pub use migrations::{contractions, refused_statements, undeclared_contractions};
pub use names::{clear_redis, delete_topics, dump_redis, dump_topics, fresh_names, outcomes_of};
pub use process::{Process, free_address};
pub use redis_connection::RedisConnection;
pub use redis_server::RedisServer;
pub use row_locks::{until_a_row_is_waited_for, until_a_table_is_waited_for};
pub use secrets::{Outputs, Secrets};
pub use settings::{ADMIN_TOKEN, CALLBACK_SECRET, GATEWAY_API_KEY, ORDER_ID_SECRET, lookup, resembling, sale_settings};
pub use trace_collector::TraceCollector;
pub use wait::{eventually, eventually_within};

/// The value of an environment variable that the tests need.
#[must_use]
pub fn variable(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set: see infra/dev env"))
}
