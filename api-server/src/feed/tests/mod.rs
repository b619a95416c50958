//! The feed without Kafka: order, repeats, gaps, limits, resuming, readiness, and the pulse.

mod model;

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use bytes::Bytes;
use chrono::{TimeDelta, Utc};
use holdfast_domain::{
    EventId, Partition, SalesWindow, SeatId, SeatPlan, SeatStatus, Section, Version,
    fact::{SeatChange, SeatChangeKind},
};
use holdfast_messaging::{FeedItem, FeedMessage};
use holdfast_settings::{Names, Reader};
use holdfast_stores::{
    loader::Loader,
    mysql::{Database, MysqlConfig, events::NewEvent},
    redis::{RedisConfig, SeatStore},
};
use holdfast_test_support::{FreshDatabase, clear_redis, fresh_names, lookup, sale_settings, variable};
use tokio_util::sync::CancellationToken;

use super::{
    Feed, Health, REPLAY, Session, frame,
    log::{Applied, Log, Position, Since},
    pulse::{MAX_AGE, Pulse},
};
use crate::seat_map::SeatMaps;

fn event() -> EventId {
    EventId::try_from(42).unwrap()
}

fn change(version: u64) -> SeatChange {
    let seats = vec![(SeatId::try_from(7).unwrap(), SeatStatus::Held)];
    SeatChange { event_id: event(), version: Version::new(version), kind: SeatChangeKind::Update { seats } }
}

fn reset(version: u64) -> SeatChange {
    SeatChange { event_id: event(), version: Version::new(version), kind: SeatChangeKind::Reset }
}

fn log_of(versions: impl IntoIterator<Item = u64>) -> Log {
    let mut log = Log::default();
    for version in versions {
        log.apply(&change(version), Instant::now());
    }
    log
}

fn at(version: u64) -> Position {
    Position { version: Version::new(version), breaks: 0 }
}

/// The `id:` of each message in the frames.
fn ids(frames: &[Bytes]) -> Vec<u64> {
    let text = String::from_utf8(frames.concat()).unwrap();
    text.lines().filter_map(|line| line.strip_prefix("id: ")).map(|id| id.parse().unwrap()).collect()
}

fn since(log: &Log, version: u64) -> Result<Vec<u64>, Since> {
    match log.since(at(version), usize::MAX) {
        Since::Changes(frames) => Ok(ids(&frames)),
        other => Err(other),
    }
}

#[test]
fn a_client_gets_exactly_what_comes_after_its_position() {
    let log = log_of(5..=9);
    assert_eq!(since(&log, 4), Ok(vec![5, 6, 7, 8, 9]));
    assert_eq!(since(&log, 7), Ok(vec![8, 9]));
    assert_eq!(since(&log, 9), Ok(vec![]));
}

#[test]
fn a_position_before_the_log_is_lost_and_one_beyond_it_waits() {
    let log = log_of(5..=9);
    assert_eq!(since(&log, 3), Err(Since::Lost));
    assert_eq!(since(&log, 10), Err(Since::Ahead));
    assert_eq!(since(&Log::default(), 10), Err(Since::Ahead));
}

#[test]
fn a_repeated_change_is_dropped_even_if_it_is_late() {
    let mut log = log_of([5, 6, 7]);
    assert_eq!(log.apply(&change(7), Instant::now()), Applied::Repeat);
    assert_eq!(log.apply(&change(5), Instant::now()), Applied::Repeat);
    assert_eq!(log.apply(&reset(6), Instant::now()), Applied::Repeat);
    assert_eq!(log.apply(&change(8), Instant::now()), Applied::InOrder);
    assert_eq!(since(&log, 4), Ok(vec![5, 6, 7, 8]));
}

#[test]
fn a_gap_restarts_the_log_so_that_earlier_positions_are_lost() {
    let mut log = log_of([5, 6]);
    assert_eq!(log.apply(&change(8), Instant::now()), Applied::AfterGap);
    assert_eq!(since(&log, 6), Err(Since::Lost));
    assert_eq!(since(&log, 7), Ok(vec![8]));
}

