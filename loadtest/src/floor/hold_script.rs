//! The server's own hold script, called directly.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context as _, bail, ensure};
use holdfast_domain::{EventId, hold::MAX_SEATS};
use holdfast_settings::Names;
use holdfast_stores::redis::HOLD_SCRIPT;
use redis::{AsyncCommands, AsyncConnectionConfig, Cmd, aio::MultiplexedConnection};

use crate::{api::MAX_EVENT_SEATS, scenario::together, stats::Latencies};

/// The default of `REDIS_STREAM_CAP`.
const STREAM_CAP: u32 = 100_000;
const HOLD_SECONDS: u32 = 300;
/// Above what Redis reaches on any machine. A round gets seats for this many holds a second.
const MOST_PER_SECOND: u64 = 100_000;
const LEAST_COPIES: u64 = 4;

/// The script, and an event that Holdfast has loaded. Each round works on copies of the event's entry under a random
/// prefix, with holds and a change stream of their own. So neither the sweep nor the relay nor a client sees them.
#[derive(Debug)]
pub struct HoldScript {
    client: redis::Client,
    admin: MultiplexedConnection,
    digest: String,
    event: EventId,
    /// Key of the entry that the API loaded.
    loaded: String,
    /// Prefix of the copies' keys.
    prefix: String,
}

/// The keys of one copy, in the script's order: seats, holds, expiries, changes, buyers.
type Keys = [String; 5];

impl HoldScript {
    /// Loads the script into Redis. `event` is loaded there, under keys with this prefix, and has no seat taken.
    ///
    /// # Errors
    /// When `event` is no event id or Redis can't be reached.
    pub async fn connect(redis_url: &str, prefix: &str, event: u64) -> anyhow::Result<Self> {
        let event = EventId::try_from(event)?;
        let client = redis::Client::open(redis_url)?;
        let mut admin = connection(&client).await?;
        let digest = redis::cmd("SCRIPT").arg("LOAD").arg(HOLD_SCRIPT).query_async(&mut admin).await?;
        let loaded = Names::with_prefix(prefix.to_owned()).seats(event);
        let prefix = format!("loadtest-{:016x}", rand::random::<u64>());
        Ok(Self { client, admin, digest, event, loaded, prefix })
    }

    /// Prefix of the copies' keys.
    #[must_use]
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// Holds one free seat after another on each of `connections`, one call in flight per connection.
    ///
    /// # Errors
    /// When Redis fails or the script refuses a hold.
    pub async fn round(&self, connections: usize, duration: Duration) -> anyhow::Result<Latencies> {
        let count = (duration.as_secs() * MOST_PER_SECOND / u64::from(MAX_EVENT_SEATS)).max(LEAST_COPIES);
        let mut copies = Vec::new();
        for number in 0..count {
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

    /// Makes `count` holds, one by one. Each latency runs from just before the hold until a reader that blocks on the
    /// change stream has its change.
    ///
    /// # Errors
    /// When Redis fails or the script refuses a hold.
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
        let names = Names::with_prefix(format!("{}-{number}-", self.prefix));
        let (seats, partition) = (names.seats(self.event), self.event.partition());
        let copied: bool = self.admin.clone().copy(&self.loaded, &seats, redis::CopyOptions::default()).await?;
        ensure!(copied, "redis has no {}: are REDIS_URL and HOLDFAST_PREFIX the API's?", self.loaded);
        let (holds, buyers) = (names.holds(self.event), names.buyers(self.event));
        Ok([seats, holds, names.expiries(partition), names.changes(partition), buyers])
    }

    async fn drop_copy(&self, keys: &Keys) -> anyhow::Result<()> {
        Ok(self.admin.clone().unlink(keys).await?)
    }
}

struct Caller {
    connection: MultiplexedConnection,
    digest: String,
    event: EventId,
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
        call.arg(self.event.get()).arg(STREAM_CAP).arg("HOLD").arg(token).arg(HOLD_SECONDS).arg(MAX_SEATS);
        let nobody = "";
        call.arg(nobody).arg(seat);
        let answer: Vec<redis::Value> = call.query_async(&mut self.connection).await?;
        match answer.first() {
            Some(redis::Value::BulkString(word)) if word == b"HOLD" => Ok(()),
            other => bail!("the hold script returned {other:?}"),
        }
    }
}

async fn connection(client: &redis::Client) -> anyhow::Result<MultiplexedConnection> {
    // The defaults, 1 s and less, are too short for a blocking read and for a machine under load.
    let patience = Some(Duration::from_secs(10));
    let config = AsyncConnectionConfig::new().set_connection_timeout(patience).set_response_timeout(patience);
    client.get_multiplexed_async_connection_with_config(&config).await.context("connecting to redis")
}
