//! The live truth of every seat: available, held, claimed or sold. One script is one atomic step.

use chrono::{DateTime, Utc};
use holdfast_domain::{
    EventId, HoldToken, OrderId, Partition, SalesWindow, SeatId, SeatStatus, Version,
    saga::{ClaimInput, ClaimOutcome, FencedSeat, GiveBackInput},
};
use thiserror::Error;

use crate::{config::RedisConfig, names::Names};

/// Why a step on the seats has no answer.
#[derive(Debug, Error)]
pub enum Error {
    /// The event isn't loaded on this server: unknown, restarted or failed over. Load it; never guess.
    #[error("event {0} is not loaded")]
    NotLoaded(EventId),
    /// Redis can't be reached, or didn't answer in time: the step may or may not have happened.
    #[error("redis is unavailable")]
    Unavailable(#[source] redis::RedisError),
    /// Redis answered what no script of ours answers.
    #[error("redis answered out of form: {0}")]
    Malformed(String),
}

/// A live hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    /// Its event.
    pub event_id: EventId,
    /// Its capability.
    pub token: HoldToken,
    /// Its seats in the order of their ids, each with the fence of its entry.
    pub seats: Vec<FencedSeat>,
    /// Whole seconds that it was given when made.
    pub hold_seconds: u32,
    /// When it is due, by Redis's clock.
    pub expires_at: DateTime<Utc>,
    /// Milliseconds from the script's moment to `expires_at`.
    pub expires_in_ms: u64,
}

/// Why seats were not held, or a hold not changed. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Refusal {
    /// These seats are held, claimed or sold.
    #[error("seats are taken")]
    Conflicts(Vec<SeatId>),
    /// These seats don't exist in the event.
    #[error("no such seats")]
    UnknownSeats(Vec<SeatId>),
    /// The hold would have more than the maximum.
    #[error("too many seats in one hold")]
    TooMany,
    /// Outside the sales window, or closed.
    #[error("sales are not open")]
    SalesNotOpen,
    /// The token is unknown to the event, or due.
    #[error("the hold has expired")]
    Expired,
    /// The hold's total life is used up.
    #[error("the hold can't be extended any more")]
    LifeUsedUp,
}

/// What became of a sale in Redis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SellOutcome {
    /// Every seat is sold to the order.
    Sold,
    /// Some seat is neither claimed by nor sold to the order: Redis doesn't know what MySQL knows. Load the event.
    NotOurs,
}

/// Every seat that is not available, at one version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// The event's version at the snapshot's moment.
    pub version: Version,
    /// The last entry of the partition's change stream at that moment; see [`SeatStore::changes_since`].
    pub cursor: String,
    /// In no particular order.
    pub taken: Vec<(SeatId, SeatStatus)>,
}

/// What happened to an event after a cursor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Changes {
    /// The changes in order, without a gap from the version that was given; empty when nothing happened.
    Delta {
        /// The version after the last of them.
        version: Version,
        /// Continue from here.
        cursor: String,
        /// Seats with their new states, oldest first; a seat may come more than once.
        seats: Vec<(SeatId, SeatStatus)>,
    },
    /// The stream no longer goes back to the cursor, or the event was loaded anew: take a snapshot.
    Lost,
}

/// What MySQL says of an event, to be laid over what Redis still has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadPlan {
    /// Raised in MySQL for this load; refused unless it is newer than Redis's.
    pub epoch: u32,
    /// Seats are 1 to this.
    pub seat_count: u32,
    /// When seats may be held.
    pub window: SalesWindow,
    /// Seats with a live ticket.
    pub sold: Vec<(SeatId, OrderId)>,
    /// Seats of orders under way that have no live ticket; one owner a seat.
    pub claimed: Vec<(SeatId, OrderId)>,
}

/// How long an unfinished load keeps others from beginning one.
pub const LOAD_PATIENCE: std::time::Duration = std::time::Duration::from_secs(5);

/// Proof of the latest [`SeatStore::begin_load`] of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadTicket(pub(crate) String);

/// What became of a load.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoadOutcome {
    /// The event is loaded at this version, and a RESET is in its stream.
    Loaded(Version),
    /// Redis has this epoch or a newer one, or another load came in between.
    Stale,
}

/// One entry of a partition's change stream, as the relay reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StreamEntry {
    /// Redis's id of the entry; it begins with Redis's clock in milliseconds.
    pub id: String,
    /// What it says.
    pub change: StreamChange,
}

/// The two kinds of stream entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StreamChange {
    /// A change of an event's seats.
    Seats(holdfast_domain::fact::SeatChange),
    /// The relay's own sign of life, which took the same way as a change.
    Heartbeat,
}

/// The seats of every event, in Redis. Cheap to clone; clones share connections.
#[derive(Clone)]
pub struct SeatStore {}