#[test]
fn a_reset_invalidates_every_earlier_position() {
    let mut log = log_of([5, 6]);
    assert_eq!(log.apply(&reset(1 << 32), Instant::now()), Applied::Reset);
    log.apply(&change((1 << 32) + 1), Instant::now());
    assert_eq!(since(&log, 6), Err(Since::Lost));
    assert_eq!(since(&log, 1 << 32), Ok(vec![(1 << 32) + 1]));
}

#[test]
fn a_malformed_message_invalidates_every_earlier_position() {
    let mut log = log_of([5, 6]);
    log.forget();
    assert_eq!(since(&log, 6), Err(Since::Lost));
    log.apply(&change(8), Instant::now());
    assert_eq!(log.since(at(7), 9), Since::Lost);
    let after = Position { version: Version::new(7), breaks: log.breaks() };
    assert!(matches!(log.since(after, 9), Since::Changes(frames) if ids(&frames) == [8]));
}

#[test]
fn an_audit_advances_a_log_only_if_it_is_behind() {
    let mut log = log_of([5, 6]);
    assert!(!log.begin_at(Version::new(6)));
    assert_eq!(since(&log, 5), Ok(vec![6]));
    assert!(log.begin_at(Version::new(9)));
    assert_eq!(since(&log, 6), Err(Since::Lost));
    assert_eq!(since(&log, 9), Ok(vec![]));
}

#[test]
fn a_log_is_bounded_in_changes() {
    let log = log_of(1..=20_000);
    assert_eq!(since(&log, 20_000 - 16_384).map(|changes| changes.len()), Ok(16_384));
    assert_eq!(since(&log, 20_000 - 16_385), Err(Since::Lost));
}

#[test]
fn a_log_is_bounded_in_bytes() {
    let seats: Vec<_> = (1..=4000).map(|seat| (SeatId::try_from(seat).unwrap(), SeatStatus::Available)).collect();
    let mut log = Log::default();
    for version in 1..=100 {
        let kind = SeatChangeKind::Update { seats: seats.clone() };
        log.apply(&SeatChange { event_id: event(), version: Version::new(version), kind }, Instant::now());
    }
    assert_eq!(since(&log, 0), Err(Since::Lost));
    let Since::Changes(kept) = log.since(at(75), usize::MAX) else { panic!("the latest changes are kept") };
    assert_eq!(ids(&kept), (76..=100).collect::<Vec<_>>());
    assert!(kept.iter().map(Bytes::len).sum::<usize>() <= 4 << 20);
}

#[test]
fn a_change_is_kept_for_five_minutes_and_not_longer() {
    let (mut log, start) = (Log::default(), Instant::now());
    log.apply(&change(5), start);
    log.apply(&change(6), start + Duration::from_secs(10));
    assert!(!log.expire(start + REPLAY));
    assert_eq!(since(&log, 4), Ok(vec![5, 6]));
    assert!(!log.expire(start + REPLAY + Duration::from_secs(1)));
    assert_eq!(since(&log, 4), Err(Since::Lost));
    assert_eq!(since(&log, 5), Ok(vec![6]));
    assert!(log.expire(start + REPLAY + Duration::from_secs(11)), "nothing is left");
}

#[test]
fn a_batch_has_at_most_the_requested_number_of_changes() {
    let Since::Changes(frames) = log_of(1..=10).since(at(2), 3) else { panic!("the log has them") };
    assert_eq!(ids(&frames), [3, 4, 5]);
}

#[test]
fn a_seat_update_has_the_form_that_the_contract_describes() {
    let Since::Changes(frames) = log_of([5]).since(at(4), 1) else { panic!("the log has it") };
    let expected = "event: SEAT_UPDATE\nid: 5\ndata: {\"eventId\":42,\"version\":5,\"seats\":[{\"id\":7,\"status\":\"HELD\"}]}\n\n";
    assert_eq!(frames, [Bytes::from_static(expected.as_bytes())]);
}

