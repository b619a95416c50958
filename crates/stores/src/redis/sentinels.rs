//! Finds the primary of a Redis by asking its Sentinels.

use std::{collections::HashMap, time::Duration};

use futures::{StreamExt, stream::FuturesUnordered};
use redis::{
    AsyncConnectionConfig, Client, ConnectionAddr, ConnectionInfo, ErrorKind, RedisError, RedisResult, Role,
    aio::MultiplexedConnection,
};

use super::{connection::tcp_settings, url::SentinelUrl};

/// A server that was a primary when it was connected to.
pub(super) struct Server {
    address: Address,
    pub(super) connection: MultiplexedConnection,
}

/// Host and port.
type Address = (String, u16);

/// The Sentinels of one primary.
pub(super) struct Sentinels {
    url: SentinelUrl,
    /// Limit of one lookup.
    timeout: Duration,
}

impl Sentinels {
    pub(super) const fn new(url: SentinelUrl, timeout: Duration) -> Self {
        Self { url, timeout }
    }

    /// A new connection to the primary; `None` if the Sentinels still name `current`.
    pub(super) async fn find(&self, current: Option<&Server>) -> RedisResult<Option<Server>> {
        let address = self.ask_all().await?;
        if current.is_some_and(|server| server.address == address) {
            return Ok(None);
        }
        within(self.timeout / 2, self.connect(address)).await.map(Some)
    }

    /// The address with the highest configuration epoch. A Sentinel that was cut off may still name a former primary,
    /// so a majority is asked if there is one.
    async fn ask_all(&self) -> RedisResult<Address> {
        let sentinels = &self.url.sentinels;
        let mut replies: FuturesUnordered<_> =
            sentinels.iter().map(|sentinel| within(self.timeout / 2, self.ask(sentinel))).collect();
        let (mut newest, mut count, mut failure) = (None, 0, None);
        while let Some(reply) = replies.next().await {
            match reply {
                Ok((epoch, address)) => {
                    count += 1;
                    if newest.as_ref().is_none_or(|(known, _)| *known < epoch) {
                        newest = Some((epoch, address));
                    }
                }
                Err(error) => failure = Some(error.to_string()),
            }
            if count > sentinels.len() / 2 {
                break;
            }
        }
        newest.map(|(_, address)| address).ok_or_else(|| not_found(failure.unwrap_or_default()))
    }

    async fn ask(&self, sentinel: &ConnectionInfo) -> RedisResult<(u64, Address)> {
        let mut connection = self.open(sentinel.clone()).await?;
        let mut questions = redis::pipe();
        for question in ["GET-MASTER-ADDR-BY-NAME", "MASTER"] {
            questions.cmd("SENTINEL").arg(question).arg(&self.url.name);
        }
        let (address, details): (Address, HashMap<String, String>) = questions.query_async(&mut connection).await?;
        let epoch = details.get("config-epoch").and_then(|epoch| epoch.parse().ok());
        Ok((epoch.ok_or_else(|| not_found("a sentinel told no config-epoch".to_owned()))?, address))
    }

    /// Fails unless the server itself says that it is a primary.
    async fn connect(&self, address: Address) -> RedisResult<Server> {
        let (host, port) = address.clone();
        let mut connection = self.open(self.url.primary.clone().set_addr(ConnectionAddr::Tcp(host, port))).await?;
        match redis::cmd("ROLE").query_async(&mut connection).await? {
            Role::Primary { .. } => Ok(Server { address, connection }),
            _ => Err(not_found("the server that the sentinels name is no primary".to_owned())),
        }
    }

    async fn open(&self, info: ConnectionInfo) -> RedisResult<MultiplexedConnection> {
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(None)
            // `Connection` limits each operation as a whole.
            .set_response_timeout(None)
            .set_pipeline_buffer_size(1024);
        let client = Client::open(info.set_tcp_settings(tcp_settings(self.timeout)))?;
        client.get_multiplexed_async_connection_with_config(&config).await
    }
}

async fn within<T>(limit: Duration, step: impl Future<Output = RedisResult<T>>) -> RedisResult<T> {
    match tokio::time::timeout(limit, step).await {
        // An error that a Sentinel sends isn't one of a script.
        Ok(result) => result.map_err(|error| if error.is_io_error() { error } else { not_found(error.to_string()) }),
        Err(_elapsed) => Err(not_found("no response in time".to_owned())),
    }
}

fn not_found(why: String) -> RedisError {
    RedisError::from((ErrorKind::Client, "the primary isn't found", why))
}
