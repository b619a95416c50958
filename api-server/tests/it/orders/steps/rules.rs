//! Rules of the saga that only matter when something happens between two steps.

use std::time::Duration;

use holdfast_domain::{
    PaymentStatus,
    order::{CancelReason, OrderState},
    step_messages::GiveBackInput,
};
use holdfast_stores::redis;
use holdfast_workflows::OrderWorkflow;
use secrecy::ExposeSecret;
use temporalio_client::{WorkflowCancelOptions, WorkflowSignalOptions};

use super::{
    CONFIRMED, cancelled, durable_activities, expect_end, is_running, row_in, seat, timers,
    wire::{Step, Ways},
};
use crate::{
    orders::{buy, id, new_key, order, payments},
    support::{TestApp, eventually, eventually_within, order_workflow},
};

/// Orders seat 2; returns the order's id.
async fn place(app: &TestApp, event: u64, method: &str) -> String {
    let token = app.hold(event, &[2]).await;
    id(&order(app, &new_key(), &token, event, &[2], method).send().await.expect(202))
}

/// Removes an order's seat from Redis, as a failover that loses its last writes does.
async fn forget_seat(app: &TestApp, event: u64, id: &str) -> Result<u32, redis::Error> {
    let lost = GiveBackInput {
        order_id: id.parse().unwrap(),
        event_id: event.try_into().unwrap(),
        seats: vec![2.try_into().unwrap()],
        unclaimed: None,
    };
    app.state.engine.seats.give_back(&lost, &[]).await
}

#[tokio::test]
async fn a_cancellation_that_comes_before_the_record_finds_the_row_it_needs() {
    let (app, ways) = Ways::start().await;
    let event = app.create_event(2).await;
    let blocked = ways.block(Step::Transaction("record_order"));
    let id = place(&app, event, "sim_never").await;
    blocked.met().await;
    let workflow = order_workflow(&id).await;
    workflow.signal(OrderWorkflow::cancel_by_operator, (), WorkflowSignalOptions::default()).await.unwrap();
    eventually("the cancellation is tried", async || {
        let tried = durable_activities(format!("order-{id}")).await;
        tried.iter().any(|name| name.ends_with("begin_cancel")).then_some(())
    })
    .await;
    blocked.disarm();
    let end = cancelled(CancelReason::OperatorCancelled, PaymentStatus::Voided);
    expect_end(&app, (event, 2), &id, end, "cancelled before it was recorded").await;
    app.finish().await;
}

#[tokio::test]
async fn seats_that_a_load_claims_again_after_they_were_given_back_are_given_back_again() {
    let timers = cancel_over_a_load(None).await;
    assert!(timers.contains(&Duration::from_millis(200)), "not at once: {timers:?}");
}

#[tokio::test]
async fn a_patch_that_is_off_is_not_taken() {
    let timers = cancel_over_a_load(Some("other, wait-before-giving-back-again")).await;
    assert!(!timers.contains(&Duration::from_millis(200)), "as in the release before: {timers:?}");
}

/// Cancels an order whose event is loaded between giving the seats back and CANCELLED. Returns the workflow's timers.
async fn cancel_over_a_load(patches_off: Option<&str>) -> Vec<Duration> {
    let (app, ways) =
        Ways::start_with(|config| config.engine.temporal.patches_off = patches_off.map(str::to_owned)).await;
    let event = app.create_event(2).await;
    let blocked = ways.block(Step::Transaction("finish_cancel"));
    let id = place(&app, event, "sim_decline").await;
    blocked.met().await;
    assert_eq!(seat(&app, event, 2).await.unwrap(), "AVAILABLE");
    app.state.engine.loader.reload(event.try_into().unwrap()).await.unwrap();
    assert_eq!(seat(&app, event, 2).await.unwrap(), "HELD");
    blocked.disarm();
    let end = cancelled(CancelReason::PaymentDeclined, PaymentStatus::Declined);
    expect_end(&app, (event, 2), &id, end, "cancelled over a load").await;
    let timers = timers(format!("order-{id}")).await;
    app.finish().await;
    timers
}

#[tokio::test]
async fn an_order_of_a_seat_that_mysql_has_sold_is_cancelled_and_the_seat_stays_its_owners() {
    let app = TestApp::start().await;
    let event = app.create_event(2).await;
    let owner = id(&buy(&app, event, &[2], "sim_approve").await.expect(201));
    forget_seat(&app, event, &owner).await.unwrap();
    let late = id(&buy(&app, event, &[2], "sim_approve").await.expect(201));
    let row = row_in(&app, &late, OrderState::Cancelled).await.row;
    assert_eq!((row.reason, row.payment_status), (Some(CancelReason::SeatLost), PaymentStatus::Voided));
    assert_eq!(payments(&app, &late).await, [("VOIDED".to_owned(), Some(50_000))]);
    expect_end(&app, (event, 2), &owner, CONFIRMED, "the owner").await;
    // Redis has the owner too, since the owner's refund frees the seat.
    app.post(&format!("/orders/{owner}/cancel")).send().await;
    eventually("the seat is free", async || (seat(&app, event, 2).await? == "AVAILABLE").then_some(())).await;
    app.finish().await;
}

