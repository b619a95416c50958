//! One client's stream of an event's changes: its first message, and the next ones.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use futures::Stream;
use holdfast_domain::{EventId, Fault, Version};
use tokio::{
    sync::watch,
    time::{Instant, Interval, MissedTickBehavior},
};

use super::{
    Feed, Health, Watched, frame,
    log::{Position, Since},
};
use crate::seat_map::{self, SeatMaps};

/// Interval between two comments.
const COMMENT_EVERY: Duration = Duration::from_secs(15);
/// A client that had everything and then falls this many changes behind is disconnected. It reconnects and resumes.
const MAX_BEHIND: u64 = 1024;
/// Maximum number of changes taken from the log at once.
const BATCH: usize = 64;
/// After a change, a client of an event with n clients pauses for n times this long, and then gets all later changes at
/// once. Sending one piece to one client takes about 15 µs of CPU, the system calls of both sides included. Without the
/// pause, many clients and frequent changes would need more CPU than there is, and each change would be later than the
/// one before.
const FAN_OUT: Duration = Duration::from_micros(16);
/// Upper bound of that pause.
const MAX_PAUSE: Duration = Duration::from_millis(80);
/// How long a reconnecting client waits for changes that its previous server received before this one.
const IN_FLIGHT: Duration = Duration::from_millis(500);
/// An open stream that can't get a snapshot for this long ends.
const INIT_TIMEOUT: Duration = Duration::from_secs(10);
/// Pause between two attempts to get the snapshot.
const INIT_PAUSE: Duration = Duration::from_millis(250);

/// The stream of one client.
pub struct Session {
    event: EventId,
    maps: Arc<SeatMaps>,
    watched: Arc<Watched>,
    changed: watch::Receiver<()>,
    health: watch::Receiver<Health>,
    /// The message that is sent next.
    ready: Option<Bytes>,
    position: Position,
    /// Whether the client has had everything since its last INIT or resume.
    kept_up: bool,
    says_stale: bool,
    /// When the client may get further changes.
    next_changes: Instant,
    pub(super) comments: Interval,
    _count: Count,
}

impl Feed {
    /// Opens a client's stream. It begins with exactly the changes after `last_event_id` if they are known, otherwise
    /// with an INIT. The client is subscribed before the seats are read, so no change is missed between the two.
    ///
    /// # Errors
    /// [`seat_map::Error`] if a store is needed and can't be read, or Redis doesn't have the event.
    pub(crate) async fn open(
        &self,
        event: EventId,
        maps: Arc<SeatMaps>,
        last_event_id: Option<Version>,
    ) -> Result<Session, seat_map::Error> {
        let watched = self.watch(event);
        let changed = watched.changed.subscribe();
        let breaks = watched.log.lock().breaks();
        let mut comments = tokio::time::interval_at(Instant::now() + COMMENT_EVERY, COMMENT_EVERY);
        comments.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut session = Session {
            event,
            maps,
            watched,
            changed,
            health: self.health(event.partition()),
            ready: None,
            position: Position { version: last_event_id.unwrap_or(Version::new(0)), breaks },
            kept_up: false,
            says_stale: false,
            next_changes: Instant::now(),
            comments,
            _count: Count::new(),
        };
        if last_event_id.is_none() || !session.can_resume().await? {
            session.take_init().await?;
        }
        Ok(session)
    }
}

impl Session {
    /// Returns the serialised messages. The stream ends when the client must reconnect: the client was too slow, the
    /// server is stopping, or a necessary snapshot isn't available.
    pub fn into_stream(self) -> impl Stream<Item = Bytes> + Send {
        futures::stream::unfold(self, async |mut session| Some((session.next().await?, session)))
    }

    /// Whether the log has, or soon receives, every change after the client's position.
    async fn can_resume(&mut self) -> Result<bool, seat_map::Error> {
        match self.look() {
            Since::Changes(_) => return Ok(true),
            Since::Lost => return Ok(false),
            Since::Ahead => {}
        }
        // This server may be behind the client's previous one, the id may be invalid, or the log may have expired.
        // Redis decides.
        let truth = self.watched.init.version(&self.maps, self.event).await?;
        if self.position.version >= truth {
            return Ok(self.position.version == truth);
        }
        let deadline = Instant::now() + IN_FLIGHT;
        let is_live = *self.health.borrow() == Health::Live;
        while is_live && self.look() == Since::Ahead {
            if tokio::time::timeout_at(deadline, self.changed.changed()).await.is_err() {
                break;
            }
        }
        Ok(matches!(self.look(), Since::Changes(_)))
    }

