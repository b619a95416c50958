//! The seats that buyers still want.

use parking_lot::Mutex;
use rand::Rng;

use super::mix::Baskets;
use crate::zipf;

/// Seats that no buyer knows to be sold, the most wanted first.
#[derive(Debug)]
pub(super) struct Wanted {
    seats: Mutex<Vec<u32>>,
    baskets: Baskets,
    /// Exponent of Zipf's law; 0 for all seats equally.
    zipf: f64,
}

impl Wanted {
    /// Seats 1 to `seats`. Buyers want as many at once as `baskets` says, and the first more than others, by Zipf's law
    /// with the exponent `zipf`.
    pub(super) fn new(seats: u32, baskets: Baskets, zipf: f64) -> Self {
        Self { seats: Mutex::new((1..=seats).collect()), baskets, zipf }
    }

    /// Seats side by side that a buyer wants; `None` when all are sold.
    pub(super) fn choose(&self, dice: &mut impl Rng) -> Option<Vec<u32>> {
        let count = self.baskets.draw(dice);
        let seats = self.seats.lock();
        if seats.is_empty() {
            return None;
        }
        let last = (zipf::place(dice, seats.len(), self.zipf) + count).min(seats.len());
        Some(seats[last.saturating_sub(count)..last].to_vec())
    }

    /// Removes sold seats. Returns whether none is left.
    pub(super) fn sold(&self, sold: &[u32]) -> bool {
        let mut seats = self.seats.lock();
        seats.retain(|seat| !sold.contains(seat));
        seats.is_empty()
    }
}
