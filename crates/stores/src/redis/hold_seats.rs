//! available or due → held.

use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use holdfast_domain::{AccountId, EventId, Fence, HoldId, SeatId, hold::MAX_SEATS, step_messages::FencedSeat};

use super::{
    Error, SeatStore,
    reply::{Reply, parse, parse_list},
    script::{Script, event_code},
};

/// Code of the script that [`SeatStore::hold`] calls, for a benchmark that calls it without the store. Its keys are an
/// event's seats, holds, expiries, changes and buyers, as [`holdfast_settings::Names`] names them. `event.lua` and
/// `hold_seats.lua` describe its arguments and results.
pub const HOLD_SCRIPT: &str = event_code!("hold_seats.lua");

static HOLD_SEATS: LazyLock<Script> = LazyLock::new(|| Script::new("hold_seats.lua", HOLD_SCRIPT));

/// A live hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    /// Its event.
    pub event_id: EventId,
    /// Its id.
    pub id: HoldId,
    /// Its seats in the order of their ids, each with its fence.
    pub seats: Vec<FencedSeat>,
    /// Its initial life in seconds.
    pub hold_seconds: u32,
    /// When it is due, by Redis's clock.
    pub expires_at: DateTime<Utc>,
    /// Milliseconds from the run of the script to `expires_at`.
    pub expires_in_ms: u64,
    /// Whose limit of seats it counts for; `None` if the event has no limit.
    pub buyer: Option<AccountId>,
}

impl Hold {
    /// Reads the values that follow the word HOLD.
    pub(super) fn read(event_id: EventId, id: &HoldId, mut reply: Reply) -> Result<Self, Error> {
        let hold_seconds = reply.integer()?;
        let expires_at = reply.time()?;
        let expires_in_ms = reply.integer()?;
        let mut seats = parse_list(&reply.text()?, |item| {
            let (seat, fence) = item.split_once('=').ok_or_else(|| Error::Malformed(item.to_owned()))?;
            Ok(FencedSeat { seat_id: parse(seat)?, fence: Fence::new(parse(fence)?) })
        })?;
        seats.sort_unstable_by_key(|seat| seat.seat_id);
        let buyer = reply.text()?;
        let buyer = if buyer.is_empty() { None } else { Some(parse(&buyer)?) };
        Ok(Self { event_id, id: id.clone(), seats, hold_seconds, expires_at, expires_in_ms, buyer })
    }
}

/// Why a hold was not made or changed. A refused operation changes nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// These seats are held, claimed or sold.
    #[error("seats are taken")]
    Conflicts(Vec<SeatId>),
    /// These seats don't exist in the event.
    #[error("no such seats")]
    UnknownSeats(Vec<SeatId>),
    /// The hold would have more than [`MAX_SEATS`] seats.
    #[error("too many seats in one hold")]
    TooMany,
    /// The event limits the seats of a buyer, and the call doesn't say who that is.
    #[error("the event limits the seats of a buyer, who is unknown")]
    BuyerNeeded,
    /// The buyer would have more seats than the event's limit.
    #[error("the buyer would have more than {limit} seats")]
    BuyerLimit {
        /// The most seats that one buyer may have.
        limit: u32,
        /// How many they have: held, claimed and sold. A hold that is due counts until it is swept.
        has: u32,
    },
    /// Outside the sales window, or sales were closed.
    #[error("sales are not open")]
    SalesNotOpen,
    /// The event has no hold with this id, or the hold is due.
    #[error("the hold has expired")]
    Expired,
    /// The id is of a live hold with other seats or another life.
    #[error("the id is of another hold")]
    OtherHold,
    /// The hold's expiry is at the limit of its total life.
    #[error("the hold can't be extended any more")]
    LifeUsedUp,
}

/// The outcome of a call that makes a hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Held {
    /// By this call.
    Now(Hold),
    /// By an earlier call with the same arguments; nothing was changed.
    Before(Hold),
}

