use holdfast_domain::{
    CancelReason, SeatStatus,
    step_messages::{ClaimInput, ClaimOutcome},
};

use super::fixture::{Fixture, claim_of, give_back_of, hold_id, numbers, order, seat, seats, with_other_fences};

const EXPIRED: ClaimOutcome = ClaimOutcome::Refused { reason: CancelReason::HoldExpired };
const MISMATCH: ClaimOutcome = ClaimOutcome::Refused { reason: CancelReason::HoldMismatch };

#[tokio::test]
async fn a_claimed_seat_shows_as_held_and_has_left_its_hold() {
    let fixture = Fixture::new().await;
    let event = fixture.event(10).await;
    let hold = fixture.hold(event, [1, 2, 3]).await;
    let mut claim = claim_of(order(), &hold);
    claim.seats.pop();
    let before = fixture.store.version(event).await.unwrap();
    assert_eq!(fixture.store.claim(&claim).await.unwrap(), ClaimOutcome::Claimed);
    assert_eq!(fixture.store.version(event).await.unwrap(), before.next(), "a claim is a change");
    assert_eq!(fixture.entries(event).await.last().unwrap().1, "1:H,2:H");
    assert_eq!(numbers(&fixture.store.find_hold(event, &hold.id).await.unwrap().unwrap()), [3]);
    assert_eq!(fixture.taken(event).await.into_values().collect::<Vec<_>>(), [SeatStatus::Held; 3]);
    fixture.finish().await;
}

#[tokio::test]
async fn a_repeated_claim_succeeds_after_the_hold_has_changed() {
    let fixture = Fixture::new().await;
    let event = fixture.event(10).await;
    let hold = fixture.hold(event, [1, 2]).await;
    let claim = claim_of(order(), &hold);
    fixture.store.claim(&claim).await.unwrap();
    assert_eq!(fixture.store.find_hold(event, &hold.id).await.unwrap(), None, "its last seat has left it");
    let before = fixture.store.version(event).await.unwrap();
    assert_eq!(fixture.store.claim(&claim).await.unwrap(), ClaimOutcome::Claimed);
    assert_eq!(fixture.store.version(event).await.unwrap(), before);
    fixture.store.sell(event, claim.order_id, &seats([1, 2])).await.unwrap();
    assert_eq!(fixture.store.claim(&claim).await.unwrap(), ClaimOutcome::Claimed);
    assert_eq!(fixture.taken(event).await.into_values().collect::<Vec<_>>(), [SeatStatus::Sold; 2]);
    fixture.finish().await;
}

#[tokio::test]
async fn a_claim_on_a_hold_that_is_unknown_or_due_is_refused_as_expired() {
    let fixture = Fixture::new().await;
    let event = fixture.event(10).await;
    let hold = fixture.hold(event, [1]).await;
    let unknown = ClaimInput { hold_id: hold_id(), ..claim_of(order(), &hold) };
    assert_eq!(fixture.store.claim(&unknown).await.unwrap(), EXPIRED);
    fixture.make_due(event, &hold.id).await;
    assert_eq!(fixture.store.claim(&claim_of(order(), &hold)).await.unwrap(), EXPIRED);
    fixture.finish().await;
}

#[tokio::test]
async fn a_claim_with_another_fence_or_seat_is_refused_as_a_mismatch_and_claims_nothing() {
    let fixture = Fixture::new().await;
    let event = fixture.event(10).await;
    let hold = fixture.hold(event, [1, 2]).await;
    let stale = ClaimInput { seats: with_other_fences(&hold), ..claim_of(order(), &hold) };
    assert_eq!(fixture.store.claim(&stale).await.unwrap(), MISMATCH);
    let mut half_stale = claim_of(order(), &hold);
    half_stale.seats[1] = stale.seats[1];
    assert_eq!(fixture.store.claim(&half_stale).await.unwrap(), MISMATCH);
    let mut foreign = claim_of(order(), &hold);
    foreign.seats[1].seat_id = seat(3);
    assert_eq!(fixture.store.claim(&foreign).await.unwrap(), MISMATCH);
    assert_eq!(numbers(&fixture.store.find_hold(event, &hold.id).await.unwrap().unwrap()), [1, 2]);
    fixture.finish().await;
}

#[tokio::test]
async fn a_stale_claim_does_not_land_on_a_hold_that_was_made_again() {
    let fixture = Fixture::new().await;
    let event = fixture.event(10).await;
    let id = hold_id();
    let hold = fixture.store.hold(event, &id, &seats([1, 2]), 60, None).await.unwrap().unwrap().into_hold();
    let stale = claim_of(order(), &hold);
    fixture.store.release(event, &id, Some(seat(1))).await.unwrap();
    fixture.store.add(event, &id, &seats([1])).await.unwrap().unwrap();
    assert_eq!(fixture.store.claim(&stale).await.unwrap(), MISMATCH);
    fixture.finish().await;
}

#[tokio::test]
async fn two_orders_never_have_one_seat() {
    let fixture = Fixture::new().await;
    let event = fixture.event(10).await;
    let hold = fixture.hold(event, [1, 2]).await;
    let mut first = claim_of(order(), &hold);
    first.seats.pop();
    assert_eq!(fixture.store.claim(&first).await.unwrap(), ClaimOutcome::Claimed);
    assert_eq!(fixture.store.claim(&claim_of(order(), &hold)).await.unwrap(), MISMATCH);
    assert_eq!(numbers(&fixture.store.find_hold(event, &hold.id).await.unwrap().unwrap()), [2]);
    fixture.finish().await;
}

#[tokio::test]
async fn a_claim_after_its_seats_were_given_back_is_refused() {
    let fixture = Fixture::new().await;
    let event = fixture.event(10).await;
    let hold = fixture.hold(event, [1]).await;
    let claim = claim_of(order(), &hold);
    fixture.store.claim(&claim).await.unwrap();
    fixture.store.give_back(&give_back_of(claim.order_id, event, [1]), &[]).await.unwrap();
    assert_eq!(fixture.store.claim(&claim).await.unwrap(), EXPIRED);
    assert!(fixture.taken(event).await.is_empty());
    fixture.finish().await;
}
