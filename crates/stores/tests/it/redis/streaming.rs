use std::time::{Duration, Instant};

use holdfast_domain::{
    EventId, SeatStatus,
    fact::{SeatChange, SeatChangeKind},
};
use holdfast_stores::redis::{ChangeStream, Changes, LeaseLost, SeatStore, StreamChange, StreamEntry};
use opentelemetry::trace::FutureExt as _;

use super::fixture::{Fixture, config, eventually, first_version, hold_id, plan, seat, seats};

const TTL: Duration = Duration::from_mins(1);
const NOW: Duration = Duration::ZERO;

impl Fixture {
    /// A relay that has the lease of the event's partition.
    async fn relay(&self, event: EventId, owner: &str) -> ChangeStream {
        let relay = self.store.change_stream(event.partition(), owner).unwrap();
        assert!(relay.acquire(TTL).await.unwrap(), "the lease is free");
        relay
    }

    /// Makes the relay's lease run out, as if the relay had been killed.
    async fn lease_runs_out(&self, event: EventId) {
        let key = self.names.relay_lease(event.partition());
        ::redis::cmd("PEXPIRE").arg(key).arg(1).exec_async(&mut self.raw.clone()).await.unwrap();
        let key = self.names.relay_lease(event.partition());
        eventually("the lease has run out", async || {
            ::redis::cmd("EXISTS").arg(&key).query_async::<i64>(&mut self.raw.clone()).await.unwrap() == 0
        })
        .await;
    }
}

async fn read(relay: &ChangeStream, most: usize) -> Vec<StreamEntry> {
    relay.read(most, NOW).await.unwrap().unwrap()
}

fn versions(entries: &[StreamEntry]) -> Vec<u64> {
    entries
        .iter()
        .map(|entry| match &entry.change {
            StreamChange::Seats(change) => change.version.get() - first_version(1).get(),
            StreamChange::Heartbeat => panic!("a heartbeat"),
        })
        .collect()
}

#[tokio::test]
async fn a_change_of_a_traced_request_has_its_trace_and_is_otherwise_as_any_other() {
    let fixture = Fixture::new().await;
    let event = fixture.event(10).await;
    let snapshot = fixture.store.snapshot(event).await.unwrap();
    let trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    let traced = holdfast_spans::passed_on(trace).unwrap();
    let hold = fixture.hold(event, [1]).with_context(traced).await;
    let unsampled = holdfast_spans::passed_on(&trace.replace("-01", "-00")).unwrap();
    fixture.store.release(event, &hold.id, None).with_context(unsampled).await.unwrap();
    let relay = fixture.relay(event, "first").await;
    let entries = read(&relay, 10).await;
    assert_eq!(versions(&entries), [0, 1, 2]);
    let written: Vec<_> = entries.iter().map(|entry| entry.trace.as_deref()).collect();
    assert_eq!(written, [None, Some(trace), None]);
    let changes = fixture.store.changes_since(event, snapshot.version, &snapshot.cursor).await.unwrap();
    let Changes::Delta { seats, .. } = changes else { panic!("{changes:?}") };
    assert_eq!(seats, [(seat(1), SeatStatus::Held), (seat(1), SeatStatus::Available)]);
    fixture.finish().await;
}

#[tokio::test]
async fn a_new_relay_reads_everything_from_the_streams_beginning() {
    let fixture = Fixture::new().await;
    let event = fixture.event(10).await;
    let hold = fixture.hold(event, [1]).await;
    fixture.store.release(event, &hold.id, None).await.unwrap();
    let relay = fixture.relay(event, "first").await;
    relay.heartbeat().await.unwrap();
    let entries = read(&relay, 10).await;
    let first = first_version(1);
    let changes: Vec<_> = entries.iter().map(|entry| entry.change.clone()).collect();
    let seats = |version, kind| StreamChange::Seats(SeatChange { event_id: event, version, kind });
    assert_eq!(
        changes,
        [
            seats(first, SeatChangeKind::Reset),
            seats(first.next(), SeatChangeKind::Update { seats: vec![(seat(1), SeatStatus::Held)] }),
            seats(first.next().next(), SeatChangeKind::Update { seats: vec![(seat(1), SeatStatus::Available)] }),
            StreamChange::Heartbeat,
        ]
    );
    let (now, _) = fixture.store.server_identity(event.partition()).await.unwrap();
    let age = now - entries[3].added_at().unwrap();
    assert!((0..10_000).contains(&age.num_milliseconds()));
    fixture.finish().await;
}

