//! A step's request that reaches its store after the order has ended.

use holdfast_domain::{PaymentStatus, order::CancelReason};

use super::{
    CONFIRMED, REFUNDED, cancelled, expect_end, warm_up,
    wire::{EXECUTE, Store, Ways, claim_script, give_back_script, sell_script},
};
use crate::{
    orders::{buy, id, new_key, order},
    support::{Fault, Loss},
};

/// What is kept of a step in the end.
fn late((store, text): (Store, &'static str)) -> Fault {
    let texts = if store == Store::Statement { vec![text, EXECUTE] } else { vec![text] };
    Fault { texts, loss: Loss::Late }
}

#[tokio::test]
async fn a_step_of_the_sale_that_comes_after_the_compensation_changes_nothing() {
    let (app, ways) = Ways::start().await;
    let event = app.create_event(4).await;
    warm_up(&app, event).await;
    let each = [
        (Store::Redis, claim_script()),
        (Store::Gateway, "/payments/authorize "),
        (Store::Statement, "SET state = 'SOLD'"),
    ];
    for (at, seat) in each.into_iter().zip(2..) {
        let lost = Fault { texts: vec![at.1], loss: Loss::Request };
        let proxy = ways.to(at.0);
        let token = app.hold(event, &[seat]).await;
        proxy.arm([late(at)].into_iter().chain(vec![lost; 10_000]));
        let id = id(&order(&app, &new_key(), &token, event, &[seat], "sim_approve").send().await.expect(202));
        proxy.kept().await;
        let answer = app.post(&format!("/orders/{id}/cancel")).send().await;
        assert!([200, 202].contains(&answer.status.as_u16()), "{answer:?}");
        let end = cancelled(CancelReason::CustomerCancelled, PaymentStatus::Voided);
        expect_end(&app, (event, seat), &id, end, at.1).await;
        proxy.disarm();
        proxy.deliver_late().await;
        expect_end(&app, (event, seat), &id, end, at.1).await;
    }
    app.finish().await;
}

#[tokio::test]
async fn a_step_of_the_sale_that_comes_after_the_refund_changes_nothing() {
    let (app, ways) = Ways::start().await;
    let event = app.create_event(6).await;
    warm_up(&app, event).await;
    let each = [
        (Store::Redis, claim_script()),
        (Store::Gateway, "/payments/authorize "),
        (Store::Gateway, "/capture "),
        (Store::Redis, sell_script()),
        (Store::Statement, "SET state = 'CONFIRMED'"),
    ];
    for (at, seat) in each.into_iter().zip(2..) {
        let token = app.hold(event, &[seat]).await;
        ways.to(at.0).arm([late(at)]);
        let id = id(&order(&app, &new_key(), &token, event, &[seat], "sim_approve").send().await.expect(202));
        expect_end(&app, (event, seat), &id, CONFIRMED, at.1).await;
        app.post(&format!("/orders/{id}/cancel")).send().await;
        expect_end(&app, (event, seat), &id, REFUNDED, at.1).await;
        ways.to(at.0).deliver_late().await;
        expect_end(&app, (event, seat), &id, REFUNDED, at.1).await;
    }
    app.finish().await;
}

#[tokio::test]
async fn a_compensation_that_comes_after_the_seat_was_sold_again_changes_nothing() {
    let (app, ways) = Ways::start().await;
    let event = app.create_event(5).await;
    warm_up(&app, event).await;
    let each = [
        (Store::Statement, "SET state = 'CANCELLING'"),
        (Store::Gateway, "/void "),
        (Store::Redis, give_back_script()),
        (Store::Statement, "SET state = 'CANCELLED'"),
    ];
    for (at, seat) in each.into_iter().zip(2..) {
        let token = app.hold(event, &[seat]).await;
        ways.to(at.0).arm([late(at)]);
        let first = id(&order(&app, &new_key(), &token, event, &[seat], "sim_decline").send().await.expect(202));
        let end = cancelled(CancelReason::PaymentDeclined, PaymentStatus::Declined);
        expect_end(&app, (event, seat), &first, end, at.1).await;
        let second = id(&buy(&app, event, &[seat], "sim_approve").await.expect(201));
        ways.to(at.0).deliver_late().await;
        expect_end(&app, (event, seat), &second, CONFIRMED, at.1).await;
    }
    app.finish().await;
}
