//! The sequential specification of a seat: a register that knows its owner.

use crate::Status;

/// The state of a seat. Holds and orders are numbered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the states of a seat in Redis")]
pub enum Seat {
    Available,
    Held(u32),
    Claimed(u32),
    Sold(u32),
}

/// A change of a seat, or an observation of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Change {
    /// The hold gets the seat. A repeat changes nothing.
    Hold(u32),
    /// The hold's owner gives the seat up, if the hold has it.
    Release(u32),
    /// The hold expires or is lost.
    Expire(u32),
    /// The hold has the seat again: Redis's data is as it was when the hold had it.
    Revive(u32),
    /// The order takes the seat from the hold.
    Claim {
        /// The hold.
        hold: u32,
        /// The order.
        order: u32,
    },
    /// The order's seat is sold.
    Sell(u32),
    /// The order gives back what it has, and what its hold still has.
    GiveBack {
        /// The hold.
        hold: u32,
        /// The order.
        order: u32,
    },
    /// Somebody other than the hold has the seat.
    IsTaken(u32),
    /// The seat has this status.
    Is(Status),
}

impl Change {
    /// The state after the change; `None` if it can't happen in `seat`.
    #[must_use]
    pub fn apply(self, seat: Seat) -> Option<Seat> {
        match (self, seat) {
            (Self::Hold(hold), Seat::Available) => Some(Seat::Held(hold)),
            (Self::Hold(hold), Seat::Held(holder)) if hold == holder => Some(seat),
            (Self::Hold(_), _) => None,
            (Self::Release(hold), Seat::Held(holder)) if hold == holder => Some(Seat::Available),
            (Self::Release(_), _) => Some(seat),
            (Self::Expire(hold), _) => (seat == Seat::Held(hold)).then_some(Seat::Available),
            (Self::Revive(hold), _) => (seat == Seat::Available).then_some(Seat::Held(hold)),
            (Self::Claim { hold, order }, _) => (seat == Seat::Held(hold)).then_some(Seat::Claimed(order)),
            (Self::Sell(order), _) => (seat == Seat::Claimed(order)).then_some(Seat::Sold(order)),
            (Self::GiveBack { hold, order }, _) => {
                let owns = [Seat::Held(hold), Seat::Claimed(order), Seat::Sold(order)].contains(&seat);
                Some(if owns { Seat::Available } else { seat })
            }
            (Self::IsTaken(hold), _) => (seat != Seat::Available && seat != Seat::Held(hold)).then_some(seat),
            (Self::Is(status), _) => (status == seat.status()).then_some(seat),
        }
    }

    /// Whether the change never changes the state.
    #[must_use]
    pub const fn only_reads(self) -> bool {
        matches!(self, Self::IsTaken(_) | Self::Is(_))
    }
}

impl Seat {
    /// What clients see of the state.
    #[must_use]
    pub const fn status(self) -> Status {
        match self {
            Self::Available => Status::Available,
            Self::Held(_) | Self::Claimed(_) => Status::Held,
            Self::Sold(_) => Status::Sold,
        }
    }
}

/// A change that takes effect at one moment between two times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Event {
    /// The earliest moment.
    pub from: u64,
    /// The latest moment; `u64::MAX` if there is none.
    pub until: u64,
    /// Whether it happens. Otherwise it may happen.
    pub happens: bool,
    /// Of the events of one sequence that can still happen, only the first of the list may be next, even where their
    /// times overlap.
    pub sequence: Option<u64>,
    /// What happens.
    pub change: Change,
}
