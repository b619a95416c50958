//! The orders' rows and the event's epoch, and the transactions of `crates/stores/src/mysql` on them. Each function is
//! one transaction and has its name.

use crate::{
    Rules,
    redis::{BUYERS, Buyer, Epoch, Nonce, Owner},
};

/// The state of an order's row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the states of domain::OrderState")]
pub enum State {
    Pending,
    Sold,
    Confirmed,
    Refunding,
    Refunded,
    Cancelling,
    Cancelled,
}

impl State {
    /// Whether no saga leads out of the state.
    #[must_use]
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Confirmed | Self::Refunded | Self::Cancelled)
    }
}

/// An order's row, with its ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Row {
    /// The state.
    pub state: State,
    /// Whether the order has a live ticket for the seat.
    pub ticket: bool,
}

/// The outcome of `commit_order`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the outcomes of domain::step_messages::CommitOutcome")]
pub enum Commit {
    Sold,
    SeatLost,
    Overtaken(State),
}

/// The database.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Mysql {
    /// The event's epoch.
    pub epoch: Epoch,
    /// The orders' rows.
    pub rows: [Option<Row>; BUYERS],
    /// The load that holds the lock on the event's row, between `with_ownership` and the end of its transaction.
    pub lock: Option<Nonce>,
}

impl Mysql {
    /// The database after the event's first load.
    #[must_use]
    pub const fn loaded() -> Self {
        Self { epoch: 1, rows: [None; BUYERS], lock: None }
    }

    /// The state of the order's row, if there is a row.
    #[must_use]
    pub fn state(&self, order: Buyer) -> Option<State> {
        self.rows[usize::from(order)].map(|row| row.state)
    }

    /// The order with a live ticket.
    #[must_use]
    pub fn owner(&self) -> Option<Buyer> {
        (0..).zip(&self.rows).find(|(_, row)| row.is_some_and(|row| row.ticket)).map(|(order, _)| order)
    }

    /// Writes the row as PENDING unless it exists. Returns the row's state.
    pub fn record_order(&mut self, order: Buyer) -> State {
        self.rows[usize::from(order)].get_or_insert(Row { state: State::Pending, ticket: false }).state
    }

    /// PENDING → SOLD, with the ticket.
    pub fn commit_order(&mut self, order: Buyer, rules: Rules) -> Option<Commit> {
        let lost = rules.one_live_ticket_per_seat && self.owner().is_some_and(|owner| owner != order);
        let row = self.rows[usize::from(order)].as_mut()?;
        Some(match row.state {
            State::Pending if lost => Commit::SeatLost,
            State::Pending => {
                *row = Row { state: State::Sold, ticket: true };
                Commit::Sold
            }
            State::Sold | State::Confirmed => Commit::Sold,
            state => Commit::Overtaken(state),
        })
    }

    /// SOLD → CONFIRMED. Returns the state afterwards.
    pub fn confirm_order(&mut self, order: Buyer) -> Option<State> {
        self.compare_and_set(order, &[State::Sold], State::Confirmed)
    }

    /// PENDING (or SOLD) → CANCELLING; the ticket ends. Returns the state afterwards.
    pub fn begin_cancel(&mut self, order: Buyer, from_sold: bool) -> Option<State> {
        let from: &[State] = if from_sold { &[State::Pending, State::Sold] } else { &[State::Pending] };
        let state = self.compare_and_set(order, from, State::Cancelling);
        self.end_ticket_in(order, State::Cancelling);
        state
    }

    /// CANCELLING → CANCELLED, if the epoch is still `given_back_in`. Returns whether the order is CANCELLED; otherwise
    /// the epoch has moved. A share lock: the caller waits while [`Self::lock`] is held.
    pub fn finish_cancel(&mut self, order: Buyer, given_back_in: Epoch, rules: Rules) -> bool {
        if self.epoch == given_back_in || !rules.cancelled_proves_the_epoch {
            self.compare_and_set(order, &[State::Cancelling], State::Cancelled);
        }
        self.state(order) == Some(State::Cancelled)
    }

    /// CONFIRMED → REFUNDING. Returns the state afterwards.
    pub fn begin_refund(&mut self, order: Buyer) -> Option<State> {
        self.compare_and_set(order, &[State::Confirmed], State::Refunding)
    }

    /// REFUNDING → REFUNDED; the ticket ends.
    pub fn finish_refund(&mut self, order: Buyer) {
        self.compare_and_set(order, &[State::Refunding], State::Refunded);
        self.end_ticket_in(order, State::Refunded);
    }

    /// The other order that has a live ticket for the seat.
    #[must_use]
    pub fn tickets_of_others(&self, order: Buyer) -> Option<Buyer> {
        self.owner().filter(|owner| *owner != order)
    }

    /// Raises the epoch by one, or above `in_redis`. Returns it. The caller waits while [`Self::lock`] is held.
    pub fn raise_epoch(&mut self, in_redis: Epoch) -> Epoch {
        self.epoch = self.epoch.max(in_redis) + 1;
        self.epoch
    }

    /// Locks the event's row for the load, and reads the owner of the seat. `oldest` is the order that was accepted
    /// first. Returns `None`, and takes no lock, if the epoch isn't the load's. The caller waits while [`Self::lock`]
    /// is held.
    pub fn with_ownership(&mut self, nonce: Nonce, epoch: Epoch, oldest: Buyer) -> Option<Owner> {
        if self.epoch != epoch {
            return None;
        }
        self.lock = Some(nonce);
        if let Some(order) = self.owner() {
            return Some(Owner::Sold(order));
        }
        let under_way =
            |order: &Buyer| matches!(self.state(*order), Some(State::Pending | State::Sold | State::Cancelling));
        Some([oldest, 1 - oldest].into_iter().find(under_way).map_or(Owner::Nobody, Owner::Claimed))
    }

    fn compare_and_set(&mut self, order: Buyer, from: &[State], to: State) -> Option<State> {
        let row = self.rows[usize::from(order)].as_mut()?;
        if from.contains(&row.state) {
            row.state = to;
        }
        Some(row.state)
    }

    fn end_ticket_in(&mut self, order: Buyer, state: State) {
        if let Some(row) = self.rows[usize::from(order)].as_mut().filter(|row| row.state == state) {
            row.ticket = false;
        }
    }
}