#[allow(unused_variables, clippy::unused_async, reason = "contract only")]
impl SeatStore {
    /// Connects, with time-outs from the settings.
    pub async fn connect(config: &RedisConfig, names: Names) -> Result<Self, Error> {
        todo!()
    }

    /// Whether Redis answers.
    pub async fn ping(&self) -> Result<(), Error> {
        todo!()
    }

    /// available or due → held: all seats or none. A repeat with the same token and the same seats answers the hold.
    pub async fn hold(
        &self,
        event: EventId,
        token: &HoldToken,
        seats: &[SeatId],
        seconds: u32,
    ) -> Result<Result<Hold, Refusal>, Error> {
        todo!()
    }

    /// Seats join a live hold, whose expiry stays; seats already in it are a success.
    pub async fn add(
        &self,
        event: EventId,
        token: &HoldToken,
        seats: &[SeatId],
    ) -> Result<Result<Hold, Refusal>, Error> {
        todo!()
    }

    /// The live hold of a token; `None` when unknown or due.
    pub async fn find_hold(&self, event: EventId, token: &HoldToken) -> Result<Option<Hold>, Error> {
        todo!()
    }

    /// Expiry becomes now + `seconds` if that is later, within the hold's total life.
    pub async fn extend(
        &self,
        event: EventId,
        token: &HoldToken,
        seconds: u32,
    ) -> Result<Result<Hold, Refusal>, Error> {
        todo!()
    }

    /// held → available, only the token's own seats: one, or all when `seat` is `None`. Nothing to do is a success.
    pub async fn release(&self, event: EventId, token: &HoldToken, seat: Option<SeatId>) -> Result<(), Error> {
        todo!()
    }

    /// Frees what is due in a partition, in bounded batches; how many holds ended.
    pub async fn expire_due(&self, partition: Partition) -> Result<usize, Error> {
        todo!()
    }

    /// held → claimed.
    pub async fn claim(&self, input: &ClaimInput) -> Result<ClaimOutcome, Error> {
        todo!()
    }

    /// claimed → sold; already sold to the order is a success; never forced.
    pub async fn sell(&self, event: EventId, order: OrderId, seats: &[SeatId]) -> Result<SellOutcome, Error> {
        todo!()
    }

    /// claimed or sold → available, only what the order owns; and held → available where `input.unclaimed`
    /// names the token and fence. Seats in `lost` have a live ticket of another order: when this order still
    /// has such a seat claimed, it is set to sold for that owner and not freed. Answers the epoch it ran in.
    pub async fn give_back(&self, input: &GiveBackInput, lost: &[(SeatId, OrderId)]) -> Result<u32, Error> {
        todo!()
    }

    /// Every seat that is not available.
    pub async fn snapshot(&self, event: EventId) -> Result<Snapshot, Error> {
        todo!()
    }

    /// What changed since a snapshot or an earlier answer, in one step with the check that the event is loaded.
    pub async fn changes_since(&self, event: EventId, version: Version, cursor: &str) -> Result<Changes, Error> {
        todo!()
    }

    /// The event's version; the cheap way to ask whether anything changed.
    pub async fn version(&self, event: EventId) -> Result<Version, Error> {
        todo!()
    }

    /// How many seats of each event are not available (`None`: not loaded), in one round trip a node.
    pub async fn taken_counts(&self, events: &[EventId]) -> Result<Vec<Option<u32>>, Error> {
        todo!()
    }

    /// The epoch at which the event is loaded on this very server; `None` when it isn't.
    pub async fn loaded_epoch(&self, event: EventId) -> Result<Option<u32>, Error> {
        todo!()
    }

    /// First half of a load: from here on every step on the event answers [`Error::NotLoaded`], so that
    /// nothing moves between MySQL's snapshot and [`Self::finish_load`]. Seats and holds stay where they are.
    /// `None`: another load began less than [`LOAD_PATIENCE`] ago and hasn't finished; leave it to that one.
    pub async fn begin_load(&self, event: EventId) -> Result<Option<LoadTicket>, Error> {
        todo!()
    }

    /// Second half: lays the plan over what is there, keeps live holds on seats that no order owns, drops
    /// every other claim and sale, adds a RESET. Stale when `ticket` isn't that of the latest `begin_load`
    /// or a load has finished since: then something may have moved, and the plan must not be laid.
    pub async fn finish_load(
        &self,
        event: EventId,
        ticket: &LoadTicket,
        plan: &LoadPlan,
    ) -> Result<LoadOutcome, Error> {
        todo!()
    }

    /// Sets the closed flag in the event's entry.
    pub async fn close_sales(&self, event: EventId) -> Result<(), Error> {
        todo!()
    }

    /// `{server time in ms, replication id}` of the server that has this partition.
    pub async fn server_identity(&self, partition: Partition) -> Result<(DateTime<Utc>, String), Error> {
        todo!()
    }
}
