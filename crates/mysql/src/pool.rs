//! Connections, time-outs and migrations.

use std::{
    any::type_name_of_val,
    borrow::Cow,
    time::{Duration, Instant},
};

use deadpool::managed::{self, Metrics, Object, PoolError, RecycleError, RecycleResult};
use secrecy::{ExposeSecret, SecretString};
use sqlx::{Connection, Executor, MySqlConnection, migrate::Migrator, mysql::MySqlConnectOptions};

use crate::error::Error;

/// A connection idle for longer than this is checked before use, since MySQL may have been restarted, or have lost its
/// role. Busy connections skip the round trip.
const CHECK_AFTER_IDLE: Duration = Duration::from_secs(1);
/// A connection older than this is replaced, so that the connections follow a change of the address.
const MAX_AGE: Duration = Duration::from_mins(30);

/// Limit for one migration run, including the wait while another process migrates.
const MIGRATION_TIMEOUT: Duration = Duration::from_mins(10);

/// `holdfast_mysql_wait_seconds`: the wait for a connection of the pool, whether it was got or not.
const WAIT_METRIC: &str = "holdfast_mysql_wait_seconds";
/// `holdfast_mysql_unavailable_total`: operations that failed because MySQL was away or too slow, or because no
/// connection was free in time.
const UNAVAILABLE_METRIC: &str = "holdfast_mysql_unavailable_total";

/// How a pool connects, and its limits.
#[derive(Debug, Clone)]
pub struct PoolConfig {
    /// The pool's name in the metrics.
    pub name: &'static str,
    /// `mysql://user:password@host:port/database`.
    pub url: SecretString,
    /// Connections of this process.
    pub max_connections: u32,
    /// Limit of the wait for a free connection.
    pub acquire_timeout: Duration,
    /// Limit of one statement or transaction.
    pub statement_timeout: Duration,
}

/// Accepts what [`PoolConfig::url`] can be. The reason for a refusal quotes no part of the URL, which has a password.
///
/// # Errors
/// The reason, such as "invalid port number".
pub fn check_url(text: &str) -> Result<(), String> {
    // sqlx ignores the scheme.
    if !["mysql://", "mariadb://"].iter().any(|scheme| text.starts_with(scheme)) {
        return Err("it doesn't begin with mysql://".to_owned());
    }
    let options: MySqlConnectOptions = text.parse().map_err(|error| match error {
        sqlx::Error::Configuration(cause) if cause.is::<url::ParseError>() => cause.to_string(),
        _ => "its query has an option that can't be used".to_owned(),
    })?;
    if options.get_database().is_none_or(str::is_empty) {
        return Err("it names no database".to_owned());
    }
    Ok(())
}

/// The connections of one database. Cheap to clone.
///
/// The pool is deadpool's: sqlx's own pings each connection that returns, which costs an order twelve round trips.
#[derive(Clone)]
pub struct Pool {
    name: &'static str,
    connections: managed::Pool<Connections>,
    acquire_timeout: Duration,
    statement_timeout: Duration,
}

/// Opens connections, and checks those that were idle.
struct Connections {
    options: MySqlConnectOptions,
    /// Run once on each new connection.
    setup: [String; 2],
}

impl managed::Manager for Connections {
    type Type = MySqlConnection;
    type Error = sqlx::Error;

    async fn create(&self) -> Result<MySqlConnection, sqlx::Error> {
        let mut connection = MySqlConnection::connect_with(&self.options).await?;
        for statement in &self.setup {
            connection.execute(statement.as_str()).await?;
        }
        require_writable(&mut connection).await?;
        Ok(connection)
    }

    async fn recycle(&self, connection: &mut MySqlConnection, metrics: &Metrics) -> RecycleResult<sqlx::Error> {
        if metrics.age() > MAX_AGE {
            return Err(RecycleError::message("older than the limit"));
        }
        if metrics.last_used() >= CHECK_AFTER_IDLE {
            require_writable(connection).await?;
        }
        Ok(())
    }
}

/// Fails on a server that takes no writes: a replica, or a former primary that its connections have outlived. What a
/// router sends the next connection to may be the primary.
async fn require_writable(connection: &mut MySqlConnection) -> Result<(), sqlx::Error> {
    // Also 1 if super_read_only is, which MariaDB doesn't have.
    let read_only: bool = sqlx::query_scalar("SELECT @@GLOBAL.read_only").fetch_one(connection).await?;
    if read_only { Err(sqlx::Error::Protocol("the server is read-only".to_owned())) } else { Ok(()) }
}

