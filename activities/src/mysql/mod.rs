//! The durable record: events, seats, orders, tickets; and the payment simulator's ledger.
//!
//! Every statement runs on MySQL 8.4 and on its fork `mariadbd` 10.11 alike, and is checked against the schema when it
//! is compiled: after a change to a query or to the migrations, `infra/dev sqlx` writes `.sqlx` anew.

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

/// For everything that a new version changes in the schema, and for the wait until another process has done it.
const MIGRATION_TIMEOUT: Duration = Duration::from_mins(10);

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
                    // And whatever it is set to, it must not cut a value down to its column.
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

    /// Brings the schema up to date; safe to run from many processes at once: one migrates, the others wait for it.
    pub async fn migrate(&self) -> Result<(), Error> {
        self.run_within(MIGRATION_TIMEOUT, async |connection| {
            // Our own lock, as sqlx asks for one with a wait of -1, which `mariadbd` takes for none.
            let locked = sqlx::query_scalar!(
                r#"SELECT GET_LOCK(SHA1(CONCAT('holdfast migrations of ', DATABASE())), ?) AS "locked: i64""#,
                MIGRATION_TIMEOUT.as_secs(),
            )
            .fetch_one(&mut *connection)
            .await?;
            if locked != Some(1) {
                return Err(Error::timed_out(MIGRATION_TIMEOUT));
            }
            let mut migrator = sqlx::migrate!();
            let migrated = migrator.set_locking(false).run(&mut *connection).await;
            sqlx::query!("DO RELEASE_LOCK(SHA1(CONCAT('holdfast migrations of ', DATABASE())))")
                .execute(connection)
                .await?;
            Ok(migrated?)
        })
        .await
    }

    /// Whether MySQL answers.
    pub async fn ping(&self) -> Result<(), Error> {
        self.run(async |connection| Ok(connection.ping().await?)).await
    }
}
