//! A binary that runs beside a test.

use std::{
    collections::BTreeMap,
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    process::{ExitStatus, Stdio},
    sync::Arc,
    time::Duration,
};

use parking_lot::Mutex;
use serde_json::Value;
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
    task::JoinHandle,
};

use crate::{eventually, wait::poll};

/// A process without work ends within this time after a signal.
const IDLE_END: Duration = Duration::from_secs(3);

/// A running binary. Dropping this value kills it.
pub struct Process {
    child: Child,
    log: Arc<Mutex<Vec<Value>>>,
    errors: Arc<Mutex<String>>,
    reading: [JoinHandle<()>; 2],
}

impl Process {
    /// Starts a binary with only these settings, and waits until it listens on `address`.
    pub async fn start(binary: &str, settings: &BTreeMap<&'static str, String>, address: SocketAddr) -> Self {
        let mut command = Command::new(binary);
        command.env_clear().envs(settings).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
        let mut child = command.spawn().expect("the binary starts");
        let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
        let log: Arc<Mutex<Vec<Value>>> = Arc::default();
        let read = Arc::clone(&log);
        let reading = tokio::spawn(async move {
            while let Some(line) = lines.next_line().await.expect("a line is UTF-8") {
                let line = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}"));
                read.lock().push(line);
            }
        });
        let mut lines = BufReader::new(child.stderr.take().expect("a pipe")).lines();
        let errors: Arc<Mutex<String>> = Arc::default();
        let read = Arc::clone(&errors);
        let reading_errors = tokio::spawn(async move {
            while let Some(line) = lines.next_line().await.expect("a line is UTF-8") {
                #[expect(clippy::print_stderr, reason = "it is shown as if the test had not read it")]
                {
                    eprintln!("{line}");
                }
                *read.lock() += &(line + "\n");
            }
        });
        let process = Self { child, log, errors, reading: [reading, reading_errors] };
        eventually("the process accepts connections", async || TcpStream::connect(address).ok()).await;
        process
    }

    /// Sends a signal: `TERM`, `INT`, …
    pub async fn signal(&self, name: &str) {
        let id = self.child.id().expect("the process runs").to_string();
        let sent = Command::new("kill").args([&format!("-{name}"), &id]).status().await.expect("kill runs");
        assert!(sent.success(), "{sent}");
    }

    /// Whether it runs for longer than a process without work would after a signal.
    pub async fn lives_on(&mut self) -> bool {
        poll(IDLE_END, async || self.status()).await.is_none()
    }

    /// The lines of its log so far.
    #[must_use]
    pub fn log(&self) -> Vec<Value> {
        self.log.lock().clone()
    }

    /// Its standard error, which can be read after its end too.
    #[must_use]
    pub fn errors(&self) -> Arc<Mutex<String>> {
        Arc::clone(&self.errors)
    }

    /// Waits until it ends without an error, for `limit` at most. Returns every line of its log.
    pub async fn end_within(mut self, limit: Duration) -> Vec<Value> {
        let status = poll(limit, async || self.status()).await;
        let log = self.log();
        let status = status.unwrap_or_else(|| panic!("it still runs after {limit:?}: {log:#?}"));
        assert!(status.success(), "{status}: {log:#?}");
        for reading in self.reading {
            reading.await.expect("every line of the log is JSON");
        }
        std::mem::take(&mut *self.log.lock())
    }

    /// How it ended, once it has.
    fn status(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().expect("the process is a child")
    }
}

/// An address on which nothing listens.
#[must_use]
pub fn free_address() -> SocketAddr {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port").local_addr().expect("an address")
}
