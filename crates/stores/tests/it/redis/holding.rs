use chrono::{TimeDelta, Utc};
use holdfast_domain::{SalesWindow, SeatStatus};
use holdfast_stores::redis::{Error, Held, Refusal};

use super::fixture::{Fixture, hold_id, numbers, open, plan, seats, sweep};

#[tokio::test]
async fn a_hold_takes_its_seats_for_the_seconds_that_it_was_given() {
    let fixture = Fixture::new().await;
    let event = fixture.event(20).await;
    let id = hold_id();
    let hold = fixture.store.hold(event, &id, &seats([13, 12]), 90, None).await.unwrap().unwrap().into_hold();
    assert_eq!((hold.event_id, &hold.id, hold.hold_seconds), (event, &id, 90));
    assert_eq!(numbers(&hold), [12, 13]);
    let version = fixture.store.version(event).await.unwrap().get();
    assert!(hold.seats.iter().all(|seat| seat.fence.get() == version), "a fence is the version of the change");
    assert_eq!(hold.expires_in_ms, 90_000);
    let (now, _) = fixture.store.server_identity(event.partition()).await.unwrap();
    assert!((hold.expires_at - now - TimeDelta::seconds(90)).abs() < TimeDelta::seconds(5));
    assert_eq!(fixture.taken(event).await, [(12, SeatStatus::Held), (13, SeatStatus::Held)].into());
    let found = fixture.store.find_hold(event, &id).await.unwrap().unwrap();
    assert_eq!((found.seats, found.expires_at), (hold.seats, hold.expires_at));
    fixture.finish().await;
}

#[tokio::test]
async fn a_conflict_names_the_taken_seats_and_holds_nothing() {
    let fixture = Fixture::new().await;
    let event = fixture.event(20).await;
    fixture.hold(event, [1, 2]).await;
    fixture.claimed(event, [3]).await;
    fixture.sold(event, [4]).await;
    let before = fixture.store.version(event).await.unwrap();
    let late = hold_id();
    assert_eq!(
        fixture.store.hold(event, &late, &seats([1, 3, 4, 5]), 60, None).await.unwrap(),
        Err(Refusal::Conflicts(seats([1, 3, 4])))
    );
    assert_eq!(fixture.store.version(event).await.unwrap(), before);
    assert_eq!(fixture.store.find_hold(event, &late).await.unwrap(), None);
    assert!(!fixture.taken(event).await.contains_key(&5));
    fixture.finish().await;
}

#[tokio::test]
async fn a_repeat_with_the_same_token_and_seats_returns_the_hold_and_changes_nothing() {
    let fixture = Fixture::new().await;
    let event = fixture.event(20).await;
    let id = hold_id();
    let first = fixture.store.hold(event, &id, &seats([1, 2]), 60, None).await.unwrap().unwrap().into_hold();
    // A client that lost the reply repeats the request, even if sales have closed since.
    fixture.store.close_sales(event).await.unwrap();
    let entries = fixture.entries(event).await;
    let again = fixture.store.hold(event, &id, &seats([2, 1]), 60, None).await.unwrap().unwrap();
    let Held::Before(again) = again else { panic!("{again:?} is new") };
    assert_eq!((again.seats, again.expires_at), (first.seats, first.expires_at));
    assert_eq!(fixture.entries(event).await, entries);
    fixture.finish().await;
}

#[tokio::test]
async fn a_token_that_lives_or_is_due_makes_no_other_hold() {
    let fixture = Fixture::new().await;
    let event = fixture.event(20).await;
    let hold = fixture.hold(event, [1, 2]).await;
    for asked in [[1, 3], [3, 4]] {
        let answer = fixture.store.hold(event, &hold.id, &seats(asked), 60, None).await.unwrap();
        assert_eq!(answer, Err(Refusal::OtherHold));
    }
    let longer = fixture.store.hold(event, &hold.id, &seats([1, 2]), 60, None).await.unwrap();
    assert_eq!(longer, Err(Refusal::OtherHold));
    fixture.make_due(event, &hold.id).await;
    for asked in [[1, 2], [3, 4]] {
        let answer = fixture.store.hold(event, &hold.id, &seats(asked), 60, None).await.unwrap();
        assert_eq!(answer, Err(Refusal::Expired));
    }
    fixture.finish().await;
}

