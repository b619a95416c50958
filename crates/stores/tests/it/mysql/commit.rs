//! The commit: PENDING → SOLD together with the tickets, for only one order per seat.

use futures::future::join_all;
use holdfast_domain::{
    CancelReason, Fault, OrderState, PaymentStatus, TicketCode,
    step_messages::{CommitOutcome, PlacedOrder},
};
use holdfast_stores::mysql::Error;
use holdfast_test_support::until_a_row_is_waited_for;
use sqlx::{Connection, Executor};

use crate::support::{
    database::FreshDatabase,
    orders::{TICKET_SECRET, an_order, bring_to, create_event, seat},
};

pub(super) async fn commit(database: &FreshDatabase, order: &PlacedOrder) -> CommitOutcome {
    let buyer = order.buyer.map(|buyer| (order.event_id, buyer));
    database.commit_order(order.order_id, PaymentStatus::Authorized, buyer, TICKET_SECRET).await.expect("answered")
}

async fn state_and_tickets(database: &FreshDatabase, order: &PlacedOrder) -> (OrderState, usize) {
    let order = database.find_order(order.order_id).await.expect("read").expect("recorded");
    (order.row.state, order.tickets.len())
}

#[tokio::test]
async fn a_sold_order_has_a_ticket_for_each_seat() {
    let database = FreshDatabase::create().await;
    let order = an_order(create_event(&database, 30).await, &[9, 10, 28]);
    database.record_order(&order).await.expect("recorded");
    for _ in 0..2 {
        assert_eq!(commit(&database, &order).await, CommitOutcome::Sold);
        let found = database.find_order(order.order_id).await.expect("read").expect("recorded");
        let tickets: Vec<_> = found.tickets.into_iter().map(|t| (t.seat_id, t.label, t.code)).collect();
        let code = |id| -> TicketCode { order.order_id.ticket_code(TICKET_SECRET, seat(id)) };
        let expected = [(9, "A-9"), (10, "A-10"), (28, "A-28")];
        assert_eq!(tickets, expected.map(|(id, label)| (seat(id), label.to_owned(), code(id))));
    }
}

#[tokio::test]
async fn an_order_of_a_seat_that_another_has_a_ticket_for_writes_nothing() {
    let database = FreshDatabase::create().await;
    let event = create_event(&database, 3).await;
    let (winner, loser) = (an_order(event, &[2]), an_order(event, &[1, 2, 3]));
    bring_to(&database, &winner, OrderState::Confirmed).await;
    database.record_order(&loser).await.expect("recorded");
    for _ in 0..2 {
        assert_eq!(commit(&database, &loser).await, CommitOutcome::SeatLost);
        assert_eq!(state_and_tickets(&database, &loser).await, (OrderState::Pending, 0));
    }
    let others = database.tickets_of_others(loser.order_id, event, &loser.seat_ids()).await.expect("read");
    assert_eq!(others, [(seat(2), winner.order_id)]);
    let own = database.tickets_of_others(winner.order_id, event, &winner.seat_ids()).await.expect("read");
    assert_eq!(own, []);
}

#[tokio::test]
async fn a_ticket_of_another_event_takes_no_seat_of_this_one() {
    let database = FreshDatabase::create().await;
    let events = [create_event(&database, 2).await, create_event(&database, 2).await];
    let orders = events.map(|event| an_order(event, &[1, 2]));
    for (order, state) in orders.iter().zip([OrderState::Confirmed, OrderState::Pending]) {
        bring_to(&database, order, state).await;
    }
    // The second event's seats have tickets of nobody, although the first event's seats of the same numbers do.
    let lost = database.tickets_of_others(orders[1].order_id, events[1], &orders[1].seat_ids()).await.expect("read");
    assert_eq!(lost, []);
    assert_eq!(commit(&database, &orders[1]).await, CommitOutcome::Sold);
    for (order, other) in [(&orders[0], &orders[1]), (&orders[1], &orders[0])] {
        let lost = database.tickets_of_others(other.order_id, order.event_id, &order.seat_ids()).await.expect("read");
        let owned: Vec<_> = order.seat_ids().into_iter().map(|seat| (seat, order.order_id)).collect();
        assert_eq!(lost, owned);
    }
}

