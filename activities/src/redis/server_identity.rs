//! Who has a partition.

use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use holdfast_domain::Partition;

use super::{
    Error, SeatStore,
    script::{Script, script},
};

static SERVER_IDENTITY: LazyLock<Script> = script!("server_identity.lua");

impl SeatStore {
    /// Clock and replication id of the server that has this partition. The id is new after a restart or a failover.
    pub async fn server_identity(&self, partition: Partition) -> Result<(DateTime<Utc>, String), Error> {
        let key = self.0.names.changes(partition);
        let mut reply = self.run_on_partition(&SERVER_IDENTITY, &key, &[]).await?;
        if reply.word() == "SERVER" { Ok((reply.time()?, reply.text()?)) } else { Err(reply.unexpected()) }
    }
}
