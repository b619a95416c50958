//! When an event may be sold.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What a buyer reads of an event's sale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum EventStatus {
    /// Sales open later.
    Scheduled,
    /// Seats may be held now.
    OnSale,
    /// Sales have ended, by time or by an operator.
    Closed,
}

impl EventStatus {
    /// Every status, in the order of an event's life.
    pub const ALL: [Self; 3] = [Self::Scheduled, Self::OnSale, Self::Closed];
}

/// The time in which seats may be held, and an operator's word that it is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SalesWindow {
    /// From this moment on.
    pub opens_at: DateTime<Utc>,
    /// Up to, but not including, this moment; without end when absent.
    pub closes_at: Option<DateTime<Utc>>,
    /// An operator closed the sale.
    pub closed: bool,
}

impl SalesWindow {
    /// The status at a moment.
    #[must_use]
    pub fn status_at(&self, now: DateTime<Utc>) -> EventStatus {
        if self.closed || self.closes_at.is_some_and(|end| now >= end) {
            EventStatus::Closed
        } else if now < self.opens_at {
            EventStatus::Scheduled
        } else {
            EventStatus::OnSale
        }
    }
}
