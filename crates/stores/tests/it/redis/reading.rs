use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use futures::future::{join, join_all};
use holdfast_domain::{EventId, Partition, SeatId, SeatStatus, Version};
use holdfast_stores::redis::{Changes, Error, LoadPlan, Snapshot};

use super::{
    fixture::{Fixture, event, first_version, hold_id, order, plan, seat, seats},
    own_server::OwnServer,
};

use SeatStatus::{Available, Held, Sold};

fn seats_of(changes: Changes) -> Vec<(SeatId, SeatStatus)> {
    match changes {
        Changes::Delta { seats, .. } => seats,
        Changes::Lost => panic!("the changes are lost"),
    }
}

#[tokio::test]
async fn a_snapshot_has_every_seat_that_is_not_available_at_one_version() {
    let fixture = Fixture::new().await;
    let event = fixture.event(10).await;
    let empty = fixture.store.snapshot(event).await.unwrap();
    assert_eq!((empty.version, empty.taken), (first_version(1), Vec::new()));
    fixture.hold(event, [1]).await;
    fixture.claimed(event, [2]).await;
    fixture.sold(event, [3]).await;
    let mut snapshot = fixture.store.snapshot(event).await.unwrap();
    snapshot.taken.sort_unstable_by_key(|(seat, _)| *seat);
    assert_eq!(snapshot.taken, [(seat(1), Held), (seat(2), Held), (seat(3), Sold)]);
    assert_eq!(snapshot.version, fixture.store.version(event).await.unwrap());
    assert_eq!(fixture.store.taken_counts(&[event]).await.unwrap(), [Some(3)]);
    fixture.finish().await;
}

/// Loads an event of 5000 seats, of which the first 4900 are sold. An epoch above 1, because the stream lacks them.
async fn large_event(fixture: &Fixture, epoch: u32, event: EventId) {
    let order = order();
    let sold = (1..=4900).map(|number| (seat(number), order)).collect();
    fixture.load(event, &LoadPlan { sold, ..plan(epoch, 5000) }).await;
}

#[tokio::test]
async fn a_snapshot_in_pages_is_at_one_version_while_seats_change() {
    let fixture = Fixture::new().await;
    let event = fixture.new_event();
    large_event(&fixture, 2, event).await;
    let buyers = (0..4_u32).map(async |buyer| {
        for turn in 0..100 {
            let hold = fixture.hold(event, [4901 + buyer * 25 + turn * 7 % 25]).await;
            fixture.store.release(event, &hold.id, None).await.unwrap();
        }
    });
    let reader = async {
        let mut snapshots = Vec::new();
        for _ in 0..40 {
            snapshots.push(fixture.store.snapshot(event).await.unwrap());
        }
        snapshots
    };
    let (_, snapshots) = join(join_all(buyers), reader).await;
    let entries = fixture.entries(event).await;
    let mut versions = BTreeSet::new();
    for Snapshot { version, taken, .. } in snapshots {
        versions.insert(version);
        let mut expected: BTreeMap<_, _> = (1..=4900).map(|number| (number, Sold)).collect();
        let before = entries.iter().filter(|(at, what)| *at <= version.get() && what != "RESET");
        for (_, change) in before {
            let (number, letter) = change.split_once(':').unwrap();
            let number = number.parse::<u32>().unwrap();
            match letter {
                "H" => expected.insert(number, Held),
                _ => expected.remove(&number),
            };
        }
        let taken: BTreeMap<_, _> = taken.into_iter().map(|(seat, status)| (seat.get(), status)).collect();
        assert!(taken == expected, "version {version}");
    }
    assert!(versions.len() > 1, "nothing changed meanwhile");
    fixture.finish().await;
}

