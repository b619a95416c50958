//! Loading an event, in two halves around the reading of MySQL.

use std::{collections::BTreeMap, sync::LazyLock, time::Duration};

use holdfast_domain::{EventId, OrderId, SalesWindow, SeatId};
use redis::Cmd;

use super::{
    Error, SeatStore,
    script::{Script, event_script},
};

static BEGIN_LOAD: LazyLock<Script> = event_script!("begin_load.lua");
static FINISH_LOAD: LazyLock<Script> = event_script!("finish_load.lua");

/// How long an unfinished load keeps others from beginning one.
pub const LOAD_PATIENCE: Duration = Duration::from_secs(5);

/// How long a load of an event that Redis has nothing else of may take: then its mark is gone, so that asking for
/// events that don't exist fills nothing.
const EMPTY_ENTRY_LIFE: Duration = Duration::from_mins(1);

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

/// Proof of the latest [`SeatStore::begin_load`] of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadTicket(pub(crate) String);

/// What became of a load.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoadOutcome {
    /// The event is loaded at this version, and a RESET is in its stream.
    Loaded(holdfast_domain::Version),
    /// Redis has this epoch or a newer one, or another load came in between.
    Stale,
}

impl SeatStore {
    /// First half of a load: from here on every step on the event answers [`Error::NotLoaded`], so that
    /// nothing moves between MySQL's snapshot and [`Self::finish_load`]. Seats and holds stay where they are.
    /// `None`: another load began less than [`LOAD_PATIENCE`] ago and hasn't finished; leave it to that one.
    pub async fn begin_load(&self, event: EventId) -> Result<Option<LoadTicket>, Error> {
        let nonce = format!("{:032x}", rand::random::<u128>());
        let mut call = self.event_call(&BEGIN_LOAD, event);
        call.arg(&nonce).arg(millis(LOAD_PATIENCE)).arg(millis(EMPTY_ENTRY_LIFE));
        let reply = self.run_event(&BEGIN_LOAD, event, &call).await?;
        match reply.word() {
            "BEGUN" => Ok(Some(LoadTicket(nonce))),
            "BUSY" => Ok(None),
            _ => Err(reply.unexpected()),
        }
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
        let mut call = self.event_call(&FINISH_LOAD, event);
        call.arg(&ticket.0)
            .arg(plan.epoch)
            .arg(plan.seat_count)
            .arg(plan.window.opens_at.timestamp_millis())
            .arg(plan.window.closes_at.map_or_else(String::new, |at| at.timestamp_millis().to_string()))
            .arg(u8::from(plan.window.closed));
        // A ticket outweighs a claim, so the sold seats come last.
        add_owned_seats(&mut call, 'C', &plan.claimed);
        add_owned_seats(&mut call, 'S', &plan.sold);
        let mut reply = self.run_whole_event(&FINISH_LOAD, event, &call).await?;
        let (outcome, label) = match reply.word() {
            "LOADED" => (LoadOutcome::Loaded(reply.version()?), "loaded"),
            "STALE" => (LoadOutcome::Stale, "stale"),
            _ => return Err(reply.unexpected()),
        };
        metrics::counter!("holdfast_loads_total", "outcome" => label).increment(1);
        Ok(outcome)
    }
}

/// `<state>:<order>`, `seat,…` for each order: an order has several seats, and its id is the long part.
fn add_owned_seats(call: &mut Cmd, state: char, owned: &[(SeatId, OrderId)]) {
    let mut by_order: BTreeMap<OrderId, String> = BTreeMap::new();
    for (seat, order) in owned {
        let list = by_order.entry(*order).or_default();
        if !list.is_empty() {
            list.push(',');
        }
        list.push_str(&seat.to_string());
    }
    for (order, seats) in by_order {
        call.arg(format!("{state}:{order}")).arg(seats);
    }
}

fn millis(duration: Duration) -> u64 {
    duration.as_secs() * 1000
}
