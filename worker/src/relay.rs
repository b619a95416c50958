//! Moves each partition's changes from its stream in Redis to Kafka, in order and without loss, with one relay per
//! partition at a time.
//!
//! A relay takes the partition's lease, reads entries, sends them, and acknowledges in Redis what Kafka has
//! acknowledged. Unacknowledged entries are read again before new ones, by this relay or the next. So before a relay
//! sends a change, the previous change was sent by the same relay or acknowledged by Kafka. A relay that was paused and
//! resumes beside its successor can therefore only repeat changes, which consumers drop; it never sends a new change
//! out of order. It reads no further entries either, because the script that reads compares the lease.

use std::time::{Duration, Instant};

use anyhow::Context as _;
use chrono::Utc;
use holdfast_domain::Partition;
use holdfast_messaging::{ChangeSpan, FeedMessage, Publisher};
use holdfast_runtime::periodic::Outage;
use holdfast_stores::redis::{self, ChangeStream, SeatStore, StreamChange, StreamEntry};
use parking_lot::Mutex;
use tokio::time::MissedTickBehavior;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// Duration of a lease. After a relay's death, another one takes over within this time plus [`STANDBY`].
const LEASE: Duration = Duration::from_millis(2100);
/// Interval of renewals: a third of the lease, so that one renewal may fail.
const RENEW: Duration = Duration::from_millis(700);
/// How often a relay without the lease tries to take it.
const STANDBY: Duration = Duration::from_millis(500);
/// Interval of heartbeats. Screens count as stale after three seconds without one.
const HEARTBEAT: Duration = Duration::from_secs(1);
/// Limit of entries that are sent together.
const BATCH: usize = 256;
/// How long a read waits for an entry. A heartbeat usually ends it sooner.
const BLOCK: Duration = Duration::from_secs(2);
/// How long a delivered entry stays in the stream, because seat maps are updated from there.
const KEEP: Duration = Duration::from_mins(1);
/// How often the stream is trimmed and measured.
const TRIM: Duration = Duration::from_secs(10);

/// Starts one relay per partition. After `stop` is cancelled, each finishes its current batch and ends.
///
/// # Errors
/// If the address of Redis is invalid.
pub fn start(
    seats: &SeatStore,
    publisher: &Publisher,
    tasks: &TaskTracker,
    stop: &CancellationToken,
) -> Result<(), redis::Error> {
    // New at each start, so that a restarted process doesn't take over the lease of the one that died.
    let owner = uuid::Uuid::new_v4().to_string();
    for partition in Partition::all() {
        let stream = seats.change_stream(partition, &owner)?;
        let relay = Relay { partition, stream, publisher: publisher.clone(), stop: stop.clone() };
        tasks.spawn(relay.run());
    }
    Ok(())
}

struct Relay {
    partition: Partition,
    stream: ChangeStream,
    publisher: Publisher,
    stop: CancellationToken,
}

/// The time until which the lease is certainly ours, counted from just before the last successful request for it.
struct Lease(Mutex<Instant>);

impl Lease {
    fn renewed_at(&self, asked: Instant) {
        *self.0.lock() = asked + LEASE;
    }

    fn is_ours(&self) -> bool {
        Instant::now() < *self.0.lock()
    }
}

impl Relay {
    async fn run(self) {
        let mut outage = Outage::of("taking a change stream's lease");
        while !self.stop.is_cancelled() {
            let asked = Instant::now();
            let pause = match self.stream.acquire(LEASE).await {
                Ok(true) => {
                    outage.end();
                    self.lead(asked).await;
                    continue;
                }
                Ok(false) => {
                    outage.end();
                    STANDBY
                }
                Err(error) => outage.failed(&error.into()),
            };
            self.pause(pause).await;
        }
    }

    /// Relays until the lease is lost or the relay is stopped.
    async fn lead(&self, asked: Instant) {
        tracing::debug!(partition = self.partition.get(), "relaying");
        let lease = Lease(Mutex::new(asked + LEASE));
        tokio::select! {
            () = self.keep_lease(&lease) => {}
            () = self.beat() => {}
            () = self.move_entries(&lease) => {}
        }
        self.lag(Duration::ZERO);
        // Another relay can then take over at once. If the lease is another relay's already, releasing changes nothing.
        if let Err(error) = self.stream.release().await {
            tracing::debug!(partition = self.partition.get(), %error, "the lease wasn't released and will expire");
        }
    }

