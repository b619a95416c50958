//! The owners of seats, read for a load.

use std::{future, sync::Arc};

use chrono::TimeDelta;
use holdfast_domain::{EventId, OrderId, OrderState, PaymentStatus, SeatId, step_messages::FinishCancelOutcome};
use holdfast_stores::mysql::ownership::Ownership;
use holdfast_test_support::{until_a_row_is_waited_for, until_a_table_is_waited_for};
use sqlx::{Connection, Executor};
use tokio::sync::oneshot;

use crate::support::{
    database::FreshDatabase,
    orders::{an_order, bring_to, create_event, seat},
};

async fn ownership(database: &FreshDatabase, event: EventId) -> Ownership {
    database.with_ownership(event, future::ready).await.expect("read").expect("there is an event")
}

type Owners = Vec<(SeatId, OrderId)>;

#[tokio::test]
async fn a_seat_belongs_to_its_ticket_or_to_the_order_under_way() {
    let database = FreshDatabase::create().await;
    let event = create_event(&database, 7).await;
    let elsewhere = create_event(&database, 7).await;
    let (mut sold, mut claimed): (Owners, Owners) = Default::default();
    for (number, state) in (1..).zip(OrderState::ALL) {
        let order = an_order(event, &[number]);
        bring_to(&database, &order, state).await;
        bring_to(&database, &an_order(elsewhere, &[number]), state).await;
        match state {
            OrderState::Sold | OrderState::Confirmed | OrderState::Refunding => {
                sold.push((seat(number), order.order_id));
            }
            OrderState::Pending | OrderState::Cancelling => claimed.push((seat(number), order.order_id)),
            OrderState::Refunded | OrderState::Cancelled => {}
        }
    }
    for _ in 0..2 {
        let read = ownership(&database, event).await;
        assert_eq!((read.sold, read.claimed), (sold.clone(), claimed.clone()));
        assert_eq!((read.epoch, read.event.id, read.event.event.plan.seat_count()), (0, event, 7));
    }
}

#[tokio::test]
async fn of_two_orders_under_way_the_older_owns_the_seat_and_of_equally_old_ones_the_lesser_id() {
    let database = FreshDatabase::create().await;
    let event = create_event(&database, 3).await;
    let young = an_order(event, &[1, 2]);
    let mut old = an_order(event, &[2, 3]);
    old.created_at = young.created_at - TimeDelta::microseconds(1);
    // The younger order was recorded first, because the order of recording must not matter.
    for order in [&young, &old] {
        database.record_order(order).await.expect("recorded");
    }
    let claimed = ownership(&database, event).await.claimed;
    assert_eq!(claimed, [(seat(1), young.order_id), (seat(2), old.order_id), (seat(3), old.order_id)]);

    let event = create_event(&database, 1).await;
    let mut equals: Vec<_> = (0..4).map(|_| an_order(event, &[1])).collect();
    for order in &mut equals {
        order.created_at = young.created_at;
        database.record_order(order).await.expect("recorded");
    }
    let least = equals.iter().map(|order| order.order_id).min().expect("some");
    assert_eq!(ownership(&database, event).await.claimed, [(seat(1), least)]);
}

#[tokio::test]
async fn a_live_ticket_owns_the_seat_over_any_order_under_way() {
    let database = FreshDatabase::create().await;
    let event = create_event(&database, 1).await;
    let (mut waiting, owner) = (an_order(event, &[1]), an_order(event, &[1]));
    waiting.created_at = owner.created_at - TimeDelta::hours(1);
    database.record_order(&waiting).await.expect("recorded");
    bring_to(&database, &owner, OrderState::Confirmed).await;
    let read = ownership(&database, event).await;
    assert_eq!((read.sold, read.claimed), (vec![(seat(1), owner.order_id)], vec![]));
}

#[tokio::test]
async fn an_ended_ticket_owns_no_seat() {
    let database = FreshDatabase::create().await;
    let event = create_event(&database, 1).await;
    bring_to(&database, &an_order(event, &[1]), OrderState::Refunded).await;
    let next = an_order(event, &[1]);
    database.record_order(&next).await.expect("recorded");
    let read = ownership(&database, event).await;
    assert_eq!((read.sold, read.claimed), (vec![], vec![(seat(1), next.order_id)]));
}

