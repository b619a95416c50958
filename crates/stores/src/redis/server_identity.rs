//! The server that has a partition.

use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use holdfast_domain::Partition;

use super::{
    Error, SeatStore,
    reply::Reply,
    script::{Script, script},
};

static SERVER_IDENTITY: LazyLock<Script> = script!("server_identity.lua");

impl SeatStore {
    /// Clock and replication id of the server that has this partition. The id is new after a restart or a failover.
    pub async fn server_identity(&self, partition: Partition) -> Result<(DateTime<Utc>, String), Error> {
        let mut reply = self.describe_server(partition).await?;
        Ok((reply.time()?, reply.text()?))
    }

    /// Logs a warning when Redis may evict keys: an evicted event is a lost event. Silent while Redis is away.
    pub(super) async fn warn_of_eviction(&self) {
        let Some(any) = Partition::all().next() else { return };
        let policy = self.describe_server(any).await.and_then(|mut server| {
            server.time()?;
            server.text()?;
            server.text()
        });
        if policy.is_ok_and(|policy| policy != "noeviction") {
            tracing::warn!("redis may evict keys; set maxmemory-policy to noeviction");
        }
    }

    async fn describe_server(&self, partition: Partition) -> Result<Reply, Error> {
        let key = self.0.names.changes(partition);
        let reply = self.run_on_key(&SERVER_IDENTITY, &key, &[]).await?;
        if reply.word() == "SERVER" { Ok(reply) } else { Err(reply.unexpected()) }
    }
}
