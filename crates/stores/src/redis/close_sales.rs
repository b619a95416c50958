//! Closing sales.

use std::sync::LazyLock;

use holdfast_domain::EventId;

use super::{
    Error, SeatStore,
    script::{Script, event_script},
};

static CLOSE_SALES: LazyLock<Script> = event_script!("close_sales.lua");

impl SeatStore {
    /// Sets the closed flag in the event's entry. Idempotent. A later load overwrites it with MySQL's flag.
    pub async fn close_sales(&self, event: EventId) -> Result<(), Error> {
        let call = self.event_call(&CLOSE_SALES, event);
        let reply = self.run_event(&CLOSE_SALES, event, &call).await?;
        if reply.word() == "CLOSED" { Ok(()) } else { Err(reply.unexpected()) }
    }
}
