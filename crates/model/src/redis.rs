//! One Redis server's entry of the event, and the scripts of `crates/stores/src/redis` on it. Each function is one
//! script and has its name.

use crate::Rules;

/// Numbers a buyer, with the buyer's token and order.
pub type Buyer = u8;
/// Counts the event's loads into Redis.
pub type Epoch = u8;
/// Names a load under way.
pub type Nonce = u8;

/// The number of buyers.
pub const BUYERS: usize = 2;

/// The version of the hold that put the token on the seat. Only holds make fences, so only holds are counted: that
/// keeps fences unique, and the states few.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Fence {
    epoch: Epoch,
    n: u8,
}

/// The state of the seat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the states of crates/stores/src/redis/event.lua")]
pub enum Seat {
    Available,
    Held { token: Buyer, fence: Fence },
    Claimed(Buyer),
    Sold(Buyer),
}

/// A hold of the seat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Hold {
    fence: Fence,
    /// Whether its expiry has passed.
    due: bool,
}

/// The mark of a load under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct LoadMark {
    /// Which load.
    pub nonce: Nonce,
    /// Whether the lease has passed, so that another load may begin.
    pub lease_over: bool,
}

/// The event isn't loaded on this server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotLoaded;

/// The outcome of `claim_seats`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the results of claim_seats.lua; EXPIRED and MISMATCH are both refusals")]
pub enum Claim {
    Claimed,
    Refused,
}

/// The outcome of `sell_seats`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the results of sell_seats.lua")]
pub enum Sell {
    Sold,
    NotOurs,
}

/// Who owns the seat by MySQL's record, as a load reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the two lists of stores::redis::LoadPlan")]
pub enum Owner {
    Nobody,
    Claimed(Buyer),
    Sold(Buyer),
}

/// A Redis server.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Redis {
    /// The replication id.
    pub server: u8,
    /// `@server`
    loaded_on: Option<u8>,
    /// `@epoch`
    epoch: Option<Epoch>,
    /// `@load`
    pub load: Option<LoadMark>,
    /// The seat.
    pub seat: Seat,
    holds: [Option<Hold>; BUYERS],
    /// Holds made in this epoch.
    held: u8,
}

impl Redis {
    /// A server on which the event is loaded in epoch 1.
    #[must_use]
    pub const fn loaded() -> Self {
        Self {
            server: 0,
            loaded_on: Some(0),
            epoch: Some(1),
            load: None,
            seat: Seat::Available,
            holds: [None; BUYERS],
            held: 0,
        }
    }

    /// A server that has lost everything.
    #[must_use]
    pub const fn empty(server: u8) -> Self {
        Self { server, loaded_on: None, epoch: None, load: None, seat: Seat::Available, holds: [None; BUYERS], held: 0 }
    }

    /// Whether a script finds the event loaded.
    #[must_use]
    pub fn is_loaded(&self) -> bool {
        self.loaded_on == Some(self.server)
    }

    /// Whether a hold exists, due or not.
    #[must_use]
    pub fn has_holds(&self) -> bool {
        self.holds.iter().any(Option::is_some)
    }

    /// Whether the buyer's hold exists and isn't due yet.
    #[must_use]
    pub fn has_live_hold(&self, token: Buyer) -> bool {
        self.holds[usize::from(token)].is_some_and(|hold| !hold.due)
    }

    /// Time passes: the buyer's hold becomes due.
    pub fn end_hold(&mut self, token: Buyer) {
        if let Some(hold) = &mut self.holds[usize::from(token)] {
            hold.due = true;
        }
    }

    /// Time passes: the lease of the load under way ends.
    pub fn end_lease(&mut self, nonce: Nonce) {
        if let Some(load) = self.load.as_mut().filter(|load| load.nonce == nonce) {
            load.lease_over = true;
        }
    }

    /// `hold_seats.lua`. Returns the hold's fence; `None` if the hold is refused.
    pub fn hold_seats(&mut self, token: Buyer) -> Result<Option<Fence>, NotLoaded> {
        let epoch = self.entry()?;
        if let Some(hold) = self.holds[usize::from(token)] {
            return Ok((!hold.due).then_some(hold.fence));
        }
        match self.seat {
            Seat::Available => {}
            Seat::Held { token: other, .. } if !self.has_live_hold(other) => self.holds[usize::from(other)] = None,
            Seat::Held { .. } | Seat::Claimed(_) | Seat::Sold(_) => return Ok(None),
        }
        self.held += 1;
        let fence = Fence { epoch, n: self.held };
        self.holds[usize::from(token)] = Some(Hold { fence, due: false });
        self.seat = Seat::Held { token, fence };
        Ok(Some(fence))
    }

