//! held → held, for longer.

use std::sync::LazyLock;

use holdfast_domain::{EventId, HoldId, hold::MAX_LIFE};

use super::{
    Error, Hold, Refusal, SeatStore,
    script::{Script, event_script},
};

static EXTEND_HOLD: LazyLock<Script> = event_script!("extend_hold.lua");

impl SeatStore {
    /// Moves the expiry to now + `seconds` if that is later, but never beyond the longest total life ([`MAX_LIFE`]).
    /// [`Refusal::LifeUsedUp`] when the expiry is at that limit already; [`Refusal::Expired`] when the hold is unknown
    /// or due.
    pub async fn extend(&self, event: EventId, id: &HoldId, seconds: u32) -> Result<Result<Hold, Refusal>, Error> {
        let mut call = self.event_call(&EXTEND_HOLD, event);
        call.arg(id.as_str()).arg(seconds).arg(MAX_LIFE.as_secs() * 1000);
        let reply = self.run_event(&EXTEND_HOLD, event, &call).await?;
        match reply.word() {
            "HOLD" => Hold::read(event, id, reply).map(Ok),
            "EXPIRED" => Ok(Err(Refusal::Expired)),
            "LIFE_USED_UP" => Ok(Err(Refusal::LifeUsedUp)),
            _ => Err(reply.unexpected()),
        }
    }
}
