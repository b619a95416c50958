//! One operation, one connection, one time-out.

use std::time::Duration;

use sqlx::{MySql, MySqlConnection, MySqlPool, pool::PoolConnection};

use super::{Database, Error};

impl Database {
    /// Runs an operation, a statement or a transaction, on a connection of its own within the statement time-out.
    pub(super) async fn run<T>(
        &self,
        operation: impl AsyncFnOnce(&mut MySqlConnection) -> Result<T, Error>,
    ) -> Result<T, Error> {
        self.run_within(self.statement_timeout, operation).await
    }

    /// [`Self::run`] with another time-out. An operation that runs out of it, or loses its server, takes its connection
    /// with it: the server then rolls back what was open.
    pub(super) async fn run_within<T>(
        &self,
        limit: Duration,
        operation: impl AsyncFnOnce(&mut MySqlConnection) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let mut lease = Lease::take(&self.pool).await?;
        let result = match tokio::time::timeout(limit, operation(&mut lease.connection)).await {
            Ok(result) => result,
            Err(_elapsed) => Err(Error::timed_out(limit)),
        };
        if !matches!(result, Err(Error::Unavailable(_))) {
            lease.keep = true;
        }
        result
    }
}

/// A connection that goes back to the pool only when its operation came to an end. One whose future was dropped half-way
/// may be inside a transaction that nobody would end.
struct Lease {
    connection: PoolConnection<MySql>,
    keep: bool,
}

impl Lease {
    async fn take(pool: &MySqlPool) -> Result<Self, Error> {
        // Whatever keeps us from a connection, nothing was asked of the server yet.
        let connection = pool.acquire().await.map_err(Error::Unavailable)?;
        Ok(Self { connection, keep: false })
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        if !self.keep {
            self.connection.close_on_drop();
        }
    }
}
