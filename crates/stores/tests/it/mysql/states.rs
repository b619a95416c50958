//! Every operation on an order from every state: an allowed transition happens, any other returns the row unchanged.

use holdfast_domain::{
    CancelReason, Fault, OrderState, PaymentStatus,
    step_messages::{CommitOutcome, FinishCancelOutcome, OrderRow, PlacedOrder},
};
use holdfast_stores::mysql::{Database, Error, orders::Order};
use sqlx::Executor;

use crate::support::{
    database::FreshDatabase,
    orders::{TICKET_SECRET, an_order, bring_to, create_event},
};

#[derive(Debug, Clone, Copy, PartialEq)]
enum Operation {
    Record,
    Note,
    Commit,
    Confirm,
    BeginCancel,
    BeginCancelFromSold,
    FinishCancel,
    BeginRefund,
    FinishRefund,
}

use Operation::{
    BeginCancel, BeginCancelFromSold, BeginRefund, Commit, Confirm, FinishCancel, FinishRefund, Note, Record,
};

impl Operation {
    const ALL: [Self; 9] =
        [Record, Note, Commit, Confirm, BeginCancel, BeginCancelFromSold, FinishCancel, BeginRefund, FinishRefund];

    /// The state after the operation on a row in `state`; `None` if it changes nothing.
    fn moves(self, state: OrderState) -> Option<OrderState> {
        match (self, state) {
            (Commit, OrderState::Pending) => Some(OrderState::Sold),
            (Confirm, OrderState::Sold) => Some(OrderState::Confirmed),
            (BeginCancel, OrderState::Pending) | (BeginCancelFromSold, OrderState::Pending | OrderState::Sold) => {
                Some(OrderState::Cancelling)
            }
            (FinishCancel, OrderState::Cancelling) => Some(OrderState::Cancelled),
            (BeginRefund, OrderState::Confirmed) => Some(OrderState::Refunding),
            (FinishRefund, OrderState::Refunding) => Some(OrderState::Refunded),
            _ => None,
        }
    }

    /// The row after the operation, from the row before it.
    fn expected(self, before: OrderRow) -> OrderRow {
        let (mut reason, mut payment_status) = (before.reason, before.payment_status);
        let Some(state) = self.moves(before.state) else {
            if self == Note && before.state == OrderState::Pending {
                payment_status = PaymentStatus::Pending;
            }
            return OrderRow { payment_status, ..before };
        };
        match self {
            Record | Note => {}
            Commit => payment_status = PaymentStatus::Authorized,
            Confirm => payment_status = PaymentStatus::Captured,
            BeginCancel | BeginCancelFromSold => reason = Some(CancelReason::PaymentFailed),
            FinishCancel => payment_status = PaymentStatus::Voided,
            BeginRefund => reason = Some(CancelReason::OperatorCancelled),
            FinishRefund => payment_status = PaymentStatus::Refunded,
        }
        OrderRow { state, reason, payment_status }
    }

    /// Runs the operation, and checks that its result matches the row.
    async fn run(self, database: &Database, order: &PlacedOrder) {
        let (id, event) = (order.order_id, order.event_id);
        let row = async || database.find_order(id).await.expect("read").expect("recorded").row;
        let answer = match self {
            Record => database.record_order(order).await,
            Note => {
                database.note_payment(id, PaymentStatus::Pending).await.expect("noted");
                return;
            }
            Commit => {
                let outcome =
                    database.commit_order(id, PaymentStatus::Authorized, None, TICKET_SECRET).await.expect("answered");
                let row = row().await;
                let expected = match row.state {
                    OrderState::Sold | OrderState::Confirmed => CommitOutcome::Sold,
                    _ => CommitOutcome::Overtaken { row },
                };
                assert_eq!(outcome, expected);
                return;
            }
            Confirm => database.confirm_order(id, PaymentStatus::Captured).await,
            BeginCancel => database.begin_cancel(id, CancelReason::PaymentFailed, false).await,
            BeginCancelFromSold => database.begin_cancel(id, CancelReason::PaymentFailed, true).await,
            FinishCancel => {
                let outcome = database.finish_cancel(id, event, 0, PaymentStatus::Voided).await;
                match row().await.state {
                    OrderState::Cancelled => assert_eq!(outcome.expect("answered"), FinishCancelOutcome::Cancelled),
                    _ => assert!(matches!(outcome, Err(Error::Malformed(_))), "{outcome:?}"),
                }
                return;
            }
            BeginRefund => database.begin_refund(id, CancelReason::OperatorCancelled).await,
            FinishRefund => database.finish_refund(id, PaymentStatus::Refunded).await,
        };
        assert_eq!(answer.expect("answered"), row().await);
    }
}

