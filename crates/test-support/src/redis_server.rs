//! A Redis that only one test uses and may stop.

use std::process::Stdio;

use tokio::process::{Child, Command};

use crate::{eventually, free_address};

/// A server without persistence on a free port. Dropping this value kills it.
pub struct RedisServer {
    port: u16,
    /// Empty if clients need none.
    password: String,
    process: Child,
}

impl RedisServer {
    /// Starts a server and waits until it responds.
    pub async fn start() -> Self {
        Self::start_with_password("").await
    }

    /// As [`Self::start`], for clients that know this password.
    pub async fn start_with_password(password: &str) -> Self {
        let port = free_address().port();
        let server = Self { port, password: password.to_owned(), process: spawn(port, password) };
        server.await_ready().await;
        server
    }

    /// `redis://host:port`, with the password if there is one.
    #[must_use]
    pub fn url(&self) -> String {
        let user = if self.password.is_empty() { String::new() } else { format!(":{}@", self.password) };
        format!("redis://{user}127.0.0.1:{}", self.port)
    }

    /// Kills the server; its data is lost.
    pub async fn kill(&mut self) {
        self.process.kill().await.expect("the server was running");
    }

    /// Starts the killed server again on the same port, empty.
    pub async fn restart(&mut self) {
        self.process = spawn(self.port, &self.password);
        self.await_ready().await;
    }

    async fn await_ready(&self) {
        let client = redis::Client::open(self.url()).unwrap();
        eventually("Redis responds", async || {
            let mut connection = client.get_multiplexed_async_connection().await.ok()?;
            redis::cmd("PING").query_async::<String>(&mut connection).await.ok()
        })
        .await;
    }
}

fn spawn(port: u16, password: &str) -> Child {
    let mut command = Command::new("redis-server");
    command.args(["--port", &port.to_string(), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]);
    command.args(["--requirepass", password]);
    command.args(["--maxmemory-policy", "noeviction"]).stdout(Stdio::null()).stderr(Stdio::null());
    command.kill_on_drop(true).spawn().expect("redis-server is installed")
}
