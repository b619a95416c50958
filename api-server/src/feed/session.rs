//! One client's way along an event's changes: where it begins, and what comes next.

use std::{collections::VecDeque, sync::Arc, time::Duration};

use bytes::Bytes;
use futures::Stream;
use holdfast_domain::{EventId, Version};
use holdfast_stores::redis::{self, SeatStore};
use tokio::{
    sync::watch,
    time::{Instant, Interval, MissedTickBehavior},
};

use super::{
    Feed, Health, Watched, frame,
    init::NoInit,
    log::{Position, Since},
};

/// Between two comments.
const COMMENT_EVERY: Duration = Duration::from_secs(15);
/// A client that has kept up and then falls this many changes behind is cut off. It resumes by itself.
const MOST_BEHIND: u64 = 1024;
/// Changes that are taken from the log at a time.
const BATCH: usize = 64;
/// How long a client that comes back may wait for changes that its last server saw before this one.
const IN_FLIGHT: Duration = Duration::from_millis(500);
/// How long an open stream may lack a snapshot that it needs before it is ended.
const INIT_PATIENCE: Duration = Duration::from_secs(10);
/// Between two tries for it.
const INIT_PAUSE: Duration = Duration::from_millis(250);

/// A client's stream, before or after its first message.
pub struct Session {
    event: EventId,
    seats: SeatStore,
    watched: Arc<Watched>,
    changed: watch::Receiver<()>,
    health: watch::Receiver<Health>,
    /// What is ready to be sent.
    ready: VecDeque<Bytes>,
    position: Position,
    /// Whether the client has once had everything.
    kept_up: bool,
    says_stale: bool,
    pub(super) comments: Interval,
    _count: Count,
}

impl Feed {
    /// Begins a client's stream: with what it missed after `last_event_id` when that can be told exactly, else with an
    /// INIT. The feed is watched before the snapshot is taken, so nothing falls in between.
    ///
    /// # Errors
    /// [`NoInit`]: neither can be had.
    pub(crate) async fn open(
        &self,
        event: EventId,
        seats: SeatStore,
        last_event_id: Option<Version>,
    ) -> Result<Session, NoInit> {
        let watched = self.watch(event);
        let changed = watched.changed.subscribe();
        let breaks = watched.log.lock().breaks();
        let mut comments = tokio::time::interval_at(Instant::now() + COMMENT_EVERY, COMMENT_EVERY);
        comments.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut session = Session {
            event,
            seats,
            watched,
            changed,
            health: self.health(event.partition()),
            ready: VecDeque::new(),
            position: Position { version: last_event_id.unwrap_or(Version::new(0)), breaks },
            kept_up: false,
            says_stale: false,
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
    /// The messages, each as the text that goes over the wire. Ends when the client must come back: it was too slow, the
    /// server ends, or a snapshot that it needs can't be had.
    pub fn into_stream(self) -> impl Stream<Item = Bytes> + Send {
        futures::stream::unfold(self, async |mut session| Some((session.next().await?, session)))
    }

    /// Whether the log tells, or will tell, everything after the client's position.
    async fn can_resume(&mut self) -> Result<bool, NoInit> {
        match self.look() {
            Since::Changes(_) => return Ok(true),
            Since::Lost => return Ok(false),
            Since::Ahead => {}
        }
        // This server may be behind the one that the client comes from; or the id is nonsense, or of a time that the
        // log has forgotten. Redis can tell.
        let truth = match self.seats.version(self.event).await {
            Ok(version) => version,
            Err(redis::Error::NotLoaded(_)) => return Err(NoInit::NotLoaded),
            Err(_) => return Err(NoInit::Unavailable),
        };
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

    async fn take_init(&mut self) -> Result<(), NoInit> {
        // Read before the snapshot: a break that comes in between asks for another one.
        let breaks = self.watched.log.lock().breaks();
        let init = self.watched.init.fresh(&self.seats, self.event).await?;
        self.position = Position { version: init.version, breaks };
        self.kept_up = false;
        self.ready.push_back(init.frame);
        Ok(())
    }

    pub(super) async fn next(&mut self) -> Option<Bytes> {
        loop {
            if let Some(frame) = self.ready.pop_front() {
                return Some(frame);
            }
            // Both are marked as seen before they are looked at: what changes afterwards wakes us again.
            let health = *self.health.borrow_and_update();
            self.changed.borrow_and_update();
            if health == Health::Closing {
                return None;
            }
            self.take_changes().await?;
            if self.ready.is_empty() {
                self.show_health(health);
            }
            if self.ready.is_empty() {
                self.wait().await?;
            }
        }
    }

    /// Makes ready what comes after the position; `None` when the stream must end.
    async fn take_changes(&mut self) -> Option<()> {
        match self.look() {
            Since::Ahead => self.kept_up = true,
            Since::Changes(frames) if frames.is_empty() => self.kept_up = true,
            Since::Changes(frames) => {
                if self.kept_up && self.watched.log.lock().backlog(self.position.version) > MOST_BEHIND {
                    tracing::debug!(event_id = self.event.get(), "a client was too slow for its stream");
                    metrics::counter!("holdfast_stream_clients_cut_off_total").increment(1);
                    return None;
                }
                let version = self.position.version.get() + frames.len() as u64;
                self.position.version = Version::new(version);
                self.ready.extend(frames);
            }
            Since::Lost => self.take_init_patiently().await?,
        }
        Some(())
    }

    /// A gap or a RESET on an open stream: the event may well be loading at this moment.
    async fn take_init_patiently(&mut self) -> Option<()> {
        let deadline = Instant::now() + INIT_PATIENCE;
        while self.take_init().await.is_err() {
            if Instant::now() >= deadline || *self.health.borrow() == Health::Closing {
                return None;
            }
            tokio::time::sleep(INIT_PAUSE).await;
        }
        Some(())
    }

    fn show_health(&mut self, health: Health) {
        let is_stale = health == Health::Stale;
        if is_stale != self.says_stale {
            self.says_stale = is_stale;
            self.ready.push_back(if is_stale { frame::STALE } else { frame::LIVE });
        }
    }

    /// Until something happens; `None` when nothing can any more.
    async fn wait(&mut self) -> Option<()> {
        tokio::select! {
            changed = self.changed.changed() => changed.ok(),
            changed = self.health.changed() => changed.ok(),
            _ = self.comments.tick() => {
                self.ready.push_back(frame::COMMENT);
                Some(())
            }
        }
    }

    fn look(&self) -> Since {
        self.watched.log.lock().since(self.position, BATCH)
    }
}

/// Counts the clients while it lives.
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
