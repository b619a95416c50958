//! A server that is slow, killed, or restarted.

use std::{
    fs,
    io::ErrorKind,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use holdfast_domain::{Fault, PaymentStatus, step_messages::CommitOutcome};
use holdfast_mysql::{Pool, PoolConfig};
use holdfast_stores::mysql::{Database, Error};
use holdfast_test_support::{eventually, until_a_row_is_waited_for};
use sqlx::{Connection, Executor, MySqlConnection};

use crate::support::{
    database::{FreshDatabase, config},
    orders::{TICKET_SECRET, an_order, create_event},
};

#[tokio::test]
async fn a_statement_that_exceeds_its_time_out_is_unavailable_and_leaves_its_connection_behind() {
    let fresh = FreshDatabase::create().await;
    let order = an_order(create_event(&fresh, 1).await, &[1]);
    fresh.record_order(&order).await.expect("recorded");
    let mut settings = fresh.config();
    (settings.max_connections, settings.statement_timeout) = (1, Duration::from_millis(300));
    let database = Database::connect(&settings).expect("the settings can be read");
    let mut other = fresh.connection().await;
    other.execute("LOCK TABLES events WRITE").await.expect("locked");

    let begun = Instant::now();
    let error = database.raise_epoch(order.event_id, 0).await.expect_err("the table is locked");
    let timed_out = matches!(&error, Error::Unavailable(sqlx::Error::Io(error)) if error.kind() == ErrorKind::TimedOut);
    assert!(timed_out && error.retryable(), "{error:?}");
    assert!(begun.elapsed() < Duration::from_secs(2), "{:?}", begun.elapsed());
    // The pool's limit is one connection, and the earlier one still waits for the table.
    assert!(database.find_order(order.order_id).await.expect("another connection answers").is_some());
    other.execute("UNLOCK TABLES").await.expect("let go");
    assert!(database.raise_epoch(order.event_id, 0).await.expect("raised").is_some());
}

#[tokio::test]
async fn the_wait_for_a_busy_pool_ends_at_the_acquire_time_out() {
    let fresh = FreshDatabase::create().await;
    let event = create_event(&fresh, 1).await;
    let mut settings = fresh.config();
    (settings.max_connections, settings.acquire_timeout) = (1, Duration::from_millis(200));
    let database = Database::connect(&settings).expect("the settings can be read");
    let inside =
        database.with_ownership(event, async |_| database.ping().await).await.expect("read").expect("an event");
    assert!(matches!(inside, Err(Error::Unavailable(_))), "{inside:?}");
}

#[tokio::test]
async fn a_url_that_cannot_be_parsed_is_refused_at_once() {
    let refused = Database::connect(&config("not a url"));
    assert!(matches!(refused.map(|_| ()), Err(Error::Refused(_))));
}

#[tokio::test]
async fn a_missing_schema_is_not_retryable() {
    let fresh = FreshDatabase::create_empty().await;
    let error = fresh.events_by_id(None, 1).await.expect_err("there are no tables");
    assert!(matches!(error, Error::Refused(_)) && !error.retryable(), "{error:?}");
}

/// The error of a statement that the server fails with this number.
async fn error_with(pool: &Pool, number: u16) -> Error {
    let signal = format!("SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = {number}, MESSAGE_TEXT = 'as the test asks'");
    let failed = pool.run(async |connection| Ok(connection.execute(signal.as_str()).await.map(drop)?)).await;
    failed.expect_err("the statement is an error")
}

#[tokio::test]
async fn an_error_that_passes_is_retryable_and_a_final_one_is_not() {
    let fresh = FreshDatabase::create_empty().await;
    let settings = fresh.config();
    let pool = Pool::connect(&PoolConfig {
        name: "test",
        url: settings.url,
        max_connections: 2,
        acquire_timeout: settings.acquire_timeout,
        statement_timeout: settings.statement_timeout,
    });
    let pool = pool.expect("the settings can be read");
    // Full disks, too many connections, a server that stops or is read-only, broken connections, locks, killed and slow
    // statements.
    let passing = [
        1020, 1021, 1040, 1053, 1077, 1114, 1158, 1159, 1160, 1161, 1203, 1205, 1213, 1290, 1317, 1836, 1927, 1969,
        3024, 3032, 3100, 3101, 3169, 3797, 3798,
    ];
    for number in passing {
        let error = error_with(&pool, number).await;
        assert!(matches!(error, Error::Unavailable(_)) && error.retryable(), "{number}: {error:?}");
    }
    // Access, syntax, columns, tables, duplicates, foreign keys, values and checks.
    for number in [1044, 1045, 1054, 1062, 1064, 1146, 1264, 1366, 1406, 1451, 1452, 3819, 4025] {
        let error = error_with(&pool, number).await;
        assert!(matches!(error, Error::Refused(_)) && !error.retryable(), "{number}: {error:?}");
    }
}

#[tokio::test]
async fn a_transaction_that_a_deadlock_ends_may_be_repeated() {
    let database = FreshDatabase::create().await;
    let event = create_event(&database, 2).await;
    let order = an_order(event, &[1, 2]);
    database.record_order(&order).await.expect("recorded");
    let mut rival = database.connection().await;
    // A transaction that has changed more rows survives a deadlock.
    let rows: Vec<String> = (0..200).map(|number| format!("({number})")).collect();
    rival.execute("CREATE TABLE weight (number INT PRIMARY KEY)").await.expect("created");
    rival.execute("BEGIN").await.expect("begun");
    rival.execute(format!("INSERT INTO weight VALUES {}", rows.join(", ")).as_str()).await.expect("heavy");
    // The commit locks the order's row and then the seats; the rival does it the other way round.
    rival.execute("SELECT * FROM seats FOR UPDATE").await.expect("locked");
    let commit = async || database.commit_order(order.order_id, PaymentStatus::Authorized, None, TICKET_SECRET).await;
    let in_the_way = async {
        until_a_row_is_waited_for(&mut database.connection().await, "seats").await;
        rival.execute("SELECT * FROM orders FOR UPDATE").await.expect("the commit makes way");
        rival.execute("ROLLBACK").await.expect("ended");
    };
    let (deadlocked, ()) = tokio::join!(commit(), in_the_way);
    let error = deadlocked.expect_err("the commit loses the deadlock");
    assert!(matches!(error, Error::Unavailable(_)) && error.retryable(), "{error:?}");
    assert_eq!(commit().await.expect("nobody is in the way"), CommitOutcome::Sold);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pool_recovers_by_itself_when_the_server_was_killed_and_is_back() {
    let mut server = Server::start();
    let mut settings = config(&server.url());
    settings.acquire_timeout = Duration::from_millis(500);
    let database = Database::connect(&settings).expect("the settings can be read");
    until_it_answers(&database).await;
    database.migrate().await.expect("the schema is made");
    let event = create_event(&database, 1).await;
    let order = an_order(event, &[1]);
    database.record_order(&order).await.expect("recorded");
    // Opens as many connections as the pool may have, all idle when the server is killed.
    let pings = futures::future::try_join_all((0..settings.max_connections).map(|_| database.ping())).await;
    pings.expect("it answers");

    server.kill();
    let killed = Instant::now();
    let error = database.ping().await.expect_err("it is dead");
    assert!(matches!(error, Error::Unavailable(_)) && error.retryable(), "{error:?}");

    server.run();
    // Checked with another pool: each attempt would remove one dead connection from ours.
    let another = Database::connect(&settings).expect("the settings can be read");
    until_it_answers(&another).await;
    while killed.elapsed() < Duration::from_millis(1100) {
        another.ping().await.expect("it is back");
    }
    // The other connections have been idle since the server was killed, and no caller gets one.
    let reads = futures::future::join_all((0..64).map(|_| database.find_order(order.order_id))).await;
    for read in reads {
        assert_eq!(read.expect("it is back").expect("the record is durable").placed, order);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pool_leaves_a_server_that_became_read_only() {
    let server = Server::start();
    let mut settings = config(&server.url_of("sale"));
    settings.max_connections = 8;
    let database = Database::connect(&settings).expect("the settings can be read");
    until_it_answers(&database).await;
    database.migrate().await.expect("the schema is made");
    let event = create_event(&database, 1).await;
    let mut root = MySqlConnection::connect(&server.url()).await.expect("root may connect");
    let mut connections = async || {
        let count = "SELECT COUNT(*) FROM information_schema.processlist WHERE user = 'sale'";
        sqlx::query_scalar::<_, i64>(count).fetch_one(&mut root).await.expect("counted")
    };
    futures::future::try_join_all((0..8).map(|_| database.ping())).await.expect("it answers");
    assert!(connections().await > 1, "several are idle");

    // A former primary, as Group Replication makes it.
    let mut administrator = MySqlConnection::connect(&server.url()).await.expect("root may connect");
    administrator.execute("SET GLOBAL read_only = 1").await.expect("set");
    let write = async || database.raise_epoch(event, 0).await;
    let error = write().await.expect_err("it takes no writes");
    assert!(matches!(error, Error::Unavailable(_)) && error.retryable(), "{error:?}");
    eventually("the pool has closed every connection", async || (connections().await == 0).then_some(())).await;
    // Not even a read gets a connection to it: what it has may be outdated.
    let error = database.ping().await.expect_err("a new connection is refused");
    assert!(matches!(error, Error::Unavailable(_)) && error.retryable(), "{error:?}");

    administrator.execute("SET GLOBAL read_only = 0").await.expect("set");
    write().await.expect("it takes writes again");
    // Reads alone would never notice, so a connection that was idle is asked.
    administrator.execute("SET GLOBAL read_only = 1").await.expect("set");
    eventually("an idle connection is left", async || {
        tokio::time::sleep(Duration::from_millis(1100)).await;
        database.ping().await.is_err().then_some(())
    })
    .await;
}

async fn until_it_answers(database: &Database) {
    let deadline = Instant::now() + Duration::from_mins(1);
    while let Err(error) = database.ping().await {
        assert!(Instant::now() < deadline, "the server is not up: {error:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// `sale` may not write to a server that is read-only, unlike root.
const INIT: &str = "CREATE DATABASE IF NOT EXISTS holdfast;
CREATE USER IF NOT EXISTS 'sale'@'127.0.0.1';
GRANT ALL ON holdfast.* TO 'sale'@'127.0.0.1';
";

/// A `mariadbd` for one test. Dropping this value removes its data directory.
struct Server {
    home: PathBuf,
    port: u16,
    process: Option<Child>,
}

impl Server {
    fn start() -> Self {
        let home = std::env::temp_dir().join(format!("holdfast-mysql-{:016x}", rand::random::<u64>()));
        fs::create_dir(&home).expect("a directory");
        let port = TcpListener::bind("127.0.0.1:0").expect("a free port").local_addr().expect("its address").port();
        let install = Command::new("mariadb-install-db")
            .args([
                "--no-defaults",
                "--skip-test-db",
                "--skip-name-resolve",
                "--auth-root-authentication-method=normal",
            ])
            .arg(format!("--datadir={}", home.join("data").display()))
            .arg(own_tmpdir(&home))
            .args(run_as_root(&home))
            .output()
            .expect("mariadb-install-db is installed");
        assert!(install.status.success(), "{install:?}");
        fs::write(home.join("init.sql"), INIT).expect("written");
        let mut server = Self { home, port, process: None };
        server.run();
        server
    }

    fn run(&mut self) {
        let home = self.home.display();
        let process = Command::new("mariadbd")
            .arg("--no-defaults")
            .arg(format!("--datadir={home}/data"))
            .arg(own_tmpdir(&self.home))
            .arg(format!("--socket={home}/socket"))
            .arg(format!("--pid-file={home}/pid"))
            .arg(format!("--init-file={home}/init.sql"))
            .arg(format!("--port={}", self.port))
            .args(["--bind-address=127.0.0.1", "--skip-name-resolve"])
            .args(run_as_root(&self.home))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        self.process = Some(process.expect("mariadbd is installed"));
    }

    /// Kills the server with SIGKILL.
    fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill().expect("killed");
            process.wait().expect("gone");
        }
    }

    fn url(&self) -> String {
        self.url_of("root")
    }

    fn url_of(&self, user: &str) -> String {
        format!("mysql://{user}@127.0.0.1:{}/holdfast", self.port)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
        fs::remove_dir_all(&self.home).expect("the directory is removed");
    }
}

/// A server that starts removes the temporary tables in its directory for them, also those of other servers.
fn own_tmpdir(home: &Path) -> String {
    format!("--tmpdir={}", home.display())
}

/// `--user=root` when this process runs as root, because the server refuses to run as root otherwise. The owner of a
/// new directory is the user of this process.
fn run_as_root(home: &Path) -> Option<&'static str> {
    use std::os::unix::fs::MetadataExt;
    (fs::metadata(home).expect("its owner").uid() == 0).then_some("--user=root")
}