#[tokio::test]
async fn each_operation_changes_the_states_that_it_may_and_returns_the_others_unchanged_when_repeated() {
    let database = FreshDatabase::create().await;
    for state in OrderState::ALL {
        for operation in Operation::ALL {
            let order = an_order(create_event(&database, 2).await, &[1, 2]);
            bring_to(&database, &order, state).await;
            let find = async || database.find_order(order.order_id).await.expect("read").expect("recorded");
            let before = find().await;
            let expected = operation.expected(before.row);
            let mut first: Option<Order> = None;
            for time in ["first", "second"] {
                operation.run(&database, &order).await;
                let after = find().await;
                let what = format!("{operation:?} from {state}, {time} time");
                assert_eq!(after.row, expected, "{what}");
                assert_eq!(after.placed, order, "{what}");
                let live = matches!(expected.state, OrderState::Sold | OrderState::Confirmed | OrderState::Refunding);
                assert_eq!(after.tickets.len(), if live { 2 } else { 0 }, "{what}");
                let touched = after.updated_at > before.updated_at;
                let moved = operation.moves(state).is_some();
                let noted = operation == Note && state == OrderState::Pending;
                assert_eq!(touched, moved || noted, "{what}");
                if let (Some(first), false) = (&first, noted) {
                    assert_eq!(after.updated_at, first.updated_at, "{what}");
                }
                first = Some(after);
            }
        }
    }
}

#[tokio::test]
async fn an_order_under_cancellation_keeps_its_first_reason() {
    let database = FreshDatabase::create().await;
    let order = an_order(create_event(&database, 1).await, &[1]);
    database.record_order(&order).await.expect("recorded");
    for reason in [CancelReason::PaymentTimeout, CancelReason::CustomerCancelled] {
        let row = database.begin_cancel(order.order_id, reason, true).await.expect("cancelling");
        assert_eq!(row.reason, Some(CancelReason::PaymentTimeout));
    }
}

#[tokio::test]
async fn every_reason_and_every_payment_status_can_be_recorded() {
    let database = FreshDatabase::create().await;
    let event = create_event(&database, 1).await;
    for reason in CancelReason::ALL {
        let order = an_order(event, &[1]);
        database.record_order(&order).await.expect("recorded");
        let row = database.begin_cancel(order.order_id, reason, false).await.expect("cancelling");
        assert_eq!(row.reason, Some(reason));
    }
    let order = an_order(event, &[1]);
    database.record_order(&order).await.expect("recorded");
    for status in PaymentStatus::ALL {
        database.note_payment(order.order_id, status).await.expect("noted");
        let row = database.find_order(order.order_id).await.expect("read").expect("recorded").row;
        assert_eq!(row.payment_status, status);
    }
}

