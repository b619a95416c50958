//! The durable record: events, seats, orders and tickets.
//!
//! Every statement runs on both MySQL 8.4 and MariaDB 10.11, and is checked against the schema at compile time. After a
//! change to a query or a migration, run `infra/dev sqlx` to update `.sqlx`.
//!
//! Each statement by which a step of the saga changes a row begins with a tag, a comment that names the statement:
//! `/* step:commit_order */`. The queries that decide which seats are given back (`tickets_of_others`) and whether they
//! are given back again (`read_epoch`) have one too. Tags are unique, which a test in `xtask` checks. Tests select the
//! statements that they lose by tag, and the slow query log shows tags.

pub mod event_creation;
pub mod events;
pub mod orders;
mod outbox;
pub mod ownership;
mod read;
pub mod sales;
mod transitions;

use std::time::Duration;

use holdfast_mysql::{Pool, PoolConfig};
use secrecy::SecretString;
use sqlx::MySqlConnection;

pub use holdfast_mysql::Error;
pub(crate) use holdfast_mysql::duplicate_key;

holdfast_settings::settings! {
    /// MySQL: the durable record.
    pub struct MysqlConfig {
        /// `mysql://user:password@host:port/database` of the primary.
        pub url: SecretString = checked_secret(
            "DATABASE_URL",
            holdfast_mysql::check_url,
            "mysql://user:password@127.0.0.1:3306/holdfast",
        ),
        /// Connections of this process for orders.
        pub max_connections: u32 = parsed("DATABASE_MAX_CONNECTIONS", 32_u32),
        /// Limit of the wait for a free connection.
        pub acquire_timeout: Duration = millis("DATABASE_ACQUIRE_TIMEOUT_MS", 1000),
        /// Limit of one statement or transaction.
        pub statement_timeout: Duration = millis("DATABASE_STATEMENT_TIMEOUT_MS", 5000),
    }
}

/// The durable record in MySQL. Cheap to clone; clones share the pool.
#[derive(Clone)]
pub struct Database {
    pool: Pool,
    acquire_timeout: Duration,
}

impl Database {
    /// Prepares the pool without connecting.
    ///
    /// # Errors
    /// Only if the URL can't be parsed. If the server is away, the first statement fails instead.
    pub fn connect(config: &MysqlConfig) -> Result<Self, Error> {
        Self::connect_with(config, "orders", config.max_connections)
    }

    /// As [`Self::connect`], with a pool of `max_connections` that the metrics call `pool`.
    ///
    /// # Errors
    /// Only if the URL can't be parsed.
    pub fn connect_with(config: &MysqlConfig, pool: &'static str, max_connections: u32) -> Result<Self, Error> {
        let acquire_timeout = config.acquire_timeout;
        let config = PoolConfig {
            name: pool,
            url: config.url.clone(),
            max_connections,
            acquire_timeout,
            statement_timeout: config.statement_timeout,
        };
        Ok(Self { pool: Pool::connect(&config)?, acquire_timeout })
    }

    /// The longest that one transaction takes, from the wait for a connection to its end or failure.
    #[must_use]
    pub fn transaction_limit(&self) -> Duration {
        self.acquire_timeout + self.pool.statement_timeout()
    }

    /// Migrates the schema to the latest version. Several processes may do so at the same time.
    pub async fn migrate(&self) -> Result<(), Error> {
        self.pool.migrate(sqlx::migrate!()).await
    }

    /// Succeeds if MySQL responds.
    pub async fn ping(&self) -> Result<(), Error> {
        self.pool.ping().await
    }

    async fn run<T>(&self, operation: impl AsyncFnOnce(&mut MySqlConnection) -> Result<T, Error>) -> Result<T, Error> {
        self.pool.run(operation).await
    }

    async fn run_within<T>(
        &self,
        limit: Duration,
        operation: impl AsyncFnOnce(&mut MySqlConnection) -> Result<T, Error>,
    ) -> Result<T, Error> {
        self.pool.run_within(limit, operation).await
    }
}
