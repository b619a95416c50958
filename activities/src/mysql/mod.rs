//! The durable record: events, seats, orders, tickets; and the payment simulator's ledger.

pub mod events;
pub mod orders;
pub mod payments;

use thiserror::Error;

use crate::config::MysqlConfig;

/// Why the record has no answer.
#[derive(Debug, Error)]
pub enum Error {
    /// MySQL can't be reached, or didn't answer in time: a write may or may not have happened.
    #[error("mysql is unavailable")]
    Unavailable(#[source] sqlx::Error),
    /// A row says what no version of this code writes.
    #[error("mysql holds what it should not: {0}")]
    Malformed(String),
}

/// The pool of connections. Cheap to clone.
#[derive(Clone)]
pub struct Database {}

#[allow(unused_variables, clippy::unused_async, reason = "contract only")]
impl Database {
    /// Connects with the settings' pool limits and time-outs. Fails only on settings that can't be read: a
    /// server that is away is met at the first query.
    pub async fn connect(config: &MysqlConfig) -> Result<Self, Error> {
        todo!()
    }

    /// Brings the schema up to date; safe to run from many processes at once.
    pub async fn migrate(&self) -> Result<(), Error> {
        todo!()
    }

    /// Whether MySQL answers.
    pub async fn ping(&self) -> Result<(), Error> {
        todo!()
    }
}
