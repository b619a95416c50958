//! From records to the events of each seat.

use std::collections::{BTreeMap, HashMap};

use crate::{
    Call, HoldAnswer, Loss, OrderAnswer, Record,
    seat::{Change, Event},
};

/// How much earlier than its `expires_at` a hold may end: the response is rounded to milliseconds.
const ROUNDING: u64 = 2_000;
/// How long after its request a call without a response may still take effect: longer than any process is paused, and
/// than any time-out of a server. Without a bound, each lost response would double the orders to try.
const LATE: u64 = 60_000_000;
const NEVER: u64 = u64::MAX;
// Sequences of events of which it doesn't matter which one happens. The names of streams are lower.
const EXPIRIES: u64 = 1 << 60;
const ATTEMPTS: u64 = 1 << 61;
const UNKNOWN_HOLDS: u64 = 1 << 62;

/// The events of each seat that a record names.
pub(crate) fn events_by_seat(records: &[Record], losses: &[Loss]) -> BTreeMap<u32, Vec<Event>> {
    let mut events = Events { losses, ..Events::default() };
    for record in records {
        if let Some(hold) = record.call.hold() {
            *events.calls.entry(hold.to_owned()).or_default() += 1;
        }
    }
    for record in records {
        events.add(record);
    }
    events.add_orders();
    events.seats
}

#[derive(Default)]
struct Events<'a> {
    losses: &'a [Loss],
    seats: BTreeMap<u32, Vec<Event>>,
    names: HashMap<String, u32>,
    /// How many calls name each hold.
    calls: HashMap<String, u32>,
    orders: BTreeMap<String, KnownOrder>,
}

/// What all records of an order say together.
#[derive(Default)]
struct KnownOrder {
    placed: Option<(u64, String, Vec<u32>)>,
    confirmed: Option<u64>,
    cancelled: Option<u64>,
    refunded: Option<u64>,
    cancel_asked: Option<u64>,
}

impl Events<'_> {
    fn add(&mut self, record: &Record) {
        let (from, until) = (record.invoked, record.returned.unwrap_or(NEVER));
        match &record.call {
            Call::Hold { hold, seats, seconds, answer } => self.add_hold(from, until, hold, seats, *seconds, answer),
            Call::Release { hold, seats, done } => {
                let change = Change::Release(self.number(hold));
                self.push(seats, event(from, if *done { until } else { from + LATE }, *done, change));
            }
            Call::Order { order, hold, seats, answer } => {
                let known = self.orders.entry(order.clone()).or_default();
                if *answer != OrderAnswer::Refused {
                    let placed = known.placed.get_or_insert_with(|| (from, hold.clone(), seats.clone()));
                    placed.0 = placed.0.min(from);
                }
                known.learn(*answer, until);
            }
            Call::Cancel { order, answer } => {
                let known = self.orders.entry(order.clone()).or_default();
                known.cancel_asked = Some(known.cancel_asked.map_or(from, |asked| asked.min(from)));
                known.learn(*answer, until);
            }
            Call::Map { seats } => {
                for (seat, status) in seats {
                    self.push(&[*seat], event(from, until, true, Change::Is(*status)));
                }
            }
            Call::Stream { stream, seat, status } => {
                let change = event(from, until, true, Change::Is(*status));
                self.push(&[*seat], Event { sequence: Some(*stream), ..change });
            }
        }
    }

    fn add_hold(&mut self, from: u64, until: u64, name: &str, seats: &[u32], seconds: u64, answer: &HoldAnswer) {
        let hold = self.number(name);
        let ends = match answer {
            HoldAnswer::Held { expires_at } => {
                self.push(seats, event(from, until, true, Change::Hold(hold)));
                expires_at.saturating_sub(ROUNDING)
            }
            HoldAnswer::Taken(taken) => return self.push(taken, event(from, until, true, Change::IsTaken(hold))),
            HoldAnswer::Refused => return,
            HoldAnswer::Unknown => {
                let may_hold = event(from, from + LATE, false, Change::Hold(hold));
                // Attempts of one hold explain the same, and so do holds of which nothing else is known. An order need
                // only use the oldest that is left.
                let is_alone = self.calls.get(name) == Some(&1);
                let sequence = if is_alone { UNKNOWN_HOLDS - seconds } else { ATTEMPTS + u64::from(hold) };
                self.push(seats, Event { sequence: Some(sequence), ..may_hold });
                from + seconds * 1_000_000 - ROUNDING
            }
        };
        let expires = event(ends, NEVER, false, Change::Expire(hold));
        self.push(seats, Event { sequence: Some(EXPIRIES + u64::from(hold)), ..expires });
        // A loss after the hold's end explains nothing that its expiry doesn't.
        for loss in self.losses.iter().filter(|loss| loss.until >= from && loss.from <= ends + ROUNDING) {
            self.push(seats, event(loss.from, loss.until, false, Change::Expire(hold)));
            if loss.stale && from <= loss.from {
                self.push(seats, event(loss.from, loss.until, false, Change::Revive(hold)));
                self.push(seats, event(ends, NEVER, false, Change::Expire(hold)));
            }
        }
    }

    fn add_orders(&mut self) {
        for (name, known) in std::mem::take(&mut self.orders) {
            let Some((from, hold, seats)) = known.placed else { continue };
            let (hold, order) = (self.number(&hold), self.number(&name));
            let claim = Change::Claim { hold, order };
            let give_back = Change::GiveBack { hold, order };
            // CONFIRMED and REFUNDED say that the seats were sold.
            let sold = known.confirmed.into_iter().chain(known.refunded).min();
            let end = sold.or(known.cancelled).unwrap_or(NEVER);
            self.push(&seats, event(from, end, sold.is_some(), claim));
            if sold.is_some() || known.cancelled.is_none() {
                self.push(&seats, event(from, end, sold.is_some(), Change::Sell(order)));
            }
            match (known.cancelled, sold, known.cancel_asked) {
                (Some(cancelled), None, _) => self.push(&seats, event(from, cancelled, true, give_back)),
                (None, None, _) => self.push(&seats, event(from, NEVER, false, give_back)),
                // The seats are freed after the order is REFUNDED.
                (None, Some(_), Some(asked)) => self.push(&seats, event(asked, NEVER, false, give_back)),
                (None, Some(_), None) => {}
                // One client was told CONFIRMED and another one CANCELLED: nothing explains both.
                (Some(cancelled), Some(_), _) => {
                    self.push(&seats, event(from, cancelled, true, Change::Sell(u32::MAX)));
                }
            }
        }
    }

    fn push(&mut self, seats: &[u32], event: Event) {
        for seat in seats {
            self.seats.entry(*seat).or_default().push(event);
        }
    }

    fn number(&mut self, name: &str) -> u32 {
        let next = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        *self.names.entry(name.to_owned()).or_insert(next)
    }
}

impl KnownOrder {
    fn learn(&mut self, answer: OrderAnswer, told: u64) {
        let known = match answer {
            OrderAnswer::Confirmed => &mut self.confirmed,
            OrderAnswer::Cancelled => &mut self.cancelled,
            OrderAnswer::Refunded => &mut self.refunded,
            OrderAnswer::Open | OrderAnswer::Refused => return,
        };
        *known = Some(known.map_or(told, |before| before.min(told)));
    }
}

const fn event(from: u64, until: u64, happens: bool, change: Change) -> Event {
    Event { from, until, happens, sequence: None, change }
}
