//! Connections, time-outs and migrations.

use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use sqlx::{
    Connection, Executor, MySql, MySqlConnection, MySqlPool,
    migrate::Migrator,
    mysql::{MySqlConnectOptions, MySqlPoolOptions},
    pool::PoolConnection,
};

use crate::error::Error;

/// A connection idle for longer than this is pinged before use, since MySQL may have been restarted. Busy connections
/// skip the round trip.
const PING_AFTER_IDLE: Duration = Duration::from_secs(1);

/// Limit for one migration run, including the wait while another process migrates.
const MIGRATION_TIMEOUT: Duration = Duration::from_mins(10);

/// How a pool connects, and its limits.
#[derive(Debug, Clone)]
pub struct PoolConfig {
    /// `mysql://user:password@host:port/database`.
    pub url: SecretString,
    /// Connections of this process.
    pub max_connections: u32,
    /// Limit of the wait for a free connection.
    pub acquire_timeout: Duration,
    /// Limit of one statement or transaction.
    pub statement_timeout: Duration,
}

/// The connections of one database. Cheap to clone.
#[derive(Clone)]
pub struct Pool {
    pool: MySqlPool,
    statement_timeout: Duration,
}

impl Pool {
    /// Prepares a pool. Fails only on a URL that can't be parsed: a server that is away fails the first statement.
    #[allow(clippy::unused_async, reason = "the pool starts its upkeep on the runtime that polls this")]
    pub async fn connect(config: &PoolConfig) -> Result<Self, Error> {
        // sqlx itself sets the session's time zone to UTC and its character set to utf8mb4.
        let options: MySqlConnectOptions = config.url.expose_secret().parse()?;
        let lock_wait = config.statement_timeout.as_secs().max(1);
        let pool = MySqlPoolOptions::new()
            .max_connections(config.max_connections)
            .acquire_timeout(config.acquire_timeout)
            .test_before_acquire(false)
            .before_acquire(|connection, meta| {
                Box::pin(async move { Ok(meta.idle_for < PING_AFTER_IDLE || connection.ping().await.is_ok()) })
            })
            .after_connect(move |connection, _| {
                Box::pin(async move {
                    // Every change is a compare-and-set on a primary key, so no statement needs gap locks, which would
                    // make neighbouring orders wait for each other.
                    connection.execute("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED").await?;
                    // A server that waits for a lock doesn't notice that its client has gone, and keeps its own locks
                    // until the wait ends. STRICT_ALL_TABLES keeps a server from truncating values silently.
                    let statement = format!(
                        "SET SESSION innodb_lock_wait_timeout = {lock_wait},
                        SESSION sql_mode = CONCAT(@@sql_mode, ',STRICT_ALL_TABLES')"
                    );
                    connection.execute(statement.as_str()).await?;
                    Ok(())
                })
            })
            .connect_lazy_with(options);
        Ok(Self { pool, statement_timeout: config.statement_timeout })
    }

    /// The limit of one statement or transaction.
    #[must_use]
    pub const fn statement_timeout(&self) -> Duration {
        self.statement_timeout
    }

    /// Runs an operation, a statement or a transaction, on a connection of its own within the statement time-out.
    pub async fn run<T>(
        &self,
        operation: impl AsyncFnOnce(&mut MySqlConnection) -> Result<T, Error>,
    ) -> Result<T, Error> {
        self.run_within(self.statement_timeout, operation).await
    }

    /// [`Self::run`] with another time-out. If the operation times out or loses its server, its connection is closed, and
    /// the server rolls back what was open.
    pub async fn run_within<T>(
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

    /// Runs the migrations that are missing. Safe from many processes at once: one migrates, the others wait.
    ///
    /// Migrations that this version doesn't know are ignored: after a roll-back, the schema is newer than the code.
    pub async fn migrate(&self, migrator: Migrator) -> Result<(), Error> {
        self.run_within(MIGRATION_TIMEOUT, async move |connection| {
            // A lock of our own: sqlx waits with a time-out of -1, which MariaDB treats as no wait at all. MD5 keeps the
            // name within 64 characters.
            let locked: Option<i64> =
                sqlx::query_scalar("SELECT GET_LOCK(MD5(CONCAT('holdfast migrations of ', DATABASE())), ?)")
                    .bind(MIGRATION_TIMEOUT.as_secs())
                    .fetch_one(&mut *connection)
                    .await?;
            if locked != Some(1) {
                return Err(Error::timed_out(MIGRATION_TIMEOUT));
            }
            let mut migrator = migrator;
            migrator.set_locking(false);
            migrator.set_ignore_missing(true);
            let migrated = migrator.run(&mut *connection).await;
            sqlx::query("DO RELEASE_LOCK(MD5(CONCAT('holdfast migrations of ', DATABASE())))")
                .execute(connection)
                .await?;
            Ok(migrated?)
        })
        .await
    }

    /// Whether MySQL responds.
    pub async fn ping(&self) -> Result<(), Error> {
        self.run(async |connection| Ok(connection.ping().await?)).await
    }
}

/// A connection that returns to the pool only if its operation ended. If the future was dropped half-way, the connection
/// may be inside a transaction that nobody would end, so it is closed.
struct Lease {
    connection: PoolConnection<MySql>,
    keep: bool,
}

impl Lease {
    async fn take(pool: &MySqlPool) -> Result<Self, Error> {
        // Without a connection nothing was sent, so every failure here is worth a repeat.
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
