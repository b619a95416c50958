//! The seat changes of all events, read from Kafka and kept for five minutes. A client that reconnects to any server
//! gets exactly the changes that it missed.
//!
//! Each event has a [`Log`] of its latest changes, and each client has a position in that log. A client that is woken
//! reads the changes after its position. There is no queue per client that could overflow or lose a change, and each
//! change is serialised once for all clients.

mod frame;
mod init;
mod log;
mod pulse;
mod session;
#[cfg(test)]
mod tests;

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use chrono::Utc;
use futures::{Stream, StreamExt};
use holdfast_domain::{EventId, Partition, Version, fact::SeatChange};
use holdfast_messaging::{self, ChangeSpan, FeedConsumer, FeedItem, FeedMessage, KafkaConfig};
use holdfast_settings::Names;
use holdfast_stores::redis::SeatStore;
use parking_lot::Mutex;
use tokio::{sync::watch, time::MissedTickBehavior};
use tokio_util::sync::CancellationToken;

pub use self::{
    frame::{SeatState, SeatUpdate, SeatsInit},
    session::Session,
};
use self::{
    init::SharedInit,
    log::{Applied, Log},
    pulse::Pulse,
};

/// How long a change is kept for clients that reconnect. A new server replays this much before it is ready.
pub const REPLAY: Duration = Duration::from_mins(5);

/// A new server is ready after this time even without the replay, because selling doesn't need it.
const CATCH_UP_TIMEOUT: Duration = Duration::from_secs(10);
/// Interval between two checks of the pulses. STALE is delayed by up to this much.
const PULSE_CHECK: Duration = Duration::from_millis(250);
/// Interval at which old changes and unwatched events are dropped.
const HOUSEKEEPING: Duration = Duration::from_secs(5);
/// Interval at which the logs of watched events are compared with Redis.
const AUDIT: Duration = Duration::from_secs(2);
/// Tolerated difference between Redis's clock and ours. Beyond it, an audit may cause an unnecessary snapshot.
const CLOCK_TOLERANCE: Duration = Duration::from_secs(1);
/// Concurrent reads of versions in an audit.
const AUDIT_WIDTH: usize = 16;

/// Whether clients see the present state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Health {
    /// Changes arrive.
    Live,
    /// There was no recent heartbeat, or none yet; see [`pulse::MAX_AGE`].
    Stale,
    /// The server is stopping.
    Closing,
}

/// Follows the changes of every event's seats. Cheap to clone.
#[derive(Clone)]
pub struct Feed {
    shared: Arc<Shared>,
}

struct Shared {
    started: Instant,
    slices: Vec<Slice>,
    caught_up: AtomicBool,
}

/// The events of one Redis partition; their changes share a stream, so they go stale together.
struct Slice {
    health: watch::Sender<Health>,
    pulse: Mutex<Pulse>,
    events: Mutex<HashMap<EventId, Arc<Watched>>>,
}

/// An event that changed recently or has clients.
pub(crate) struct Watched {
    log: Mutex<Log>,
    changed: watch::Sender<()>,
    init: SharedInit,
}

impl Feed {
    /// An empty feed. Every partition is stale until [`Self::follow`] receives a heartbeat of it.
    fn new() -> Self {
        let slice =
            |_| Slice { health: watch::Sender::new(Health::Stale), pulse: Mutex::default(), events: Mutex::default() };
        Self {
            shared: Arc::new(Shared {
                started: Instant::now(),
                slices: Partition::all().map(slice).collect(),
                caught_up: AtomicBool::new(false),
            }),
        }
    }

    /// Starts a feed that follows Kafka until `shutdown`. Doesn't wait for Kafka; while it is away, streams are stale.
    ///
    /// # Errors
    /// If the settings can't be used.
    pub fn start(
        config: &KafkaConfig,
        names: &Names,
        seats: SeatStore,
        shutdown: &CancellationToken,
    ) -> Result<Self, holdfast_messaging::Error> {
        let feed = Self::new();
        let items = FeedConsumer::start(config, names, REPLAY)?.stream();
        tokio::spawn(feed.clone().follow(items, shutdown.clone()));
        tokio::spawn(feed.clone().audit(seats, shutdown.clone()));
        Ok(feed)
    }

