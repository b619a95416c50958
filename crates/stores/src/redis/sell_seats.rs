//! claimed → sold.

use std::sync::LazyLock;

use holdfast_domain::{EventId, OrderId, SeatId};

use super::{
    Error, SeatStore,
    script::{Script, event_script},
};

static SELL_SEATS: LazyLock<Script> = event_script!("sell_seats.lua");

/// The outcome of a sale in Redis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MarkSoldOutcome {
    /// Every seat is sold to the order.
    Sold,
    /// Some seat is neither claimed by nor sold to the order, so Redis disagrees with MySQL: load the event.
    NotOurs,
}

impl SeatStore {
    /// claimed → sold: all seats or none. Seats already sold to the order are a success. A seat that the order doesn't
    /// own is never changed.
    pub async fn sell(&self, event: EventId, order: OrderId, seats: &[SeatId]) -> Result<MarkSoldOutcome, Error> {
        let mut call = self.event_call(&SELL_SEATS, event);
        call.arg(order.to_string());
        for seat in seats {
            call.arg(seat.get());
        }
        let reply = self.run_event(&SELL_SEATS, event, &call).await?;
        match reply.word() {
            "SOLD" => Ok(MarkSoldOutcome::Sold),
            "NOT_OURS" => Ok(MarkSoldOutcome::NotOurs),
            _ => Err(reply.unexpected()),
        }
    }
}
