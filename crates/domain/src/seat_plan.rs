//! The seats of an event, derived from its sections.
//!
//! Seat ids run from 1, row by row, section after section. Rows are numbered across the whole event, so a label such as
//! `A-12` is unique.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::seat::SeatId;

/// The maximum number of seats in one event.
pub const MAX_SEATS: u32 = 100_000;

/// A block of rows of equal length, with one price.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// The name shown to buyers.
    pub name: String,
    /// The number of rows.
    pub rows: u32,
    /// The number of seats in each row.
    pub cols: u32,
    /// The price of one seat, in minor units of the event's currency.
    pub price: u64,
}

/// Why a list of sections is not a valid seat plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum InvalidSeatPlan {
    /// The list is empty.
    #[error("an event needs at least one section")]
    NoSection,
    /// A section has no rows or no columns.
    #[error("a section needs at least one row and one column")]
    EmptySection,
    /// The sections have more than [`MAX_SEATS`] seats.
    #[error("an event may have at most {MAX_SEATS} seats")]
    TooManySeats,
}

/// The plan has no seat with this id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the event has no seat {0}")]
pub struct UnknownSeat(pub SeatId);

/// One numbered seat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seat<'plan> {
    /// The id, from 1.
    pub id: SeatId,
    /// The row within the whole event, from 1.
    pub row: u32,
    /// The position in the row, from 1.
    pub col: u32,
    /// The section that the seat belongs to; it has the price.
    pub section: &'plan Section,
}

impl Seat<'_> {
    /// The row in letters and the position in digits: `A-1`, … `Z-9`, `AA-1`.
    #[must_use]
    pub fn label(&self) -> String {
        format!("{}-{}", row_letters(self.row), self.col)
    }
}

/// A valid list of sections.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeatPlan {
    sections: Vec<Section>,
    seats: u32,
}

impl SeatPlan {
    /// Checks the sections.
    ///
    /// # Errors
    /// [`InvalidSeatPlan`] if the list or a section is empty, or there are more than [`MAX_SEATS`] seats.
    pub fn new(sections: Vec<Section>) -> Result<Self, InvalidSeatPlan> {
        if sections.is_empty() {
            return Err(InvalidSeatPlan::NoSection);
        }
        let mut seats = 0_u64;
        for section in &sections {
            if section.rows == 0 || section.cols == 0 {
                return Err(InvalidSeatPlan::EmptySection);
            }
            seats = seats.saturating_add(u64::from(section.rows) * u64::from(section.cols));
        }
        match u32::try_from(seats) {
            Ok(seats) if seats <= MAX_SEATS => Ok(Self { sections, seats }),
            _ => Err(InvalidSeatPlan::TooManySeats),
        }
    }

    /// The sections, in the order given to [`Self::new`].
    #[must_use]
    pub fn sections(&self) -> &[Section] {
        &self.sections
    }

    /// The number of seats, which is also the highest seat id.
    #[must_use]
    pub const fn seat_count(&self) -> u32 {
        self.seats
    }

    /// The number of rows in all sections.
    #[must_use]
    pub fn rows(&self) -> u32 {
        self.sections.iter().map(|s| s.rows).sum()
    }

    /// The number of seats in the widest row.
    #[must_use]
    pub fn cols(&self) -> u32 {
        self.sections.iter().map(|s| s.cols).max().unwrap_or_default()
    }

    /// The lowest price, in minor units.
    #[must_use]
    pub fn price_from(&self) -> u64 {
        self.sections.iter().map(|s| s.price).min().unwrap_or_default()
    }

    /// The sum of these seats' prices, in minor units.
    ///
    /// # Errors
    /// [`UnknownSeat`] for the first seat that is not in the plan: skipping it would undercharge.
    pub fn total(&self, seats: &[SeatId]) -> Result<u64, UnknownSeat> {
        seats.iter().map(|id| self.seat(*id).map(|seat| seat.section.price).ok_or(UnknownSeat(*id))).sum()
    }

