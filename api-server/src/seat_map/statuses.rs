//! The status of each seat of an event, kept from one read to the next.

use std::sync::Arc;

use holdfast_domain::{SeatId, SeatStatus, Version};
use holdfast_stores::redis::Snapshot;

/// The status of each seat of an event at one version. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Statuses {
    /// The version of these statuses.
    pub version: Version,
    /// One status for each seat, in the order of their ids, which run from 1.
    pub of_seats: Arc<Vec<SeatStatus>>,
}

/// The statuses of an event at its last read.
pub(super) struct KeptStatuses {
    of_seats: Arc<Vec<SeatStatus>>,
    /// Version and cursor of the last read; `None` before the first.
    position: Option<(Version, String)>,
}

impl KeptStatuses {
    pub(super) fn new(seat_count: u32) -> Self {
        Self { of_seats: Arc::new(vec![SeatStatus::Available; seat_count as usize]), position: None }
    }

    /// The version and the cursor from which the next read continues.
    pub(super) fn position(&self) -> Option<(Version, String)> {
        self.position.clone()
    }

    /// Replaces every status by those of a snapshot.
    pub(super) fn replace(&mut self, Snapshot { version, cursor, taken }: Snapshot) -> Statuses {
        Arc::make_mut(&mut self.of_seats).fill(SeatStatus::Available);
        self.change(version, cursor, taken)
    }

    /// Lays changed seats, oldest change first, over the statuses.
    pub(super) fn change(&mut self, version: Version, cursor: String, seats: Vec<(SeatId, SeatStatus)>) -> Statuses {
        if !seats.is_empty() {
            let of_seats = Arc::make_mut(&mut self.of_seats);
            for (seat, status) in seats {
                if let Some(place) = of_seats.get_mut(seat.get() as usize - 1) {
                    *place = status;
                }
            }
        }
        self.position = Some((version, cursor));
        Statuses { version, of_seats: self.of_seats.clone() }
    }
}

#[cfg(test)]
mod tests {
    use SeatStatus::{Available, Held, Sold};

    use super::*;

    fn seats(seats: &[(u32, SeatStatus)]) -> Vec<(SeatId, SeatStatus)> {
        seats.iter().map(|(id, status)| (SeatId::try_from(*id).unwrap(), *status)).collect()
    }

    #[test]
    fn changes_are_laid_over_and_a_snapshot_forgets_the_rest() {
        let mut kept = KeptStatuses::new(4);
        let snapshot = |version, taken: &[_]| Snapshot {
            version: Version::new(version),
            cursor: "1-0".into(),
            taken: seats(taken),
        };
        let first = kept.replace(snapshot(5, &[(1, Held), (2, Held)]));
        let second = kept.change(Version::new(6), "2-0".into(), seats(&[(1, Sold), (2, Sold), (2, Available)]));
        let third = kept.replace(snapshot(9, &[(4, Held), (5, Held)]));
        assert_eq!(*first.of_seats, [Held, Held, Available, Available], "a reader keeps its version");
        assert_eq!(*second.of_seats, [Sold, Available, Available, Available]);
        assert_eq!(*third.of_seats, [Available, Available, Available, Held]);
        assert_eq!(kept.position(), Some((Version::new(9), "1-0".into())));
    }
}
