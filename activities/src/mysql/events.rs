//! Events, their sections and seats.

use chrono::{DateTime, Utc};
use holdfast_domain::{Currency, EventId, OrderId, SalesWindow, SeatId, SeatPlan};

use super::{Database, Error};

/// An event to be created.
#[derive(Debug, Clone)]
pub struct NewEvent {
    /// Shown to buyers.
    pub title: String,
    /// Shown to buyers.
    pub venue: String,
    /// When the doors open.
    pub starts_at: DateTime<Utc>,
    /// When seats may be held.
    pub window: SalesWindow,
    /// Of every price.
    pub currency: Currency,
    /// Sections and seats.
    pub plan: SeatPlan,
}

/// An event as recorded.
#[derive(Debug, Clone)]
pub struct Event {
    /// Handed out by MySQL.
    pub id: EventId,
    /// What it was created with, and whether it was closed since.
    pub event: NewEvent,
}

/// A page of events, by id ascending.
#[derive(Debug, Clone)]
pub struct EventPage {
    /// At most as many as asked for.
    pub items: Vec<Event>,
    /// Continue after this id.
    pub next: Option<EventId>,
}

/// What the record says of who owns an event's seats; see `DESIGN.md`, Load.
#[derive(Debug, Clone)]
pub struct Ownership {
    /// The epoch in force.
    pub epoch: u32,
    /// Size and sales window.
    pub event: Event,
    /// Seats with a live ticket.
    pub sold: Vec<(SeatId, OrderId)>,
    /// Seats of PENDING, SOLD and CANCELLING orders without a live ticket; of two the older order.
    pub claimed: Vec<(SeatId, OrderId)>,
}

#[allow(unused_variables, clippy::unused_async, reason = "contract only")]
impl Database {
    /// Writes an event with its sections and seats in one transaction.
    pub async fn create_event(&self, event: &NewEvent) -> Result<Event, Error> {
        todo!()
    }

    /// One event.
    pub async fn find_event(&self, id: EventId) -> Result<Option<Event>, Error> {
        todo!()
    }

    /// Events with an id above `after` whose title or venue contains `query`, at most `limit`.
    pub async fn list_events(
        &self,
        query: Option<&str>,
        after: Option<EventId>,
        limit: u32,
    ) -> Result<EventPage, Error> {
        todo!()
    }

    /// Closes sales for good; whether the event exists. May be repeated.
    pub async fn close_event(&self, id: EventId) -> Result<bool, Error> {
        todo!()
    }

    /// Raises the event's epoch under its row lock and answers the new one; `None` when there is no such event.
    pub async fn raise_epoch(&self, id: EventId) -> Result<Option<u32>, Error> {
        todo!()
    }

    /// Reads who owns what in one consistent snapshot, while `then` runs under the event's row lock: no
    /// epoch is raised in between. The closure gets the ownership; its answer is passed on.
    pub async fn with_ownership<T, F>(
        &self,
        id: EventId,
        then: impl FnOnce(Ownership) -> F + Send,
    ) -> Result<Option<T>, Error>
    where
        F: Future<Output = T> + Send,
        T: Send,
    {
        todo!()
    }
}
