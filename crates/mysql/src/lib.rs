//! A pool of MySQL connections. Every operation has a connection and a time-out of its own, and every error says
//! whether a retry can succeed.
//!
//! Runs on MySQL 8.4 and on MariaDB 10.11 alike.

mod error;
mod pool;

pub use error::{Error, duplicate_key};
pub use pool::{Pool, PoolConfig, check_url, under_lock};