#[tokio::test]
async fn a_seat_is_sold_again_after_its_ticket_ended() {
    let database = FreshDatabase::create().await;
    let event = create_event(&database, 1).await;
    for _ in 0..3 {
        let order = an_order(event, &[1]);
        bring_to(&database, &order, OrderState::Refunded).await;
        assert_eq!(state_and_tickets(&database, &order).await, (OrderState::Refunded, 0));
    }
    let last = an_order(event, &[1]);
    bring_to(&database, &last, OrderState::Sold).await;
    let others = database.tickets_of_others(an_order(event, &[1]).order_id, event, &[seat(1)]).await.expect("read");
    assert_eq!(others, [(seat(1), last.order_id)]);
}

#[tokio::test]
async fn of_orders_that_commit_one_seat_at_once_exactly_one_is_sold_and_none_gets_a_retryable_error() {
    let database = FreshDatabase::create().await;
    let event = create_event(&database, 50 + 3).await;
    for first in 1..=50 {
        // Some of the seats had a ticket that ended in the round before.
        let seats: Vec<u32> = (first..first + 4).collect();
        let orders = [an_order(event, &seats), an_order(event, &seats[1..]), an_order(event, &seats[..3])];
        for order in &orders {
            database.record_order(order).await.expect("recorded");
        }
        let outcomes = join_all(orders.iter().map(|order| commit(&database, order))).await;

        let sold: Vec<_> =
            orders.iter().zip(&outcomes).filter(|(_, outcome)| **outcome == CommitOutcome::Sold).collect();
        let lost = outcomes.iter().filter(|outcome| **outcome == CommitOutcome::SeatLost);
        assert_eq!((sold.len(), lost.count()), (1, 2), "{outcomes:?}");
        let (winner, _) = sold[0];
        let owners = database.tickets_of_others(an_order(event, &[1]).order_id, event, &orders[0].seat_ids()).await;
        let expected: Vec<_> = winner.seat_ids().into_iter().map(|seat| (seat, winner.order_id)).collect();
        assert_eq!(owners.expect("read"), expected);
        bring_back(&database, winner).await;
    }
}

#[tokio::test]
async fn a_commit_waits_for_another_commit_of_the_same_seat() {
    let database = FreshDatabase::create().await;
    let order = an_order(create_event(&database, 3).await, &[1, 2]);
    database.record_order(&order).await.expect("recorded");
    let mut other = database.connection().await;
    let mut lock = other.begin().await.expect("begun");
    lock.execute("SELECT seat_id FROM seats WHERE seat_id = 2 FOR UPDATE").await.expect("locked");
    let selling = async {
        until_a_row_is_waited_for(&mut database.connection().await, "seats").await;
        lock.rollback().await.expect("let go");
    };
    let (outcome, ()) = tokio::join!(commit(&database, &order), selling);
    assert_eq!(outcome, CommitOutcome::Sold);
}

/// Cancels a sold order, which ends its tickets.
async fn bring_back(database: &FreshDatabase, order: &PlacedOrder) {
    let row = database.begin_cancel(order.order_id, CancelReason::PaymentFailed, true).await.expect("cancelling");
    assert_eq!(row.state, OrderState::Cancelling);
}

#[tokio::test]
async fn a_commit_and_a_cancellation_that_race_agree_on_the_winner() {
    let database = FreshDatabase::create().await;
    let event = create_event(&database, 50).await;
    let mut sold = 0;
    for number in 1..=50 {
        let order = an_order(event, &[number]);
        database.record_order(&order).await.expect("recorded");
        let id = order.order_id;
        let cancel =
            async || database.begin_cancel(id, CancelReason::CustomerCancelled, false).await.expect("answered");
        // The order of the calls alternates, so that each of them can win.
        let (outcome, row) = if number % 2 == 0 {
            tokio::join!(commit(&database, &order), cancel())
        } else {
            let (row, outcome) = tokio::join!(cancel(), commit(&database, &order));
            (outcome, row)
        };
        match outcome {
            CommitOutcome::Sold => {
                sold += 1;
                assert_eq!((row.state, row.reason), (OrderState::Sold, None));
                assert_eq!(state_and_tickets(&database, &order).await, (OrderState::Sold, 1));
            }
            CommitOutcome::Overtaken { row: seen } => {
                assert_eq!((seen, row.state), (row, OrderState::Cancelling));
                assert_eq!(state_and_tickets(&database, &order).await, (OrderState::Cancelling, 0));
            }
            CommitOutcome::SeatLost | CommitOutcome::BuyerLimit => panic!("nobody else wants the seat"),
        }
    }
    println!("the commit won {sold} of 50");
}

