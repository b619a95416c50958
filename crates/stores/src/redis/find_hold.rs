//! Reads a live hold.

use std::sync::LazyLock;

use holdfast_domain::{EventId, HoldId};

use super::{
    Error, Hold, SeatStore,
    script::{Script, event_script},
};

static FIND_HOLD: LazyLock<Script> = event_script!("find_hold.lua");

impl SeatStore {
    /// The hold with this id; `None` when it is unknown or due.
    pub async fn find_hold(&self, event: EventId, id: &HoldId) -> Result<Option<Hold>, Error> {
        let mut call = self.event_call(&FIND_HOLD, event);
        call.arg(id.as_str());
        let reply = self.run_event(&FIND_HOLD, event, &call).await?;
        match reply.word() {
            "HOLD" => Hold::read(event, id, reply).map(Some),
            "NONE" => Ok(None),
            _ => Err(reply.unexpected()),
        }
    }
}
