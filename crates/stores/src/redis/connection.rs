//! Connections that fail fast while Redis is away, and reconnect by themselves.

use std::{io, time::Duration};

use redis::{
    Client, Cmd, ErrorKind, IntoConnectionInfo, RedisError, RedisResult, Script, ServerErrorKind, Value,
    aio::{ConnectionManager, ConnectionManagerConfig},
    cluster::{ClusterClient, ClusterConfig},
    cluster_async::ClusterConnection,
    io::tcp::TcpSettings,
};

use super::{
    Error,
    primary::Primary,
    sentinels::Sentinels,
    url::{SentinelUrl, nodes, sentinel_url},
};

/// `holdfast_redis_errors_total`: operations that failed, whatever the reason.
const ERRORS_METRIC: &str = "holdfast_redis_errors_total";

/// One multiplexed connection to a Redis or to the primary that Sentinels name, or one to each node of a Redis Cluster.
/// Clones share it. It pipelines the commands of all tasks, so more connections would only add system calls.
#[derive(Clone)]
pub(super) struct Connection {
    link: Link,
    timeout: Duration,
}

#[derive(Clone)]
enum Link {
    Single(ConnectionManager),
    Primary(Primary),
    Cluster(ClusterConnection),
}

impl Connection {
    /// Parses `REDIS_URL` without connecting. `timeout` limits each command, connecting included.
    pub(super) fn open(url: &str, timeout: Duration) -> Result<Self, Error> {
        let urls: Vec<&str> = nodes(url).collect();
        let link = match (sentinel_url(url), urls.as_slice()) {
            (Some(sentinels), _) => primary(sentinels, timeout),
            (None, [url]) => single(url, timeout),
            (None, urls) => cluster(urls, timeout),
        };
        // So that the first failure of a process is an increase.
        metrics::counter!(ERRORS_METRIC).increment(0);
        Ok(Self { link: link.map_err(Error::Unavailable)?, timeout })
    }

    /// Runs one command.
    pub(super) async fn run(&self, command: &Cmd) -> Result<Value, Error> {
        self.within(self.timeout, self.send(command)).await
    }

    /// Runs a command that waits up to `block` on the server. Every other command of this connection waits behind it.
    pub(super) async fn run_blocking(&self, command: &Cmd, block: Duration) -> Result<Value, Error> {
        self.within(block + self.timeout, self.send(command)).await
    }

    /// Runs a call of `script`, and loads the script first if the server doesn't have it. `extra` is added to the
    /// time-out of a command.
    pub(super) async fn run_script(&self, script: &Script, call: &Cmd, extra: Duration) -> Result<Value, Error> {
        self.within(self.timeout + extra, async {
            match self.send(call).await {
                Err(error) if error.kind() == ErrorKind::Server(ServerErrorKind::NoScript) => {
                    match self.link.clone() {
                        Link::Single(mut link) => drop(script.load_async(&mut link).await?),
                        Link::Primary(link) => link.load_script(script).await?,
                        Link::Cluster(mut link) => drop(script.load_async(&mut link).await?),
                    }
                    self.send(call).await
                }
                reply => reply,
            }
        })
        .await
    }

    async fn send(&self, command: &Cmd) -> RedisResult<Value> {
        match self.link.clone() {
            Link::Cluster(mut link) => command.query_async(&mut link).await,
            Link::Primary(link) => link.run(command).await,
            Link::Single(mut link) => match command.query_async(&mut link).await {
                // The manager returns the error of its last attempt, however old, and reconnects in the background.
                // The second query waits for that. Sending twice is safe, because every operation may be repeated.
                Err(error) if error.is_connection_refusal() || error.is_connection_dropped() => {
                    command.query_async(&mut link).await
                }
                reply => reply,
            },
        }
    }

    async fn within(&self, limit: Duration, step: impl Future<Output = RedisResult<Value>>) -> Result<Value, Error> {
        let reply = tokio::time::timeout(limit, step).await.unwrap_or_else(|_| {
            // A server that stands still keeps its connections.
            if let Link::Primary(link) = &self.link {
                link.doubt();
            }
            Err(RedisError::from(io::Error::from(io::ErrorKind::TimedOut)))
        });
        reply.map_err(|error| {
            metrics::counter!(ERRORS_METRIC).increment(1);
            match error.kind() {
                // An error raised in a script: wrong arguments, or a Redis version that the scripts don't support.
                ErrorKind::Server(ServerErrorKind::ResponseError) => Error::Malformed(error.to_string()),
                _ => Error::Unavailable(error),
            }
        })
    }
}

/// Breaks a connection whose data isn't acknowledged within twice `timeout`. With the system's default, a vanished host
/// is noticed only after about 15 minutes.
pub(super) fn tcp_settings(timeout: Duration) -> TcpSettings {
    TcpSettings::default().set_nodelay(true).set_user_timeout(timeout * 2)
}

fn single(url: &str, timeout: Duration) -> RedisResult<Link> {
    let info = url.into_connection_info()?.set_tcp_settings(tcp_settings(timeout));
    let config = ConnectionManagerConfig::new()
        .set_connection_timeout(Some(timeout))
        // `within` limits each operation as a whole.
        .set_response_timeout(None)
        // No retries with backoff, so that commands fail at once while Redis is away.
        .set_number_of_retries(0)
        .set_pipeline_buffer_size(1024);
    ConnectionManager::new_lazy_with_config(Client::open(info)?, config).map(Link::Single)
}

fn primary(url: Result<SentinelUrl, String>, timeout: Duration) -> RedisResult<Link> {
    let url = url.map_err(|reason| RedisError::from((ErrorKind::InvalidClientConfig, "REDIS_URL", reason)))?;
    Ok(Link::Primary(Primary::new(Sentinels::new(url, timeout))))
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
