//! held → claimed.

use std::sync::LazyLock;

use holdfast_domain::{
    CancelReason,
    step_messages::{ClaimInput, ClaimOutcome},
};

use super::{
    Error, SeatStore,
    script::{Script, event_script},
};

static CLAIM_SEATS: LazyLock<Script> = event_script!("claim_seats.lua");

impl SeatStore {
    /// held → claimed: all seats or none, and only with the fences that the order was placed with. Seats already
    /// claimed by or sold to the order count as claimed, even when the hold is gone.
    pub async fn claim(&self, input: &ClaimInput) -> Result<ClaimOutcome, Error> {
        let mut call = self.event_call(&CLAIM_SEATS, input.event_id);
        call.arg(input.hold_id.as_str()).arg(input.order_id.to_string());
        for seat in &input.seats {
            call.arg(seat.seat_id.get()).arg(seat.fence.get());
        }
        let reply = self.run_event(&CLAIM_SEATS, input.event_id, &call).await?;
        let (outcome, label) = match reply.word() {
            "CLAIMED" => (ClaimOutcome::Claimed, "claimed"),
            "EXPIRED" => (ClaimOutcome::Refused { reason: CancelReason::HoldExpired }, "expired"),
            "MISMATCH" => (ClaimOutcome::Refused { reason: CancelReason::HoldMismatch }, "mismatch"),
            _ => return Err(reply.unexpected()),
        };
        metrics::counter!("holdfast_claims_total", "outcome" => label).increment(1);
        Ok(outcome)
    }
}