#[tokio::test]
async fn one_relay_at_a_time_has_the_lease() {
    let fixture = Fixture::new().await;
    let event = fixture.event(10).await;
    let first = fixture.relay(event, "first").await;
    let second = fixture.store.change_stream(event.partition(), "second").unwrap();
    assert!(!second.acquire(TTL).await.unwrap());
    assert_eq!(second.read(10, NOW).await.unwrap(), Err(LeaseLost));
    second.release().await.unwrap();
    assert!(!second.acquire(TTL).await.unwrap(), "a release by another changes nothing");
    assert!(first.acquire(TTL).await.unwrap());
    first.release().await.unwrap();
    assert_eq!(first.read(10, NOW).await.unwrap(), Err(LeaseLost));
    assert!(second.acquire(TTL).await.unwrap());
    assert!(!first.acquire(TTL).await.unwrap());
    fixture.lease_runs_out(event).await;
    assert!(first.acquire(TTL).await.unwrap());
    fixture.finish().await;
}

#[tokio::test]
async fn a_renewed_lease_lasts_from_its_renewal() {
    let fixture = Fixture::new().await;
    let event = fixture.event(10).await;
    let relay = fixture.relay(event, "first").await;
    assert!(relay.acquire(TTL * 2).await.unwrap());
    let left: u64 = ::redis::cmd("PTTL")
        .arg(fixture.names.relay_lease(event.partition()))
        .query_async(&mut fixture.raw.clone())
        .await
        .unwrap();
    assert!(left > u64::try_from(TTL.as_millis()).unwrap());
    fixture.finish().await;
}

#[tokio::test]
async fn unacknowledged_entries_are_delivered_again_before_new_ones() {
    let fixture = Fixture::new().await;
    let event = fixture.event(10).await;
    let relay = fixture.relay(event, "first").await;
    let reset = read(&relay, 10).await;
    relay.acknowledge(&reset).await.unwrap();
    for number in 1..=4 {
        fixture.hold(event, [number]).await;
    }
    let batch = read(&relay, 3).await;
    assert_eq!(versions(&batch), [1, 2, 3]);
    relay.acknowledge(&batch[..1]).await.unwrap();
    fixture.hold(event, [5]).await;
    assert_eq!(versions(&read(&relay, 10).await), [2, 3]);
    relay.acknowledge(&batch[1..]).await.unwrap();
    let last = read(&relay, 10).await;
    assert_eq!(versions(&last), [4, 5]);
    relay.acknowledge(&last).await.unwrap();
    assert!(read(&relay, 10).await.is_empty());
    fixture.finish().await;
}

#[tokio::test]
async fn a_successor_starts_with_what_a_dead_relay_left_in_order() {
    let fixture = Fixture::new().await;
    let event = fixture.event(10).await;
    for number in 1..=3 {
        fixture.hold(event, [number]).await;
    }
    let dead = fixture.relay(event, "dead").await;
    let read_by_dead = read(&dead, 3).await;
    dead.acknowledge(&read_by_dead[..1]).await.unwrap();
    fixture.lease_runs_out(event).await;
    fixture.hold(event, [4]).await;

    let successor = fixture.relay(event, "successor").await;
    let (mut seen, mut batch) = (Vec::new(), read(&successor, 2).await);
    while !batch.is_empty() {
        seen.extend(versions(&batch));
        successor.acknowledge(&batch).await.unwrap();
        batch = read(&successor, 2).await;
    }
    assert_eq!(seen, [1, 2, 3, 4]);
    let consumers: Vec<Vec<::redis::Value>> = ::redis::cmd("XINFO")
        .arg("CONSUMERS")
        .arg(fixture.names.changes(event.partition()))
        .arg(holdfast_settings::Names::RELAY_GROUP)
        .query_async(&mut fixture.raw.clone())
        .await
        .unwrap();
    assert_eq!(consumers.len(), 1, "a dead relay is forgotten");
    fixture.finish().await;
}

#[tokio::test]
async fn a_relay_that_wakes_up_late_reads_nothing_and_takes_nothing_from_its_successor() {
    let fixture = Fixture::new().await;
    let event = fixture.event(10).await;
    let late = fixture.relay(event, "late").await;
    let reset = read(&late, 10).await;
    fixture.lease_runs_out(event).await;
    let successor = fixture.relay(event, "successor").await;
    fixture.hold(event, [1]).await;
    assert_eq!(late.read(10, NOW).await.unwrap(), Err(LeaseLost));
    let entries = read(&successor, 10).await;
    assert_eq!((versions(&entries), &entries[0]), (vec![0], &reset[0]));
    successor.acknowledge(&entries).await.unwrap();
    assert_eq!(versions(&read(&successor, 10).await), [1]);
    fixture.finish().await;
}

