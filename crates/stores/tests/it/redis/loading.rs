use std::time::Instant;

use chrono::{TimeDelta, Utc};
use holdfast_domain::{EventId, SeatStatus, step_messages::ClaimOutcome};
use holdfast_stores::redis::{Error, LoadOutcome, LoadPlan, LoadTicket, MarkSoldOutcome};

use super::fixture::{
    Fixture, LEASE, account, claim_of, first_version, give_back_of, hold_id, numbers, order, plan, seat, seats, sweep,
};

/// In milliseconds.
const DAY: i64 = 24 * 3600 * 1000;

impl Fixture {
    async fn begin_load(&self, event: EventId) -> LoadTicket {
        self.store.begin_load(event, LEASE).await.unwrap().expect("nobody else loads this event")
    }

    /// Milliseconds until a key expires.
    async fn life(&self, key: &str) -> i64 {
        ::redis::cmd("PTTL").arg(key).query_async(&mut self.raw.clone()).await.unwrap()
    }

    /// Makes the load under way look as if it had begun `ago` earlier.
    pub(crate) async fn begun_ago(&self, event: EventId, millis: i64) {
        let (key, mut raw) = (self.names.seats(event), self.raw.clone());
        let mark: String = ::redis::cmd("HGET").arg(&key).arg("@load").query_async(&mut raw).await.unwrap();
        let nonce = mark.split_once(':').unwrap().0;
        let mark = format!("{nonce}:{}", Utc::now().timestamp_millis() - millis);
        ::redis::cmd("HSET").arg(&key).arg("@load").arg(mark).exec_async(&mut raw).await.unwrap();
    }
}

#[tokio::test]
async fn a_load_writes_claims_and_sales_into_an_empty_redis_and_announces_itself() {
    let fixture = Fixture::new().await;
    let event = fixture.new_event();
    let (buyer, payer) = (order(), order());
    let plan =
        LoadPlan { sold: vec![(seat(1), buyer), (seat(2), buyer)], claimed: vec![(seat(3), payer)], ..plan(5, 10) };
    assert_eq!(fixture.load(event, &plan).await, first_version(5));
    assert_eq!(fixture.entries(event).await, [(first_version(5).get(), "RESET".to_owned())]);
    assert_eq!(
        fixture.taken(event).await,
        [(1, SeatStatus::Sold), (2, SeatStatus::Sold), (3, SeatStatus::Held)].into()
    );
    assert_eq!(fixture.store.loaded_epoch(event).await.unwrap(), Some(5));
    // The orders' next operations succeed on the seats that they own.
    fixture.store.sell(event, payer, &seats([3])).await.unwrap();
    fixture.store.give_back(&give_back_of(buyer, event, [1]), &[]).await.unwrap();
    assert_eq!(fixture.taken(event).await, [(2, SeatStatus::Sold), (3, SeatStatus::Sold)].into());
    fixture.finish().await;
}

