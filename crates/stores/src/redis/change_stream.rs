//! The relay's side of a partition's change stream: lease, reading, acknowledging, trimming, heartbeats.
//!
//! Order and completeness come from three rules. Only the owner of the lease reads, and the script that reads
//! compares the owner in the same step, so a relay that wakes up late gets nothing. Whoever newly has the lease
//! takes over what its predecessor read and didn't acknowledge. And what isn't acknowledged is read again before
//! anything new, so after a failed delivery a relay does nothing but read on.

use std::{collections::HashMap, sync::LazyLock, time::Duration};

use chrono::{DateTime, Utc};
use holdfast_domain::{
    EventId, Partition, Version,
    fact::{SeatChange, SeatChangeKind},
};
use holdfast_settings::Names;
use redis::Value;

use super::{
    Error, SeatStore,
    connection::Connection,
    reply::{Reply, parse, parse_states, text},
    script::{Script, script},
};

static ACQUIRE_STREAM: LazyLock<Script> = script!("acquire_stream.lua");
static RELEASE_STREAM: LazyLock<Script> = script!("release_stream.lua");
static READ_CHANGES: LazyLock<Script> = script!("read_changes.lua");
static TRIM_CHANGES: LazyLock<Script> = script!("trim_changes.lua");

/// One entry of a partition's change stream, as the relay reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StreamEntry {
    /// Redis's id of the entry; it begins with Redis's clock in milliseconds.
    pub id: String,
    /// What it says.
    pub change: StreamChange,
}

impl StreamEntry {
    /// When it was added, by Redis's clock.
    #[must_use]
    pub fn added_at(&self) -> Option<DateTime<Utc>> {
        let (millis, _) = self.id.split_once('-')?;
        DateTime::from_timestamp_millis(millis.parse().ok()?)
    }
}

/// The two kinds of stream entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StreamChange {
    /// A change of an event's seats.
    Seats(SeatChange),
    /// The relay's own sign of life, which took the same way as a change.
    Heartbeat,
}

/// Another relay has the stream, or the lease has run out: acquire it again before anything else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the lease of the change stream is lost")]
pub struct LeaseLost;

/// One partition's change stream, for one relay. Has a connection of its own, on which it waits for entries.
pub struct ChangeStream {
    store: SeatStore,
    waiting: Connection,
    owner: String,
    lease_key: String,
    key: String,
}

impl SeatStore {
    /// A partition's change stream for the relay that calls itself `owner`: unique to a process, and new at each
    /// start of it.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the URL can't be read; doesn't wait for Redis.
    pub fn change_stream(&self, partition: Partition, owner: &str) -> Result<ChangeStream, Error> {
        Ok(ChangeStream {
            waiting: Connection::open(&self.0.config.url, self.0.config.timeout)?,
            owner: owner.to_owned(),
            lease_key: self.0.names.relay_lease(partition),
            key: self.0.names.changes(partition),
            store: self.clone(),
        })
    }
}

impl ChangeStream {
    /// Takes the lease, or renews it; `false` while another owner has it. It runs out `ttl` after the latest call,
    /// so call this about three times as often. A new owner takes over what the one before it left undelivered.
    pub async fn acquire(&self, ttl: Duration) -> Result<bool, Error> {
        let ttl = ttl.as_millis().to_string();
        let reply =
            self.run(&ACQUIRE_STREAM, &[&self.lease_key, &self.key], &[&self.owner, &ttl, Names::RELAY_GROUP]).await?;
        match reply.word() {
            "OWNED" => Ok(true),
            "TAKEN" => Ok(false),
            _ => Err(reply.unexpected()),
        }
    }

    /// Gives the lease up, if it is this owner's, so that another needn't wait for its end.
    pub async fn release(&self) -> Result<(), Error> {
        self.run(&RELEASE_STREAM, &[&self.lease_key], &[&self.owner]).await.map(drop)
    }

    /// The next entries, at most `most`: first those that were read and not acknowledged, then new ones. When there
    /// are none it waits up to `block` for one; empty when none came. Don't drop the future while it waits: the
    /// next call would queue behind it for the rest of `block`.
    pub async fn read(&self, most: usize, block: Duration) -> Result<Result<Vec<StreamEntry>, LeaseLost>, Error> {
        let last = match self.read_now(most).await? {
            Ok(Read::Nothing { last }) => last,
            Ok(Read::Entries(entries)) => return Ok(Ok(entries)),
            Err(lost) => return Ok(Err(lost)),
        };
        let mut wait = redis::cmd("XREAD");
        wait.arg("COUNT").arg(1).arg("BLOCK").arg(block.as_millis().max(1).to_string());
        wait.arg("STREAMS").arg(&self.key).arg(last);
        if self.waiting.run_blocking(&wait, block).await? == Value::Nil {
            return Ok(Ok(Vec::new()));
        }
        Ok(self.read_now(most).await?.map(|read| match read {
            Read::Entries(entries) => entries,
            Read::Nothing { .. } => Vec::new(),
        }))
    }

    /// These entries have reached Kafka.
    pub async fn acknowledge(&self, entries: &[StreamEntry]) -> Result<(), Error> {
        self.acknowledge_ids(entries.iter().map(|entry| entry.id.as_str())).await
    }

    /// Drops delivered entries that are older than `keep`; how many. [`SeatStore::changes_since`] lives on those
    /// that stay.
    pub async fn trim(&self, keep: Duration) -> Result<u64, Error> {
        let keep = keep.as_millis().to_string();
        let mut reply = self.run(&TRIM_CHANGES, &[&self.key], &[Names::RELAY_GROUP, &keep]).await?;
        if reply.word() == "TRIMMED" { reply.integer() } else { Err(reply.unexpected()) }
    }