#[tokio::test]
async fn a_snapshot_in_pages_that_a_load_interrupts_is_of_the_new_epoch() {
    let fixture = Fixture::new().await;
    let event = fixture.new_event();
    large_event(&fixture, 2, event).await;
    let loads = async {
        for epoch in 3..12 {
            large_event(&fixture, epoch, event).await;
        }
    };
    let reader = async {
        for _ in 0..40 {
            match fixture.store.snapshot(event).await {
                Ok(snapshot) => assert_eq!(snapshot.taken.len(), 4900),
                Err(Error::NotLoaded(_)) => {}
                Err(error) => panic!("{error}"),
            }
        }
    };
    join(loads, reader).await;
    fixture.finish().await;
}

#[tokio::test]
async fn no_script_reads_a_large_event_as_a_whole() {
    let server = OwnServer::start(&[]).await;
    let fixture = Fixture::at(&server.url()).await;
    let event = fixture.new_event();
    large_event(&fixture, 2, event).await;
    let mut raw = fixture.raw.clone();
    let _: () = ::redis::cmd("CONFIG").arg("RESETSTAT").query_async(&mut raw).await.unwrap();
    assert_eq!(fixture.store.snapshot(event).await.unwrap().taken.len(), 4900);
    let commands: String = ::redis::cmd("INFO").arg("commandstats").query_async(&mut raw).await.unwrap();
    assert!(!commands.contains("cmdstat_hgetall"), "{commands}");
    fixture.finish().await;
}

#[tokio::test]
async fn changes_since_a_snapshot_come_in_order_and_without_those_of_other_events() {
    let fixture = Fixture::new().await;
    let mine = fixture.event(10).await;
    let other = event(mine.get() + u64::from(Partition::COUNT));
    fixture.load(other, &plan(1, 10)).await;
    let before = fixture.hold(mine, [5]).await;
    // The other event's next version has the same number as this one's.
    fixture.hold(other, [5]).await;
    let start = fixture.store.snapshot(mine).await.unwrap();
    assert_eq!(
        fixture.store.changes_since(mine, start.version, &start.cursor).await.unwrap(),
        Changes::Delta { version: start.version, cursor: start.cursor.clone(), seats: Vec::new() }
    );
    fixture.hold(other, [7]).await;
    let hold = fixture.hold(mine, [1, 2]).await;
    fixture.store.change_stream(mine.partition(), "relay").unwrap().heartbeat().await.unwrap();
    fixture.store.release(mine, &hold.id, Some(seat(1))).await.unwrap();
    fixture.store.release(mine, &before.id, None).await.unwrap();
    let changes = fixture.store.changes_since(mine, start.version, &start.cursor).await.unwrap();
    let Changes::Delta { version, cursor, seats } = changes else { panic!("the changes are lost") };
    let (first_two, rest) = seats.split_at(2);
    assert!(first_two.contains(&(seat(1), Held)) && first_two.contains(&(seat(2), Held)));
    assert_eq!(rest, [(seat(1), Available), (seat(5), Available)]);
    assert_eq!(version, fixture.store.version(mine).await.unwrap());

    // The cursor advances with the partition, even without changes of the event.
    fixture.hold(other, [8]).await;
    let resting = fixture.store.changes_since(mine, version, &cursor).await.unwrap();
    let Changes::Delta { cursor: later, .. } = resting else { panic!("the changes are lost") };
    assert_ne!(later, cursor);
    fixture.hold(mine, [9]).await;
    let changes = fixture.store.changes_since(mine, version, &later).await.unwrap();
    assert_eq!(seats_of(changes), [(seat(9), Held)]);
    let mut raw = fixture.raw.clone();
    ::redis::cmd("DEL")
        .arg(fixture.names.seats(other))
        .arg(fixture.names.holds(other))
        .exec_async(&mut raw)
        .await
        .unwrap();
    fixture.finish().await;
}

