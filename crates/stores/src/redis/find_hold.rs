//! The live hold of a token.

use std::sync::LazyLock;

use holdfast_domain::{EventId, HoldToken};

use super::{
    Error, Hold, SeatStore,
    script::{Script, event_script},
};

static FIND_HOLD: LazyLock<Script> = event_script!("find_hold.lua");

impl SeatStore {
    /// The live hold of a token; `None` when the token is unknown or due.
    pub async fn find_hold(&self, event: EventId, token: &HoldToken) -> Result<Option<Hold>, Error> {
        let mut call = self.event_call(&FIND_HOLD, event);
        call.arg(token.as_str());
        let reply = self.run_event(&FIND_HOLD, event, &call).await?;
        match reply.word() {
            "HOLD" => Hold::read(event, token, reply).map(Some),
            "NONE" => Ok(None),
            _ => Err(reply.unexpected()),
        }
    }
}