#[tokio::test]
async fn a_load_keeps_live_holds_on_seats_that_no_order_owns() {
    let fixture = Fixture::new().await;
    let event = fixture.event(10).await;
    let (untouched, robbed, emptied, due) = (
        fixture.hold(event, [1, 2]).await,
        fixture.hold(event, [3, 4]).await,
        fixture.hold(event, [5]).await,
        fixture.hold(event, [6]).await,
    );
    fixture.make_due(event, &due.id).await;
    let plan = LoadPlan { sold: vec![(seat(3), order())], claimed: vec![(seat(5), order())], ..plan(2, 10) };
    fixture.load(event, &plan).await;
    fixture.assert_consistent(event).await;
    let kept = fixture.store.find_hold(event, &untouched.id).await.unwrap().unwrap();
    assert_eq!((kept.expires_at, &kept.seats), (untouched.expires_at, &untouched.seats));
    assert_eq!(numbers(&fixture.store.find_hold(event, &robbed.id).await.unwrap().unwrap()), [4]);
    assert_eq!(fixture.store.find_hold(event, &emptied.id).await.unwrap(), None);
    assert_eq!(fixture.taken(event).await.into_keys().collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
    assert!(fixture.store.hold(event, &hold_id(), &seats([6]), 60, None).await.unwrap().is_ok());
    // An order that was placed before the load can still claim: fences stay.
    assert_eq!(fixture.store.claim(&claim_of(order(), &untouched)).await.unwrap(), ClaimOutcome::Claimed);
    fixture.finish().await;
}

#[tokio::test]
async fn a_load_keeps_a_hold_of_all_seats_from_the_first_to_the_last() {
    let fixture = Fixture::new().await;
    let event = fixture.event(5).await;
    let hold = fixture.hold(event, [1, 2, 3, 4, 5]).await;
    for epoch in [2, 3] {
        fixture.load(event, &plan(epoch, 5)).await;
        assert_eq!(fixture.store.find_hold(event, &hold.id).await.unwrap().unwrap().seats, hold.seats);
        assert_eq!(fixture.taken(event).await.into_keys().collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
        fixture.assert_consistent(event).await;
    }
    fixture.finish().await;
}

#[tokio::test]
async fn a_load_drops_every_claim_and_sale_that_is_not_in_its_plan() {
    let fixture = Fixture::new().await;
    let event = fixture.event(10).await;
    fixture.claimed(event, [1]).await;
    let kept = fixture.sold(event, [2, 3]).await;
    let outside = fixture.hold(event, [4, 9]).await;
    fixture.load(event, &LoadPlan { sold: vec![(seat(2), kept)], ..plan(2, 8) }).await;
    assert_eq!(fixture.taken(event).await, [(2, SeatStatus::Sold), (4, SeatStatus::Held)].into());
    assert_eq!(numbers(&fixture.store.find_hold(event, &outside.id).await.unwrap().unwrap()), [4]);
    fixture.finish().await;
}

#[tokio::test]
async fn a_sold_seat_takes_precedence_over_a_claim() {
    let fixture = Fixture::new().await;
    let event = fixture.new_event();
    let (buyer, loser) = (order(), order());
    let plan = LoadPlan { sold: vec![(seat(1), buyer)], claimed: vec![(seat(1), loser)], ..plan(2, 10) };
    fixture.load(event, &plan).await;
    fixture.store.give_back(&give_back_of(loser, event, [1]), &[]).await.unwrap();
    assert_eq!(fixture.taken(event).await, [(1, SeatStatus::Sold)].into());
    fixture.finish().await;
}

#[tokio::test]
async fn between_the_halves_of_a_load_every_step_fails_with_not_loaded_and_changes_nothing() {
    let fixture = Fixture::new().await;
    let event = fixture.event(10).await;
    let hold = fixture.hold(event, [1, 2]).await;
    let owner = fixture.claimed(event, [3]).await;
    let snapshot = fixture.store.snapshot(event).await.unwrap();
    fixture.make_due(event, &hold.id).await;
    let ticket = fixture.begin_load(event).await;

    let store = &fixture.store;
    let not_loaded = [
        store.hold(event, &hold_id(), &seats([4]), 60, None).await.err(),
        store.add(event, &hold.id, &seats([4])).await.err(),
        store.find_hold(event, &hold.id).await.err(),
        store.extend(event, &hold.id, 300).await.err(),
        store.release(event, &hold.id, None).await.err(),
        store.claim(&claim_of(order(), &hold)).await.err(),
        store.sell(event, owner, &seats([3])).await.err(),
        store.give_back(&give_back_of(owner, event, [3]), &[]).await.err(),
        store.snapshot(event).await.err(),
        store.changes_since(event, snapshot.version, &snapshot.cursor).await.err(),
        store.version(event).await.err(),
        store.close_sales(event).await.err(),
    ];
    for (i, error) in not_loaded.into_iter().enumerate() {
        assert!(matches!(error, Some(Error::NotLoaded(it)) if it == event), "step {i}: {error:?}");
    }
    assert_eq!(store.loaded_epoch(event).await.unwrap(), None);
    assert_eq!(store.taken_counts(&[event]).await.unwrap(), [None]);
    assert_eq!(sweep(store, event.partition()).await.unwrap(), 0);
    assert_eq!(fixture.entries(event).await.last().unwrap().0, snapshot.version.get());

    let kept = LoadPlan { claimed: vec![(seat(3), owner)], ..plan(2, 10) };
    assert!(matches!(store.finish_load(event, &ticket, &kept).await.unwrap(), LoadOutcome::Loaded(_)));
    assert_eq!(store.sell(event, owner, &seats([3])).await.unwrap(), MarkSoldOutcome::Sold);
    fixture.finish().await;
}

#[tokio::test]
async fn an_unfinished_load_keeps_others_away_only_for_a_while() {
    let fixture = Fixture::new().await;
    let event = fixture.event(10).await;
    let first = fixture.begin_load(event).await;
    assert_eq!(fixture.store.begin_load(event, LEASE).await.unwrap(), None);
    fixture.begun_ago(event, 4000).await;
    assert_eq!(fixture.store.begin_load(event, LEASE).await.unwrap(), None);
    fixture.begun_ago(event, 5001).await;
    assert_eq!(fixture.store.begin_load(event, LEASE * 2).await.unwrap(), None, "a longer lease lasts longer");
    let second = fixture.begin_load(event).await;
    // The first load continues, but the event may have changed since it read the record.
    let stale = fixture.store.finish_load(event, &first, &plan(3, 10)).await.unwrap();
    assert_eq!(stale, LoadOutcome::Stale);
    assert_eq!(fixture.store.loaded_epoch(event).await.unwrap(), None);
    assert_eq!(
        fixture.store.finish_load(event, &second, &plan(2, 10)).await.unwrap(),
        LoadOutcome::Loaded(first_version(2))
    );
    // After a failover the clock may be behind: a load that seems to begin in the future must not block others.
    fixture.begin_load(event).await;
    fixture.begun_ago(event, -60_000).await;
    let third = fixture.begin_load(event).await;
    assert!(matches!(fixture.store.finish_load(event, &third, &plan(3, 10)).await.unwrap(), LoadOutcome::Loaded(_)));
    for ticket in [&first, &second, &third] {
        assert_eq!(fixture.store.finish_load(event, ticket, &plan(4, 10)).await.unwrap(), LoadOutcome::Stale);
    }
    fixture.finish().await;
}

#[tokio::test]
async fn an_abandoned_load_makes_way_for_the_next_one_and_only_its_own_ticket_abandons_it() {
    let fixture = Fixture::new().await;
    let event = fixture.event(10).await;
    let first = fixture.begin_load(event).await;
    fixture.store.abandon_load(event, &first).await.unwrap();
    let second = fixture.begin_load(event).await;
    fixture.store.abandon_load(event, &first).await.unwrap();
    assert_eq!(fixture.store.begin_load(event, LEASE).await.unwrap(), None);
    assert!(matches!(fixture.store.finish_load(event, &second, &plan(2, 10)).await.unwrap(), LoadOutcome::Loaded(_)));
    fixture.store.abandon_load(event, &second).await.unwrap();
    assert_eq!(fixture.store.loaded_epoch(event).await.unwrap(), Some(2));
    fixture.finish().await;
}

#[tokio::test]
async fn an_epoch_that_is_not_newer_is_refused() {
    let fixture = Fixture::new().await;
    let event = fixture.new_event();
    fixture.load(event, &plan(4, 10)).await;
    let ticket = fixture.begin_load(event).await;
    assert_eq!(ticket.epoch, 4);
    for epoch in [3, 4] {
        let stale = fixture.store.finish_load(event, &ticket, &plan(epoch, 10)).await.unwrap();
        assert_eq!(stale, LoadOutcome::Stale);
    }
    let loaded = fixture.store.finish_load(event, &ticket, &plan(5, 10)).await.unwrap();
    assert_eq!(loaded, LoadOutcome::Loaded(first_version(5)));
    fixture.finish().await;
}

#[tokio::test]
async fn versions_and_fences_grow_over_a_load() {
    let fixture = Fixture::new().await;
    let event = fixture.event(10).await;
    let before = fixture.hold(event, [1]).await;
    let version = fixture.store.version(event).await.unwrap();
    fixture.load(event, &plan(2, 10)).await;
    let after = fixture.hold(event, [2]).await;
    assert!(after.seats[0].fence > before.seats[0].fence);
    assert!(fixture.store.version(event).await.unwrap() > version);
    fixture.finish().await;
}

#[tokio::test]
async fn asking_for_events_that_do_not_exist_leaves_nothing_behind() {
    let fixture = Fixture::new().await;
    let event = fixture.new_event();
    let life = async || fixture.life(&fixture.names.seats(event)).await;
    let ticket = fixture.begin_load(event).await;
    assert!((1..=60_000).contains(&life().await));
    fixture.store.finish_load(event, &ticket, &plan(1, 10)).await.unwrap();
    assert!(life().await > DAY, "a loaded event stays");
    fixture.begin_load(event).await;
    assert!(life().await > DAY, "what was once loaded stays");
    fixture.finish().await;
}

#[tokio::test]
async fn an_event_leaves_redis_a_week_after_its_sale_and_can_be_loaded_again() {
    let fixture = Fixture::new().await;
    let event = fixture.new_event();
    let keys = [fixture.names.seats(event), fixture.names.buyers(event)];
    let mut plan = LoadPlan { seats_per_buyer: Some(2), ..plan(1, 5) };
    plan.window.closes_at = Utc::now() + TimeDelta::days(3);
    fixture.load(event, &plan).await;
    let hold = fixture.store.hold(event, &hold_id(), &seats([1]), 60, Some(account(1))).await.unwrap();
    hold.unwrap();
    for key in &keys {
        assert!((9 * DAY..=10 * DAY).contains(&fixture.life(key).await), "{key}");
    }
    fixture.store.close_sales(event).await.unwrap();
    assert!((6 * DAY..=7 * DAY).contains(&fixture.life(&keys[0]).await), "closed before its end");

    ::redis::cmd("DEL").arg(&keys).exec_async(&mut fixture.raw.clone()).await.unwrap();
    assert!(matches!(fixture.store.version(event).await, Err(Error::NotLoaded(_))));
    plan.window.closes_at = Utc::now() - TimeDelta::days(3);
    plan.epoch = 2;
    assert_eq!(fixture.load(event, &plan).await, first_version(2));
    assert!((6 * DAY..=7 * DAY).contains(&fixture.life(&keys[0]).await), "loaded after its end");
    fixture.finish().await;
}

#[tokio::test]
async fn a_hundred_thousand_sold_seats_are_loaded_in_one_step() {
    let fixture = Fixture::new().await;
    let event = fixture.new_event();
    let mut plan = plan(2, 100_000);
    let mut buyer = order();
    for number in 1..=100_000 {
        if number % 3 == 0 {
            buyer = order();
        }
        plan.sold.push((seat(number), buyer));
    }
    let ticket = fixture.begin_load(event).await;
    let started = Instant::now();
    let loaded = fixture.store.finish_load(event, &ticket, &plan).await.unwrap();
    println!("loaded 100,000 sold seats in {:?}", started.elapsed());
    assert_eq!(loaded, LoadOutcome::Loaded(first_version(2)));
    assert_eq!(fixture.store.taken_counts(&[event]).await.unwrap(), [Some(100_000)]);
    let started = Instant::now();
    let snapshot = fixture.store.snapshot(event).await.unwrap();
    println!("read a snapshot of 100,000 taken seats in {:?}", started.elapsed());
    assert!(snapshot.taken.iter().all(|(_, status)| *status == SeatStatus::Sold));
    assert_eq!(snapshot.taken.len(), 100_000);
    fixture.store.give_back(&give_back_of(buyer, event, [100_000]), &[]).await.unwrap();
    fixture.finish().await;
}
