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

    fn url(&self) -> String {
        format!("{}/{}", self.server, self.name)
    }
}

impl Drop for FreshDatabase {
    fn drop(&mut self) {
        let (url, statement) = (self.url(), format!("DROP DATABASE {}", self.name));
        // A thread of its own: a runtime can't be blocked on from within another, and the test's may be unwinding.
        let dropping = thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(run(&url, &statement));
        });
        dropping.join().expect("the test's database is dropped");
    }
}

async fn run(url: &str, statement: &str) {
    let mut connection = MySqlConnection::connect(url).await.expect("MySQL answers");
    connection.execute(statement).await.expect("the statement is accepted");
    connection.close().await.expect("the connection ends");
}