#[tokio::test]
async fn changes_that_the_stream_no_longer_has_are_lost() {
    let fixture = Fixture::new().await;
    let event = fixture.event(10).await;
    let start = fixture.store.snapshot(event).await.unwrap();
    fixture.hold(event, [1]).await;
    let middle = fixture.store.snapshot(event).await.unwrap();
    fixture.hold(event, [2]).await;
    let relay = fixture.store.change_stream(event.partition(), "relay").unwrap();
    assert!(relay.acquire(Duration::from_mins(1)).await.unwrap());
    let mut delivered = relay.read(10, Duration::ZERO).await.unwrap().unwrap();
    delivered.pop();
    relay.acknowledge(&delivered).await.unwrap();
    relay.trim(Duration::ZERO).await.unwrap();
    let lost = fixture.store.changes_since(event, start.version, &start.cursor).await.unwrap();
    assert_eq!(lost, Changes::Lost);
    let rest = fixture.store.changes_since(event, middle.version, &middle.cursor).await.unwrap();
    assert_eq!(seats_of(rest), [(seat(2), Held)]);
    let mut raw = fixture.raw.clone();
    ::redis::cmd("DEL").arg(fixture.names.changes(event.partition())).exec_async(&mut raw).await.unwrap();
    let lost = fixture.store.changes_since(event, middle.version, &middle.cursor).await.unwrap();
    assert_eq!(lost, Changes::Lost);
    // The fixture's final check requires a stream without a gap.
    fixture.load(event, &plan(2, 10)).await;
    fixture.finish().await;
}

#[tokio::test]
async fn changes_over_a_load_are_lost() {
    let fixture = Fixture::new().await;
    let event = fixture.event(10).await;
    let start = fixture.store.snapshot(event).await.unwrap();
    fixture.load(event, &plan(2, 10)).await;
    let lost = fixture.store.changes_since(event, start.version, &start.cursor).await.unwrap();
    assert_eq!(lost, Changes::Lost);
    fixture.finish().await;
}

#[tokio::test]
async fn a_version_that_the_event_has_not_reached_is_lost() {
    let fixture = Fixture::new().await;
    let event = fixture.event(10).await;
    let start = fixture.store.snapshot(event).await.unwrap();
    for version in [start.version.next(), first_version(2), first_version(0), Version::new(0)] {
        let lost = fixture.store.changes_since(event, version, &start.cursor).await.unwrap();
        assert_eq!(lost, Changes::Lost);
    }
    fixture.finish().await;
}

#[tokio::test]
async fn more_changes_than_a_snapshot_is_worth_are_lost() {
    let fixture = Fixture::new().await;
    let event = fixture.event(10).await;
    let start = fixture.store.snapshot(event).await.unwrap();
    let id = hold_id();
    for _ in 0..500 {
        fixture.store.hold(event, &id, &seats([1]), 60, None).await.unwrap().unwrap();
        fixture.store.release(event, &id, None).await.unwrap();
    }
    let changes = fixture.store.changes_since(event, start.version, &start.cursor).await.unwrap();
    assert_eq!(seats_of(changes).len(), 1000);
    fixture.hold(event, [1]).await;
    let lost = fixture.store.changes_since(event, start.version, &start.cursor).await.unwrap();
    assert_eq!(lost, Changes::Lost);
    fixture.finish().await;
}

#[tokio::test]
async fn counts_come_in_the_order_asked_and_say_which_event_is_not_loaded() {
    let fixture = Fixture::new().await;
    let (first, second, unknown) = (fixture.event(10).await, fixture.event(10).await, fixture.new_event());
    fixture.hold(first, [1, 2]).await;
    fixture.sold(first, [3]).await;
    let counts = fixture.store.taken_counts(&[unknown, second, first]).await.unwrap();
    assert_eq!(counts, [None, Some(0), Some(3)]);
    assert_eq!(fixture.store.taken_counts(&[]).await.unwrap(), []);
    assert_eq!(fixture.store.loaded_epoch(unknown).await.unwrap(), None);
    fixture.finish().await;
}
