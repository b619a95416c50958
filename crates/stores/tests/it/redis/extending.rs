use std::time::Duration;

use chrono::TimeDelta;
use holdfast_stores::redis::Refusal;

use super::fixture::{Fixture, hold_id, seats, sweep};

#[tokio::test]
async fn an_extension_counts_from_now_and_never_shortens() {
    let fixture = Fixture::new().await;
    let event = fixture.event(10).await;
    let hold = fixture.hold(event, [1]).await;
    let entries = fixture.entries(event).await;
    let same = fixture.store.extend(event, &hold.id, 30).await.unwrap().unwrap();
    assert_eq!(same.expires_at, hold.expires_at);
    let longer = fixture.store.extend(event, &hold.id, 200).await.unwrap().unwrap();
    assert_eq!(longer.expires_in_ms, 200_000);
    assert_eq!((longer.hold_seconds, &longer.seats), (120, &hold.seats));
    assert_eq!(fixture.entries(event).await, entries, "no seat changes");
    fixture.finish().await;
}

#[tokio::test]
async fn an_extension_is_cut_to_the_total_life_and_refused_at_its_end() {
    let fixture = Fixture::new().await;
    let event = fixture.event(10).await;
    let hold = fixture.hold(event, [1]).await;
    fixture.age(event, &hold.id, Duration::from_mins(1)).await;
    let born_at = hold.expires_at - TimeDelta::seconds(60 + 120);
    let longest = fixture.store.extend(event, &hold.id, 10_000).await.unwrap().unwrap();
    assert_eq!(longest.expires_at, born_at + TimeDelta::seconds(600));
    for seconds in [10_000, 1] {
        assert_eq!(fixture.store.extend(event, &hold.id, seconds).await.unwrap(), Err(Refusal::LifeUsedUp));
    }
    let found = fixture.store.find_hold(event, &hold.id).await.unwrap().unwrap();
    assert_eq!(found.expires_at, longest.expires_at);
    fixture.finish().await;
}

#[tokio::test]
async fn a_hold_that_is_unknown_or_due_is_neither_extended_nor_found() {
    let fixture = Fixture::new().await;
    let event = fixture.event(10).await;
    assert_eq!(fixture.store.extend(event, &hold_id(), 30).await.unwrap(), Err(Refusal::Expired));
    let hold = fixture.hold(event, [1]).await;
    fixture.make_due(event, &hold.id).await;
    assert_eq!(fixture.store.extend(event, &hold.id, 30).await.unwrap(), Err(Refusal::Expired));
    assert_eq!(fixture.store.find_hold(event, &hold.id).await.unwrap(), None, "nor found");
    fixture.finish().await;
}

#[tokio::test]
async fn the_sweep_leaves_an_extended_hold_alone() {
    let fixture = Fixture::new().await;
    let event = fixture.event(10).await;
    let hold = fixture.hold(event, [1]).await;
    fixture.age(event, &hold.id, Duration::from_secs(119)).await;
    fixture.store.extend(event, &hold.id, 60).await.unwrap().unwrap();
    assert_eq!(sweep(&fixture.store, event.partition()).await.unwrap(), 0);
    let rival = fixture.store.hold(event, &hold_id(), &seats([1]), 60, None).await.unwrap();
    assert_eq!(rival, Err(Refusal::Conflicts(seats([1]))));
    fixture.finish().await;
}
