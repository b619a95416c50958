//! The outbox of outcomes.

use std::{collections::BTreeMap, time::Duration};

use futures::future::pending;
use holdfast_domain::{OrderStatus, fact::OutcomeRecord};
use holdfast_stores::mysql::Database;

use crate::support::{database::FreshDatabase, orders::an_order};

/// No sender of these tests takes longer.
const SEND_LIMIT: Duration = Duration::from_secs(5);

/// The outcome of an order that only this outcome knows.
fn an_outcome(status: OrderStatus) -> OutcomeRecord {
    OutcomeRecord {
        order_id: an_order(1.try_into().expect("an event id"), &[1]).order_id,
        status,
        payload: r#"{"data":"예약"}"#.to_owned(),
        trace: BTreeMap::from([("traceparent".to_owned(), "00-1-2-01".to_owned())]),
    }
}

/// Passes the waiting outcomes to a sender that sends those for which `sends` is true. Returns what it was given.
async fn given(database: &Database, most: u32, sends: impl Fn(&OutcomeRecord) -> bool) -> Vec<OutcomeRecord> {
    let mut given = Vec::new();
    let taken = database.send_kept_outcomes(most, SEND_LIMIT, async |outcomes| {
        given.extend_from_slice(outcomes);
        outcomes.iter().map(&sends).collect()
    });
    let taken = taken.await.expect("mysql is there");
    assert_eq!(taken, given.len());
    given
}

#[tokio::test]
async fn an_outcome_waits_until_it_is_sent() {
    let database = FreshDatabase::create().await;
    let outcomes = [OrderStatus::Confirmed, OrderStatus::Cancelled].map(an_outcome);
    for outcome in &outcomes {
        database.keep_outcome(outcome).await.expect("kept");
    }
    let [confirmed, cancelled] = &outcomes;
    assert_eq!(given(&database, 10, |outcome| outcome == confirmed).await, outcomes, "the oldest first");
    assert_eq!(given(&database, 10, |_| true).await, std::slice::from_ref(cancelled));
    assert_eq!(given(&database, 10, |_| true).await, []);
}

#[tokio::test]
async fn an_outcome_is_kept_once_for_each_status_of_its_order() {
    let database = FreshDatabase::create().await;
    let confirmed = an_outcome(OrderStatus::Confirmed);
    let refunded = OutcomeRecord { status: OrderStatus::Refunded, ..confirmed.clone() };
    for outcome in [&confirmed, &confirmed, &refunded, &confirmed] {
        database.keep_outcome(outcome).await.expect("kept");
    }
    assert_eq!(given(&database, 10, |_| true).await, [confirmed, refunded]);
}

#[tokio::test]
async fn a_sender_keeps_other_senders_out_and_nobody_from_adding_an_outcome() {
    let database = FreshDatabase::create().await;
    let [first, second] = [(); 2].map(|()| an_outcome(OrderStatus::Confirmed));
    database.keep_outcome(&first).await.expect("kept");
    let taken = database.send_kept_outcomes(10, SEND_LIMIT, async |outcomes| {
        assert_eq!(outcomes, std::slice::from_ref(&first));
        assert_eq!(given(&database, 10, |_| true).await, []);
        // Neither waits for the sender: it may take seconds, and orders publish meanwhile.
        let added = async {
            database.keep_outcome(&second).await.expect("kept");
            database.keep_outcome(&first).await.expect("kept already");
        };
        tokio::time::timeout(Duration::from_secs(1), added).await.expect("at once");
        vec![true]
    });
    assert_eq!(taken.await.expect("mysql is there"), 1);
    assert_eq!(given(&database, 10, |_| true).await, [second]);
}

#[tokio::test]
async fn the_outcomes_of_a_sender_that_ends_in_between_wait_again() {
    let database = FreshDatabase::create().await;
    let outcome = an_outcome(OrderStatus::Confirmed);
    database.keep_outcome(&outcome).await.expect("kept");
    let hanging = database.send_kept_outcomes(10, SEND_LIMIT, async |_| pending().await);
    tokio::time::timeout(Duration::from_millis(300), hanging).await.expect_err("it is dropped while it sends");
    // The server notices a moment later that the connection is closed.
    holdfast_test_support::eventually("the outcome waits again", async || {
        (given(&database, 10, |_| true).await == [outcome.clone()]).then_some(())
    })
    .await;
}

#[tokio::test]
async fn the_outbox_is_as_old_as_its_oldest_outcome() {
    let database = FreshDatabase::create().await;
    assert_eq!(database.outbox_age().await.expect("read"), Duration::ZERO);
    database.keep_outcome(&an_outcome(OrderStatus::Confirmed)).await.expect("kept");
    tokio::time::sleep(Duration::from_millis(200)).await;
    database.keep_outcome(&an_outcome(OrderStatus::Confirmed)).await.expect("kept");
    let age = database.outbox_age().await.expect("read");
    assert!((Duration::from_millis(200)..Duration::from_secs(10)).contains(&age), "{age:?}");
}
