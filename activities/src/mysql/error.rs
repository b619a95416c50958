//! Why the record has no answer, and which of MySQL's answers mean what to us.

use std::{io, time::Duration};

use holdfast_domain::OrderId;
use sqlx::mysql::MySqlDatabaseError;
use thiserror::Error;

/// Why the record has no answer.
#[derive(Debug, Error)]
pub enum Error {
    /// MySQL can't be reached, or didn't answer in time: a write may or may not have happened.
    #[error("mysql is unavailable")]
    Unavailable(#[source] sqlx::Error),
    /// MySQL refused a statement, and will refuse it again: the code and the schema don't fit.
    #[error("mysql refused a statement")]
    Refused(#[source] sqlx::Error),
    /// The order was never recorded.
    #[error("there is no record of order {0}")]
    UnknownOrder(OrderId),
    /// A row says what no version of this code writes, or is in a state that its caller's step rules out.
    #[error("mysql holds what it should not: {0}")]
    Malformed(String),
}

impl Error {
    /// Whether another try may succeed.
    #[must_use]
    pub const fn retryable(&self) -> bool {
        match self {
            Self::Unavailable(_) => true,
            Self::Refused(_) | Self::UnknownOrder(_) | Self::Malformed(_) => false,
        }
    }

    pub(super) fn timed_out(limit: Duration) -> Self {
        let error = io::Error::new(io::ErrorKind::TimedOut, format!("no answer within {} ms", limit.as_millis()));
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
            sqlx::Error::Database(refusal) => refusal
                .try_downcast_ref::<MySqlDatabaseError>()
                .is_some_and(|refusal| PASSING_REFUSALS.contains(&refusal.number())),
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

/// Refusals that say nothing of the statement, only of the moment.
const PASSING_REFUSALS: [u16; 20] = [
    1020, // a row changed since the snapshot (MariaDB, innodb_snapshot_isolation)
    1021, // disk full
    1040, // too many connections
    1053, // the server is going down
    1077, // the server is going down
    1114, // a table is full, as is the disk under it
    1158, 1159, 1160, 1161, // the connection broke, seen from the server
    1203, // too many connections of this user
    1205, // a lock wasn't had in time
    1213, // a deadlock
    1290, 1836, // the server is read-only: a replica that is about to take over
    1317, // the statement was killed
    1927, // the connection was killed (MariaDB)
    1969, // the statement took too long (MariaDB)
    3024, // the statement took too long
    3100, // a replication plug-in turned the commit down
];

/// The unique key that a statement would have broken, if that is why it was refused.
pub(super) fn duplicate_key(error: &sqlx::Error) -> Option<&str> {
    let error = error.as_database_error().filter(|error| error.is_unique_violation())?;
    key_in(error.message())
}

/// Nothing but the message says which key: MySQL writes `'table.key'`, its fork `'key'`.
fn key_in(message: &str) -> Option<&str> {
    let (_, quoted) = message.rsplit_once("for key '")?;
    let key = quoted.strip_suffix('\'')?;
    Some(key.rsplit_once('.').map_or(key, |(_table, key)| key))
}

#[cfg(test)]
mod tests {
    use super::key_in;

    #[test]
    fn both_servers_tell_which_key_is_a_duplicate() {
        assert_eq!(key_in("Duplicate entry 'a' for key 'orders.PRIMARY'"), Some("PRIMARY"));
        assert_eq!(key_in("Duplicate entry 'a' for key 'PRIMARY'"), Some("PRIMARY"));
        assert_eq!(key_in("Duplicate entry 'for key 'b.c'' for key 'tickets.tickets_code'"), Some("tickets_code"));
        assert_eq!(key_in("Something else"), None);
    }
}