#[tokio::test]
async fn a_load_reads_everything_that_was_recorded_before_it_took_the_lock() {
    let database = Arc::new(FreshDatabase::create().await);
    let event = create_event(&database, 1).await;
    let mut other = database.connection().await;
    let mut lock = other.begin().await.expect("begun");
    lock.execute("SELECT epoch FROM events FOR UPDATE").await.expect("locked");
    let load = tokio::spawn({
        let database = database.clone();
        async move { ownership(&database, event).await }
    });
    until_a_row_is_waited_for(&mut database.connection().await, "events").await;

    let order = an_order(event, &[1]);
    database.record_order(&order).await.expect("recorded");
    lock.execute("UPDATE events SET epoch = 9").await.expect("raised");
    lock.commit().await.expect("committed");
    let read = load.await.expect("read");
    assert_eq!((read.epoch, read.claimed), (9, vec![(seat(1), order.order_id)]));
}

#[tokio::test]
async fn a_load_reads_tickets_and_orders_as_of_one_moment() {
    let database = Arc::new(FreshDatabase::create().await);
    let event = create_event(&database, 1).await;
    let order = an_order(event, &[1]);
    database.record_order(&order).await.expect("recorded");
    let mut other = database.connection().await;
    other.execute("LOCK TABLES orders WRITE").await.expect("locked");
    let load = tokio::spawn({
        let database = database.clone();
        async move { ownership(&database, event).await }
    });
    // By now the tickets have been read and the orders have not. An order that leaves PENDING in between must not be
    // missed.
    until_a_table_is_waited_for(&mut database.connection().await, "orders").await;
    other.execute("UPDATE orders SET state = 'CONFIRMED'").await.expect("confirmed");
    other.execute("UNLOCK TABLES").await.expect("unlocked");
    assert_eq!(load.await.expect("read").claimed, [(seat(1), order.order_id)]);
}

#[tokio::test]
async fn while_a_load_runs_no_epoch_is_raised_and_no_cancellation_ends() {
    let database = Arc::new(FreshDatabase::create().await);
    let event = create_event(&database, 1).await;
    let order = an_order(event, &[1]);
    bring_to(&database, &order, OrderState::Cancelling).await;
    let ((inside, is_inside), (leave, may_leave)) = (oneshot::channel(), oneshot::channel());
    let load = tokio::spawn({
        let database = database.clone();
        async move {
            let then = async |_: Ownership| {
                inside.send(()).expect("somebody waits");
                may_leave.await.expect("somebody lets it go");
                "loaded"
            };
            database.with_ownership(event, then).await
        }
    });
    is_inside.await.expect("the load runs");
    let mut connection = database.connection().await;
    let raise = tokio::spawn({
        let database = database.clone();
        async move { database.raise_epoch(event, 0).await }
    });
    until_a_row_is_waited_for(&mut connection, "FOR UPDATE").await;
    let finish = tokio::spawn({
        let (database, id) = (database.clone(), order.order_id);
        async move { database.finish_cancel(id, event, 0, PaymentStatus::Voided).await }
    });
    until_a_row_is_waited_for(&mut connection, "SHARE MODE").await;
    assert!(!raise.is_finished() && !finish.is_finished() && !load.is_finished());

    leave.send(()).expect("the load waits");
    assert_eq!(load.await.expect("joined").expect("loaded"), Some("loaded"));
    assert_eq!(raise.await.expect("joined").expect("raised"), Some(1));
    let finished = finish.await.expect("joined").expect("answered");
    assert!(matches!(finished, FinishCancelOutcome::EpochMoved | FinishCancelOutcome::Cancelled));
}

#[tokio::test]
async fn a_load_that_is_dropped_unlocks_the_event() {
    let database = Arc::new(FreshDatabase::create().await);
    let event = create_event(&database, 1).await;
    let (inside, is_inside) = oneshot::channel();
    let load = tokio::spawn({
        let database = database.clone();
        async move {
            let then = async |_: Ownership| {
                inside.send(()).expect("somebody waits");
                future::pending::<()>().await;
            };
            database.with_ownership(event, then).await
        }
    });
    is_inside.await.expect("the load runs");
    load.abort();
    assert_eq!(database.raise_epoch(event, 0).await.expect("raised"), Some(1));
}
