//! held → available, by the hold's owner.

use std::sync::LazyLock;

use holdfast_domain::{EventId, HoldId, SeatId};

use super::{
    Error, SeatStore,
    script::{Script, event_script},
};

static RELEASE_SEATS: LazyLock<Script> = event_script!("release_seats.lua");

impl SeatStore {
    /// held → available, only for seats in this hold: one, or all when `seat` is `None`. Succeeds when there is
    /// nothing to release.
    pub async fn release(&self, event: EventId, id: &HoldId, seat: Option<SeatId>) -> Result<(), Error> {
        let mut call = self.event_call(&RELEASE_SEATS, event);
        call.arg(id.as_str()).arg(seat.map_or_else(String::new, |seat| seat.to_string()));
        let mut reply = self.run_event(&RELEASE_SEATS, event, &call).await?;
        match reply.word() {
            "RELEASED" => {
                metrics::counter!("holdfast_seats_released_total").increment(reply.integer()?);
                Ok(())
            }
            _ => Err(reply.unexpected()),
        }
    }
}
