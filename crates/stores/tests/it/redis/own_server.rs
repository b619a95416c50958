//! A Redis server for one test, which keeps its data over a SIGKILL.

use std::{
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use holdfast_test_support::RedisConnection;

use super::fixture::eventually;

pub(crate) struct OwnServer {
    port: u16,
    directory: PathBuf,
    options: Vec<String>,
    process: Child,
}

impl OwnServer {
    /// Starts a server that writes each change to disk before it replies.
    pub(crate) async fn start(options: &[&str]) -> Self {
        let port = free_port();
        let directory = std::env::temp_dir().join(format!("holdfast-redis-{port}-{:08x}", rand::random::<u32>()));
        std::fs::create_dir(&directory).unwrap();
        let options = options.iter().map(|option| (*option).to_owned()).collect::<Vec<_>>();
        let process = spawn(port, &directory, &options);
        let server = Self { port, directory, options, process };
        server.answers().await;
        server
    }

    pub(crate) fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    pub(crate) const fn port(&self) -> u16 {
        self.port
    }

    /// Kills the server with SIGKILL.
    pub(crate) fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// Starts the killed server again, with its data.
    pub(crate) async fn start_again(&mut self) {
        self.process = spawn(self.port, &self.directory, &self.options);
        self.answers().await;
    }

    /// Sends a signal to the server: `-STOP` or `-CONT`.
    pub(crate) fn signal(&self, signal: &str) {
        let status = Command::new("kill").arg(signal).arg(self.process.id().to_string()).status().unwrap();
        assert!(status.success());
    }

    pub(crate) async fn connection(&self) -> RedisConnection {
        RedisConnection::open(&self.url()).await
    }

    async fn answers(&self) {
        let client = ::redis::Client::open(self.url()).unwrap();
        eventually("the server answers", async || match client.get_multiplexed_async_connection().await {
            Ok(mut connection) => ::redis::cmd("PING").exec_async(&mut connection).await.is_ok(),
            Err(_) => false,
        })
        .await;
    }
}

impl Drop for OwnServer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = std::fs::remove_dir_all(&self.directory);
    }
}

/// A free TCP port.
pub(crate) fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

fn spawn(port: u16, directory: &Path, options: &[String]) -> Child {
    Command::new("redis-server")
        .args(["--port", &port.to_string(), "--bind", "127.0.0.1", "--save", ""])
        .args(["--appendonly", "yes", "--appendfsync", "always", "--dir"])
        .arg(directory)
        .args(options)
        .stdout(Stdio::null())
        .spawn()
        .expect("redis-server is installed")
}