impl Pool {
    /// Prepares a pool. Fails only on a URL that can't be parsed: a server that is away fails the first statement.
    pub fn connect(config: &PoolConfig) -> Result<Self, Error> {
        // sqlx itself sets the session's time zone to UTC and its character set to utf8mb4.
        let options: MySqlConnectOptions = config.url.expose_secret().parse()?;
        let lock_wait = config.statement_timeout.as_secs().max(1);
        let setup = [
            // Every change is a compare-and-set on a primary key, so no statement needs gap locks, which would make
            // neighbouring orders wait for each other.
            "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED".to_owned(),
            // A server that waits for a lock doesn't notice that its client has gone, and keeps its own locks until the
            // wait ends. STRICT_ALL_TABLES keeps a server from truncating values silently.
            format!(
                "SET SESSION innodb_lock_wait_timeout = {lock_wait},
                SESSION sql_mode = CONCAT(@@sql_mode, ',STRICT_ALL_TABLES')"
            ),
        ];
        let size = usize::try_from(config.max_connections).unwrap_or(usize::MAX);
        let connections = managed::Pool::builder(Connections { options, setup })
            .max_size(size)
            .build()
            .map_err(|error| Error::Refused(sqlx::Error::Configuration(error.into())))?;
        // So that the first failure of a process is an increase.
        metrics::counter!(UNAVAILABLE_METRIC, "pool" => config.name).increment(0);
        Ok(Self {
            name: config.name,
            connections,
            acquire_timeout: config.acquire_timeout,
            statement_timeout: config.statement_timeout,
        })
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

    /// [`Self::run`] with another time-out. If the operation times out or loses its server, its connection is closed,
    /// and the server rolls back the open transaction.
    pub async fn run_within<T>(
        &self,
        limit: Duration,
        operation: impl AsyncFnOnce(&mut MySqlConnection) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let closure = type_name_of_val(&operation);
        let result = holdfast_spans::call(|| span_name(closure), self.lease_and_run(limit, operation)).await;
        if matches!(result, Err(Error::Unavailable(_))) {
            metrics::counter!(UNAVAILABLE_METRIC, "pool" => self.name).increment(1);
        }
        result
    }

    async fn lease_and_run<T>(
        &self,
        limit: Duration,
        operation: impl AsyncFnOnce(&mut MySqlConnection) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let asked = Instant::now();
        let lease = self.lease().await;
        metrics::histogram!(WAIT_METRIC, "pool" => self.name).record(asked.elapsed());
        let mut lease = lease?;
        let result = match tokio::time::timeout(limit, operation(lease.connection())).await {
            Ok(result) => result,
            Err(_elapsed) => Err(Error::timed_out(limit)),
        };
        if matches!(&result, Err(error) if error.is_read_only()) {
            // The others in the pool lead to the same server.
            self.connections.retain(|_, _| false);
        }
        if !matches!(result, Err(Error::Unavailable(_))) && lease.send_rollback(limit).await {
            lease.keep();
        }
        result
    }

    async fn lease(&self) -> Result<Lease, Error> {
        // Without a connection nothing was sent, so every failure here can be retried.
        let connection = match tokio::time::timeout(self.acquire_timeout, self.connections.get()).await {
            Ok(Ok(connection)) => connection,
            Ok(Err(PoolError::Backend(error))) => return Err(Error::Unavailable(error)),
            Ok(Err(PoolError::Closed)) => return Err(Error::Unavailable(sqlx::Error::PoolClosed)),
            Ok(Err(_)) | Err(_) => return Err(Error::Unavailable(sqlx::Error::PoolTimedOut)),
        };
        Ok(Lease { connection: Some(connection) })
    }

    /// Runs the missing migrations. Several processes may call this at once: one migrates, the others wait.
    ///
    /// Migrations that this version doesn't know are ignored: after a roll-back, the schema is newer than the code.
    pub async fn migrate(&self, migrator: Migrator) -> Result<(), Error> {
        self.run_within(MIGRATION_TIMEOUT, async move |connection| {
            let mut migrator = migrator;
            // A lock of our own: sqlx waits with a time-out of -1, which MariaDB treats as no wait at all.
            migrator.set_locking(false);
            migrator.set_ignore_missing(true);
            let migrated = under_lock(connection, "migrations", MIGRATION_TIMEOUT, async |connection| {
                Ok(migrator.run(connection).await?)
            });
            migrated.await?.ok_or_else(|| Error::timed_out(MIGRATION_TIMEOUT))
        })
        .await
    }

    /// Whether MySQL responds.
    pub async fn ping(&self) -> Result<(), Error> {
        self.run(async |connection| Ok(connection.ping().await?)).await
    }
}

/// The name of an operation's span: `mysql confirm_order`, after the function that has the closure.
fn span_name(closure: &str) -> Cow<'static, str> {
    let function = closure.rsplit("::").find(|part| !part.starts_with('{')).unwrap_or_default();
    format!("mysql {function}").into()
}