    /// Follows Kafka until `shutdown`, then ends every stream.
    async fn follow(self, mut items: impl Stream<Item = FeedItem> + Unpin, shutdown: CancellationToken) {
        let mut pulse_check = tokio::time::interval(PULSE_CHECK);
        pulse_check.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut housekeeping = tokio::time::interval(HOUSEKEEPING);
        loop {
            tokio::select! {
                Some(item) = items.next() => self.receive(item, Instant::now()),
                _ = pulse_check.tick() => self.check_pulses(Instant::now()),
                _ = housekeeping.tick() => self.release(Instant::now()),
                () = shutdown.cancelled() => break,
            }
        }
        for slice in &self.shared.slices {
            slice.health.send_replace(Health::Closing);
        }
    }

    /// Whether the server may take traffic. It is ready once it has replayed the last five minutes, so that clients of
    /// another server can resume here. If that takes too long, Kafka is away, and selling goes on without it.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.has_caught_up() || self.shared.started.elapsed() > CATCH_UP_TIMEOUT
    }

    fn has_caught_up(&self) -> bool {
        self.shared.caught_up.load(Ordering::Relaxed)
    }

    /// Compares the logs of watched events with Redis until `shutdown`. A change stream over its hard cap drops changes
    /// that the relay hasn't read. If they were an event's last ones, no later change reveals the gap; an audit does.
    async fn audit(self, seats: SeatStore, shutdown: CancellationToken) {
        let mut interval = tokio::time::interval(AUDIT);
        interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut expected = HashMap::new();
        loop {
            tokio::select! {
                _ = interval.tick() => {}
                () = shutdown.cancelled() => return,
            }
            expected.retain(|event, expectation| self.is_open(*event, expectation));
            let events = self.watched_events().into_iter().filter(|event| !expected.contains_key(event));
            let versions = events.map(async |event| (event, seats.version(event).await, Instant::now()));
            let versions = futures::stream::iter(versions.collect::<Vec<_>>()).buffer_unordered(AUDIT_WIDTH);
            // An event that isn't loaded has no version to compare with. Every request reports a Redis that is away.
            let found = versions.filter_map(async |(event, version, at)| Some((event, (version.ok()?, at))));
            expected.extend(found.collect::<HashMap<_, _>>().await);
        }
    }

    /// Whether the log may still reach the version that Redis had. Heartbeats follow changes in order, so a later one
    /// proves that the missing changes were lost. The log then restarts after them.
    fn is_open(&self, event: EventId, (version, asked): &(Version, Instant)) -> bool {
        let slice = self.slice(event.partition());
        let Some(watched) = slice.events.lock().get(&event).cloned() else {
            return false;
        };
        if watched.log.lock().has(*version) {
            return false;
        }
        if !slice.pulse.lock().was_felt_after(*asked + CLOCK_TOLERANCE) {
            return true;
        }
        if watched.change(|log| log.begin_at(*version)) {
            tracing::debug!(event_id = event.get(), version = version.get(), "the seat feed was behind redis");
            metrics::counter!("holdfast_feed_repairs_total").increment(1);
        }
        false
    }

    /// Returns the event's log, which is kept at least until the returned value is dropped.
    pub(crate) fn watch(&self, event: EventId) -> Arc<Watched> {
        Arc::clone(self.slice(event.partition()).events.lock().entry(event).or_default())
    }

    /// Returns the health of a partition, now and at every change.
    pub(crate) fn health(&self, partition: Partition) -> watch::Receiver<Health> {
        self.slice(partition).health.subscribe()
    }

    fn slice(&self, partition: Partition) -> &Slice {
        &self.shared.slices[usize::from(partition.get())]
    }

    fn receive(&self, item: FeedItem, now: Instant) {
        match item {
            FeedItem::Message(FeedMessage::Seats { change, at, trace }) => {
                // A replay belongs to no trace any more.
                let mut span = None;
                if self.has_caught_up() {
                    span = ChangeSpan::of_feed(&change, trace.as_deref());
                    let delay = (Utc::now() - at).to_std().unwrap_or_default();
                    metrics::histogram!("holdfast_feed_delay_seconds").record(delay);
                }
                self.apply(&change, now);
                drop(span);
            }
            FeedItem::Message(FeedMessage::Heartbeat { partition, at }) => {
                let slice = self.slice(partition);
                let mut pulse = slice.pulse.lock();
                pulse.beat(now, (Utc::now() - at).to_std().unwrap_or_default());
                slice.show(pulse.is_fresh(now));
            }
            FeedItem::Unreadable { event: Some(event) } => {
                // The change is lost, but Redis has its result: clients need a snapshot. Other events have no clients.
                let known = self.slice(event.partition()).events.lock().get(&event).cloned();
                if let Some(watched) = known {
                    watched.change(Log::forget);
                }
            }
            FeedItem::Unreadable { event: None } => {}
            FeedItem::CaughtUp => {
                tracing::info!("the seat feed has caught up");
                self.shared.caught_up.store(true, Ordering::Relaxed);
            }
        }
    }

    fn apply(&self, change: &SeatChange, now: Instant) {
        match self.watch(change.event_id).change(|log| log.apply(change, now)) {
            Applied::InOrder | Applied::Repeat | Applied::Reset => {}
            Applied::AfterGap => {
                tracing::warn!(
                    event_id = change.event_id.get(),
                    version = change.version.get(),
                    "gap in the seat feed"
                );
                metrics::counter!("holdfast_feed_gaps_total").increment(1);
            }
        }
    }

    fn check_pulses(&self, now: Instant) {
        let mut live = 0_u32;
        for slice in &self.shared.slices {
            let fresh = slice.pulse.lock().is_fresh(now);
            slice.show(fresh);
            live += u32::from(fresh);
        }
        metrics::gauge!("holdfast_feed_live_partitions").set(live);
    }

    fn release(&self, now: Instant) {
        let mut kept = 0;
        for slice in &self.shared.slices {
            let mut events = slice.events.lock();
            events.retain(|_, watched| {
                watched.init.release();
                let idle = watched.log.lock().expire(now);
                // Clones are made only under the lock of `events`, so the count can't grow meanwhile.
                !idle || Arc::strong_count(watched) > 1
            });
            if events.capacity() > 4 * events.len() {
                events.shrink_to_fit();
            }
            kept += events.len();
        }
        metrics::gauge!("holdfast_feed_events").set(u32::try_from(kept).unwrap_or(u32::MAX));
    }

    fn watched_events(&self) -> Vec<EventId> {
        let mut watched = Vec::new();
        for slice in &self.shared.slices {
            let events = slice.events.lock();
            watched.extend(events.iter().filter(|(_, of)| of.changed.receiver_count() > 0).map(|(event, _)| *event));
        }
        watched
    }
}

impl Slice {
    fn show(&self, fresh: bool) {
        let next = if fresh { Health::Live } else { Health::Stale };
        self.health.send_if_modified(|health| {
            let turns = *health != next && *health != Health::Closing;
            if turns {
                *health = next;
            }
            turns
        });
    }
}

impl Default for Watched {
    fn default() -> Self {
        Self { log: Mutex::default(), changed: watch::Sender::new(()), init: SharedInit::default() }
    }
}

impl Watched {
    fn change<T>(&self, change: impl FnOnce(&mut Log) -> T) -> T {
        let done = change(&mut self.log.lock());
        self.changed.send_replace(());
        done
    }
}