    /// Renews the lease until it is lost.
    async fn keep_lease(&self, lease: &Lease) {
        let mut interval = tokio::time::interval(RENEW);
        interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
        interval.reset();
        loop {
            interval.tick().await;
            let asked = Instant::now();
            match self.stream.acquire(LEASE).await {
                Ok(true) => lease.renewed_at(asked),
                Ok(false) => return tracing::warn!(partition = self.partition.get(), "another relay took over"),
                Err(_) if lease.is_ours() => {}
                Err(error) => {
                    let error = anyhow::Error::from(error);
                    return tracing::warn!(partition = self.partition.get(), "lease lost: {error:#}");
                }
            }
        }
    }

    /// Adds heartbeats to the change stream until the lease is lost. A failed one is not repeated: missing heartbeats
    /// tell the feed that it is stale.
    async fn beat(&self) {
        let mut interval = tokio::time::interval(HEARTBEAT);
        interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            interval.tick().await;
            if let Err(error) = self.stream.heartbeat().await {
                tracing::debug!(partition = self.partition.get(), %error, "heartbeat failed");
            }
        }
    }

    /// Moves entries until the lease is lost or the relay is stopped. Stops only between two batches.
    async fn move_entries(&self, lease: &Lease) {
        let mut outage = Outage::of("moving changes to kafka");
        let mut trim_at = Instant::now() + TRIM;
        loop {
            let read = tokio::select! {
                read = self.stream.read(BATCH, BLOCK) => read,
                () = self.stop.cancelled() => return,
            };
            let moved = match read {
                Ok(Ok(entries)) if lease.is_ours() => self.deliver(&entries).await,
                Ok(_) => return,
                Err(error) => Err(error.into()),
            };
            match moved {
                Ok(()) => outage.end(),
                Err(error) => self.pause(outage.failed(&error)).await,
            }
            if Instant::now() >= trim_at {
                trim_at = Instant::now() + TRIM;
                self.trim().await;
            }
        }
    }

    async fn deliver(&self, entries: &[StreamEntry]) -> anyhow::Result<()> {
        let Some(oldest) = entries.first() else { return Ok(()) };
        self.lag(age(oldest));
        // Each ends when Kafka has its change.
        let spans: Vec<_> = entries.iter().map(span).collect();
        let messages: Vec<_> =
            entries.iter().zip(&spans).map(|(entry, span)| self.message(entry, span.as_ref())).collect();
        let sent = self.publisher.send_feed(self.partition, &messages).await;
        if let Err(error) = &sent {
            spans.iter().flatten().for_each(|span| span.fail(&error.to_string()));
        }
        drop(spans);
        sent.context("sending changes")?;
        self.stream.acknowledge(entries).await.context("acknowledging changes")?;
        metrics::counter!("holdfast_relay_entries_total").increment(entries.len() as u64);
        metrics::histogram!("holdfast_relay_delivery_seconds").record(age(oldest));
        self.lag(Duration::ZERO);
        Ok(())
    }

    fn message(&self, entry: &StreamEntry, span: Option<&ChangeSpan>) -> FeedMessage {
        let at = entry.added_at().unwrap_or_else(Utc::now);
        match &entry.change {
            StreamChange::Seats(change) => {
                FeedMessage::Seats { change: change.clone(), at, trace: span.and_then(ChangeSpan::trace) }
            }
            StreamChange::Heartbeat => FeedMessage::Heartbeat { partition: self.partition, at },
        }
    }

    async fn trim(&self) {
        if let Err(error) = self.stream.trim(KEEP).await {
            tracing::debug!(partition = self.partition.get(), %error, "can't trim the stream");
        }
        if let Ok(undelivered) = self.stream.undelivered().await {
            let undelivered = u32::try_from(undelivered).unwrap_or(u32::MAX);
            metrics::gauge!("holdfast_stream_undelivered_entries", "partition" => self.partition.to_string())
                .set(undelivered);
        }
    }

    /// Records the age of the oldest entry that was read and not delivered yet.
    fn lag(&self, lag: Duration) {
        metrics::gauge!("holdfast_stream_lag_seconds", "partition" => self.partition.to_string()).set(lag);
    }

    async fn pause(&self, pause: Duration) {
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = self.stop.cancelled() => {}
        }
    }
}

/// The span of an entry's way to Kafka, if it is a traced change.
fn span(entry: &StreamEntry) -> Option<ChangeSpan> {
    let StreamChange::Seats(change) = &entry.change else { return None };
    ChangeSpan::of_relay(change, entry.trace.as_deref())
}

fn age(entry: &StreamEntry) -> Duration {
    entry.added_at().and_then(|at| (Utc::now() - at).to_std().ok()).unwrap_or_default()
}