#[tokio::test]
async fn an_operation_on_an_order_that_was_never_recorded_reports_that() {
    let database = FreshDatabase::create().await;
    let event = create_event(&database, 1).await;
    let id = an_order(event, &[1]).order_id;
    let is_unknown = |error: Error| matches!(&error, Error::NotRecorded(text) if text.contains(&id.to_string()));
    let unknown = |result: Result<OrderRow, Error>| assert!(result.is_err_and(is_unknown));

    assert!(database.find_order(id).await.expect("read").is_none());
    assert!(database.find_order(id).await.expect("read").is_none());
    database.note_payment(id, PaymentStatus::Pending).await.expect("there is nothing to note");
    unknown(database.confirm_order(id, PaymentStatus::Captured).await);
    unknown(database.begin_cancel(id, CancelReason::HoldExpired, true).await);
    unknown(database.begin_refund(id, CancelReason::CustomerCancelled).await);
    unknown(database.finish_refund(id, PaymentStatus::Refunded).await);
    let committed = database.commit_order(id, PaymentStatus::Authorized, None, TICKET_SECRET).await;
    assert!(committed.is_err_and(is_unknown));
    let cancelled = database.finish_cancel(id, event, 0, PaymentStatus::Voided).await;
    assert!(cancelled.is_err_and(is_unknown));
}

#[tokio::test]
async fn a_record_that_is_there_is_not_overwritten_by_a_repeat() {
    let database = FreshDatabase::create().await;
    let order = an_order(create_event(&database, 2).await, &[1]);
    database.record_order(&order).await.expect("recorded");
    let other = PlacedOrder { order_id: order.order_id, ..an_order(order.event_id, &[2]) };
    database.record_order(&other).await.expect("answered");
    let found = database.find_order(order.order_id).await.expect("read").expect("recorded");
    assert_eq!(found.placed, order);
}

#[tokio::test]
async fn an_order_that_mysql_refuses_is_not_taken_for_a_repeat() {
    let database = FreshDatabase::create().await;
    let order = an_order(create_event(&database, 1).await, &[1]);
    // Only a bug could make MySQL refuse an order that is new.
    let refuse_all = "ALTER TABLE orders ADD CONSTRAINT orders_none CHECK (amount = 0)";
    database.connection().await.execute(refuse_all).await.expect("altered");
    let error = database.record_order(&order).await.expect_err("refused");
    assert!(matches!(error, Error::Refused(_)) && !error.retryable(), "{error:?}");
}

#[tokio::test]
async fn an_order_of_a_seat_that_the_event_lacks_is_not_recorded() {
    let database = FreshDatabase::create().await;
    let order = an_order(create_event(&database, 2).await, &[2, 3]);
    let error = database.record_order(&order).await.expect_err("there is no third seat");
    assert!(matches!(error, Error::Malformed(_)) && !error.retryable(), "{error:?}");
    assert!(database.find_order(order.order_id).await.expect("read").is_none());
}

#[tokio::test]
async fn a_cancellation_ends_only_in_the_epoch_in_which_the_seats_were_given_back() {
    let database = FreshDatabase::create().await;
    let order = an_order(create_event(&database, 1).await, &[1]);
    let (id, event) = (order.order_id, order.event_id);
    let finish = async |epoch| database.finish_cancel(id, event, epoch, PaymentStatus::Voided).await.expect("answered");
    bring_to(&database, &order, OrderState::Cancelling).await;
    database.raise_epoch(event, 0).await.expect("raised");

    for _ in 0..2 {
        assert_eq!(finish(0).await, FinishCancelOutcome::EpochMoved);
        let row = database.find_order(id).await.expect("read").expect("recorded").row;
        assert_eq!(row.state, OrderState::Cancelling);
    }
    for _ in 0..2 {
        assert_eq!(finish(1).await, FinishCancelOutcome::Cancelled);
    }
    assert_eq!(finish(0).await, FinishCancelOutcome::Cancelled, "it ended; no later epoch undoes that");
}

#[tokio::test]
async fn a_cancellation_is_not_ended_on_the_epoch_of_another_event() {
    let database = FreshDatabase::create().await;
    let order = an_order(create_event(&database, 1).await, &[1]);
    let other = create_event(&database, 1).await;
    bring_to(&database, &order, OrderState::Cancelling).await;
    let outcome = database.finish_cancel(order.order_id, other, 0, PaymentStatus::Voided).await;
    assert!(matches!(outcome, Err(Error::Malformed(_))), "{outcome:?}");
}
