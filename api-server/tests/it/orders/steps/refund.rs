//! Faults of the refund's steps: the money goes back once and the seats become free.

use super::{
    CONFIRMED, Failing, REFUNDED, durable_activities, expect_end, fail_each_in_turn, is_running, timers, warm_up,
    wire::{Step, Ways},
};
use crate::{
    orders::{id, new_key, order},
    support::eventually,
};

#[tokio::test]
async fn an_order_is_still_refunded_if_any_step_of_the_refund_fails() {
    let steps = [
        Step::Statement("begin_refund"),
        Step::Call("/refund"),
        Step::Transaction("finish_refund"),
        Step::Script("give_back"),
    ];
    fail_each_in_turn(&steps, async |failing: &Failing<'_>| {
        let id = failing.place("sim_approve").await;
        failing.expect_end(&id, CONFIRMED).await;
        failing.arm();
        let answer = failing.app.post(&format!("/orders/{id}/cancel")).send().await;
        assert!([200, 202].contains(&answer.status.as_u16()), "{answer:?}");
        failing.expect_end(&id, REFUNDED).await;
        failing.expect_durable_tries(format!("refund-{id}")).await;
    })
    .await;
}

#[tokio::test]
async fn a_refund_of_an_order_that_is_not_confirmed_yet_waits_for_it() {
    let (app, ways) = Ways::start().await;
    let event = app.create_event(2).await;
    warm_up(&app, event).await;
    let blocked = ways.block(Step::Call("/capture"));
    let token = app.hold(event, &[2]).await;
    let id = id(&order(&app, &new_key(), &token, event, &[2], "sim_approve").send().await.expect(202));
    // From now on no step keeps the workflow from answering.
    eventually("a durable activity is tried", async || {
        (!durable_activities(format!("order-{id}")).await.is_empty()).then_some(())
    })
    .await;
    app.post(&format!("/orders/{id}/cancel")).send().await.expect(202);
    let refund = format!("refund-{id}");
    eventually("the refund waits", async || {
        (is_running(&refund).await && !timers(refund.clone()).await.is_empty()).then_some(())
    })
    .await;
    blocked.disarm();
    expect_end(&app, (event, 2), &id, REFUNDED, "refunded once it was confirmed").await;
    app.finish().await;
}
