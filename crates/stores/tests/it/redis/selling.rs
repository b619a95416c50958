use holdfast_domain::SeatStatus;
use holdfast_stores::redis::MarkSoldOutcome;

use super::fixture::{Fixture, order, seats};

#[tokio::test]
async fn claimed_seats_are_sold_to_their_order_and_a_repeat_changes_nothing() {
    let fixture = Fixture::new().await;
    let event = fixture.event(10).await;
    let order = fixture.claimed(event, [1, 2]).await;
    assert_eq!(fixture.store.sell(event, order, &seats([1])).await.unwrap(), MarkSoldOutcome::Sold);
    assert_eq!(fixture.store.sell(event, order, &seats([1, 2])).await.unwrap(), MarkSoldOutcome::Sold);
    assert_eq!(fixture.entries(event).await.last().unwrap().1, "2:S");
    let before = fixture.store.version(event).await.unwrap();
    assert_eq!(fixture.store.sell(event, order, &seats([1, 2])).await.unwrap(), MarkSoldOutcome::Sold);
    assert_eq!(fixture.store.version(event).await.unwrap(), before);
    assert_eq!(fixture.taken(event).await, [(1, SeatStatus::Sold), (2, SeatStatus::Sold)].into());
    fixture.finish().await;
}

#[tokio::test]
async fn seats_that_the_order_has_not_claimed_are_not_sold() {
    let fixture = Fixture::new().await;
    let event = fixture.event(10).await;
    let ours = fixture.claimed(event, [1]).await;
    fixture.claimed(event, [2]).await;
    fixture.sold(event, [3]).await;
    fixture.hold(event, [4]).await;
    let before = fixture.store.version(event).await.unwrap();
    for foreign in [2, 3, 4, 5] {
        let answer = fixture.store.sell(event, ours, &seats([1, foreign])).await.unwrap();
        assert_eq!(answer, MarkSoldOutcome::NotOurs, "seat {foreign}");
    }
    assert_eq!(fixture.store.sell(event, order(), &seats([1])).await.unwrap(), MarkSoldOutcome::NotOurs);
    assert_eq!(fixture.store.version(event).await.unwrap(), before);
    fixture.finish().await;
}
