//! held → available, because the hold is due. Expiry is data, not a TTL in Redis, so a sweep must free the seats and
//! publish the change.

use std::{collections::BTreeMap, sync::LazyLock};

use holdfast_domain::{EventId, HoldId, Partition};

use super::{
    Error, SeatStore,
    script::{Script, event_script, script},
};

static DUE_HOLDS: LazyLock<Script> = script!("due_holds.lua");
static EXPIRE_HOLDS: LazyLock<Script> = event_script!("expire_holds.lua");

/// Holds in one batch: at most 800 seats, so that no script occupies Redis for more than a millisecond or two.
const BATCH: usize = 100;

impl SeatStore {
    /// Frees the due holds of a partition, in bounded batches, and returns how many holds ended. Holds of an event that
    /// isn't loaded end when it is loaded.
    pub async fn expire_due(&self, partition: Partition) -> Result<usize, Error> {
        let mut ended = 0;
        loop {
            let due = self.due_holds(partition).await?;
            let last = due.len() < BATCH;
            // Each batch leaves the set or gets its true expiry there, so the next batch has other holds.
            for (event, ids) in self.by_event(partition, due).await? {
                ended += self.expire_holds(event, &ids).await?;
            }
            if last {
                return Ok(ended);
            }
        }
    }

    async fn due_holds(&self, partition: Partition) -> Result<Vec<String>, Error> {
        let key = self.0.names.expiries(partition);
        let reply = self.run_on_key(&DUE_HOLDS, &key, &[&BATCH.to_string()]).await?;
        if reply.word() == "DUE" { reply.texts() } else { Err(reply.unexpected()) }
    }

    /// Groups `<event>:<hold>` by event. Removes invalid members, because every sweep would list them again.
    async fn by_event(
        &self,
        partition: Partition,
        members: Vec<String>,
    ) -> Result<BTreeMap<EventId, Vec<HoldId>>, Error> {
        let mut events: BTreeMap<EventId, Vec<HoldId>> = BTreeMap::new();
        for member in members {
            let parsed = member.split_once(':').and_then(|(event, id)| {
                let event: EventId = event.parse().ok()?;
                (event.partition() == partition).then_some((event, id.parse().ok()?))
            });
            if let Some((event, id)) = parsed {
                events.entry(event).or_default().push(id);
            } else {
                tracing::error!(partition = partition.get(), "removing an invalid member from the due holds");
                let mut removal = redis::cmd("ZREM");
                removal.arg(self.0.names.expiries(partition)).arg(member);
                self.0.connection.run(&removal).await?;
            }
        }
        Ok(events)
    }

    async fn expire_holds(&self, event: EventId, ids: &[HoldId]) -> Result<usize, Error> {
        let mut call = self.event_call(&EXPIRE_HOLDS, event);
        for id in ids {
            call.arg(id.as_str());
        }
        let mut reply = match self.run_event(&EXPIRE_HOLDS, event, &call).await {
            Err(Error::NotLoaded(event)) => {
                tracing::debug!(event_id = event.get(), "due holds wait until the event is loaded");
                return Ok(0);
            }
            reply => reply?,
        };
        if reply.word() != "EXPIRED" {
            return Err(reply.unexpected());
        }
        let ended: usize = reply.integer()?;
        metrics::counter!("holdfast_holds_expired_total").increment(ended as u64);
        Ok(ended)
    }
}