#[test]
fn a_heartbeat_counts_from_its_departure() {
    let now = Instant::now() + Duration::from_mins(1);
    let (mut pulse, second) = (Pulse::default(), Duration::from_secs(1));
    assert!(!pulse.is_fresh(now), "there was no heartbeat yet");
    pulse.beat(now, 10 * second);
    assert!(!pulse.is_fresh(now), "after an old heartbeat, changes are late too");
    pulse.beat(now, second);
    assert!(pulse.is_fresh(now + second) && !pulse.is_fresh(now + second + MAX_AGE));
    pulse.beat(now, 10 * second);
    assert!(pulse.is_fresh(now), "a repeat of an old heartbeat has no effect");
}

fn heartbeat(partition: u8, age: chrono::TimeDelta) -> FeedItem {
    let partition = Partition::try_from(partition).unwrap();
    FeedItem::Message(FeedMessage::Heartbeat { partition, at: Utc::now() - age })
}

#[test]
fn only_its_own_heartbeats_make_a_partition_live() {
    let (feed, now) = (Feed::new(), Instant::now());
    let health = |partition: u8| *feed.health(Partition::try_from(partition).unwrap()).borrow();
    assert_eq!([health(1), health(2)], [Health::Stale, Health::Stale]);
    feed.receive(heartbeat(1, chrono::TimeDelta::zero()), now);
    feed.receive(heartbeat(2, chrono::TimeDelta::seconds(5)), now);
    assert_eq!([health(1), health(2)], [Health::Live, Health::Stale]);
    feed.check_pulses(now + Duration::from_secs(2));
    assert_eq!(health(1), Health::Live);
    feed.check_pulses(now + Duration::from_secs(3));
    assert_eq!(health(1), Health::Stale);
}

#[test]
fn an_event_that_nobody_watches_is_forgotten_when_its_changes_are_old() {
    let (feed, now) = (Feed::new(), Instant::now());
    let events = || feed.slice(event().partition()).events.lock().len();
    feed.receive(FeedItem::Message(FeedMessage::Seats { change: change(5), at: Utc::now(), trace: None }), now);
    feed.release(now + REPLAY);
    assert_eq!(events(), 1);
    let client = feed.watch(event());
    let later = now + REPLAY + Duration::from_secs(1);
    feed.release(later);
    assert_eq!(events(), 1, "it has a client");
    drop(client);
    feed.release(later);
    assert_eq!(events(), 0);
}

#[test]
fn an_audit_counts_a_change_as_lost_only_after_a_later_heartbeat() {
    let (feed, now, second) = (Feed::new(), Instant::now(), Duration::from_secs(1));
    let client = feed.watch(event());
    let came = |version| {
        feed.receive(
            FeedItem::Message(FeedMessage::Seats { change: change(version), at: Utc::now(), trace: None }),
            now,
        );
    };
    came(5);
    assert!(!feed.is_open(event(), &(Version::new(5), now)), "the log has this version");
    let missing = (Version::new(7), now);
    assert!(feed.is_open(event(), &missing), "there was no heartbeat since");
    feed.receive(heartbeat(42, chrono::TimeDelta::zero()), now + second);
    assert!(feed.is_open(event(), &missing), "the clocks may differ by this much");
    feed.receive(heartbeat(42, chrono::TimeDelta::zero()), now + 2 * second);
    assert!(!feed.is_open(event(), &missing));
    assert_eq!(since(&client.log.lock(), 6), Err(Since::Lost), "clients before it need a snapshot");
    assert_eq!(since(&client.log.lock(), 7), Ok(vec![]));
}

