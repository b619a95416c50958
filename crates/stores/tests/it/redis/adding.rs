use holdfast_stores::redis::Refusal;

use super::fixture::{Fixture, hold_id, numbers, seats};

#[tokio::test]
async fn seats_join_a_live_hold_whose_expiry_stays() {
    let fixture = Fixture::new().await;
    let event = fixture.event(20).await;
    let hold = fixture.hold(event, [1]).await;
    let joined = fixture.store.add(event, &hold.id, &seats([1, 3, 2])).await.unwrap().unwrap();
    assert_eq!(numbers(&joined), [1, 2, 3]);
    assert_eq!((joined.expires_at, joined.hold_seconds), (hold.expires_at, hold.hold_seconds));
    assert_eq!(joined.seats[0], hold.seats[0], "a seat that stays keeps its fence");
    assert!(joined.seats[1].fence > hold.seats[0].fence);
    assert_eq!(fixture.entries(event).await.last().unwrap().1, "2:H,3:H");
    fixture.finish().await;
}

#[tokio::test]
async fn seats_that_are_in_the_hold_already_are_a_success_even_after_the_sale() {
    let fixture = Fixture::new().await;
    let event = fixture.event(20).await;
    let hold = fixture.hold(event, [1, 2]).await;
    fixture.store.close_sales(event).await.unwrap();
    let before = fixture.store.version(event).await.unwrap();
    assert_eq!(numbers(&fixture.store.add(event, &hold.id, &seats([2])).await.unwrap().unwrap()), [1, 2]);
    assert_eq!(fixture.store.version(event).await.unwrap(), before);
    assert_eq!(fixture.store.add(event, &hold.id, &seats([2, 3])).await.unwrap(), Err(Refusal::SalesNotOpen));
    fixture.finish().await;
}

#[tokio::test]
async fn nothing_joins_a_hold_that_is_unknown_or_due() {
    let fixture = Fixture::new().await;
    let event = fixture.event(20).await;
    assert_eq!(fixture.store.add(event, &hold_id(), &seats([1])).await.unwrap(), Err(Refusal::Expired));
    let hold = fixture.hold(event, [1]).await;
    fixture.make_due(event, &hold.id).await;
    for asked in [1, 2] {
        assert_eq!(fixture.store.add(event, &hold.id, &seats([asked])).await.unwrap(), Err(Refusal::Expired));
    }
    fixture.finish().await;
}

#[tokio::test]
async fn a_hold_has_at_most_eight_seats_after_an_addition() {
    let fixture = Fixture::new().await;
    let event = fixture.event(20).await;
    let hold = fixture.hold(event, [1, 2, 3, 4, 5]).await;
    assert_eq!(fixture.store.add(event, &hold.id, &seats([6, 7, 8, 9])).await.unwrap(), Err(Refusal::TooMany));
    let full = fixture.store.add(event, &hold.id, &seats([5, 6, 7, 8])).await.unwrap().unwrap();
    assert_eq!(full.seats.len(), 8);
    fixture.finish().await;
}

#[tokio::test]
async fn all_seats_of_an_addition_join_the_hold_or_none() {
    let fixture = Fixture::new().await;
    let event = fixture.event(20).await;
    let hold = fixture.hold(event, [1]).await;
    fixture.hold(event, [2]).await;
    assert_eq!(fixture.store.add(event, &hold.id, &seats([2, 3])).await.unwrap(), Err(Refusal::Conflicts(seats([2]))));
    assert_eq!(numbers(&fixture.store.find_hold(event, &hold.id).await.unwrap().unwrap()), [1]);
    assert_eq!(
        fixture.store.add(event, &hold.id, &seats([2, 21])).await.unwrap(),
        Err(Refusal::UnknownSeats(seats([21])))
    );
    fixture.finish().await;
}

#[tokio::test]
async fn a_seat_of_another_buyers_due_hold_may_join_a_hold() {
    let fixture = Fixture::new().await;
    let event = fixture.event(20).await;
    let hold = fixture.hold(event, [1]).await;
    let due = fixture.hold(event, [2, 3]).await;
    fixture.make_due(event, &due.id).await;
    let joined = fixture.store.add(event, &hold.id, &seats([2])).await.unwrap().unwrap();
    assert_eq!(numbers(&joined), [1, 2]);
    fixture.finish().await;
}
