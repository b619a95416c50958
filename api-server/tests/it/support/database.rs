//! A database of a test's own, on the server that `DATABASE_URL` names.

use std::{env, thread, time::Duration};

use holdfast_activities::{config::MysqlConfig, mysql::Database};
use sqlx::{Connection, Executor, MySqlConnection};

/// A migrated database with a name that nobody else has. It is dropped with this value.
pub(crate) struct FreshDatabase {
    server: String,
    name: String,
}

impl FreshDatabase {
    /// With the schema of this version.
    pub(crate) async fn create() -> Self {
        let url = env::var("DATABASE_URL").expect("DATABASE_URL names a MySQL server");
        let (server, _database) = url.rsplit_once('/').expect("DATABASE_URL ends with a database");
        let name = format!("holdfast_test_{:016x}", rand::random::<u64>());
        run(&url, &format!("CREATE DATABASE {name}")).await;
        let fresh = Self { server: server.to_owned(), name };
        let database = Database::connect(&fresh.config()).await.expect("the settings can be read");
        database.migrate().await.expect("the schema is brought up to date");
        fresh
    }

    /// As the api-server reaches it.
    pub(crate) fn config(&self) -> MysqlConfig {
        MysqlConfig {
            url: self.url().into(),
            max_connections: 8,
            acquire_timeout: Duration::from_secs(5),
            statement_timeout: Duration::from_secs(10),
        }
    }

    /// Runs a statement on it.
    pub(crate) async fn execute(&self, statement: &str) {
        run(&self.url(), statement).await;
    }

    fn url(&self) -> String {
        format!("{}/{}", self.server, self.name)
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

/// A test that failed leaves transactions open, and nobody runs that would end them: DROP would wait for their locks.
async fn drop_database(url: &str, name: &str) {
    let mut connection = MySqlConnection::connect(url).await.expect("MySQL answers");
    let others: Vec<(u64,)> = sqlx::query_as(
        "SELECT CAST(id AS UNSIGNED) FROM information_schema.processlist WHERE db = ? AND id <> CONNECTION_ID()",
    )
    .bind(name)
    .fetch_all(&mut connection)
    .await
    .expect("MySQL tells who is connected");
    for (id,) in others {
        // It may have ended by itself.
        connection.execute(format!("KILL {id}").as_str()).await.ok();
    }
    connection.execute(format!("DROP DATABASE {name}").as_str()).await.expect("the database is dropped");
}

async fn run(url: &str, statement: &str) {
    let mut connection = MySqlConnection::connect(url).await.expect("MySQL answers");
    connection.execute(statement).await.expect("the statement is accepted");
    connection.close().await.expect("the connection ends");
}
