//! A step's request that reaches its store after the order has ended.

use holdfast_domain::{PaymentStatus, order::CancelReason};

use super::{
    CONFIRMED, REFUNDED, cancelled, expect_end, warm_up,
    wire::{Step, Ways},
};
use crate::orders::{buy, id, new_key, order};

#[tokio::test]
async fn a_step_of_the_sale_that_comes_after_the_compensation_changes_nothing() {
    let (app, ways) = Ways::start().await;
    let event = app.create_event(4).await;
    warm_up(&app, event).await;
    let each = [Step::Script("claim_seats"), Step::Call("/payments/authorize"), Step::Transaction("commit_order")];
    for (step, seat) in each.into_iter().zip(2..) {
        let proxy = ways.to(step);
        let token = app.hold(event, &[seat]).await;
        proxy.arm([step.late()].into_iter().chain(vec![step.lost(); 10_000]));
        let id = id(&order(&app, &new_key(), &token, event, &[seat], "sim_approve").send().await.expect(202));
        proxy.kept().await;
        let answer = app.post(&format!("/orders/{id}/cancel")).send().await;
        assert!([200, 202].contains(&answer.status.as_u16()), "{answer:?}");
        let end = cancelled(CancelReason::CustomerCancelled, PaymentStatus::Voided);
        expect_end(&app, (event, seat), &id, end, step.name()).await;
        proxy.disarm();
        proxy.deliver_late().await;
        expect_end(&app, (event, seat), &id, end, step.name()).await;
    }
    app.finish().await;
}

#[tokio::test]
async fn a_step_of_the_sale_that_comes_after_the_refund_changes_nothing() {
    let (app, ways) = Ways::start().await;
    let event = app.create_event(6).await;
    warm_up(&app, event).await;
    let each = [
        Step::Script("claim_seats"),
        Step::Call("/payments/authorize"),
        Step::Call("/capture"),
        Step::Script("sell_seats"),
        Step::Statement("confirm_order"),
    ];
    for (step, seat) in each.into_iter().zip(2..) {
        let token = app.hold(event, &[seat]).await;
        ways.to(step).arm([step.late()]);
        let id = id(&order(&app, &new_key(), &token, event, &[seat], "sim_approve").send().await.expect(202));
        expect_end(&app, (event, seat), &id, CONFIRMED, step.name()).await;
        app.post(&format!("/orders/{id}/cancel")).send().await;
        expect_end(&app, (event, seat), &id, REFUNDED, step.name()).await;
        ways.to(step).deliver_late().await;
        expect_end(&app, (event, seat), &id, REFUNDED, step.name()).await;
    }
    app.finish().await;
}

#[tokio::test]
async fn a_compensation_that_comes_after_the_seat_was_sold_again_changes_nothing() {
    let (app, ways) = Ways::start().await;
    let event = app.create_event(5).await;
    warm_up(&app, event).await;
    let each = [
        Step::Transaction("begin_cancel"),
        Step::Call("/void"),
        Step::Script("give_back"),
        Step::Transaction("finish_cancel"),
    ];
    for (step, seat) in each.into_iter().zip(2..) {
        let token = app.hold(event, &[seat]).await;
        ways.to(step).arm([step.late()]);
        let first = id(&order(&app, &new_key(), &token, event, &[seat], "sim_decline").send().await.expect(202));
        let end = cancelled(CancelReason::PaymentDeclined, PaymentStatus::Declined);
        expect_end(&app, (event, seat), &first, end, step.name()).await;
        let second = id(&buy(&app, event, &[seat], "sim_approve").await.expect(201));
        ways.to(step).deliver_late().await;
        expect_end(&app, (event, seat), &second, CONFIRMED, step.name()).await;
    }
    app.finish().await;
}
