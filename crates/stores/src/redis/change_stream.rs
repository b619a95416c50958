//! The relay's side of a partition's change stream: lease, reading, acknowledging, trimming, heartbeats.
//!
//! Three rules keep the entries in order and complete:
//! - Only the owner of the lease reads. The script that reads checks the owner atomically, so a relay that wakes up
//!   late gets nothing.
//! - A new owner takes over the entries that its predecessor read and didn't acknowledge.
//! - Unacknowledged entries are read again before new ones, so a relay only has to read on after a failed delivery.

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
    /// Redis's id of the entry; begins with the time in milliseconds by Redis's clock.
    pub id: String,
    /// What the entry says.
    pub change: StreamChange,
    /// The trace to which the change belongs, as W3C Trace Context; `None` unless it is exported.
    pub trace: Option<String>,
}

impl StreamEntry {
    /// When the entry was added, by Redis's clock; `None` when the id has no such time.
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
    /// Added by the relay itself. It takes the same path as the changes and stays in order with them.
    Heartbeat,
}

/// Another relay has the lease, or the lease has run out. Acquire it before reading on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the lease of the change stream is lost")]
pub struct LeaseLost;

/// One partition's change stream, for one relay. Waits for entries on a connection of its own, because a blocking read
/// delays all other commands on its connection.
pub struct ChangeStream {
    store: SeatStore,
    waiting: Connection,
    owner: String,
    lease_key: String,
    key: String,
}

impl SeatStore {
    /// A partition's change stream for the relay `owner`. That id must be unique to the process and new at each start.
    /// Doesn't wait for Redis.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the URL can't be parsed.
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
    /// Takes or renews the lease; `false` while another owner has it. The lease runs out `ttl` after the latest call,
    /// so renew it about three times per `ttl`. A new owner takes over what its predecessor left undelivered.
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

    /// Releases the lease if this owner has it, so that another relay needn't wait until it runs out.
    pub async fn release(&self) -> Result<(), Error> {
        self.run(&RELEASE_STREAM, &[&self.lease_key], &[&self.owner]).await.map(drop)
    }

    /// Reads the next entries, at most `most`: unacknowledged ones first, then new ones. When there are none, waits up
    /// to `block` for one, and returns an empty list if none came. Don't drop the future while it waits: the next call
    /// would queue behind the blocking read for the rest of `block`.
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

    /// Marks these entries as delivered to Kafka.
    pub async fn acknowledge(&self, entries: &[StreamEntry]) -> Result<(), Error> {
        self.acknowledge_ids(entries.iter().map(|entry| entry.id.as_str())).await
    }

    /// Drops delivered entries older than `keep`, and returns how many. [`SeatStore::changes_since`] needs the younger
    /// ones.
    pub async fn trim(&self, keep: Duration) -> Result<u64, Error> {
        let keep = keep.as_millis().to_string();
        let mut reply = self.run(&TRIM_CHANGES, &[&self.key], &[Names::RELAY_GROUP, &keep]).await?;
        if reply.word() == "TRIMMED" { reply.integer() } else { Err(reply.unexpected()) }
    }

    /// How many entries aren't delivered to Kafka: unread ones, and read ones that aren't acknowledged.
    pub async fn undelivered(&self) -> Result<u64, Error> {
        let mut ask = redis::cmd("XINFO");
        ask.arg("GROUPS").arg(&self.key);
        let reply = self.store.0.connection.run(&ask).await?;
        let groups: Vec<HashMap<String, Value>> =
            redis::from_redis_value(reply).map_err(|error| Error::Malformed(error.to_string()))?;
        let of_relay = |group: &&HashMap<String, Value>| {
            group.get("name").is_some_and(|name| *name == Value::BulkString(Names::RELAY_GROUP.into()))
        };
        let count = |group: &HashMap<String, Value>, field: &str| match group.get(field) {
            Some(Value::Int(count)) => u64::try_from(*count).unwrap_or_default(),
            // `lag` is nil when Redis can't count the unread entries, because some of them were deleted.
            _ => 0,
        };
        Ok(groups.iter().find(of_relay).map_or(0, |group| count(group, "lag") + count(group, "pending")))
    }

    /// Adds a heartbeat. When it arrives in Kafka, this partition's relay works.
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

    /// Reads without waiting. Unreadable entries (trimmed by the hard cap before they were acknowledged, or written by
    /// another program) are acknowledged and skipped: consumers see the gap in the versions and take a snapshot.
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
                let (fields, trace) = without_trace(&fields);
                match read_change(fields) {
                    Ok(change) => entries.push(StreamEntry { id, change, trace: trace.cloned() }),
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

/// An entry's id and fields; no fields when the entry was trimmed.
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

fn without_trace(fields: &[String]) -> (&[String], Option<&String>) {
    match fields {
        [change @ .., name, trace] if name == "trace" => (change, Some(trace)),
        fields => (fields, None),
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