/// Runs `work` under the lock of this name, of which the connection's database has one. Waits for it for up to `wait`,
/// in whole seconds. Returns `None` if another connection still has it. The lock ends with the connection at the latest.
pub async fn under_lock<T>(
    connection: &mut MySqlConnection,
    name: &str,
    wait: Duration,
    work: impl AsyncFnOnce(&mut MySqlConnection) -> Result<T, Error>,
) -> Result<Option<T>, Error> {
    // The hash keeps the name within 64 characters. MySQL 9.6 has neither MD5 nor SHA1.
    let locked: Option<i64> =
        sqlx::query_scalar("SELECT GET_LOCK(SHA2(CONCAT('holdfast ', ?, ' of ', DATABASE()), 256), ?)")
            .bind(name)
            .bind(wait.as_secs())
            .fetch_one(&mut *connection)
            .await?;
    if locked != Some(1) {
        return Ok(None);
    }
    let done = work(connection).await;
    sqlx::query("DO RELEASE_LOCK(SHA2(CONCAT('holdfast ', ?, ' of ', DATABASE()), 256))")
        .bind(name)
        .execute(connection)
        .await?;
    done.map(Some)
}

/// A connection that returns to the pool only by [`Self::keep`]. If the operation's future was dropped, the connection
/// may have an open transaction that nothing would end, so the connection is closed.
struct Lease {
    /// `None` once it was returned.
    connection: Option<Object<Connections>>,
}

impl Lease {
    #[expect(clippy::expect_used, reason = "`keep` consumes the lease")]
    fn connection(&mut self) -> &mut MySqlConnection {
        self.connection.as_mut().expect("not returned yet")
    }

    /// Sends the rollback of a transaction that was dropped, so that its locks end now and not with the next use of the
    /// connection. Returns whether the connection can be used again.
    async fn send_rollback(&mut self, limit: Duration) -> bool {
        let connection = self.connection();
        !connection.should_flush() || matches!(tokio::time::timeout(limit, connection.ping()).await, Ok(Ok(())))
    }

    fn keep(mut self) {
        drop(self.connection.take());
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take() {
            drop(Object::take(connection));
        }
    }
}

#[cfg(test)]
mod tests {
    use metrics_exporter_prometheus::PrometheusBuilder;

    use super::*;

    #[tokio::test]
    async fn an_operation_that_gets_no_connection_is_counted_with_its_wait() {
        let recorder = PrometheusBuilder::new().build_recorder();
        let _guard = metrics::set_default_local_recorder(&recorder);
        let pool = Pool::connect(&PoolConfig {
            name: "a pool",
            // No server listens on this port.
            url: "mysql://user@127.0.0.1:9/holdfast".into(),
            max_connections: 1,
            acquire_timeout: Duration::from_secs(1),
            statement_timeout: Duration::from_secs(1),
        })
        .unwrap();
        let counted = || recorder.handle().render();
        assert!(counted().contains(r#"holdfast_mysql_unavailable_total{pool="a pool"} 0"#), "{}", counted());
        pool.ping().await.unwrap_err();
        assert!(counted().contains(r#"holdfast_mysql_unavailable_total{pool="a pool"} 1"#), "{}", counted());
        assert!(counted().contains(r#"holdfast_mysql_wait_seconds_count{pool="a pool"} 1"#), "{}", counted());
    }

    #[test]
    fn the_span_of_an_operation_has_the_name_of_its_function() {
        let read_orders = || ();
        let name = span_name(type_name_of_val(&read_orders));
        assert_eq!(name, "mysql the_span_of_an_operation_has_the_name_of_its_function");
        assert_eq!(span_name("a::sales::<impl b::Database>::count::{{closure}}::{{closure}}"), "mysql count");
    }

    #[test]
    fn a_url_is_refused_with_a_reason_that_quotes_nothing() {
        assert_eq!(check_url("mysql://user:hunter2@a:3306/holdfast?ssl-mode=DISABLED"), Ok(()));
        for (text, reason) in [
            ("user:hunter2@a/holdfast", "it doesn't begin with mysql://"),
            ("redis://user:hunter2@a/holdfast", "it doesn't begin with mysql://"),
            ("mysql://user:hunter2@a:port/holdfast", "invalid port number"),
            ("mysql://user:hun/ter2@a/holdfast", "invalid port number"),
            ("mysql://user:hunter2@a/holdfast?ssl-mode=hunter2", "its query has an option that can't be used"),
            ("mysql://user:hunter2@a", "it names no database"),
            ("mysql://user:hunter2@a/", "it names no database"),
        ] {
            assert_eq!(check_url(text), Err(reason.to_owned()), "{text}");
        }
    }
}
