use holdfast_domain::{
    CancelReason, SeatStatus,
    step_messages::{ClaimOutcome, UnclaimedHold},
};

use super::fixture::{
    Fixture, claim_of, compensation_of, give_back_of, numbers, order, plan, seat, seats, with_other_fences,
};

#[tokio::test]
async fn an_order_gives_back_its_claimed_or_sold_seats_and_gets_the_epoch() {
    let fixture = Fixture::new().await;
    let event = fixture.new_event();
    fixture.load(event, &plan(7, 10)).await;
    let (claimed, sold) = (fixture.claimed(event, [1, 2]).await, fixture.sold(event, [3]).await);
    assert_eq!(fixture.store.give_back(&give_back_of(claimed, event, [1, 2]), &[]).await.unwrap(), 7);
    assert_eq!(fixture.entries(event).await.last().unwrap().1, "1:A,2:A");
    assert_eq!(fixture.store.give_back(&give_back_of(sold, event, [3]), &[]).await.unwrap(), 7);
    assert!(fixture.taken(event).await.is_empty());
    fixture.finish().await;
}

#[tokio::test]
async fn an_order_gives_back_only_its_own_seats_and_a_repeat_changes_nothing() {
    let fixture = Fixture::new().await;
    let event = fixture.event(10).await;
    fixture.claimed(event, [1]).await;
    fixture.sold(event, [2]).await;
    fixture.hold(event, [3]).await;
    let mine = fixture.claimed(event, [4]).await;
    fixture.store.give_back(&give_back_of(mine, event, [1, 2, 3, 4, 5]), &[]).await.unwrap();
    assert_eq!(fixture.entries(event).await.last().unwrap().1, "4:A");
    let before = fixture.store.version(event).await.unwrap();
    for _ in 0..2 {
        assert_eq!(fixture.store.give_back(&give_back_of(mine, event, [1, 2, 3, 4, 5]), &[]).await.unwrap(), 1);
    }
    assert_eq!(fixture.store.version(event).await.unwrap(), before);
    assert_eq!(fixture.taken(event).await.into_keys().collect::<Vec<_>>(), [1, 2, 3]);
    fixture.finish().await;
}

#[tokio::test]
async fn a_compensation_frees_the_orders_unclaimed_hold_so_that_a_late_claim_finds_nothing() {
    let fixture = Fixture::new().await;
    let event = fixture.event(10).await;
    let hold = fixture.hold(event, [1, 2]).await;
    let bystander = fixture.store.add(event, &hold.id, &seats([3])).await.unwrap().unwrap();
    let order = order();
    fixture.store.give_back(&compensation_of(order, &hold), &[]).await.unwrap();
    let left = fixture.store.find_hold(event, &bystander.id).await.unwrap().unwrap();
    assert_eq!(numbers(&left), [3], "a seat that wasn't ordered stays in the hold");
    assert_eq!(fixture.taken(event).await.into_keys().collect::<Vec<_>>(), [3]);
    assert_eq!(
        fixture.store.claim(&claim_of(order, &hold)).await.unwrap(),
        ClaimOutcome::Refused { reason: CancelReason::HoldMismatch }
    );
    fixture.finish().await;
}

#[tokio::test]
async fn a_compensation_leaves_a_hold_that_was_made_again_alone() {
    let fixture = Fixture::new().await;
    let event = fixture.event(10).await;
    let hold = fixture.hold(event, [1]).await;
    let mut compensation = compensation_of(order(), &hold);
    compensation.unclaimed = Some(UnclaimedHold { hold_id: hold.id.clone(), seats: with_other_fences(&hold) });
    fixture.store.give_back(&compensation, &[]).await.unwrap();
    assert!(fixture.store.find_hold(event, &hold.id).await.unwrap().is_some());
    fixture.finish().await;
}

#[tokio::test]
async fn a_compensation_frees_claimed_and_unclaimed_seats_in_one_change() {
    let fixture = Fixture::new().await;
    let event = fixture.event(10).await;
    let hold = fixture.hold(event, [1, 2]).await;
    let order = order();
    let mut half = claim_of(order, &hold);
    half.seats.pop();
    fixture.store.claim(&half).await.unwrap();
    fixture.make_due(event, &hold.id).await;
    fixture.store.give_back(&compensation_of(order, &hold), &[]).await.unwrap();
    assert_eq!(fixture.entries(event).await.last().unwrap().1, "1:A,2:A");
    fixture.finish().await;
}

#[tokio::test]
async fn a_lost_seat_becomes_sold_to_its_owner_and_is_not_freed() {
    let fixture = Fixture::new().await;
    let event = fixture.event(10).await;
    let loser = fixture.claimed(event, [1, 2]).await;
    let (owner, stranger) = (order(), fixture.claimed(event, [3]).await);
    let lost = [(seat(1), owner), (seat(3), owner)];
    fixture.store.give_back(&give_back_of(loser, event, [1, 2, 3]), &lost).await.unwrap();
    assert_eq!(fixture.entries(event).await.last().unwrap().1, "1:S,2:A");
    assert_eq!(fixture.taken(event).await, [(1, SeatStatus::Sold), (3, SeatStatus::Held)].into());
    // The owner's later operations apply to its seat, and other orders keep theirs.
    fixture.store.sell(event, owner, &seats([1])).await.unwrap();
    fixture.store.sell(event, stranger, &seats([3])).await.unwrap();
    fixture.store.give_back(&give_back_of(owner, event, [1]), &[]).await.unwrap();
    assert_eq!(fixture.taken(event).await, [(3, SeatStatus::Sold)].into());
    fixture.finish().await;
}
