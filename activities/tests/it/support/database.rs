//! A database of a test's own, on the server that `DATABASE_URL` names.

use std::{env, ops::Deref, thread, time::Duration};

use holdfast_activities::{config::MysqlConfig, mysql::Database};
use sqlx::{Connection, Executor, MySqlConnection};

/// A migrated database with a name that nobody else has. It is dropped with this value.
pub(crate) struct FreshDatabase {
    database: Database,
    server: String,
    name: String,
}

impl FreshDatabase {
    /// With the schema of this version.
    pub(crate) async fn create() -> Self {
        let fresh = Self::create_empty().await;
        fresh.migrate().await.expect("the schema is brought up to date");
        fresh
    }

    /// Without a schema.
    pub(crate) async fn create_empty() -> Self {
        let url = env::var("DATABASE_URL").expect("DATABASE_URL names a MySQL server");
        let (server, _database) = url.rsplit_once('/').expect("DATABASE_URL ends with a database");
        let name = format!("holdfast_test_{:016x}", rand::random::<u64>());
        run(&url, &format!("CREATE DATABASE {name}")).await;
        let (server, url) = (server.to_owned(), format!("{server}/{name}"));
        let database = Database::connect(&config(&url)).await.expect("the settings can be read");
        Self { database, server, name }
    }

    /// As other processes would reach it; adjust the settings at will.
    pub(crate) fn config(&self) -> MysqlConfig {
        config(&self.url())
    }

    /// A connection for statements that the store doesn't offer.
    pub(crate) async fn connection(&self) -> MySqlConnection {
        MySqlConnection::connect(&self.url()).await.expect("MySQL answers")
    }

    fn url(&self) -> String {
        format!("{}/{}", self.server, self.name)
    }
}

impl Deref for FreshDatabase {
    type Target = Database;

    fn deref(&self) -> &Database {
        &self.database
    }
}

impl Drop for FreshDatabase {
    fn drop(&mut self) {
        let (url, name) = (self.url(), self.name.clone());
        // A thread of its own: a runtime can't be blocked on from within another, and the test's may be unwinding.
        let dropping = thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(drop_database(&url, &name));
        });
        dropping.join().expect("the test's database is dropped");
    }
}

/// Settings for a database at `url`.
pub(crate) fn config(url: &str) -> MysqlConfig {
    MysqlConfig {
        url: url.into(),
        max_connections: 16,
        acquire_timeout: Duration::from_secs(10),
        statement_timeout: Duration::from_secs(10),
    }
}

/// Connections that the test's runtime has not come to close are closed first: one within a transaction would keep its
/// tables for ever, as that runtime waits for us.
async fn drop_database(url: &str, name: &str) {
    let mut connection = MySqlConnection::connect(url).await.expect("MySQL answers");
    let others = "SELECT CONCAT('KILL ', id) FROM information_schema.processlist
        WHERE db = DATABASE() AND id <> CONNECTION_ID()";
    let kills: Vec<String> = sqlx::query_scalar(others).fetch_all(&mut connection).await.expect("read");
    for kill in kills {
        // It may have ended by itself meanwhile.
        let _ = connection.execute(kill.as_str()).await;
    }
    connection.execute(format!("DROP DATABASE {name}").as_str()).await.expect("dropped");
    connection.close().await.expect("the connection ends");
}

async fn run(url: &str, statement: &str) {
    let mut connection = MySqlConnection::connect(url).await.expect("MySQL answers");
    connection.execute(statement).await.expect("the statement is accepted");
    connection.close().await.expect("the connection ends");
}