    /// `expire_holds.lua`, for all due holds.
    pub fn expire_holds(&mut self) -> Result<(), NotLoaded> {
        self.entry()?;
        for (token, slot) in (0..).zip(&mut self.holds) {
            if let Some(hold) = slot.take_if(|hold| hold.due)
                && self.seat == (Seat::Held { token, fence: hold.fence })
            {
                self.seat = Seat::Available;
            }
        }
        Ok(())
    }

    /// `claim_seats.lua`
    pub fn claim_seats(&mut self, order: Buyer, fence: Fence) -> Result<Claim, NotLoaded> {
        self.entry()?;
        if self.is_owned_by(order) {
            return Ok(Claim::Claimed);
        }
        if !self.has_live_hold(order) || self.seat != (Seat::Held { token: order, fence }) {
            return Ok(Claim::Refused);
        }
        self.holds[usize::from(order)] = None;
        self.seat = Seat::Claimed(order);
        Ok(Claim::Claimed)
    }

    /// `sell_seats.lua`
    pub fn sell_seats(&mut self, order: Buyer) -> Result<Sell, NotLoaded> {
        self.entry()?;
        if !self.is_owned_by(order) {
            return Ok(Sell::NotOurs);
        }
        self.seat = Seat::Sold(order);
        Ok(Sell::Sold)
    }

    /// `give_back.lua`. Returns the epoch.
    pub fn give_back(
        &mut self,
        order: Buyer,
        lost_to: Option<Buyer>,
        unclaimed: Option<Fence>,
    ) -> Result<Epoch, NotLoaded> {
        let epoch = self.entry()?;
        let in_hold = unclaimed.is_some_and(|fence| self.seat == Seat::Held { token: order, fence });
        if in_hold {
            self.holds[usize::from(order)] = None;
        }
        if in_hold || self.is_owned_by(order) {
            self.seat = lost_to.map_or(Seat::Available, Seat::Sold);
        }
        Ok(epoch)
    }

    /// `event_state.lua`, of which the loader uses the epoch.
    #[must_use]
    pub fn loaded_epoch(&self) -> Option<Epoch> {
        self.entry().ok()
    }

    /// `begin_load.lua`. Returns the epoch of the latest load, or 0; `None` if another load blocks this one.
    pub fn begin_load(&mut self, nonce: Nonce, rules: Rules) -> Option<Epoch> {
        if self.load.is_some_and(|load| load.nonce != nonce && !load.lease_over) {
            return None;
        }
        self.load = Some(LoadMark { nonce, lease_over: false });
        if rules.a_load_blocks_steps {
            self.loaded_on = None;
        }
        Some(self.epoch.unwrap_or(0))
    }

    /// `finish_load.lua`. Returns whether the event is loaded; otherwise the load is stale.
    pub fn finish_load(&mut self, nonce: Nonce, epoch: Epoch, owner: Owner) -> bool {
        if self.load.is_none_or(|load| load.nonce != nonce) || self.epoch.is_some_and(|loaded| loaded >= epoch) {
            return false;
        }
        for (token, slot) in (0..).zip(&mut self.holds) {
            let keeps = |hold: &mut Hold| {
                owner == Owner::Nobody && !hold.due && self.seat == Seat::Held { token, fence: hold.fence }
            };
            slot.take_if(|hold| !keeps(hold));
        }
        self.seat = match owner {
            Owner::Claimed(order) => Seat::Claimed(order),
            Owner::Sold(order) => Seat::Sold(order),
            Owner::Nobody if self.has_holds() => self.seat,
            Owner::Nobody => Seat::Available,
        };
        (self.loaded_on, self.epoch, self.load, self.held) = (Some(self.server), Some(epoch), None, 0);
        true
    }

    /// `abandon_load.lua`
    pub fn abandon_load(&mut self, nonce: Nonce) {
        self.load.take_if(|load| load.nonce == nonce);
    }

    /// `read_entry` of `event.lua`, of which the model needs the epoch.
    fn entry(&self) -> Result<Epoch, NotLoaded> {
        self.epoch.filter(|_| self.is_loaded()).ok_or(NotLoaded)
    }

    fn is_owned_by(&self, order: Buyer) -> bool {
        self.seat == Seat::Claimed(order) || self.seat == Seat::Sold(order)
    }
}