/// A client that reconnects with version 4. The stores are unreachable, so the client must resume from the log.
async fn client_of(feed: &Feed) -> Session {
    let config = MysqlConfig {
        url: "mysql://nobody:none@127.0.0.1:1/none".into(),
        max_connections: 1,
        acquire_timeout: Duration::from_secs(1),
        statement_timeout: Duration::from_secs(1),
    };
    let database = Database::connect(&config).unwrap();
    let config = RedisConfig {
        url: "redis://127.0.0.1:1".to_owned(),
        timeout: Duration::from_secs(1),
        stream_cap: 1,
        trace_changes: false,
    };
    let nowhere = SeatStore::connect(&config, Names::default()).await.unwrap();
    feed.open(event(), Arc::new(SeatMaps::new(database, nowhere)), Some(Version::new(4))).await.unwrap()
}

fn bring(feed: &Feed, versions: impl IntoIterator<Item = u64>) {
    for version in versions {
        feed.receive(
            FeedItem::Message(FeedMessage::Seats { change: change(version), at: Utc::now(), trace: None }),
            Instant::now(),
        );
    }
}

/// Returns the ids of the changes that a client gets until it must wait; `None` at the stream's end.
async fn read(client: &mut Session) -> Option<Vec<u64>> {
    let mut seen = Vec::new();
    while let Ok(frame) = tokio::time::timeout(Duration::from_millis(20), client.next()).await {
        let frame = frame?;
        if !frame.starts_with(b":") && frame != frame::STALE && frame != frame::LIVE {
            seen.extend(ids(&[frame]));
        }
    }
    Some(seen)
}

#[tokio::test]
async fn a_client_that_resumes_gets_every_change_in_the_log_however_many() {
    let feed = Feed::new();
    bring(&feed, 5..=3000);
    let mut client = client_of(&feed).await;
    assert_eq!(read(&mut client).await, Some((5..=3000).collect()));
    bring(&feed, [3001]);
    assert_eq!(read(&mut client).await, Some(vec![3001]));
}

#[tokio::test]
async fn the_more_clients_an_event_has_the_longer_they_wait_for_further_changes() {
    let feed = Feed::new();
    bring(&feed, [5]);
    let mut clients = Vec::new();
    for _ in 0..500 {
        clients.push(client_of(&feed).await);
    }
    let client = &mut clients[0];
    assert_eq!(ids(&[client.next().await.unwrap()]), [5]);
    let sent = Instant::now();
    bring(&feed, [6, 7]);
    assert_eq!(ids(&[client.next().await.unwrap()]), [6, 7], "together");
    assert!(sent.elapsed() >= Duration::from_millis(8), "500 clients take 10 ms: {:?}", sent.elapsed());
}

#[tokio::test]
async fn a_client_that_was_up_to_date_and_falls_too_far_behind_is_disconnected() {
    let feed = Feed::new();
    bring(&feed, [5]);
    let (mut fast, mut slow) = (client_of(&feed).await, client_of(&feed).await);
    assert_eq!(read(&mut slow).await, Some(vec![5]));
    assert_eq!(read(&mut fast).await, Some(vec![5]));
    bring(&feed, 6..=1029);
    assert_eq!(read(&mut fast).await, Some((6..=1029).collect()), "1024 changes are not too many");
    bring(&feed, [1030]);
    assert_eq!(read(&mut slow).await, None);
    assert_eq!(read(&mut fast).await, Some(vec![1030]));
}

#[tokio::test]
async fn a_client_gets_stale_when_the_feed_stops_and_live_when_it_resumes() {
    let feed = Feed::new();
    bring(&feed, [5]);
    let mut client = client_of(&feed).await;
    client.next().await.expect("what it missed");
    assert_eq!(client.next().await, Some(frame::STALE));
    feed.receive(heartbeat(42, chrono::TimeDelta::zero()), Instant::now());
    assert_eq!(client.next().await, Some(frame::LIVE));
    feed.check_pulses(Instant::now() + MAX_AGE);
    assert_eq!(client.next().await, Some(frame::STALE));
}

