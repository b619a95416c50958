//! Loads events again when Redis has changed its identity. After a restart or a failover Redis may lack writes, so every
//! step on its events is refused until they are loaded from MySQL. A step that meets such an event loads it too; this task
//! is there before buyers are.

use std::{collections::HashMap, time::Duration};

use anyhow::Context as _;
use chrono::Utc;
use futures::{StreamExt, TryStreamExt};
use holdfast_domain::{EventId, EventStatus, Partition};
use holdfast_runtime::periodic::{Periodic, Task};
use holdfast_stores::{loader::Loader, mysql::Database, redis::SeatStore};
use tokio_util::sync::CancellationToken;

/// How often Redis is asked for its identity.
const INTERVAL: Duration = Duration::from_secs(1);
/// Partitions that are asked at the same time.
const WIDTH: usize = 16;
/// Events that are loaded at the same time: each load reads MySQL.
const LOADS: usize = 4;
/// Events that are read from the record at a time.
const PAGE: u32 = 200;

/// Keeps the events that can still be sold loaded, until `stop`. At start it looks at every event once.
pub async fn run(seats: SeatStore, database: Database, loader: Loader, stop: CancellationToken) {
    let reloader = Reloader { seats, database, loader, settled: HashMap::new() };
    Periodic::new("keeping events loaded", INTERVAL).run(stop, reloader).await;
}

struct Reloader {
    seats: SeatStore,
    database: Database,
    loader: Loader,
    /// Partition → the server on which every open event of the partition was seen to be loaded.
    settled: HashMap<Partition, String>,
}

impl Task for Reloader {
    async fn run(&mut self) -> anyhow::Result<()> {
        self.look().await
    }
}

impl Reloader {
    /// Finds the partitions whose server has changed, and loads their events.
    async fn look(&mut self) -> anyhow::Result<()> {
        let seats = &self.seats;
        let servers: HashMap<_, _> = futures::stream::iter(Partition::all())
            .map(async |partition| Ok::<_, anyhow::Error>((partition, seats.server_identity(partition).await?.1)))
            .buffer_unordered(WIDTH)
            .try_collect()
            .await
            .context("asking redis for its identity")?;
        let moved: HashMap<_, _> =
            servers.into_iter().filter(|(partition, server)| self.settled.get(partition) != Some(server)).collect();
        if moved.is_empty() {
            return Ok(());
        }
        let events = self.open_events(|event| moved.contains_key(&event.partition())).await?;
        tracing::info!(partitions = moved.len(), events = events.len(), "redis has changed; loading its events");
        let loader = &self.loader;
        futures::stream::iter(events)
            .map(async |event| loader.ensure_loaded(event).await.with_context(|| format!("loading event {event}")))
            .buffer_unordered(LOADS)
            .try_collect::<()>()
            .await?;
        // Only now, so that partitions whose loads failed are looked at again.
        self.settled.extend(moved);
        Ok(())
    }

    async fn open_events(&self, wanted: impl Fn(EventId) -> bool) -> anyhow::Result<Vec<EventId>> {
        let (mut events, mut after) = (Vec::new(), None);
        loop {
            let page = self.database.list_events(None, after, PAGE).await.context("listing events")?;
            let open =
                page.items.iter().filter(|event| event.event.window.status_at(Utc::now()) != EventStatus::Closed);
            events.extend(open.map(|event| event.id).filter(|event| wanted(*event)));
            match page.next {
                Some(next) => after = Some(next),
                None => return Ok(events),
            }
        }
    }
}
