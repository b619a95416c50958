//! The order of the steps: while one is blocked, the steps before it are done and the steps after it are not.

use holdfast_domain::{
    HoldToken,
    PaymentStatus::{self, Authorized, Captured, Declined, Refunded, Voided},
    order::{CancelReason, OrderState},
};

use super::{
    CONFIRMED, End, REFUNDED, cancelled, expect_end, seat, warm_up,
    wire::{Step, Ways},
};
use crate::{
    orders::{buy, id, new_key, order, payments},
    support::{TestApp, eventually},
};

/// The state of an order while a step is blocked.
struct Blocked {
    step: Step,
    method: &'static str,
    /// The row's state and the number of live tickets.
    row: Option<(OrderState, usize)>,
    money: Option<PaymentStatus>,
    seat: &'static str,
    /// Whether the buyer's hold still has the seat.
    unclaimed: bool,
    end: End,
}

#[tokio::test]
async fn while_a_step_of_the_sale_is_blocked_no_later_step_is_done() {
    let at = |step, row, money, seat| {
        let row = Some(row);
        Blocked { step, method: "sim_approve", row, money, seat, unclaimed: false, end: CONFIRMED }
    };
    let (pending, sold) = ((OrderState::Pending, 0), (OrderState::Sold, 1));
    check_each(&[
        Blocked { row: None, unclaimed: true, ..at(Step::Transaction("record_order"), pending, None, "HELD") },
        // No payment is authorised for seats that aren't claimed.
        Blocked { unclaimed: true, ..at(Step::Script("claim_seats"), pending, None, "HELD") },
        at(Step::Call("/payments/authorize"), pending, None, "HELD"),
        at(Step::Transaction("commit_order"), pending, Some(Authorized), "HELD"),
        at(Step::Transaction("insert_tickets"), pending, Some(Authorized), "HELD"),
        // Payments are captured and seats sold only once the tickets are recorded.
        at(Step::Call("/capture"), sold, Some(Authorized), "HELD"),
        at(Step::Script("sell_seats"), sold, Some(Captured), "HELD"),
        at(Step::Statement("confirm_order"), sold, Some(Captured), "SOLD"),
    ])
    .await;
}

#[tokio::test]
async fn while_a_step_of_the_compensation_is_blocked_no_later_step_is_done() {
    let refused = cancelled(CancelReason::PaymentFailed, Voided);
    let at = |step, row, money, seat| Blocked {
        step,
        method: "sim_capture_refuse",
        row: Some(row),
        money: Some(money),
        seat,
        unclaimed: false,
        end: refused,
    };
    let (sold, cancelling) = ((OrderState::Sold, 1), (OrderState::Cancelling, 0));
    check_each(&[
        at(Step::Transaction("begin_cancel"), sold, Authorized, "HELD"),
        // The tickets end in the transaction that changes the state to CANCELLING.
        at(Step::Transaction("end_tickets"), sold, Authorized, "HELD"),
        at(Step::Call("/void"), cancelling, Authorized, "HELD"),
        at(Step::Script("give_back"), cancelling, Voided, "HELD"),
        at(Step::Transaction("finish_cancel"), cancelling, Voided, "AVAILABLE"),
        Blocked {
            method: "sim_decline",
            end: cancelled(CancelReason::PaymentDeclined, Declined),
            ..at(Step::Transaction("begin_cancel"), (OrderState::Pending, 0), Declined, "HELD")
        },
    ])
    .await;
}

#[tokio::test]
async fn while_a_step_of_the_refund_is_blocked_no_later_step_is_done() {
    let at = |step, row, money, seat| Blocked {
        step,
        method: "refund",
        row: Some(row),
        money: Some(money),
        seat,
        unclaimed: false,
        end: REFUNDED,
    };
    let refunding = (OrderState::Refunding, 1);
    check_each(&[
        at(Step::Statement("begin_refund"), (OrderState::Confirmed, 1), Captured, "SOLD"),
        at(Step::Call("/refund"), refunding, Captured, "SOLD"),
        at(Step::Transaction("finish_refund"), refunding, Refunded, "SOLD"),
        // The tickets end in the transaction that changes the state to REFUNDED.
        at(Step::Transaction("end_tickets"), refunding, Refunded, "SOLD"),
        at(Step::Script("give_back"), (OrderState::Refunded, 0), Refunded, "SOLD"),
    ])
    .await;
}

async fn check_each(cases: &[Blocked]) {
    let (app, ways) = Ways::start().await;
    let event = app.create_event(u32::try_from(cases.len()).unwrap() + 1).await;
    warm_up(&app, event).await;
    for (case, number) in cases.iter().zip(2..) {
        let step = case.step;
        let id = if case.method == "refund" {
            let id = id(&buy(&app, event, &[number], "sim_approve").await.expect(201));
            ways.block(step);
            // The order is REFUNDED before its seats are free.
            let answer = app.post(&format!("/orders/{id}/cancel")).send().await;
            assert!([200, 202].contains(&answer.status.as_u16()), "{answer:?}");
            id
        } else {
            let token = app.hold(event, &[number]).await;
            ways.block(step);
            let accepted = order(&app, &new_key(), &token, event, &[number], case.method).send().await.expect(202);
            ways.to(step).met().await;
            let still_held = eventually("the hold's state is known", async || is_held(&app, event, &token).await).await;
            assert_eq!(still_held, case.unclaimed, "{}", step.name());
            id(&accepted)
        };
        ways.to(step).met().await;
        expect_found(&app, &id, (event, number), case).await;
        ways.to(step).disarm();
        expect_end(&app, (event, number), &id, case.end, step.name()).await;
    }
    app.finish().await;
}

/// Whether the hold has its seat; `None` while Redis is unavailable.
async fn is_held(app: &TestApp, event: u64, token: &str) -> Option<bool> {
    let id = token.parse::<HoldToken>().unwrap().id();
    let hold = app.state.engine.seats.find_hold(event.try_into().unwrap(), &id).await.ok()?;
    Some(hold.is_some_and(|hold| !hold.seats.is_empty()))
}

async fn expect_found(app: &TestApp, id: &str, (event, number): (u64, u32), case: &Blocked) {
    let step = case.step.name();
    let found = app.state.engine.database.find_order(id.parse().unwrap()).await.unwrap();
    assert_eq!(found.map(|order| (order.row.state, order.tickets.len())), case.row, "{step}");
    let ledger = payments(app, id).await;
    let expected: Vec<_> = case.money.iter().map(|status| (status.as_str().to_owned(), Some(50_000))).collect();
    assert_eq!(ledger, expected, "{step}");
    assert_eq!(
        eventually("the seat's state is known", async || seat(app, event, number).await).await,
        case.seat,
        "{step}"
    );
}