#[tokio::test]
async fn a_stream_ends_when_the_server_stops() {
    let (feed, shutdown) = (Feed::new(), CancellationToken::new());
    bring(&feed, [5]);
    let mut client = client_of(&feed).await;
    assert_eq!(read(&mut client).await, Some(vec![5]));
    shutdown.cancel();
    feed.clone().follow(futures::stream::pending(), shutdown).await;
    assert_eq!(read(&mut client).await, None);
    assert_eq!(read(&mut client_of(&feed).await).await, None, "a new one ends at once");
}

#[tokio::test]
async fn a_stream_without_changes_sends_a_comment_at_intervals() {
    let feed = Feed::new();
    bring(&feed, [5]);
    let mut client = client_of(&feed).await;
    assert_eq!(client.comments.period(), Duration::from_secs(15));
    client.next().await.expect("what it missed");
    assert_eq!(client.next().await, Some(frame::STALE));
    client.comments.reset_immediately();
    assert_eq!(client.next().await, Some(frame::COMMENT));
}

#[test]
fn a_feed_is_ready_once_it_has_caught_up() {
    let feed = Feed::new();
    feed.receive(
        FeedItem::Message(FeedMessage::Seats { change: change(5), at: Utc::now(), trace: None }),
        Instant::now(),
    );
    assert!(!feed.is_ready(), "more may be missing");
    feed.receive(FeedItem::CaughtUp, Instant::now());
    assert!(feed.is_ready());
}

/// An event of two seats in the stores.
async fn an_event_of_two_seats(fresh: &FreshDatabase, names: Names) -> (EventId, Arc<SeatMaps>) {
    let settings = sale_settings(&fresh.url(), "");
    let mysql = Reader::read(lookup(&settings), MysqlConfig::read).unwrap();
    let redis = Reader::read(lookup(&settings), RedisConfig::read).unwrap();
    let (database, seats) = (
        Database::connect(&mysql).unwrap(),
        SeatStore::connect(&redis, names).await.expect("the settings can be used"),
    );
    database.migrate().await.unwrap();
    let section = Section { name: "Floor".to_owned(), rows: 1, cols: 2, price: 1 };
    let event = NewEvent {
        title: "Concert".to_owned(),
        venue: "Hall".to_owned(),
        starts_at: Utc::now() + TimeDelta::days(1),
        time_zone: "UTC".to_owned(),
        window: SalesWindow { opens_at: Utc::now(), closes_at: Utc::now() + TimeDelta::days(1), closed: false },
        seats_per_buyer: None,
        currency: "KRW".parse().unwrap(),
        plan: SeatPlan::new(vec![section]).unwrap(),
    };
    let event = database.create_event(&event).await.unwrap().id;
    Loader::new(database.clone(), seats.clone()).ensure_loaded(event).await.unwrap();
    (event, Arc::new(SeatMaps::new(database, seats)))
}

#[tokio::test]
async fn a_change_that_is_lost_while_a_client_gets_its_snapshot_brings_another_snapshot() {
    let (fresh, names) = (FreshDatabase::create_empty().await, fresh_names());
    let (event, maps) = an_event_of_two_seats(&fresh, names.clone()).await;
    let feed = Feed::new();
    let mut opening = Box::pin(feed.open(event, maps, None));
    // The snapshot is being read. It may be older than the change that is lost now.
    assert!(futures::poll!(&mut opening).is_pending());
    feed.receive(FeedItem::Unreadable { event: Some(event) }, Instant::now());
    let mut client = opening.await.unwrap();
    for nth in ["first", "second"] {
        let frame = tokio::time::timeout(Duration::from_secs(5), client.next()).await;
        let frame = frame.unwrap_or_else(|_| panic!("no {nth} snapshot")).expect("the stream goes on");
        assert!(frame.starts_with(b"event: INIT"), "the {nth} message: {frame:?}");
    }
    clear_redis(&variable("REDIS_URL"), &names).await;
}
