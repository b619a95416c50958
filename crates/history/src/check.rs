//! The search for an order of events: the algorithm of Wing & Gong (1993) with the memory of Lowe (2017), as in
//! Porcupine.

use std::collections::{HashMap, HashSet};

use crate::{
    Loss, Record,
    events::events_by_seat,
    seat::{Change, Event, Seat},
};

/// States that the search visits before it gives up. A seat of a chaos run takes some hundreds.
const STATES: usize = 100_000;

/// The outcome of a check of one seat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// An order of events explains everything.
    Linearizable,
    /// No order does.
    Violated(Stuck),
    /// The search gave up.
    Undecided,
}

/// The longest explanation that the search found, and what it leaves unexplained.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stuck {
    /// Events in an order that is possible.
    pub explained: Vec<Event>,
    /// The state after them.
    pub seat: Seat,
    /// The event that ends first among those that must follow and can't.
    pub unexplained: Event,
}

/// A seat whose history isn't linearizable, or wasn't decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The seat.
    pub seat: u32,
    /// [`Verdict::Violated`] or [`Verdict::Undecided`].
    pub verdict: Verdict,
}

/// Checks every seat of the records. Returns the seats that are not linearizable; none if all are.
#[must_use]
pub fn check(records: &[Record], losses: &[Loss]) -> Vec<Finding> {
    let seats = events_by_seat(records, losses);
    let findings = seats.into_iter().map(|(seat, events)| Finding { seat, verdict: check_seat(&events) });
    findings.filter(|finding| finding.verdict != Verdict::Linearizable).collect()
}

/// Checks one seat, which is available at first.
#[must_use]
pub fn check_seat(events: &[Event]) -> Verdict {
    let mut events = events.to_vec();
    events.sort_by_key(|event| event.from);
    Search::new(&events).run()
}

/// The events that have taken effect, one bit each.
type Done = Vec<u64>;

struct Search<'a> {
    /// By ascending `from`.
    events: &'a [Event],
    /// The events that must happen.
    must_happen: Done,
    visited: Visited,
    /// The path with the most events that must happen, with their number.
    longest: (usize, Vec<usize>, Seat),
}

/// The places that the search has been to.
#[derive(Default)]
struct Visited {
    /// By what has happened of the events that must, and the state: those that may, and the latest `from`.
    places: HashMap<(Done, Seat), Vec<(Done, u64)>>,
    count: usize,
}

/// A place in the search: a path of events, and what is left to try after it.
struct Place {
    done: Done,
    seat: Seat,
    /// The length of the path so far.
    length: usize,
    /// The latest `from` on the path: an event that ends before can't follow.
    latest: u64,
    /// Events that may come next.
    candidates: Vec<usize>,
}

impl<'a> Search<'a> {
    fn new(events: &'a [Event]) -> Self {
        let mut must_happen = vec![0; events.len().div_ceil(64)];
        for (index, _) in events.iter().enumerate().filter(|(_, event)| event.happens) {
            set(&mut must_happen, index);
        }
        Self { events, must_happen, visited: Visited::default(), longest: (0, Vec::new(), Seat::Available) }
    }

    fn run(mut self) -> Verdict {
        let mut path = Vec::new();
        let none = vec![0; self.events.len().div_ceil(64)];
        let mut places = Vec::new();
        let begin = Place { done: none, seat: Seat::Available, length: 0, latest: 0, candidates: Vec::new() };
        match self.enter(begin, &mut path) {
            Some(place) => places.push(place),
            None => return Verdict::Linearizable,
        }
        while let Some(place) = places.last_mut() {
            path.truncate(place.length);
            let Some(next) = place.candidates.pop() else {
                places.pop();
                continue;
            };
            let event = self.events[next];
            let Some(seat) = event.change.apply(place.seat) else { continue };
            let mut done = place.done.clone();
            set(&mut done, next);
            let latest = place.latest.max(event.from);
            path.push(next);
            if self.visited.count >= STATES {
                return Verdict::Undecided;
            }
            let entered = Place { done, seat, length: 0, latest, candidates: Vec::new() };
            match self.enter(entered, &mut path) {
                Some(place) => places.push(place),
                None => return Verdict::Linearizable,
            }
        }
        self.violated()
    }

