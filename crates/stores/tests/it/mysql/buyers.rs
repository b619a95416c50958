//! The limit of seats for each buyer, as MySQL keeps it: the second guard, and the record from which Redis counts anew.

use std::collections::BTreeMap;

use futures::future::join_all;
use holdfast_domain::{
    AccountId, CancelReason, EventId, OrderState, PaymentStatus,
    step_messages::{CommitOutcome, PlacedOrder},
};
use holdfast_stores::mysql::events::NewEvent;
use holdfast_test_support::until_a_row_is_waited_for;
use sqlx::Connection;

use super::commit::commit;
use crate::support::{
    database::FreshDatabase,
    orders::{an_event, an_order},
};

async fn limited(database: &FreshDatabase, limit: u32) -> EventId {
    let event = NewEvent { seats_per_buyer: Some(limit), ..an_event(60) };
    let event = database.create_event(&event).await.expect("created");
    let found = database.find_event(event.id).await.expect("read").expect("recorded");
    assert_eq!(found.event.seats_per_buyer, Some(limit));
    event.id
}

fn account(number: u8) -> AccountId {
    format!("{number:032x}").parse().expect("an id")
}

fn order_of(buyer: AccountId, event: EventId, seats: &[u32]) -> PlacedOrder {
    PlacedOrder { buyer: Some(buyer), ..an_order(event, seats) }
}

async fn recorded(database: &FreshDatabase, buyer: AccountId, event: EventId, seats: &[u32]) -> PlacedOrder {
    let order = order_of(buyer, event, seats);
    database.record_order(&order).await.expect("recorded");
    order
}

#[tokio::test]
async fn of_a_buyers_orders_that_commit_at_once_no_more_are_sold_than_the_limit_permits() {
    let database = FreshDatabase::create().await;
    let (event, unlimited) = (limited(&database, 5).await, account(2));
    let mut orders = Vec::new();
    for first in (1..=40).step_by(2) {
        orders.push(recorded(&database, account(1), event, &[first, first + 1]).await);
    }
    orders.push(recorded(&database, unlimited, event, &[50]).await);
    let outcomes = join_all(orders.iter().map(|order| commit(&database, order))).await;
    let sold = outcomes.iter().filter(|outcome| **outcome == CommitOutcome::Sold).count();
    let refused = outcomes.iter().filter(|outcome| **outcome == CommitOutcome::BuyerLimit).count();
    assert_eq!((sold, refused), (3, 18), "two of the buyer, and one of another: {outcomes:?}");
    assert_eq!(outcomes.last(), Some(&CommitOutcome::Sold));
    for (order, outcome) in orders.iter().zip(&outcomes) {
        let found = database.find_order(order.order_id).await.expect("read").expect("recorded");
        let expected = if *outcome == CommitOutcome::Sold { OrderState::Sold } else { OrderState::Pending };
        assert_eq!((found.row.state, found.placed.buyer), (expected, order.buyer));
        assert_eq!(found.tickets.is_empty(), expected == OrderState::Pending, "nothing is written");
    }
}

#[tokio::test]
async fn a_commit_waits_for_another_commit_of_the_same_buyer_and_event() {
    let database = FreshDatabase::create().await;
    let event = limited(&database, 5).await;
    let first = recorded(&database, account(1), event, &[1]).await;
    let second = recorded(&database, account(1), event, &[2]).await;
    let other = recorded(&database, account(2), event, &[3]).await;
    let mut connection = database.connection().await;
    let mut lock = connection.begin().await.expect("begun");
    let of_the_first = sqlx::query("SELECT state FROM orders WHERE order_id = ? FOR UPDATE");
    of_the_first.bind(first.order_id.to_string()).execute(&mut *lock).await.expect("locked");
    let committing = async {
        assert_eq!(commit(&database, &other).await, CommitOutcome::Sold, "another buyer doesn't wait");
        until_a_row_is_waited_for(&mut database.connection().await, "orders_of_buyer").await;
        lock.rollback().await.expect("let go");
    };
    let (outcome, ()) = tokio::join!(commit(&database, &second), committing);
    assert_eq!(outcome, CommitOutcome::Sold);
}

#[tokio::test]
async fn a_repeated_commit_counts_nothing_twice_and_a_refund_gives_back() {
    let database = FreshDatabase::create().await;
    let event = limited(&database, 2).await;
    let first = recorded(&database, account(1), event, &[1, 2]).await;
    for _ in 0..2 {
        assert_eq!(commit(&database, &first).await, CommitOutcome::Sold);
    }
    let second = recorded(&database, account(1), event, &[3]).await;
    assert_eq!(commit(&database, &second).await, CommitOutcome::BuyerLimit);
    database.confirm_order(first.order_id, PaymentStatus::Captured).await.expect("confirmed");
    database.begin_refund(first.order_id, CancelReason::CustomerCancelled).await.expect("begun");
    database.finish_refund(first.order_id, PaymentStatus::Refunded).await.expect("refunded");
    assert_eq!(commit(&database, &second).await, CommitOutcome::Sold);
}

#[tokio::test]
async fn the_limit_of_one_event_is_not_that_of_another() {
    let database = FreshDatabase::create().await;
    for event in [limited(&database, 1).await, limited(&database, 1).await] {
        let order = recorded(&database, account(1), event, &[1]).await;
        assert_eq!(commit(&database, &order).await, CommitOutcome::Sold);
    }
}

#[tokio::test]
async fn a_load_reads_the_buyers_of_the_orders_that_may_have_seats() {
    let database = FreshDatabase::create().await;
    let event = limited(&database, 10).await;
    let mut buyers = BTreeMap::new();
    for (number, state) in (1..).zip(OrderState::ALL) {
        let order = order_of(account(number), event, &[number.into()]);
        crate::support::orders::bring_to(&database, &order, state).await;
        if !matches!(state, OrderState::Refunded | OrderState::Cancelled) {
            buyers.insert(order.order_id, account(number));
        }
    }
    let read = database.with_ownership(event, async |ownership| ownership.buyers).await.expect("read");
    assert_eq!(read, Some(buyers));
}
