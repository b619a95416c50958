//! A database that only one test uses, on the server of `DATABASE_URL`.

use std::thread;

use sqlx::{Connection, Executor, MySqlConnection};

use crate::{until_a_row_is_waited_for, variable};

/// A database with a random name. Dropping this value drops the database.
pub struct FreshDatabase {
    server: String,
    name: String,
}

impl FreshDatabase {
    /// Creates a database and runs `migrate` with its URL.
    pub async fn create(migrate: impl AsyncFnOnce(&str)) -> Self {
        let fresh = Self::create_empty().await;
        migrate(&fresh.url()).await;
        fresh
    }

    /// Creates a database without a schema.
    pub async fn create_empty() -> Self {
        let url = variable("DATABASE_URL");
        let (server, _database) = url.rsplit_once('/').expect("DATABASE_URL ends with a database");
        let name = format!("holdfast_test_{:016x}", rand::random::<u64>());
        run(&url, &format!("CREATE DATABASE {name}")).await;
        Self { server: server.to_owned(), name }
    }

    /// The database's URL: `mysql://user:password@host:port/database`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("{}/{}", self.server, self.name)
    }

    /// The same URL without the database.
    #[must_use]
    pub fn server_url(&self) -> &str {
        &self.server
    }

    /// Runs a statement on a new connection.
    pub async fn execute(&self, statement: &str) {
        run(&self.url(), statement).await;
    }

    /// Every value in every table, as text.
    pub async fn dump(&self) -> Vec<u8> {
        let mut connection = self.connection().await;
        let tables = "SELECT CAST(table_name AS CHAR) FROM information_schema.tables WHERE table_schema = DATABASE()";
        let tables: Vec<String> = sqlx::query_scalar(tables).fetch_all(&mut connection).await.expect("the tables");
        let mut dump = Vec::new();
        for table in tables {
            let columns = "SELECT CAST(column_name AS CHAR) FROM information_schema.columns
                WHERE table_schema = DATABASE() AND table_name = ?";
            let columns: Vec<String> =
                sqlx::query_scalar(columns).bind(&table).fetch_all(&mut connection).await.expect("the columns");
            let values = format!("SELECT CAST(CONCAT_WS('\n', `{}`) AS BINARY) FROM `{table}`", columns.join("`, `"));
            let rows: Vec<Vec<u8>> = sqlx::query_scalar(&values).fetch_all(&mut connection).await.expect("the rows");
            dump.extend([table.into_bytes()].into_iter().chain(rows).flat_map(|row| [row, b"\n".to_vec()].concat()));
        }
        dump
    }

    /// Lets every insert into `table` and every change of its rows wait until the returned value is dropped. Reads go
    /// on.
    pub async fn block_writes(&self, table: &str) -> BlockedWrites {
        let mut connection = self.connection().await;
        for statement in ["SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ", "BEGIN"] {
            connection.execute(statement).await.expect("a transaction");
        }
        // Locks the gaps between the rows too.
        connection.execute(format!("SELECT * FROM {table} FOR UPDATE").as_str()).await.expect("locks");
        BlockedWrites { connection, table: table.to_owned() }
    }

    /// A connection for statements that the code under test doesn't offer.
    pub async fn connection(&self) -> MySqlConnection {
        MySqlConnection::connect(&self.url()).await.expect("MySQL responds")
    }
}

/// See [`FreshDatabase::block_writes`]. The server ends the locks when it loses the connection.
#[derive(Debug)]
pub struct BlockedWrites {
    connection: MySqlConnection,
    table: String,
}

impl BlockedWrites {
    /// Waits until a statement waits.
    pub async fn met(&mut self) {
        until_a_row_is_waited_for(&mut self.connection, &self.table).await;
    }
}

impl Drop for FreshDatabase {
    fn drop(&mut self) {
        let (url, name) = (self.url(), self.name.clone());
        // A separate thread, because a runtime can't block within another one, and the test may be unwinding.
        let dropping = thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(drop_database(&url, &name));
        });
        dropping.join().expect("the test's database is dropped");
    }
}

/// Drops a database after killing its other connections. The test's runtime is blocked and can't close them, and an
/// open transaction would lock its tables, so that DROP would wait forever.
async fn drop_database(url: &str, name: &str) {
    let mut connection = MySqlConnection::connect(url).await.expect("MySQL responds");
    let others = "SELECT CONCAT('KILL ', id) FROM information_schema.processlist
        WHERE db = DATABASE() AND id <> CONNECTION_ID()";
    let kills: Vec<String> =
        sqlx::query_scalar(others).fetch_all(&mut connection).await.expect("the other connections");
    for kill in kills {
        // Fails if the connection has ended meanwhile.
        connection.execute(kill.as_str()).await.ok();
    }
    connection.execute(format!("DROP DATABASE {name}").as_str()).await.expect("the database is dropped");
    connection.close().await.expect("the connection ends");
}

async fn run(url: &str, statement: &str) {
    let mut connection = MySqlConnection::connect(url).await.expect("MySQL responds");
    connection.execute(statement).await.expect("the statement is accepted");
    connection.close().await.expect("the connection ends");
}
