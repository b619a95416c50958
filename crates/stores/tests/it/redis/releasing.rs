use super::fixture::{Fixture, claim_of, hold_id, numbers, order, seat};

#[tokio::test]
async fn releasing_one_seat_leaves_the_others() {
    let fixture = Fixture::new().await;
    let event = fixture.event(10).await;
    let hold = fixture.hold(event, [1, 2]).await;
    fixture.store.release(event, &hold.id, Some(seat(1))).await.unwrap();
    assert_eq!(numbers(&fixture.store.find_hold(event, &hold.id).await.unwrap().unwrap()), [2]);
    assert_eq!(fixture.entries(event).await.last().unwrap().1, "1:A");
    fixture.finish().await;
}

#[tokio::test]
async fn a_hold_whose_last_seat_leaves_is_gone() {
    let fixture = Fixture::new().await;
    let event = fixture.event(10).await;
    let (all, one) = (fixture.hold(event, [1, 2]).await, fixture.hold(event, [3]).await);
    fixture.store.release(event, &all.id, None).await.unwrap();
    fixture.store.release(event, &one.id, Some(seat(3))).await.unwrap();
    for id in [&all.id, &one.id] {
        assert_eq!(fixture.store.find_hold(event, id).await.unwrap(), None);
    }
    assert!(fixture.taken(event).await.is_empty());
    fixture.finish().await;
}

#[tokio::test]
async fn nothing_to_release_is_a_success_without_a_change() {
    let fixture = Fixture::new().await;
    let event = fixture.event(10).await;
    let hold = fixture.hold(event, [1]).await;
    fixture.hold(event, [2]).await;
    let before = fixture.store.version(event).await.unwrap();
    fixture.store.release(event, &hold_id(), None).await.unwrap();
    fixture.store.release(event, &hold_id(), Some(seat(1))).await.unwrap();
    fixture.store.release(event, &hold.id, Some(seat(2))).await.unwrap();
    fixture.store.release(event, &hold.id, Some(seat(9))).await.unwrap();
    assert_eq!(fixture.store.version(event).await.unwrap(), before);
    fixture.finish().await;
}

#[tokio::test]
async fn a_claimed_seat_is_not_released_by_its_former_hold() {
    let fixture = Fixture::new().await;
    let event = fixture.event(10).await;
    let hold = fixture.hold(event, [1, 2]).await;
    let mut claim = claim_of(order(), &hold);
    claim.seats.pop();
    fixture.store.claim(&claim).await.unwrap();
    fixture.store.release(event, &hold.id, Some(seat(1))).await.unwrap();
    fixture.store.release(event, &hold.id, None).await.unwrap();
    assert_eq!(fixture.taken(event).await.into_keys().collect::<Vec<_>>(), [1]);
    fixture.finish().await;
}

#[tokio::test]
async fn a_due_hold_may_be_released_before_the_sweep() {
    let fixture = Fixture::new().await;
    let event = fixture.event(10).await;
    let hold = fixture.hold(event, [1]).await;
    fixture.make_due(event, &hold.id).await;
    fixture.store.release(event, &hold.id, None).await.unwrap();
    assert!(fixture.taken(event).await.is_empty());
    fixture.finish().await;
}