#[tokio::test]
async fn unknown_seats_are_named_before_conflicts() {
    let fixture = Fixture::new().await;
    let event = fixture.event(20).await;
    fixture.hold(event, [1]).await;
    assert_eq!(
        fixture.store.hold(event, &hold_id(), &seats([1, 20, 21, 4_000_000_000]), 60, None).await.unwrap(),
        Err(Refusal::UnknownSeats(seats([21, 4_000_000_000])))
    );
    fixture.finish().await;
}

#[tokio::test]
async fn a_hold_has_at_most_eight_seats() {
    let fixture = Fixture::new().await;
    let event = fixture.event(20).await;
    let nine = seats([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    assert_eq!(fixture.store.hold(event, &hold_id(), &nine, 60, None).await.unwrap(), Err(Refusal::TooMany));
    assert_eq!(
        fixture.store.hold(event, &hold_id(), &nine[1..], 60, None).await.unwrap().unwrap().into_hold().seats.len(),
        8
    );
    fixture.finish().await;
}

#[tokio::test]
async fn seats_are_held_only_while_sales_are_open() {
    let fixture = Fixture::new().await;
    let now = Utc::now();
    let hour = TimeDelta::hours(1);
    let windows = [
        (open(), true),
        (SalesWindow { opens_at: now + hour, ..open() }, false),
        (SalesWindow { closes_at: now + hour, ..open() }, true),
        (SalesWindow { closes_at: now - hour, ..open() }, false),
        (SalesWindow { closed: true, ..open() }, false),
    ];
    for (window, may_hold) in windows {
        let event = fixture.new_event();
        let mut plan = plan(1, 10);
        plan.window = window;
        fixture.load(event, &plan).await;
        let answer = fixture.store.hold(event, &hold_id(), &seats([1]), 60, None).await.unwrap();
        assert_eq!(answer.map(|_| ()), if may_hold { Ok(()) } else { Err(Refusal::SalesNotOpen) }, "{window:?}");
    }
    fixture.finish().await;
}

#[tokio::test]
async fn closing_sales_stops_new_holds_and_leaves_old_ones_alone() {
    let fixture = Fixture::new().await;
    let event = fixture.event(10).await;
    let hold = fixture.hold(event, [1]).await;
    let before = fixture.store.version(event).await.unwrap();
    for _ in 0..2 {
        fixture.store.close_sales(event).await.unwrap();
    }
    assert_eq!(fixture.store.hold(event, &hold_id(), &seats([2]), 60, None).await.unwrap(), Err(Refusal::SalesNotOpen));
    assert_eq!(fixture.store.version(event).await.unwrap(), before);
    assert!(fixture.store.find_hold(event, &hold.id).await.unwrap().is_some());
    assert!(fixture.store.extend(event, &hold.id, 200).await.unwrap().is_ok());
    fixture.finish().await;
}

#[tokio::test]
async fn a_due_seat_may_be_taken_and_leaves_its_old_hold() {
    let fixture = Fixture::new().await;
    let event = fixture.event(10).await;
    let old = fixture.hold(event, [1, 2]).await;
    let lone = fixture.hold(event, [3]).await;
    fixture.make_due(event, &old.id).await;
    fixture.make_due(event, &lone.id).await;
    let new = fixture.hold(event, [1, 3]).await;
    fixture.assert_consistent(event).await;
    // The old hold still has seat 2, which the sweep frees; the other hold ended with its last seat.
    assert_eq!(sweep(&fixture.store, event.partition()).await.unwrap(), 1);
    assert_eq!(fixture.taken(event).await.into_keys().collect::<Vec<_>>(), [1, 3]);
    assert!(fixture.store.find_hold(event, &new.id).await.unwrap().is_some());
    fixture.finish().await;
}

#[tokio::test]
async fn nothing_is_held_in_an_event_that_is_not_loaded() {
    let fixture = Fixture::new().await;
    let event = fixture.new_event();
    let answer = fixture.store.hold(event, &hold_id(), &seats([1]), 60, None).await;
    assert!(matches!(answer, Err(Error::NotLoaded(unknown)) if unknown == event));
    fixture.finish().await;
}
