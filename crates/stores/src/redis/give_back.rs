//! claimed or sold → available, by the order that owns the seats.

use std::sync::LazyLock;

use holdfast_domain::{OrderId, SeatId, step_messages::GiveBackInput};

use super::{
    Error, SeatStore,
    script::{Script, event_script},
};

static GIVE_BACK: LazyLock<Script> = event_script!("give_back.lua");

impl SeatStore {
    /// claimed or sold → available, only for seats that the order owns. Also held → available, for seats with the hold id
    /// and fence of `input.unclaimed`, due or not. `lost` lists seats for which another order has a live ticket: where
    /// this order still has such a seat, it becomes sold to the other order instead of available.
    ///
    /// Idempotent. Returns the epoch in which the seats were given back.
    pub async fn give_back(&self, input: &GiveBackInput, lost: &[(SeatId, OrderId)]) -> Result<u32, Error> {
        let mut call = self.event_call(&GIVE_BACK, input.event_id);
        call.arg(input.order_id.to_string());
        call.arg(input.unclaimed.as_ref().map_or("", |hold| hold.hold_id.as_str()));
        call.arg(input.seats.len());
        for seat in &input.seats {
            call.arg(seat.get());
        }
        call.arg(lost.len());
        for (seat, owner) in lost {
            call.arg(seat.get()).arg(owner.to_string());
        }
        for seat in input.unclaimed.iter().flat_map(|hold| &hold.seats) {
            call.arg(seat.seat_id.get()).arg(seat.fence.get());
        }
        let mut reply = self.run_event(&GIVE_BACK, input.event_id, &call).await?;
        if reply.word() == "GIVEN_BACK" { reply.integer() } else { Err(reply.unexpected()) }
    }
}
