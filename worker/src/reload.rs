//! Loads events again when the identity of a Redis server has changed.
//!
//! After a restart or a failover Redis may have lost writes, so it refuses every operation on an event until the event
//! is loaded from MySQL. The first operation on such an event loads it too, but this task spares buyers the wait.

use std::{collections::HashMap, time::Duration};

use anyhow::Context as _;
use chrono::Utc;
use futures::{StreamExt, TryStreamExt};
use holdfast_domain::{EventId, EventStatus, Partition};
use holdfast_runtime::periodic::{Periodic, Task};
use holdfast_stores::{loader::Loader, mysql::Database, redis::SeatStore};
use tokio_util::sync::CancellationToken;

/// How often the identity of each partition's server is checked.
const INTERVAL: Duration = Duration::from_secs(1);
/// Limit of partitions that are checked concurrently.
const WIDTH: usize = 16;
/// Limit of events that are loaded concurrently; low, because each load reads MySQL.
const LOADS: usize = 4;
/// Events per page when they are listed from MySQL.
const PAGE: u32 = 200;

/// Keeps every event that isn't closed loaded, until `stop`. Checks all events once at start, and a partition's events
/// when its server has changed.
pub async fn run(seats: SeatStore, database: Database, loader: Loader, stop: CancellationToken) {
    let reloader = Reloader { seats, database, loader, settled: HashMap::new() };
    Periodic::new("keeping events loaded", INTERVAL).run(stop, reloader).await;
}

struct Reloader {
    seats: SeatStore,
    database: Database,
    loader: Loader,
    /// Partition → identity of the server on which all of the partition's open events are loaded.
    settled: HashMap<Partition, String>,
}

impl Task for Reloader {
    async fn run(&mut self) -> anyhow::Result<()> {
        self.check().await
    }
}

impl Reloader {
    /// Finds the partitions whose server has changed, and loads their events.
    async fn check(&mut self) -> anyhow::Result<()> {
        let seats = &self.seats;
        let servers: HashMap<_, _> = futures::stream::iter(Partition::all())
            .map(async |partition| Ok::<_, anyhow::Error>((partition, seats.server_identity(partition).await?.1)))
            .buffer_unordered(WIDTH)
            .try_collect()
            .await
            .context("reading redis's identity")?;
        let moved: HashMap<_, _> =
            servers.into_iter().filter(|(partition, server)| self.settled.get(partition) != Some(server)).collect();
        if moved.is_empty() {
            return Ok(());
        }
        let events = self.open_events(|event| moved.contains_key(&event.partition())).await?;
        tracing::info!(partitions = moved.len(), events = events.len(), "redis's identity has changed; loading events");
        // Each load is awaited even if another one fails: one that is dropped would block the next until its lease ends.
        let loads: Vec<_> =
            futures::stream::iter(events).map(|event| self.load(event)).buffer_unordered(LOADS).collect().await;
        let loads = loads.into_iter().collect::<anyhow::Result<Vec<_>>>()?;
        // Only when all events are loaded, so that the next check repeats the other loads.
        if loads.into_iter().all(|is_loaded| is_loaded) {
            self.settled.extend(moved);
        }
        Ok(())
    }

    /// Returns whether the event is loaded: another process may be loading it at the moment, and may fail.
    async fn load(&self, event: EventId) -> anyhow::Result<bool> {
        let load = async {
            self.loader.ensure_loaded(event).await?;
            anyhow::Ok(self.seats.loaded_epoch(event).await?.is_some())
        };
        load.await.with_context(|| format!("loading event {event}"))
    }

    async fn open_events(&self, wanted: impl Fn(EventId) -> bool) -> anyhow::Result<Vec<EventId>> {
        let (mut events, mut after) = (Vec::new(), None);
        loop {
            let page = self.database.events_by_id(after, PAGE).await.context("listing events")?;
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