    async fn take_init(&mut self) -> Result<(), seat_map::Error> {
        // Read before the snapshot, so that a break between the two makes this position invalid.
        let breaks = self.watched.log.lock().breaks();
        let init = self.watched.init.fresh(&self.maps, self.event).await?;
        self.position = Position { version: init.version, breaks };
        self.kept_up = false;
        self.ready = Some(init.frame);
        Ok(())
    }

    pub(super) async fn next(&mut self) -> Option<Bytes> {
        loop {
            if let Some(frame) = self.ready.take() {
                return Some(frame);
            }
            // Both are marked as seen before they are read, so that any later change wakes this task.
            let health = *self.health.borrow_and_update();
            self.changed.borrow_and_update();
            if health == Health::Closing {
                return None;
            }
            if Instant::now() < self.next_changes {
                tokio::time::sleep_until(self.next_changes).await;
            }
            self.take_changes().await?;
            if self.ready.is_none() {
                self.show_health(health);
            }
            if self.ready.is_none() {
                self.wait().await?;
            }
        }
    }

    /// Queues the next changes after the position; `None` when the stream must end.
    async fn take_changes(&mut self) -> Option<()> {
        match self.look() {
            Since::Ahead => self.kept_up = true,
            Since::Changes(frames) if frames.is_empty() => self.kept_up = true,
            Since::Changes(frames) => {
                if self.kept_up && self.watched.log.lock().backlog(self.position.version) > MAX_BEHIND {
                    tracing::debug!(event_id = self.event.get(), "a client was too slow for its stream");
                    metrics::counter!("holdfast_stream_clients_cut_off_total").increment(1);
                    return None;
                }
                // A client that catches up doesn't pause.
                if frames.len() < BATCH {
                    self.next_changes = Instant::now() + self.pause();
                }
                let version = self.position.version.get() + frames.len() as u64;
                self.position.version = Version::new(version);
                self.ready = Some(frame::join(&frames));
            }
            // Boxed, because it is rare, and would take 7 kB of each client's stream.
            Since::Lost => Box::pin(self.take_init_patiently()).await?,
        }
        Some(())
    }

    /// Queues an INIT after a gap or a RESET on an open stream. Retries, because the event may be loading right now.
    async fn take_init_patiently(&mut self) -> Option<()> {
        let deadline = Instant::now() + INIT_TIMEOUT;
        while let Err(error) = self.take_init().await {
            let is_over = Instant::now() >= deadline || *self.health.borrow() == Health::Closing;
            if is_over || !error.retryable() {
                let (event_id, error) = (self.event.get(), &error as &dyn std::error::Error);
                tracing::warn!(event_id, error, "a stream ends, because the seats can't be read");
                return None;
            }
            tokio::time::sleep(INIT_PAUSE).await;
        }
        Some(())
    }

    fn pause(&self) -> Duration {
        let clients = u32::try_from(self.watched.changed.receiver_count()).unwrap_or(u32::MAX);
        FAN_OUT.saturating_mul(clients).min(MAX_PAUSE)
    }

    fn show_health(&mut self, health: Health) {
        let is_stale = health == Health::Stale;
        if is_stale != self.says_stale {
            self.says_stale = is_stale;
            self.ready = Some(if is_stale { frame::STALE } else { frame::LIVE });
        }
    }

    /// Waits for a change, a new health or the next comment; `None` when the feed is gone.
    async fn wait(&mut self) -> Option<()> {
        tokio::select! {
            changed = self.changed.changed() => changed.ok(),
            changed = self.health.changed() => changed.ok(),
            _ = self.comments.tick() => {
                self.ready = Some(frame::COMMENT);
                Some(())
            }
        }
    }

    fn look(&self) -> Since {
        self.watched.log.lock().since(self.position, BATCH)
    }
}

/// Counts a client in the metrics until it is dropped.
struct Count;

impl Count {
    fn new() -> Self {
        metrics::gauge!("holdfast_stream_clients").increment(1);
        Self
    }
}

impl Drop for Count {
    fn drop(&mut self) {
        metrics::gauge!("holdfast_stream_clients").decrement(1);
    }
}