    /// How many entries Kafka doesn't have yet: those that wait to be read, and those that wait to be acknowledged.
    pub async fn undelivered(&self) -> Result<u64, Error> {
        let mut ask = redis::cmd("XINFO");
        ask.arg("GROUPS").arg(&self.key);
        let answer = self.store.0.connection.run(&ask).await?;
        let groups: Vec<HashMap<String, Value>> =
            redis::from_redis_value(answer).map_err(|error| Error::Malformed(error.to_string()))?;
        let of_relay = |group: &&HashMap<String, Value>| {
            group.get("name").is_some_and(|name| *name == Value::BulkString(Names::RELAY_GROUP.into()))
        };
        let count = |group: &HashMap<String, Value>, field: &str| match group.get(field) {
            Some(Value::Int(count)) => u64::try_from(*count).unwrap_or_default(),
            // Redis doesn't know how many wait to be read after entries were deleted among them.
            _ => 0,
        };
        Ok(groups.iter().find(of_relay).map_or(0, |group| count(group, "lag") + count(group, "pending")))
    }

    /// Adds a heartbeat: that it comes out at the other end says that this partition's way to Kafka works.
    pub async fn heartbeat(&self) -> Result<(), Error> {
        let mut add = redis::cmd("XADD");
        add.arg(&self.key).arg("MAXLEN").arg("~").arg(self.store.0.config.stream_cap).arg("*");
        add.arg("heartbeat").arg(1);
        self.store.0.connection.run(&add).await.map(drop)
    }

    async fn run(&self, script: &Script, keys: &[&str], args: &[&str]) -> Result<Reply, Error> {
        let mut call = script.call(u8::try_from(keys.len()).unwrap_or(u8::MAX));
        call.arg(keys).arg(args);
        Reply::read(script.run(&self.store.0.connection, &call).await?)
    }

    async fn acknowledge_ids(&self, ids: impl ExactSizeIterator<Item = &str>) -> Result<(), Error> {
        if ids.len() == 0 {
            return Ok(());
        }
        let mut acknowledge = redis::cmd("XACK");
        acknowledge.arg(&self.key).arg(Names::RELAY_GROUP);
        for id in ids {
            acknowledge.arg(id);
        }
        self.store.0.connection.run(&acknowledge).await.map(drop)
    }

    /// Reads without waiting. Entries that say nothing (trimmed under the hard cap before they were read, or written
    /// by a stranger) are acknowledged here: their consumers see the gap and take a snapshot.
    async fn read_now(&self, most: usize) -> Result<Result<Read, LeaseLost>, Error> {
        let most = most.to_string();
        loop {
            let mut reply = self
                .run(&READ_CHANGES, &[&self.lease_key, &self.key], &[&self.owner, Names::RELAY_GROUP, &most])
                .await?;
            match reply.word() {
                "ENTRIES" => {}
                "LEASE_LOST" => return Ok(Err(LeaseLost)),
                _ => return Err(reply.unexpected()),
            }
            let last = reply.text()?;
            let Value::Array(raw) = reply.value()? else { return Err(reply.unexpected()) };
            if raw.is_empty() {
                return Ok(Ok(Read::Nothing { last }));
            }
            let (mut entries, mut unreadable) = (Vec::with_capacity(raw.len()), Vec::new());
            for entry in raw {
                let (id, fields) = id_and_fields(entry)?;
                match read_change(&fields) {
                    Ok(change) => entries.push(StreamEntry { id, change }),
                    Err(error) => {
                        tracing::error!(stream = self.key, id, %error, "skipping a stream entry that can't be read");
                        unreadable.push(id);
                    }
                }
            }
            metrics::counter!("holdfast_stream_entries_lost_total").increment(unreadable.len() as u64);
            self.acknowledge_ids(unreadable.iter().map(String::as_str)).await?;
            if !entries.is_empty() {
                return Ok(Ok(Read::Entries(entries)));
            }
        }
    }
}

enum Read {
    Entries(Vec<StreamEntry>),
    /// `last` is the id of the last entry that was ever read.
    Nothing {
        last: String,
    },
}

/// An entry's id and its fields; no fields when it was trimmed.
fn id_and_fields(entry: Value) -> Result<(String, Vec<String>), Error> {
    match entry {
        Value::Array(parts) => match <[Value; 2]>::try_from(parts) {
            Ok([id, Value::Array(fields)]) => {
                Ok((text(id)?, fields.into_iter().map(text).collect::<Result<_, _>>().unwrap_or_default()))
            }
            Ok([id, _]) => Ok((text(id)?, Vec::new())),
            Err(parts) => Err(Error::Malformed(format!("{parts:?}"))),
        },
        other => Err(Error::Malformed(format!("{other:?}"))),
    }
}

fn read_change(fields: &[String]) -> Result<StreamChange, Error> {
    let fields: Vec<&str> = fields.iter().map(String::as_str).collect();
    let (event, version, kind) = match fields.as_slice() {
        ["heartbeat", _] => return Ok(StreamChange::Heartbeat),
        ["event", event, "version", version, "seats", seats] => {
            (event, version, SeatChangeKind::Update { seats: parse_states(seats)? })
        }
        ["event", event, "version", version, "reset", _] => (event, version, SeatChangeKind::Reset),
        other => return Err(Error::Malformed(format!("{other:?}"))),
    };
    let (event_id, version): (EventId, _) = (parse(event)?, Version::new(parse(version)?));
    Ok(StreamChange::Seats(SeatChange { event_id, version, kind }))
}