#[tokio::test]
async fn the_unique_key_refuses_a_second_live_ticket_of_a_seat() {
    let database = FreshDatabase::create().await;
    let event = create_event(&database, 1).await;
    let (one, other) = (an_order(event, &[1]), an_order(event, &[1]));
    bring_to(&database, &one, OrderState::Sold).await;
    database.record_order(&other).await.expect("recorded");

    let mut connection = database.connection().await;
    let mut insert = async |live: Option<i8>, ended: Option<chrono::NaiveDateTime>, code: &str| {
        sqlx::query("INSERT INTO tickets (order_id, event_id, seat_id, code, live, ended_at) VALUES (?, ?, 1, ?, ?, ?)")
            .bind(other.order_id.to_string())
            .bind(event.get())
            .bind(code)
            .bind(live)
            .bind(ended)
            .execute(&mut connection)
            .await
            .map_err(|error| error.to_string())
    };
    let now = Some(chrono::Utc::now().naive_utc());
    let code = one.order_id.ticket_code(TICKET_SECRET, seat(1));
    assert!(insert(Some(1), None, "B").await.expect_err("sold").contains("tickets_one_live_per_seat"));
    // `live` is 1 or NULL; no other value may get around the unique key.
    assert!(insert(Some(2), None, "B").await.expect_err("not 1").contains("tickets_live_or_ended"));
    assert!(insert(None, None, "B").await.expect_err("neither").contains("tickets_live_or_ended"));
    assert!(insert(Some(1), now, "B").await.expect_err("both").contains("tickets_live_or_ended"));
    assert!(insert(None, now, code.as_str()).await.expect_err("a code of another").contains("tickets_code"));
    insert(None, now, "B").await.expect("one that has ended is no ticket");
}

#[tokio::test]
async fn the_schema_refuses_unknown_words_and_a_state_without_its_reason() {
    let database = FreshDatabase::create().await;
    let order = an_order(create_event(&database, 1).await, &[1]);
    database.record_order(&order).await.expect("recorded");
    let mut connection = database.connection().await;
    let changes = [
        ("state = 'LOST'", "orders_state"),
        ("state = 'CANCELLED'", "orders_reason_when_taken_back"),
        ("reason = 'SEAT_LOST'", "orders_reason_when_taken_back"),
        ("state = 'CANCELLED', reason = 'BORED'", "orders_reason"),
        ("payment_status = 'OWED'", "orders_payment_status"),
        ("principal = 'SCALPER'", "orders_principal"),
    ];
    for (change, constraint) in changes {
        let update = format!("UPDATE orders SET {change}");
        let error = sqlx::query(&update).execute(&mut connection).await.expect_err(change).to_string();
        assert!(error.contains(constraint), "{change}: {error}");
    }
}

#[tokio::test]
async fn a_duplicate_ticket_code_is_not_a_lost_seat() {
    let database = FreshDatabase::create().await;
    let event = create_event(&database, 2).await;
    let (one, other) = (an_order(event, &[1]), an_order(event, &[2]));
    bring_to(&database, &one, OrderState::Sold).await;
    database.record_order(&other).await.expect("recorded");
    // Another order's ticket with the code that this order's ticket would have; only a bug could write it.
    let mut connection = database.connection().await;
    let code = other.order_id.ticket_code(TICKET_SECRET, seat(2));
    let forge = sqlx::query("UPDATE tickets SET code = ?").bind(code.as_str());
    forge.execute(&mut connection).await.expect("forged");

    let answer = database.commit_order(other.order_id, PaymentStatus::Authorized, None, TICKET_SECRET).await;
    let error = answer.expect_err("a fault");
    assert!(matches!(error, Error::Refused(_)) && !error.retryable(), "{error:?}");
    assert_eq!(state_and_tickets(&database, &other).await, (OrderState::Pending, 0));
}
