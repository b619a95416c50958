//! The durable record: events, seats, orders, tickets; and the payment simulator's ledger.
//!
//! Every statement runs on MySQL 8.4 and on MariaDB 10.11 alike, and is checked against the schema when it is compiled:
//! after a change to a query or to the migrations, `infra/dev sqlx` writes `.sqlx` anew.

mod error;
pub mod events;
mod lease;
pub mod orders;
pub mod ownership;
pub mod payments;
mod read;
mod transitions;

use std::time::Duration;

use secrecy::ExposeSecret;
use sqlx::{
    Connection, Executor, MySqlPool,
    mysql::{MySqlConnectOptions, MySqlPoolOptions},
};

pub use self::error::Error;
use crate::config::MysqlConfig;

/// A connection that has rested for longer is asked whether it still lives before it is used: MySQL may have been
/// restarted since. The busy ones are spared the round trip.
const RESTED: Duration = Duration::from_secs(1);

/// The pool of connections. Cheap to clone.
#[derive(Clone)]
pub struct Database {
    pool: MySqlPool,
    statement_timeout: Duration,
}

impl Database {
    /// Connects with the settings' pool limits and time-outs. Fails only on settings that can't be read: a
    /// server that is away is met at the first query.
    #[allow(clippy::unused_async, reason = "the pool starts its upkeep on the runtime that polls this")]
    pub async fn connect(config: &MysqlConfig) -> Result<Self, Error> {
        // sqlx itself sets the session's time zone to UTC and its text to utf8mb4.
        let options: MySqlConnectOptions = config.url.expose_secret().parse()?;
        let lock_wait = config.statement_timeout.as_secs().max(1);
        let pool = MySqlPoolOptions::new()
            .max_connections(config.max_connections)
            .acquire_timeout(config.acquire_timeout)
            .test_before_acquire(false)
            .before_acquire(|connection, meta| {
                Box::pin(async move { Ok(meta.idle_for < RESTED || connection.ping().await.is_ok()) })
            })
            .after_connect(move |connection, _| {
                Box::pin(async move {
                    // Every change is a compare-and-set on a primary key, so no statement needs the gap locks of a higher
                    // level, by which orders that lie beside each other would wait for one another.
                    connection.execute("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED").await?;
                    // A server doesn't see that we hung up while it waits for a lock, and keeps the locks it has till then.
                    let statement = format!("SET SESSION innodb_lock_wait_timeout = {lock_wait}");
                    connection.execute(statement.as_str()).await?;
                    Ok(())
                })
            })
            .connect_lazy_with(options);
        Ok(Self { pool, statement_timeout: config.statement_timeout })
    }

    /// Brings the schema up to date; safe to run from many processes at once: one migrates, the others wait for it.
    pub async fn migrate(&self) -> Result<(), Error> {
        sqlx::migrate!().run(&self.pool).await?;
        Ok(())
    }

    /// Whether MySQL answers.
    pub async fn ping(&self) -> Result<(), Error> {
        self.run(async |connection| Ok(connection.ping().await?)).await
    }
}
