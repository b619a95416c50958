//! The limit of seats for each buyer.

use std::collections::BTreeMap;

use futures::future::join_all;
use holdfast_domain::{AccountId, EventId};
use holdfast_stores::redis::{Held, Hold, LoadPlan, Refusal};

use super::fixture::{
    Fixture, account, claim_of, compensation_of, give_back_of, hold_id, order, plan, seat, seats, sweep,
};

/// An event whose buyers may have this many seats.
async fn limited(fixture: &Fixture, limit: u32) -> EventId {
    let event = fixture.new_event();
    fixture.load(event, &LoadPlan { seats_per_buyer: Some(limit), ..plan(1, 500) }).await;
    event
}

async fn hold_for<const N: usize>(
    fixture: &Fixture,
    event: EventId,
    buyer: AccountId,
    numbers: [u32; N],
) -> Result<Hold, Refusal> {
    fixture.store.hold(event, &hold_id(), &seats(numbers), 60, Some(buyer)).await.unwrap().map(Held::into_hold)
}

fn has(buyer: AccountId, seats: u32) -> BTreeMap<AccountId, u32> {
    BTreeMap::from([(buyer, seats)])
}

#[tokio::test]
async fn of_200_parallel_holds_a_buyer_gets_no_more_seats_than_the_limit() {
    let fixture = Fixture::new().await;
    let (event, buyer) = (limited(&fixture, 7).await, account(1));
    let tries = (0..200).map(|number| hold_for(&fixture, event, buyer, [2 * number + 1, 2 * number + 2]));
    let answers = join_all(tries).await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 3);
    let refused = answers.into_iter().filter_map(Result::err);
    assert!(refused.into_iter().all(|refusal| refusal == Refusal::BuyerLimit { limit: 7, has: 6 }));
    assert_eq!(fixture.taken(event).await.len(), 6);
    assert_eq!(fixture.bought(event).await, has(buyer, 6));
    assert!(hold_for(&fixture, event, account(2), [490]).await.is_ok(), "another buyer has a limit of his own");
    fixture.finish().await;
}

#[tokio::test]
async fn seats_that_are_added_to_a_hold_count_for_the_buyer_of_the_hold() {
    let fixture = Fixture::new().await;
    let (event, buyer) = (limited(&fixture, 3).await, account(1));
    let hold = hold_for(&fixture, event, buyer, [1, 2]).await.unwrap();
    assert_eq!(hold.buyer, Some(buyer));
    let refused = fixture.store.add(event, &hold.id, &seats([2, 3, 4])).await.unwrap();
    assert_eq!(refused, Err(Refusal::BuyerLimit { limit: 3, has: 2 }));
    let added = fixture.store.add(event, &hold.id, &seats([2, 3])).await.unwrap().unwrap();
    assert_eq!((added.seats.len(), added.buyer), (3, Some(buyer)));
    assert_eq!(fixture.bought(event).await, has(buyer, 3));
    fixture.finish().await;
}

#[tokio::test]
async fn seats_count_through_the_whole_sale_until_they_are_given_back() {
    let fixture = Fixture::new().await;
    let (event, buyer, order) = (limited(&fixture, 2).await, account(1), order());
    let full = Err(Refusal::BuyerLimit { limit: 2, has: 2 });
    let hold = hold_for(&fixture, event, buyer, [1, 2]).await.unwrap();
    assert_eq!(hold_for(&fixture, event, buyer, [3]).await, full);
    fixture.store.claim(&claim_of(order, &hold)).await.unwrap();
    assert_eq!(hold_for(&fixture, event, buyer, [3]).await, full);
    fixture.store.sell(event, order, &seats([1, 2])).await.unwrap();
    assert_eq!(hold_for(&fixture, event, buyer, [3]).await, full);
    for _ in 0..2 {
        fixture.store.give_back(&give_back_of(order, event, [1, 2]), &[]).await.unwrap();
        assert_eq!(fixture.bought(event).await, BTreeMap::new(), "a repeat gives back nothing more");
    }
    assert!(hold_for(&fixture, event, buyer, [3, 4]).await.is_ok());
    fixture.finish().await;
}

#[tokio::test]
async fn seats_that_are_released_expire_or_are_compensated_count_no_more() {
    let fixture = Fixture::new().await;
    let (event, buyer) = (limited(&fixture, 3).await, account(1));
    let hold = hold_for(&fixture, event, buyer, [1, 2, 3]).await.unwrap();
    fixture.store.release(event, &hold.id, Some(seat(1))).await.unwrap();
    assert_eq!(fixture.bought(event).await, has(buyer, 2));
    fixture.make_due(event, &hold.id).await;
    sweep(&fixture.store, event.partition()).await.unwrap();
    assert_eq!(fixture.bought(event).await, BTreeMap::new());
    let hold = hold_for(&fixture, event, buyer, [1, 2, 3]).await.unwrap();
    fixture.store.give_back(&compensation_of(order(), &hold), &[]).await.unwrap();
    assert_eq!(fixture.bought(event).await, BTreeMap::new());
    fixture.finish().await;
}