#[tokio::test]
async fn a_waiting_relay_gets_an_entry_as_soon_as_it_is_added() {
    let fixture = Fixture::new().await;
    let event = fixture.event(10).await;
    let relay = fixture.relay(event, "first").await;
    let reset = read(&relay, 10).await;
    relay.acknowledge(&reset).await.unwrap();
    let started = Instant::now();
    assert!(relay.read(10, Duration::from_millis(50)).await.unwrap().unwrap().is_empty());
    assert!(started.elapsed() >= Duration::from_millis(50));
    // Longer than a command's time-out, which must not apply to a blocking read.
    let waiting = tokio::spawn(async move { relay.read(10, Duration::from_secs(30)).await });
    let client = format!("XREAD of {}", fixture.names.changes(event.partition()));
    eventually(&client, async || {
        // One text, or one for each node of a cluster.
        let clients: ::redis::Value =
            ::redis::cmd("INFO").arg("clients").query_async(&mut fixture.raw.clone()).await.unwrap();
        let clients = format!("{clients:?}");
        clients.matches("blocked_clients:").count() > clients.matches("blocked_clients:0\\r").count()
    })
    .await;
    let added = Instant::now();
    fixture.hold(event, [1]).await;
    let entries = waiting.await.unwrap().unwrap().unwrap();
    assert_eq!(versions(&entries), [1]);
    assert!(added.elapsed() < Duration::from_secs(1));
    fixture.finish().await;
}

#[tokio::test]
async fn only_delivered_entries_are_trimmed_and_not_the_young_ones() {
    let fixture = Fixture::new().await;
    let event = fixture.event(10).await;
    for number in 1..=4 {
        fixture.hold(event, [number]).await;
    }
    let length = async || -> usize { fixture.entries(event).await.len() };
    let relay = fixture.store.change_stream(event.partition(), "first").unwrap();
    assert_eq!(relay.trim(NOW).await.unwrap(), 0, "nobody has read anything, there isn't even a group");
    assert!(relay.acquire(TTL).await.unwrap());
    assert_eq!(relay.trim(NOW).await.unwrap(), 0, "nobody has read anything");
    let batch = read(&relay, 4).await;
    assert_eq!(relay.trim(NOW).await.unwrap(), 0, "nothing is acknowledged");
    // 0 and 2 are delivered, 1 and 3 are not, 4 is unread: only 0 may be trimmed.
    relay.acknowledge(&[batch[0].clone(), batch[2].clone()]).await.unwrap();
    assert_eq!(relay.trim(Duration::from_mins(1)).await.unwrap(), 0, "young entries serve changes_since");
    assert_eq!(relay.trim(NOW).await.unwrap(), 1);
    relay.acknowledge(&batch).await.unwrap();
    relay.trim(NOW).await.unwrap();
    assert!(length().await >= 1);
    assert_eq!(versions(&read(&relay, 10).await), [4]);
    fixture.load(event, &plan(2, 10)).await;
    fixture.finish().await;
}

#[tokio::test]
async fn malformed_entries_are_skipped_and_do_not_block_the_stream() {
    let fixture = Fixture::new().await;
    let event = fixture.event(10).await;
    let stream = fixture.names.changes(event.partition());
    let mut raw = fixture.raw.clone();
    let relay = fixture.relay(event, "first").await;
    let read_once = read(&relay, 1).await;
    let add = |fields: [&'static str; 2]| {
        let mut add = ::redis::cmd("XADD");
        add.arg(&stream).arg("*").arg(&fields);
        add
    };
    add(["stranger", "1"]).exec_async(&mut raw).await.unwrap();
    add(["stranger", "2"]).exec_async(&mut raw).await.unwrap();
    // Stands for the hard cap, which may drop an entry that was read and not acknowledged.
    ::redis::cmd("XDEL").arg(&stream).arg(&read_once[0].id).exec_async(&mut raw).await.unwrap();
    assert!(read(&relay, 1).await.is_empty());
    fixture.hold(event, [1]).await;
    assert_eq!(versions(&read(&relay, 1).await), [1]);
    fixture.load(event, &plan(2, 10)).await;
    fixture.finish().await;
}

#[tokio::test]
async fn the_stream_never_grows_far_beyond_its_cap() {
    let fixture = Fixture::new().await;
    let event = fixture.event(10).await;
    let mut small = config(&std::env::var("REDIS_URL").unwrap());
    small.stream_cap = 100;
    let store = SeatStore::connect(&small, fixture.names.clone()).await.unwrap();
    let id = hold_id();
    for _ in 0..300 {
        store.hold(event, &id, &seats([1]), 60, None).await.unwrap().unwrap();
        store.release(event, &id, None).await.unwrap();
    }
    // Redis drops whole blocks of 100 entries.
    assert!((100..=200).contains(&fixture.entries(event).await.len()));
    fixture.load(event, &plan(2, 10)).await;
    fixture.finish().await;
}
