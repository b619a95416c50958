//! The live state of every seat: available, held, claimed or sold. Each change is one Lua script, so it is atomic.
//!
//! Each operation has a file, with its script beside it. `event.lua` is the common part of all scripts on an event, and
//! documents how seats and holds are stored. [`ChangeStream`] is the relay's access to the changes that scripts write.
//!
//! Every operation on an event returns [`Error::NotLoaded`] unless the event is loaded on the Redis server that has its
//! partition. A refusal is a value, not an error.

mod change_stream;
mod changes_since;
mod claim_seats;
mod close_sales;
mod connection;
mod event_state;
mod expire_holds;
mod extend_hold;
mod find_hold;
mod give_back;
mod hold_seats;
mod load;
mod nonces;
mod primary;
mod rate_limits;
mod release_seats;
mod reply;
mod reports;
mod script;
mod sell_seats;
mod sentinels;
mod server_identity;
mod sessions;
mod snapshot;
mod url;

use std::{sync::Arc, time::Duration};

use ::redis::{Cmd, Value};
use holdfast_domain::{EventId, Fault};
use thiserror::Error;

pub use change_stream::{ChangeStream, LeaseLost, StreamChange, StreamEntry};
pub use changes_since::Changes;
pub use hold_seats::{HOLD_SCRIPT, Held, Hold, Refusal};
pub use load::{LoadOutcome, LoadPlan, LoadTicket};
pub use rate_limits::{Allowance, Rate};
pub use sell_seats::MarkSoldOutcome;
pub use sessions::{SessionId, Sessions};
pub use snapshot::Snapshot;

use holdfast_settings::Names;

use self::{connection::Connection, reply::Reply, script::Script};

holdfast_settings::settings! {
    /// Redis: the live seats.
    pub struct RedisConfig {
        /// `redis://host:port`; several, separated by commas, are nodes of a Redis Cluster.
        /// `redis+sentinel://host:port,host:port/NAME` names the Sentinels of a primary, and its name there. A
        /// `user:password@` before the hosts is for the primary; the Sentinels are asked without a password.
        pub url: String = checked("REDIS_URL", url::check, "redis://127.0.0.1:6379"),
        /// Limit of one operation, connecting included.
        pub timeout: Duration = millis("REDIS_TIMEOUT_MS", 1000),
        /// Most entries in a change stream. Beyond it even undelivered ones are dropped; clients then get a new INIT.
        pub stream_cap: u64 = parsed("REDIS_STREAM_CAP", 100_000_u64),
        /// Whether an entry of a change stream has the trace that it belongs to, so that the trace continues in the relay
        /// and in the seat streams. Turn it on when every worker runs this release: those of release 0.1 skip such entries.
        pub trace_changes: bool = parsed("REDIS_TRACE_CHANGES", false),
    }
}

/// Added to the time-out of scripts that go through all seats of an event.
const WHOLE_EVENT_EXTRA: Duration = Duration::from_secs(5);

/// Why an operation on the seats failed.
#[derive(Debug, Error)]
pub enum Error {
    /// The event isn't loaded on this server: it is unknown, or Redis has restarted or failed over. Load the event;
    /// never assume the state of a seat.
    #[error("event {0} is not loaded")]
    NotLoaded(EventId),
    /// Redis can't be reached or didn't respond in time. The operation may have taken effect.
    #[error("redis is unavailable")]
    Unavailable(#[source] ::redis::RedisError),
    /// Redis sent an unexpected reply, or a script raised an error.
    #[error("malformed reply from redis: {0}")]
    Malformed(String),
}

impl Fault for Error {
    fn retryable(&self) -> bool {
        match self {
            Self::NotLoaded(_) | Self::Unavailable(_) => true,
            Self::Malformed(_) => false,
        }
    }
}

/// The seats of every event, in Redis. Cheap to clone; clones share connections.
#[derive(Clone)]
pub struct SeatStore(Arc<Inner>);

struct Inner {
    config: RedisConfig,
    names: Names,
    connection: Connection,
}

impl SeatStore {
    /// Prepares connections with time-outs from the settings. Succeeds while Redis is away: operations then return
    /// [`Error::Unavailable`] until Redis is back.
    ///
    /// Logs a warning when Redis may evict keys: an evicted event is a lost event.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the URL can't be parsed.
    pub async fn connect(config: &RedisConfig, names: Names) -> Result<Self, Error> {
        let connection = Connection::open(&config.url, config.timeout)?;
        let store = Self(Arc::new(Inner { config: config.clone(), names, connection }));
        store.warn_of_eviction().await;
        Ok(store)
    }

    /// Checks that Redis responds.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when it doesn't.
    pub async fn ping(&self) -> Result<(), Error> {
        self.0.connection.run(&::redis::cmd("PING")).await.map(drop)
    }

    /// Begins the call of an event's script: its keys, and the arguments that `event.lua` takes.
    fn event_call(&self, script: &Script, event: EventId) -> Cmd {
        let names = &self.0.names;
        let partition = event.partition();
        let mut call = script.call(5);
        call.arg(names.seats(event))
            .arg(names.holds(event))
            .arg(names.expiries(partition))
            .arg(names.changes(partition))
            .arg(names.buyers(event))
            .arg(event.get());
        // In one argument, so that those of the scripts keep their places.
        match self.0.config.trace_changes.then(holdfast_spans::traceparent).flatten() {
            Some(trace) => call.arg(format!("{} {trace}", self.0.config.stream_cap)),
            None => call.arg(self.0.config.stream_cap),
        };
        call
    }

    /// Runs an event's script; [`Error::NotLoaded`] when the event isn't loaded.
    async fn run_event(&self, script: &Script, event: EventId, call: &Cmd) -> Result<Reply, Error> {
        loaded(event, script.run(&self.0.connection, call).await?)
    }

    /// As [`Self::run_event`], with [`WHOLE_EVENT_EXTRA`] added to the time-out, for scripts that go through all seats.
    async fn run_whole_event(&self, script: &Script, event: EventId, call: &Cmd) -> Result<Reply, Error> {
        loaded(event, script.run_long(&self.0.connection, call, WHOLE_EVENT_EXTRA).await?)
    }

    /// Runs a script on one key that belongs to no event.
    async fn run_on_key(&self, script: &Script, key: &str, args: &[&str]) -> Result<Reply, Error> {
        let mut call = script.call(1);
        call.arg(key).arg(args);
        Reply::read(script.run(&self.0.connection, &call).await?)
    }
}

fn loaded(event: EventId, value: Value) -> Result<Reply, Error> {
    let reply = Reply::read(value)?;
    if reply.word() == "NOT_LOADED" { Err(Error::NotLoaded(event)) } else { Ok(reply) }
}
