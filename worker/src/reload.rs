//! Loads events again when Redis has become another: after a restart or a failover it may lack writes, so every step
//! on its events is refused until MySQL's word is laid over them. Whoever meets such an event loads it; this is to be
//! there first.

use std::{collections::HashMap, time::Duration};

use anyhow::Context as _;
use chrono::Utc;
use futures::{StreamExt, TryStreamExt};
use holdfast_activities::{loader::Loader, mysql::Database, redis::SeatStore};
use holdfast_domain::{EventId, EventStatus, Partition};
use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;

use crate::outage::Outage;

/// How often Redis is asked who it is.
const INTERVAL: Duration = Duration::from_secs(1);
/// Partitions that are asked for at the same time.
const WIDTH: usize = 16;
/// Events that are loaded at the same time: each load reads MySQL.
const LOADS: usize = 4;
/// Events that are read from the record at a time.
const PAGE: u32 = 200;

/// Keeps the events that can still be sold loaded.
pub struct Reloader {
    seats: SeatStore,
    database: Database,
    loader: Loader,
    /// The server on which every open event of the partition was seen to be loaded.
    settled: HashMap<Partition, String>,
}

impl Reloader {
    /// A reloader between these stores.
    #[must_use]
    pub fn new(seats: SeatStore, database: Database, loader: Loader) -> Self {
        Self { seats, database, loader, settled: HashMap::new() }
    }

    /// Watches Redis until `stop`; at the start it looks at every event once.
    pub async fn run(mut self, stop: CancellationToken) {
        let mut outage = Outage::of("keeping events loaded");
        let mut interval = tokio::time::interval(INTERVAL);
        interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                _ = interval.tick() => {}
                () = stop.cancelled() => return,
            }
            let looked = tokio::select! {
                looked = self.look() => looked,
                () = stop.cancelled() => return,
            };
            match looked {
                Ok(()) => outage.over(),
                Err(error) => tokio::time::sleep(outage.goes_on(&error)).await,
            }
        }
    }

    /// Finds the partitions that are on another server than before, and loads their events.
    async fn look(&mut self) -> anyhow::Result<()> {
        let seats = &self.seats;
        let servers: HashMap<_, _> = futures::stream::iter(Partition::all())
            .map(async |partition| Ok::<_, anyhow::Error>((partition, seats.server_identity(partition).await?.1)))
            .buffer_unordered(WIDTH)
            .try_collect()
            .await
            .context("asking redis who it is")?;
        let moved: HashMap<_, _> =
            servers.into_iter().filter(|(partition, server)| self.settled.get(partition) != Some(server)).collect();
        if moved.is_empty() {
            return Ok(());
        }
        let events = self.open_events(|event| moved.contains_key(&event.partition())).await?;
        tracing::info!(partitions = moved.len(), events = events.len(), "redis is another; loading its events");
        let loader = &self.loader;
        futures::stream::iter(events)
            .map(async |event| loader.ensure_loaded(event).await.with_context(|| format!("loading event {event}")))
            .buffer_unordered(LOADS)
            .try_collect::<()>()
            .await?;
        // Only now: what failed is looked at again.
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