    /// Takes every reading event that is true now, and lists what may come next: nothing if the place was visited
    /// before. Returns `None` if everything that must happen has happened.
    ///
    /// A reading event may be taken at once: wherever an order has it later, it can be moved to here. Except where that
    /// moves it before an event that may happen and must do so earlier.
    fn enter(&mut self, mut place: Place, path: &mut Vec<usize>) -> Option<Place> {
        loop {
            self.drop_impossible(&mut place);
            place.candidates = self.candidates(&place)?;
            let (seat, deadline) = (place.seat, self.first_deadline(&place));
            let is_true_read = |index: &usize| {
                let Event { change, from, .. } = self.events[*index];
                change.only_reads() && from <= deadline && change.apply(seat).is_some()
            };
            let reads: Vec<usize> = place.candidates.iter().copied().filter(is_true_read).collect();
            if reads.is_empty() {
                break;
            }
            for read in reads {
                set(&mut place.done, read);
                place.latest = place.latest.max(self.events[read].from);
                path.push(read);
            }
        }
        place.length = path.len();
        let happened = path.iter().filter(|index| self.events[**index].happens).count();
        if happened >= self.longest.0 {
            self.longest = (happened, path.clone(), place.seat);
        }
        if !self.visited.insert(&place, &self.must_happen) {
            place.candidates.clear();
        }
        // Those that may happen are tried last, and of those that must the one that ends first is tried first.
        place.candidates.sort_by_key(|index| {
            let event = self.events[*index];
            (event.happens, std::cmp::Reverse(event.until))
        });
        Some(place)
    }

    /// Until when the first of the events that may happen must do so.
    fn first_deadline(&self, place: &Place) -> u64 {
        let may_happen =
            self.events.iter().enumerate().filter(|(index, event)| !event.happens && !is_set(&place.done, *index));
        may_happen.map(|(_, event)| event.until).min().unwrap_or(u64::MAX)
    }

    /// Marks events that can't happen any more, so that places that differ only in them count as one: those whose time
    /// has passed, and the expiry of holds that don't have the seat and never will.
    fn drop_impossible(&self, place: &mut Place) {
        let is_possible =
            |(index, event): &(usize, &Event)| !is_set(&place.done, *index) && event.until >= place.latest;
        let holds = self.events.iter().enumerate().filter(is_possible).filter_map(|(_, event)| match event.change {
            Change::Hold(hold) | Change::Revive(hold) => Some(hold),
            _ => None,
        });
        let holds: HashSet<u32> = holds.collect();
        for (index, event) in self.events.iter().enumerate().filter(|(_, event)| !event.happens) {
            let is_over = match event.change {
                Change::Expire(hold) => place.seat != Seat::Held(hold) && !holds.contains(&hold),
                _ => false,
            };
            if is_over || event.until < place.latest {
                set(&mut place.done, index);
            }
        }
    }

    /// The events that may come next; `None` if all that must happen have happened.
    fn candidates(&self, place: &Place) -> Option<Vec<usize>> {
        let is_open = |index: &usize| !is_set(&place.done, *index);
        let must_happen = self.events.iter().enumerate().filter(|(index, event)| event.happens && is_open(index));
        let first_end = must_happen.map(|(_, event)| event.until).min()?;
        let mut blocked = HashSet::new();
        let mut candidates = Vec::new();
        for index in (0..self.events.len()).filter(is_open) {
            let event = self.events[index];
            if event.from > first_end {
                break;
            }
            let in_time = event.until >= place.latest;
            if in_time && event.sequence.is_none_or(|sequence| blocked.insert(sequence)) {
                candidates.push(index);
            }
        }
        Some(candidates)
    }

    fn violated(self) -> Verdict {
        let (_, path, seat) = &self.longest;
        let left = self.events.iter().enumerate().filter(|(index, event)| event.happens && !path.contains(index));
        let Some((_, unexplained)) = left.min_by_key(|(_, event)| event.until) else { return Verdict::Undecided };
        let explained = path.iter().map(|index| self.events[*index]).collect();
        Verdict::Violated(Stuck { explained, seat: *seat, unexplained: *unexplained })
    }
}

impl Visited {
    /// Returns false if a place was visited from which everything is possible that is possible from this one: the same
    /// state, the same events that must happen, no further one that may, and no later `from`.
    fn insert(&mut self, place: &Place, must_happen: &Done) -> bool {
        let masked = |mask: fn(u64) -> u64| -> Done {
            place.done.iter().zip(must_happen).map(|(done, must)| done & mask(*must)).collect()
        };
        let (necessary, optional) = (masked(|must| must), masked(|must| !must));
        let visited = self.places.entry((necessary, place.seat)).or_default();
        if visited.iter().any(|(other, latest)| *latest <= place.latest && is_subset(other, &optional)) {
            return false;
        }
        visited.push((optional, place.latest));
        self.count += 1;
        true
    }
}

fn is_subset(part: &Done, whole: &Done) -> bool {
    part.iter().zip(whole).all(|(part, whole)| part & !whole == 0)
}

fn is_set(done: &Done, index: usize) -> bool {
    done[index / 64] & (1 << (index % 64)) != 0
}

fn set(done: &mut Done, index: usize) {
    done[index / 64] |= 1 << (index % 64);
}
