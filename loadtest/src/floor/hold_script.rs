//! The server's own hold script, called directly.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context as _, bail, ensure};
use redis::{AsyncCommands, AsyncConnectionConfig, Cmd, aio::MultiplexedConnection};

use crate::{api::MAX_EVENT_SEATS, scenario::together, stats::Latencies};

/// As `event_script!` composes it.
const SCRIPT: &str = concat!(
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../crates/stores/src/redis/event.lua")),
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../crates/stores/src/redis/hold_seats.lua")),
);
const PARTITIONS: u64 = 64;
/// As `REDIS_STREAM_CAP` is by default.
const STREAM_CAP: u32 = 100_000;
const HOLD_SECONDS: u32 = 300;
const MOST_SEATS: u32 = 8;
/// More than Redis does on any machine: sizes the seats of a round.
const MOST_PER_SECOND: u64 = 100_000;
const LEAST_ENTRIES: u64 = 4;

/// The script, and an event that Holdfast has loaded. Each round works on copies of its entry under a random prefix, with
/// holds and a change stream of their own, so neither the sweep nor the relay nor a screen sees it.
#[derive(Debug)]
pub struct HoldScript {
    client: redis::Client,
    admin: MultiplexedConnection,
    digest: String,
    event: u64,
    /// The entry's key, as the API named it.
    loaded: String,
    /// What the copies' keys begin with.
    prefix: String,
}

/// The keys of one copy, in the script's order: seats, holds, expiries, changes.
type Keys = [String; 4];

impl HoldScript {
    /// Loads the script into Redis. `event` is loaded there, under keys with this prefix, and has no seat taken.
    ///
    /// # Errors
    /// When Redis can't be reached.
    pub async fn connect(redis_url: &str, prefix: &str, event: u64) -> anyhow::Result<Self> {
        let client = redis::Client::open(redis_url)?;
        let mut admin = connection(&client).await?;
        let digest = redis::cmd("SCRIPT").arg("LOAD").arg(SCRIPT).query_async(&mut admin).await?;
        let loaded = format!("{prefix}{{p{:02}}}:event:{event}:seats", event % PARTITIONS);
        let prefix = format!("loadtest-{:016x}", rand::random::<u64>());
        Ok(Self { client, admin, digest, event, loaded, prefix })
    }

    /// What the keys of its copies begin with.
    #[must_use]
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// Holds one free seat after another over as many connections, one call in flight on each.
    ///
    /// # Errors
    /// When Redis or the script refuses.
    pub async fn round(&self, connections: usize, duration: Duration) -> anyhow::Result<Latencies> {
        let entries = (duration.as_secs() * MOST_PER_SECOND / u64::from(MAX_EVENT_SEATS)).max(LEAST_ENTRIES);
        let mut copies = Vec::new();
        for number in 0..entries {
            copies.push(self.copy(number).await?);
        }
        let (keys, next) = (Arc::new(copies.clone()), Arc::new(AtomicU64::new(0)));
        let mut callers = Vec::new();
        for _ in 0..connections {
            let caller = self.caller(connection(&self.client).await?);
            callers.push(caller.hold_until(Instant::now() + duration, Arc::clone(&keys), Arc::clone(&next)));
        }
        let mut latencies = Latencies::default();
        for one in together(callers).await? {
            latencies.merge(one?);
        }
        for keys in &copies {
            self.drop_copy(keys).await?;
        }
        Ok(latencies)
    }

    /// From just before a hold until a reader that waits on the change stream has its change; `count` times.
    ///
    /// # Errors
    /// When Redis or the script refuses.
    pub async fn changes(&self, count: u32) -> anyhow::Result<Latencies> {
        let keys = self.copy(0).await?;
        let mut caller = self.caller(connection(&self.client).await?);
        let mut reader = connection(&self.client).await?;
        let mut latencies = Latencies::default();
        let mut seen = "0".to_owned();
        for seat in 1..=count {
            let mut read = redis::cmd("XREAD");
            read.arg("BLOCK").arg(1000).arg("STREAMS").arg(&keys[3]).arg(&seen);
            let begun = Instant::now();
            let (held, change) = tokio::join!(caller.hold(&keys, seat), read.query_async(&mut reader));
            latencies.record(begun.elapsed());
            held?;
            let change: redis::streams::StreamReadReply = change?;
            let entry = change.keys.first().and_then(|stream| stream.ids.last()).context("no change came")?;
            seen.clone_from(&entry.id);
        }
        self.drop_copy(&keys).await?;
        Ok(latencies)
    }

    fn caller(&self, connection: MultiplexedConnection) -> Caller {
        Caller { connection, digest: self.digest.clone(), event: self.event }
    }

    async fn copy(&self, number: u64) -> anyhow::Result<Keys> {
        let partition = self.event % PARTITIONS;
        let own = format!("{}-{number}{{p{partition:02}}}", self.prefix);
        let seats = format!("{own}:event:{}:seats", self.event);
        let copied: bool = self.admin.clone().copy(&self.loaded, &seats, redis::CopyOptions::default()).await?;
        ensure!(copied, "redis has no {}: are REDIS_URL and HOLDFAST_PREFIX the API's?", self.loaded);
        Ok([seats, format!("{own}:event:{}:holds", self.event), format!("{own}:expiries"), format!("{own}:changes")])
    }

    async fn drop_copy(&self, keys: &Keys) -> anyhow::Result<()> {
        Ok(self.admin.clone().unlink(keys).await?)
    }
}

struct Caller {
    connection: MultiplexedConnection,
    digest: String,
    event: u64,
}

impl Caller {
    async fn hold_until(
        mut self,
        deadline: Instant,
        copies: Arc<Vec<Keys>>,
        next: Arc<AtomicU64>,
    ) -> anyhow::Result<Latencies> {
        let mut latencies = Latencies::default();
        let count = copies.len() as u64;
        loop {
            let begun = Instant::now();
            if begun >= deadline {
                return Ok(latencies);
            }
            let number = next.fetch_add(1, Ordering::Relaxed);
            let keys = usize::try_from(number % count).ok().and_then(|index| copies.get(index));
            let seat = u32::try_from(number / count)?.saturating_add(1);
            self.hold(keys.context("no copy")?, seat).await?;
            latencies.record(begun.elapsed());
        }
    }

    async fn hold(&mut self, keys: &Keys, seat: u32) -> anyhow::Result<()> {
        let token = format!("{:032x}", rand::random::<u128>());
        let mut call = Cmd::new();
        call.arg("EVALSHA").arg(&self.digest).arg(keys.len()).arg(keys);
        call.arg(self.event).arg(STREAM_CAP).arg("HOLD").arg(token).arg(HOLD_SECONDS).arg(MOST_SEATS).arg(seat);
        let answer: Vec<redis::Value> = call.query_async(&mut self.connection).await?;
        match answer.first() {
            Some(redis::Value::BulkString(word)) if word == b"HOLD" => Ok(()),
            other => bail!("the hold script answered {other:?}"),
        }
    }
}

async fn connection(client: &redis::Client) -> anyhow::Result<MultiplexedConnection> {
    // A blocking read, or a machine under load, takes longer than the defaults of a second and less.
    let patience = Some(Duration::from_secs(10));
    let config = AsyncConnectionConfig::new().set_connection_timeout(patience).set_response_timeout(patience);
    client.get_multiplexed_async_connection_with_config(&config).await.context("connecting to redis")
}