    /// Every seat, by ascending id.
    pub fn seats(&self) -> impl Iterator<Item = Seat<'_>> {
        let rows = self.sections.iter().flat_map(|section| (0..section.rows).map(move |_| section));
        let places = (1..).zip(rows).flat_map(|(row, section)| (1..=section.cols).map(move |col| (row, col, section)));
        (1..)
            .zip(places)
            .filter_map(|(id, (row, col, section))| Some(Seat { id: SeatId::try_from(id).ok()?, row, col, section }))
    }

    /// The seat with this id; `None` if it is not in the plan.
    #[must_use]
    pub fn seat(&self, id: SeatId) -> Option<Seat<'_>> {
        let (mut index, mut first_row) = (id.get() - 1, 1);
        for section in &self.sections {
            let seats = section.rows * section.cols;
            if index < seats {
                return Some(Seat {
                    id,
                    row: first_row + index / section.cols,
                    col: index % section.cols + 1,
                    section,
                });
            }
            index -= seats;
            first_row += section.rows;
        }
        None
    }
}

/// 1 → A, 26 → Z, 27 → AA: bijective base 26, like spreadsheet columns.
fn row_letters(mut row: u32) -> String {
    let mut letters = Vec::new();
    while row > 0 {
        letters.extend(('A'..='Z').nth(((row - 1) % 26) as usize));
        row = (row - 1) / 26;
    }
    letters.into_iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn section(name: &str, rows: u32, cols: u32, price: u64) -> Section {
        Section { name: name.into(), rows, cols, price }
    }

    #[test]
    fn ids_run_row_by_row_and_section_after_section() {
        let plan = SeatPlan::new(vec![section("Floor", 2, 3, 500), section("Balcony", 1, 2, 300)]).unwrap();
        let seats: Vec<_> = plan.seats().map(|s| (s.id.get(), s.label(), s.section.price)).collect();
        let expected = [
            (1, "A-1", 500),
            (2, "A-2", 500),
            (3, "A-3", 500),
            (4, "B-1", 500),
            (5, "B-2", 500),
            (6, "B-3", 500),
            (7, "C-1", 300),
            (8, "C-2", 300),
        ];
        assert_eq!(seats, expected.map(|(id, label, price)| (id, label.to_owned(), price)));
        assert_eq!((plan.rows(), plan.cols(), plan.price_from(), plan.seat_count()), (3, 3, 300, 8));
    }

    #[test]
    fn a_seat_found_by_id_is_the_seat_in_the_list() {
        let plan = SeatPlan::new(vec![section("A", 3, 7, 1), section("B", 40, 5, 2)]).unwrap();
        for seat in plan.seats() {
            assert_eq!(plan.seat(seat.id).as_ref(), Some(&seat));
        }
        assert_eq!(plan.seat(SeatId::try_from(222).unwrap()), None);
    }

    #[test]
    fn a_total_adds_the_price_of_each_seat_and_fails_on_a_seat_that_the_plan_lacks() {
        let plan = SeatPlan::new(vec![section("Floor", 2, 3, 500), section("Balcony", 1, 2, 300)]).unwrap();
        let seats = |ids: &[u32]| ids.iter().map(|id| SeatId::try_from(*id).unwrap()).collect::<Vec<_>>();
        assert_eq!(plan.total(&seats(&[6, 7, 8])), Ok(1100));
        assert_eq!(plan.total(&seats(&[1, 9])), Err(UnknownSeat(SeatId::try_from(9).unwrap())));
    }

    #[test]
    fn rows_are_lettered_like_spreadsheet_columns() {
        let letters = [1, 26, 27, 52, 53, 702, 703].map(row_letters);
        assert_eq!(letters, ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]);
    }

    #[test]
    fn a_plan_that_is_empty_or_too_large_is_refused() {
        assert_eq!(SeatPlan::new(vec![]), Err(InvalidSeatPlan::NoSection));
        assert_eq!(SeatPlan::new(vec![section("A", 0, 5, 1)]), Err(InvalidSeatPlan::EmptySection));
        assert_eq!(SeatPlan::new(vec![section("A", 1000, 101, 1)]), Err(InvalidSeatPlan::TooManySeats));
        assert_eq!(SeatPlan::new(vec![section("A", u32::MAX, u32::MAX, 1); 2]), Err(InvalidSeatPlan::TooManySeats));
    }
}