#[tokio::test]
async fn a_due_hold_doesnt_keep_its_buyer_from_holding_its_seats_again() {
    let fixture = Fixture::new().await;
    let (event, buyer) = (limited(&fixture, 2).await, account(1));
    let hold = hold_for(&fixture, event, buyer, [1, 2]).await.unwrap();
    fixture.make_due(event, &hold.id).await;
    assert_eq!(hold_for(&fixture, event, buyer, [1, 3, 4]).await, Err(Refusal::BuyerLimit { limit: 2, has: 1 }));
    assert!(hold_for(&fixture, event, buyer, [1, 2]).await.is_ok());
    assert_eq!(fixture.bought(event).await, has(buyer, 2));
    fixture.finish().await;
}

#[tokio::test]
async fn a_seat_that_another_buyer_takes_from_a_due_hold_counts_for_him() {
    let fixture = Fixture::new().await;
    let event = limited(&fixture, 2).await;
    let hold = hold_for(&fixture, event, account(1), [1, 2]).await.unwrap();
    fixture.make_due(event, &hold.id).await;
    hold_for(&fixture, event, account(2), [2]).await.unwrap();
    assert_eq!(fixture.bought(event).await, BTreeMap::from([(account(1), 1), (account(2), 1)]));
    fixture.finish().await;
}

#[tokio::test]
async fn a_limit_needs_a_buyer_and_without_a_limit_nothing_is_counted() {
    let fixture = Fixture::new().await;
    let (with, without) = (limited(&fixture, 2).await, fixture.event(10).await);
    let refused = fixture.store.hold(with, &hold_id(), &seats([1]), 60, None).await.unwrap();
    assert_eq!(refused, Err(Refusal::BuyerNeeded));
    let hold = hold_for(&fixture, without, account(1), [1, 2, 3]).await.unwrap();
    assert_eq!(hold.buyer, None);
    assert_eq!(fixture.bought(without).await, BTreeMap::new());
    fixture.finish().await;
}

#[tokio::test]
async fn seats_are_counted_with_a_limit_as_without_one() {
    let fixture = Fixture::new().await;
    let (with, without) = (limited(&fixture, 5).await, fixture.event(500).await);
    assert_eq!(fixture.store.taken_counts(&[with, without]).await.unwrap(), [Some(0); 2]);
    for event in [with, without] {
        hold_for(&fixture, event, account(1), [1, 2, 3]).await.unwrap();
    }
    assert_eq!(fixture.store.taken_counts(&[with, without]).await.unwrap(), [Some(3); 2]);
    // The entry of an event without a limit is as the release before writes it, which counts all but 7 fields.
    let fields: u32 =
        ::redis::cmd("HLEN").arg(fixture.names.seats(without)).query_async(&mut fixture.raw.clone()).await.unwrap();
    assert_eq!(fields, 7 + 3);
    fixture.finish().await;
}

#[tokio::test]
async fn a_repeat_for_another_buyer_is_another_hold() {
    let fixture = Fixture::new().await;
    let (event, id) = (limited(&fixture, 2).await, hold_id());
    for (buyer, same) in [(1, true), (1, true), (2, false)] {
        let answer = fixture.store.hold(event, &id, &seats([1, 2]), 60, Some(account(buyer))).await.unwrap();
        assert_eq!(answer.is_ok(), same, "{answer:?}");
    }
    assert_eq!(fixture.bought(event).await, has(account(1), 2));
    fixture.finish().await;
}

#[tokio::test]
async fn a_load_counts_the_seats_of_each_buyer_anew() {
    let fixture = Fixture::new().await;
    let event = limited(&fixture, 4).await;
    let (sold, claimed, stranger) = (order(), order(), order());
    let hold = hold_for(&fixture, event, account(1), [1, 2]).await.unwrap();
    let due = hold_for(&fixture, event, account(2), [3, 4]).await.unwrap();
    fixture.make_due(event, &due.id).await;
    let record = LoadPlan {
        sold: vec![(seat(5), sold), (seat(6), stranger)],
        // MySQL gives the order a seat that is in the hold.
        claimed: vec![(seat(2), claimed)],
        seats_per_buyer: Some(4),
        buyers: BTreeMap::from([(sold, account(1)), (claimed, account(3))]),
        ..plan(2, 500)
    };
    fixture.load(event, &record).await;
    assert_eq!(fixture.bought(event).await, BTreeMap::from([(account(1), 2), (account(3), 1)]));
    fixture.store.give_back(&give_back_of(sold, event, [5]), &[]).await.unwrap();
    fixture.store.release(event, &hold.id, None).await.unwrap();
    assert_eq!(fixture.bought(event).await, has(account(3), 1));
    fixture.finish().await;
}

#[tokio::test]
async fn a_lost_seat_counts_for_the_buyer_of_its_owner() {
    let fixture = Fixture::new().await;
    let event = limited(&fixture, 4).await;
    let (loser, owner) = (order(), order());
    let hold = hold_for(&fixture, event, account(1), [1, 2]).await.unwrap();
    fixture.store.claim(&claim_of(loser, &hold)).await.unwrap();
    let theirs = hold_for(&fixture, event, account(2), [3]).await.unwrap();
    fixture.store.claim(&claim_of(owner, &theirs)).await.unwrap();
    fixture.store.give_back(&give_back_of(loser, event, [1, 2]), &[(seat(2), owner)]).await.unwrap();
    assert_eq!(fixture.bought(event).await, has(account(2), 2));
    fixture.finish().await;
}
