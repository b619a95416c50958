//! A plain connection to the Redis of a test, for what the code under test doesn't offer.

use redis::{
    AsyncConnectionConfig, Client, Cmd, Pipeline, RedisFuture, Value,
    aio::{ConnectionLike, MultiplexedConnection},
    cluster::ClusterClient,
    cluster_async::ClusterConnection,
};

use crate::wait::LIMIT;

/// A connection to a Redis; or, if the URL names several servers, to a Redis Cluster of these masters.
#[derive(Clone)]
pub enum RedisConnection {
    /// To one server.
    Single(MultiplexedConnection),
    /// To each node.
    Cluster(ClusterConnection),
}

impl RedisConnection {
    /// Connects, with a time-out that suits a busy machine.
    pub async fn open(url: &str) -> Self {
        let urls: Vec<&str> = nodes(url).collect();
        if let [url] = urls.as_slice() {
            return Self::Single(try_open(url).await.expect("Redis responds"));
        }
        let client = ClusterClient::builder(urls).response_timeout(LIMIT).build().expect("URLs");
        Self::Cluster(client.get_async_connection().await.expect("the cluster responds"))
    }
}

/// The URLs in a `REDIS_URL`.
pub(crate) fn nodes(url: &str) -> impl Iterator<Item = &str> {
    url.split(',').map(str::trim)
}

/// A connection to one server.
pub(crate) async fn try_open(url: &str) -> Option<MultiplexedConnection> {
    let config = AsyncConnectionConfig::new().set_response_timeout(Some(LIMIT));
    Client::open(url).ok()?.get_multiplexed_async_connection_with_config(&config).await.ok()
}

impl ConnectionLike for RedisConnection {
    fn req_packed_command<'a>(&'a mut self, cmd: &'a Cmd) -> RedisFuture<'a, Value> {
        match self {
            Self::Single(connection) => connection.req_packed_command(cmd),
            Self::Cluster(connection) => connection.req_packed_command(cmd),
        }
    }

    fn req_packed_commands<'a>(
        &'a mut self,
        pipeline: &'a Pipeline,
        offset: usize,
        count: usize,
    ) -> RedisFuture<'a, Vec<Value>> {
        match self {
            Self::Single(connection) => connection.req_packed_commands(pipeline, offset, count),
            Self::Cluster(connection) => connection.req_packed_commands(pipeline, offset, count),
        }
    }

    fn get_db(&self) -> i64 {
        0
    }
}
