//! Connections that fail fast while Redis is away, and find it again by themselves.

use std::{io, time::Duration};

use redis::{
    Client, Cmd, ErrorKind, IntoConnectionInfo, RedisError, RedisResult, Script, ServerErrorKind, Value,
    aio::{ConnectionManager, ConnectionManagerConfig},
    cluster::{ClusterClient, ClusterConfig},
    cluster_async::ClusterConnection,
    io::tcp::TcpSettings,
};

use super::Error;

/// One multiplexed connection to a Redis, or one to each node of a Redis Cluster. Clones share it: commands of many
/// tasks travel back to back, so more connections only cost more system calls.
#[derive(Clone)]
pub(super) struct Connection {
    link: Link,
    timeout: Duration,
}

#[derive(Clone)]
enum Link {
    Single(ConnectionManager),
    Cluster(ClusterConnection),
}

impl Connection {
    /// Reads `REDIS_URL`; doesn't wait for Redis. `timeout` is that of a command, connecting included.
    pub(super) fn open(url: &str, timeout: Duration) -> Result<Self, Error> {
        let urls: Vec<&str> = url.split(',').map(str::trim).filter(|url| !url.is_empty()).collect();
        let link = if let [url] = urls.as_slice() { single(url, timeout) } else { cluster(&urls, timeout) };
        Ok(Self { link: link.map_err(Error::Unavailable)?, timeout })
    }

    /// Runs one command.
    pub(super) async fn run(&self, command: &Cmd) -> Result<Value, Error> {
        self.within(self.timeout, self.send(command)).await
    }

    /// Runs a command that waits up to `block` on the server. It stops every other command of this connection
    /// meanwhile.
    pub(super) async fn run_blocking(&self, command: &Cmd, block: Duration) -> Result<Value, Error> {
        self.within(block + self.timeout, self.send(command)).await
    }

    /// Runs a call of `script`, and brings the script to the server first if that doesn't know it. `patience` is
    /// given on top of the time-out of a command.
    pub(super) async fn run_script(&self, script: &Script, call: &Cmd, patience: Duration) -> Result<Value, Error> {
        self.within(self.timeout + patience, async {
            match self.send(call).await {
                Err(error) if error.kind() == ErrorKind::Server(ServerErrorKind::NoScript) => {
                    match self.link.clone() {
                        Link::Single(mut link) => script.load_async(&mut link).await?,
                        Link::Cluster(mut link) => script.load_async(&mut link).await?,
                    };
                    self.send(call).await
                }
                answer => answer,
            }
        })
        .await
    }

    async fn send(&self, command: &Cmd) -> RedisResult<Value> {
        match self.link.clone() {
            Link::Cluster(mut link) => command.query_async(&mut link).await,
            Link::Single(mut link) => match command.query_async(&mut link).await {
                // The manager answers with the failure of its latest attempt to connect or to send, however long ago
                // the connection broke, and tries anew in the background. Wait for that attempt: each of our steps may
                // be repeated.
                Err(error) if error.is_connection_refusal() || error.is_connection_dropped() => {
                    command.query_async(&mut link).await
                }
                answer => answer,
            },
        }
    }

    async fn within(&self, limit: Duration, step: impl Future<Output = RedisResult<Value>>) -> Result<Value, Error> {
        let answer = tokio::time::timeout(limit, step)
            .await
            .unwrap_or_else(|_| Err(RedisError::from(io::Error::from(io::ErrorKind::TimedOut))));
        answer.map_err(|error| {
            metrics::counter!("holdfast_redis_errors_total").increment(1);
            match error.kind() {
                // A script's own error: it was called wrongly, or Redis isn't one that our scripts know.
                ErrorKind::Server(ServerErrorKind::ResponseError) => Error::Malformed(error.to_string()),
                _ => Error::Unavailable(error),
            }
        })
    }
}

/// Acknowledged or broken within this: without it a host that vanished is noticed after a quarter of an hour.
fn tcp_settings(timeout: Duration) -> TcpSettings {
    TcpSettings::default().set_nodelay(true).set_user_timeout(timeout * 2)
}

fn single(url: &str, timeout: Duration) -> RedisResult<Link> {
    let info = url.into_connection_info()?.set_tcp_settings(tcp_settings(timeout));
    let config = ConnectionManagerConfig::new()
        .set_connection_timeout(Some(timeout))
        // `within` limits each step as a whole.
        .set_response_timeout(None)
        // No waiting between attempts: whoever asks while Redis is away gets its refusal at once.
        .set_number_of_retries(0)
        .set_pipeline_buffer_size(1024);
    ConnectionManager::new_lazy_with_config(Client::open(info)?, config).map(Link::Single)
}

fn cluster(urls: &[&str], timeout: Duration) -> RedisResult<Link> {
    let client = ClusterClient::builder(urls.iter().copied())
        .connection_timeout(timeout)
        .overall_response_timeout(None)
        .retries(3)
        .tcp_settings(tcp_settings(timeout))
        .build()?;
    Ok(Link::Cluster(client.get_pending_async_connection_with_config(ClusterConfig::new())))
}