impl Held {
    /// The hold.
    #[must_use]
    pub fn into_hold(self) -> Hold {
        match self {
            Self::Now(hold) | Self::Before(hold) => hold,
        }
    }
}

impl SeatStore {
    /// available or due → held for `seconds`, for `buyer`: all seats or none. The buyer matters only where the event has
    /// a limit.
    ///
    /// Repeating the call with the same arguments returns the hold unchanged. An id is for one hold: while that hold is
    /// live, a call with other arguments is [`Refusal::OtherHold`]; once it is due, any call is [`Refusal::Expired`]
    /// until the hold is swept.
    pub async fn hold(
        &self,
        event: EventId,
        id: &HoldId,
        seats: &[SeatId],
        seconds: u32,
        buyer: Option<AccountId>,
    ) -> Result<Result<Held, Refusal>, Error> {
        self.hold_or_add("HOLD", event, id, seats, seconds, buyer).await
    }

    /// Adds seats to a live hold, whose expiry and buyer stay. Seats already in the hold are a success; the sales
    /// window applies only to the others.
    pub async fn add(&self, event: EventId, id: &HoldId, seats: &[SeatId]) -> Result<Result<Hold, Refusal>, Error> {
        Ok(self.hold_or_add("ADD", event, id, seats, 0, None).await?.map(Held::into_hold))
    }

    async fn hold_or_add(
        &self,
        mode: &str,
        event: EventId,
        id: &HoldId,
        seats: &[SeatId],
        seconds: u32,
        buyer: Option<AccountId>,
    ) -> Result<Result<Held, Refusal>, Error> {
        let buyer = buyer.map(|buyer| buyer.to_string()).unwrap_or_default();
        let mut seats: Vec<u32> = seats.iter().map(|seat| seat.get()).collect();
        seats.sort_unstable();
        seats.dedup();
        let mut call = self.event_call(&HOLD_SEATS, event);
        call.arg(mode).arg(id.as_str()).arg(seconds).arg(MAX_SEATS).arg(buyer).arg(seats);
        let mut reply = self.run_event(&HOLD_SEATS, event, &call).await?;
        let held = match reply.word() {
            "HOLD" => Ok(Held::Now(Hold::read(event, id, reply)?)),
            "REPEAT" => Ok(Held::Before(Hold::read(event, id, reply)?)),
            "OTHER_HOLD" => Err(Refusal::OtherHold),
            "CONFLICTS" => Err(Refusal::Conflicts(reply.seats()?)),
            "UNKNOWN_SEATS" => Err(Refusal::UnknownSeats(reply.seats()?)),
            "TOO_MANY" => Err(Refusal::TooMany),
            "NOT_OPEN" => Err(Refusal::SalesNotOpen),
            "BUYER_NEEDED" => Err(Refusal::BuyerNeeded),
            "BUYER_LIMIT" => Err(Refusal::BuyerLimit { limit: reply.integer()?, has: reply.integer()? }),
            "EXPIRED" => Err(Refusal::Expired),
            _ => return Err(reply.unexpected()),
        };
        metrics::counter!("holdfast_holds_total", "outcome" => outcome(&held)).increment(1);
        Ok(held)
    }
}

const fn outcome(held: &Result<Held, Refusal>) -> &'static str {
    match held {
        Ok(_) => "held",
        Err(Refusal::OtherHold) => "other_hold",
        Err(Refusal::Conflicts(_)) => "conflict",
        Err(Refusal::UnknownSeats(_)) => "unknown_seats",
        Err(Refusal::TooMany) => "too_many",
        Err(Refusal::SalesNotOpen) => "not_open",
        Err(Refusal::BuyerNeeded) => "buyer_needed",
        Err(Refusal::BuyerLimit { .. }) => "buyer_limit",
        Err(Refusal::Expired) => "expired",
        Err(Refusal::LifeUsedUp) => "life_used_up",
    }
}
