//! Loading an event, in two halves; MySQL is read between them.

use std::{collections::BTreeMap, sync::LazyLock, time::Duration};

use holdfast_domain::{AccountId, EventId, OrderId, SalesWindow, SeatId};
use redis::Cmd;

use super::{
    Error, SeatStore,
    script::{Script, event_script},
};

static BEGIN_LOAD: LazyLock<Script> = event_script!("begin_load.lua");
static FINISH_LOAD: LazyLock<Script> = event_script!("finish_load.lua");
static ABANDON_LOAD: LazyLock<Script> = event_script!("abandon_load.lua");

/// How long the first load of an event may take. Then Redis drops the load's mark, so that requests for events that
/// don't exist leave nothing behind.
const EMPTY_ENTRY_LIFE: Duration = Duration::from_mins(1);

/// MySQL's record of an event, to be laid over what Redis has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadPlan {
    /// Raised in MySQL for this load. The load is stale unless this epoch is newer than the one in Redis.
    pub epoch: u32,
    /// Number of seats; seat ids are 1 to this number.
    pub seat_count: u32,
    /// When seats may be held.
    pub window: SalesWindow,
    /// Seats with a live ticket.
    pub sold: Vec<(SeatId, OrderId)>,
    /// Seats of orders under way, without those that have a live ticket; one owner per seat.
    pub claimed: Vec<(SeatId, OrderId)>,
    /// The most seats that one buyer may have; `None`: no limit.
    pub seats_per_buyer: Option<u32>,
    /// The buyers of these orders, where the event has a limit.
    pub buyers: BTreeMap<OrderId, AccountId>,
}

/// Proof of the latest [`SeatStore::begin_load`] of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadTicket {
    nonce: String,
    /// The epoch of the event's latest load into this Redis; 0 if there was none. The load's own epoch must be higher.
    pub epoch: u32,
}

/// The outcome of a load.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoadOutcome {
    /// The event is loaded at this version, and a RESET is in its stream.
    Loaded(holdfast_domain::Version),
    /// Redis has this epoch or a newer one, or another load came in between.
    Stale,
}

impl SeatStore {
    /// First half of a load. Until [`Self::finish_load`], every other operation on the event returns
    /// [`Error::NotLoaded`], so that no seat changes between MySQL's snapshot and the end of the load. Seats and holds
    /// stay as they are.
    ///
    /// `None` when another load began less than `lease` ago and hasn't finished: leave the event to it. Every process
    /// must use the same lease, and a load must not take longer.
    pub async fn begin_load(&self, event: EventId, lease: Duration) -> Result<Option<LoadTicket>, Error> {
        let nonce = format!("{:032x}", rand::random::<u128>());
        let mut call = self.event_call(&BEGIN_LOAD, event);
        call.arg(&nonce).arg(millis(lease)).arg(millis(EMPTY_ENTRY_LIFE.max(lease)));
        let mut reply = self.run_event(&BEGIN_LOAD, event, &call).await?;
        match reply.word() {
            "BEGUN" => Ok(Some(LoadTicket { nonce, epoch: reply.integer()? })),
            "BUSY" => Ok(None),
            _ => Err(reply.unexpected()),
        }
    }

    /// Second half of a load: lays the plan over what Redis has. Keeps live holds on seats that no order owns, drops
    /// every claim and sale that isn't in the plan, and adds a RESET to the change stream.
    ///
    /// [`LoadOutcome::Stale`] when `ticket` isn't from the latest `begin_load`, or a load has finished since: seats may
    /// have changed after MySQL was read, so the plan must not be applied.
    pub async fn finish_load(
        &self,
        event: EventId,
        ticket: &LoadTicket,
        plan: &LoadPlan,
    ) -> Result<LoadOutcome, Error> {
        let mut call = self.event_call(&FINISH_LOAD, event);
        call.arg(&ticket.nonce)
            .arg(plan.epoch)
            .arg(plan.seat_count)
            .arg(plan.window.opens_at.timestamp_millis())
            .arg(plan.window.closes_at.timestamp_millis())
            .arg(u8::from(plan.window.closed))
            .arg(plan.seats_per_buyer.map(|limit| limit.to_string()).unwrap_or_default());
        // A ticket outweighs a claim, so the sold seats come last.
        add_owned_seats(&mut call, 'C', &plan.claimed, &plan.buyers);
        add_owned_seats(&mut call, 'S', &plan.sold, &plan.buyers);
        let mut reply = self.run_whole_event(&FINISH_LOAD, event, &call).await?;
        let (outcome, label) = match reply.word() {
            "LOADED" => (LoadOutcome::Loaded(reply.version()?), "loaded"),
            "STALE" => (LoadOutcome::Stale, "stale"),
            _ => return Err(reply.unexpected()),
        };
        metrics::counter!("holdfast_loads_total", "outcome" => label).increment(1);
        Ok(outcome)
    }

    /// Ends a load without its second half. The event stays not loaded, and another load may begin before the lease
    /// ends. Does nothing if the load is finished or another one has replaced it.
    pub async fn abandon_load(&self, event: EventId, ticket: &LoadTicket) -> Result<(), Error> {
        let mut call = self.event_call(&ABANDON_LOAD, event);
        call.arg(&ticket.nonce);
        let reply = self.run_event(&ABANDON_LOAD, event, &call).await?;
        if reply.word() == "ABANDONED" { Ok(()) } else { Err(reply.unexpected()) }
    }
}

/// Adds `<state>:<order>`, buyer, `seat,…` per order, so that the long order id is sent only once for all its seats.
fn add_owned_seats(call: &mut Cmd, state: char, owned: &[(SeatId, OrderId)], buyers: &BTreeMap<OrderId, AccountId>) {
    let mut by_order: BTreeMap<OrderId, String> = BTreeMap::new();
    for (seat, order) in owned {
        let list = by_order.entry(*order).or_default();
        if !list.is_empty() {
            list.push(',');
        }
        list.push_str(&seat.to_string());
    }
    for (order, seats) in by_order {
        let buyer = buyers.get(&order).map(ToString::to_string).unwrap_or_default();
        call.arg(format!("{state}:{order}")).arg(buyer).arg(seats);
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