#[tokio::test]
async fn a_sale_whose_claim_redis_has_lost_is_loaded_and_sold() {
    let (app, ways) = Ways::start().await;
    let event = app.create_event(2).await;
    let blocked = ways.block(Step::Script("sell_seats"));
    let id = place(&app, event, "sim_approve").await;
    blocked.met().await;
    eventually("the claim is lost", async || forget_seat(&app, event, &id).await.ok()).await;
    blocked.disarm();
    expect_end(&app, (event, 2), &id, CONFIRMED, "sold after a load").await;
    app.finish().await;
}

#[tokio::test]
async fn a_sale_that_finds_the_order_rolled_back_by_another_run_follows_it() {
    let app = TestApp::start().await;
    let event = app.create_event(2).await;
    let id = place(&app, event, "sim_delay_600").await;
    row_in(&app, &id, OrderState::Pending).await;
    eventually("the seat is claimed", async || (seat(&app, event, 2).await? == "HELD").then_some(())).await;
    let reason = CancelReason::OperatorTerminated;
    app.state.engine.database.begin_cancel(id.parse().unwrap(), reason, false).await.unwrap();
    // Voided, rather than captured and then refunded.
    let end = cancelled(reason, PaymentStatus::Voided);
    expect_end(&app, (event, 2), &id, end, "overtaken").await;
    app.finish().await;
}

#[tokio::test]
async fn a_deadline_that_finds_the_order_sold_by_another_run_follows_it() {
    let app = TestApp::start_with(|config| config.engine.payment_deadline_seconds = 2).await;
    let event = app.create_event(2).await;
    // The payment is authorised, but the run never gets the reply.
    let id = place(&app, event, "sim_lost_1000").await;
    eventually("the payment is in the ledger", async || (payments(&app, &id).await.len() == 1).then_some(())).await;
    let secret = app.state.config.engine.secrets.order_id.expose_secret().as_bytes();
    app.state.engine.database.commit_order(id.parse().unwrap(), PaymentStatus::Authorized, None, secret).await.unwrap();
    expect_end(&app, (event, 2), &id, CONFIRMED, "sold before the deadline").await;
    app.finish().await;
}

#[tokio::test]
async fn a_cancellation_through_temporal_is_ignored_from_sold_on() {
    let (app, ways) = Ways::start().await;
    let event = app.create_event(2).await;
    let blocked = ways.block(Step::Call("/capture"));
    let id = place(&app, event, "sim_approve").await;
    blocked.met().await;
    order_workflow(&id).await.cancel(WorkflowCancelOptions::builder().reason("test").build()).await.unwrap();
    blocked.disarm();
    expect_end(&app, (event, 2), &id, CONFIRMED, "cancelled when it was sold").await;
    app.finish().await;
}

#[tokio::test]
async fn a_cancellation_that_loses_to_a_sale_under_way_leads_to_a_refund() {
    let (app, ways) = Ways::start().await;
    let event = app.create_event(2).await;
    let blocked = ways.block(Step::Call("/capture"));
    let id = place(&app, event, "sim_approve").await;
    blocked.met().await;
    let workflow = order_workflow(&id).await;
    workflow.signal(OrderWorkflow::cancel_by_operator, (), WorkflowSignalOptions::default()).await.unwrap();
    blocked.disarm();
    let end = super::End { reason: Some(CancelReason::OperatorCancelled), ..super::REFUNDED };
    expect_end(&app, (event, 2), &id, end, "refunded").await;
    app.finish().await;
}

#[tokio::test]
async fn a_refund_that_is_owed_outlives_the_workflow_that_began_it() {
    let (app, ways) = Ways::start().await;
    let event = app.create_event(2).await;
    let capture = ways.block(Step::Call("/capture"));
    let id = place(&app, event, "sim_approve").await;
    capture.met().await;
    let workflow = order_workflow(&id).await;
    workflow.signal(OrderWorkflow::cancel_by_operator, (), WorkflowSignalOptions::default()).await.unwrap();
    // In place of the first fault: the order is confirmed, and then owes a refund.
    let refund = ways.block(Step::Call("/refund"));
    refund.met().await;
    eventually_within("the workflow has ended", Duration::from_secs(30), async || {
        (!is_running(&format!("order-{id}")).await).then_some(())
    })
    .await;
    refund.disarm();
    let end = super::End { reason: Some(CancelReason::OperatorCancelled), ..super::REFUNDED };
    expect_end(&app, (event, 2), &id, end, "refunded after its parent's end").await;
    app.finish().await;
}
