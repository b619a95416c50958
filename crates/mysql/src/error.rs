//! Why a statement failed, and whether a retry can succeed.

use std::{io, time::Duration};

use holdfast_domain::Fault;
use sqlx::mysql::MySqlDatabaseError;
use thiserror::Error;

/// Why a statement or a transaction failed.
#[derive(Debug, Error)]
pub enum Error {
    /// MySQL can't be reached or didn't respond in time: a write may or may not have happened.
    #[error("mysql is unavailable")]
    Unavailable(#[source] sqlx::Error),
    /// MySQL refused a statement and will refuse it again: code and schema don't match.
    #[error("mysql refused a statement")]
    Refused(#[source] sqlx::Error),
    /// A row that must exist is missing; the text names it.
    #[error("there is no record of {0}")]
    NotRecorded(String),
    /// A row has a value that no version of this code writes, or a state that the caller's step excludes.
    #[error("mysql holds an invalid row: {0}")]
    Malformed(String),
}

impl Fault for Error {
    fn retryable(&self) -> bool {
        match self {
            Self::Unavailable(_) => true,
            Self::Refused(_) | Self::NotRecorded(_) | Self::Malformed(_) => false,
        }
    }
}

impl Error {
    /// Whether the server takes no writes.
    pub(crate) fn is_read_only(&self) -> bool {
        let Self::Unavailable(sqlx::Error::Database(error)) = self else { return false };
        error.try_downcast_ref::<MySqlDatabaseError>().is_some_and(|error| READ_ONLY_ERRORS.contains(&error.number()))
    }

    pub(crate) fn timed_out(limit: Duration) -> Self {
        let error = io::Error::new(io::ErrorKind::TimedOut, format!("no response within {} ms", limit.as_millis()));
        Self::Unavailable(sqlx::Error::Io(error))
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        let unavailable = match &error {
            sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::Protocol(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed
            | sqlx::Error::BeginFailed => true,
            sqlx::Error::Database(error) => error
                .try_downcast_ref::<MySqlDatabaseError>()
                .is_some_and(|error| TRANSIENT_ERRORS.contains(&error.number())),
            _ => false,
        };
        if unavailable { Self::Unavailable(error) } else { Self::Refused(error) }
    }
}

impl From<sqlx::migrate::MigrateError> for Error {
    fn from(error: sqlx::migrate::MigrateError) -> Self {
        match error {
            sqlx::migrate::MigrateError::Execute(error) => error.into(),
            other => Self::Refused(other.into()),
        }
    }
}

/// Transient errors: the same statement can succeed later.
const TRANSIENT_ERRORS: [u16; 25] = [
    1020, // a row changed since the snapshot (MariaDB, innodb_snapshot_isolation)
    1021, // disk full
    1040, // too many connections
    1053, // the server is going down
    1077, // the server is going down
    1114, // a table is full, because its disk is full
    1158, 1159, 1160, 1161, // the connection broke, seen from the server
    1203, // too many connections of this user
    1205, // a lock wait timed out
    1213, // a deadlock
    1290, 1836, // the server is read-only: a replica before its promotion
    1317, // the statement was killed
    1927, // the connection was killed (MariaDB)
    1969, // the statement took too long (MariaDB)
    3024, // the statement took too long
    3032, // the server is offline: a member that has left its group
    3100, // a replication plug-in refused the commit
    3101, // a replication plug-in rolled the transaction back
    3169, // the session was killed
    3797, 3798, // the group couldn't make a transaction consistent, such as while a primary is elected
];

/// The server is read-only: not the primary, or not any more.
const READ_ONLY_ERRORS: [u16; 3] = [1290, 1836, 3032];

/// The unique key that a statement violated, if that is why MySQL refused it.
#[must_use]
pub fn duplicate_key(error: &sqlx::Error) -> Option<&str> {
    let error = error.as_database_error().filter(|error| error.is_unique_violation())?;
    key_in(error.message())
}

/// Only the message names the key: MySQL writes `'table.key'`, MariaDB `'key'`.
fn key_in(message: &str) -> Option<&str> {
    let (_, quoted) = message.rsplit_once("for key '")?;
    let key = quoted.strip_suffix('\'')?;
    Some(key.rsplit_once('.').map_or(key, |(_table, key)| key))
}

#[cfg(test)]
mod tests {
    use super::key_in;

    #[test]
    fn the_duplicate_key_is_found_in_the_messages_of_both_servers() {
        assert_eq!(key_in("Duplicate entry 'a' for key 'orders.PRIMARY'"), Some("PRIMARY"));
        assert_eq!(key_in("Duplicate entry 'a' for key 'PRIMARY'"), Some("PRIMARY"));
        assert_eq!(key_in("Duplicate entry 'for key 'b.c'' for key 'tickets.tickets_code'"), Some("tickets_code"));
        assert_eq!(key_in("Something else"), None);
    }
}
