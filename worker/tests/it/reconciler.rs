//! Orders whose workflow is closed or unknown are settled; orders that a workflow drives are left alone.

use std::time::Duration;

use holdfast_domain::{
    CancelReason, EventId, OrderId, OrderState, PaymentStatus, SeatId, SeatStatus, step_messages::OrderRow,
};
use holdfast_order_engine::timeline::Actor;
use holdfast_test_support::{FaultProxy, eventually, eventually_within};
use holdfast_worker::reconciler::{self, Pace};
use metrics_exporter_prometheus::PrometheusBuilder;
use temporalio_client::WorkflowTerminateOptions;
use tokio_util::sync::CancellationToken;

use crate::support::{
    engine::{TestEngine, order_workflow, run_of},
    taken,
};

#[tokio::test]
async fn orders_whose_workflow_is_closed_or_unknown_are_settled_and_no_others() {
    let recorder = PrometheusBuilder::new().build_recorder();
    let _guard = metrics::set_default_local_recorder(&recorder);
    let app = TestEngine::start().await;
    let (database, orders) = (&app.engine.database, &app.engine.orders);
    let (event, other_event) = (app.create_event(4).await, app.create_event(1).await);
    let driven = app.start_waiting_order(other_event, 1).await;
    let run = run_of(driven).await;
    let terminated = app.start_waiting_order(event, 1).await;
    let reason = WorkflowTerminateOptions::builder().reason("test").build();
    order_workflow(terminated).await.terminate(reason).await.unwrap();

    let row = |state, reason, payment_status| OrderRow { state, reason, payment_status };
    let back = row(OrderState::Cancelled, Some(CancelReason::OperatorTerminated), PaymentStatus::Voided);
    let sold = row(OrderState::Confirmed, None, PaymentStatus::Captured);
    let refunded = row(OrderState::Refunded, Some(CancelReason::CustomerCancelled), PaymentStatus::Refunded);
    let mut settled = vec![(terminated, back)];
    // Rows that Temporal doesn't know, as after the loss of its database.
    for (seat, state, end) in
        [(2, OrderState::Pending, back), (3, OrderState::Sold, sold), (4, OrderState::Refunding, refunded)]
    {
        let placed = app.accept(event, seat, "sim_approve").await;
        app.bring_to(&placed, state).await;
        settled.push((placed.order_id, end));
    }

    let stop = CancellationToken::new();
    let reconciling = tokio::spawn(reconciler::run(database.clone(), orders.clone(), Pace::default(), stop.clone()));
    for (id, end) in settled {
        // An order counts as driven while its row has changed within ten seconds.
        eventually_within("the order has ended", Duration::from_secs(40), async || {
            let row = database.find_order(id).await.unwrap().unwrap().row;
            (row == end).then_some(())
        })
        .await;
    }
    // A refund ends before its seats are free.
    let third = SeatId::try_from(3).unwrap();
    eventually("the other seats are free", async || {
        (taken(&app.engine.seats, event).await == [(third, SeatStatus::Sold)]).then_some(())
    })
    .await;

    assert_eq!(database.find_order(driven).await.unwrap().unwrap().row.state, OrderState::Pending);
    assert_eq!(run_of(driven).await, run);
    let shown = recorder.handle().render();
    let value = |name| shown.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
    assert_eq!(value("holdfast_orders_settled_total "), "4");
    assert_eq!(value("holdfast_reconciler_failures_total "), "0");
    let unchanged: f64 = value("holdfast_orders_unchanged_seconds ").parse().unwrap();
    assert!(unchanged > 10.0, "the driven order: {unchanged}");
    orders.cancel(driven).await.unwrap();
    stop.cancel();
    reconciling.await.unwrap();
    app.finish().await;
}

#[tokio::test]
async fn a_page_of_orders_that_are_driven_does_not_hide_a_lost_order() {
    let app = TestEngine::start().await;
    let event = app.create_event(3).await;
    let driven = [app.start_waiting_order(event, 1).await, app.start_waiting_order(event, 2).await];
    let lost = lost_order(&app, event, 3).await;
    reconcile_until_cancelled(&app, Pace { page: 2, ..Pace::default() }, lost).await;
    for id in driven {
        app.engine.orders.cancel(id).await.unwrap();
    }
    app.finish().await;
}

#[tokio::test]
async fn orders_that_cannot_be_checked_do_not_hold_up_the_others() {
    let mut proxy = None;
    let app = TestEngine::start_with(|config| {
        let (before_temporal, address) = FaultProxy::before_temporal(&config.temporal.address);
        config.temporal.address = address;
        proxy = Some(before_temporal);
    })
    .await;
    let proxy = proxy.unwrap();
    let event = app.create_event(3).await;
    let unreachable = lost_order(&app, event, 1).await;
    proxy.block(&format!("order-{unreachable}"));
    // With one failure allowed, a scan ends at the first order, and the next scan continues after it.
    for (seat, failures) in [(2, 2), (3, 1)] {
        let lost = lost_order(&app, event, seat).await;
        reconcile_until_cancelled(&app, Pace { failures, ..Pace::default() }, lost).await;
    }
    assert_eq!(app.engine.database.find_order(unreachable).await.unwrap().unwrap().row.state, OrderState::Pending);
    app.finish().await;
}

#[tokio::test]
async fn an_order_whose_workflow_was_terminated_before_it_had_a_row_is_settled() {
    let app = TestEngine::start().await;
    let event = app.create_event(1).await;
    let placed = app.accept(event, 1, "sim_approve").await;
    let id = placed.order_id;
    app.start_and_terminate(placed).await;
    assert!(app.engine.database.find_order(id).await.unwrap().is_none());
    reconcile_until_cancelled(&app, Pace::default(), id).await;
    app.finish().await;
}

#[tokio::test]
async fn a_timeline_names_the_operator_who_terminated_and_the_reconciler_that_settled() {
    let app = TestEngine::start().await;
    let event = app.create_event(2).await;
    let terminated = app.start_waiting_order(event, 1).await;
    order_workflow(terminated).await.terminate(WorkflowTerminateOptions::default()).await.unwrap();
    let refunding = app.accept(event, 2, "sim_approve").await;
    app.bring_to(&refunding, OrderState::Refunding).await;
    let refunding = refunding.order_id;
    for id in [terminated, refunding] {
        let order = app.engine.database.find_order(id).await.unwrap().unwrap();
        app.engine.orders.settle(order).await.unwrap();
    }
    let expected = [
        (
            terminated,
            vec![
                (Actor::Buyer, "place_order"),
                (Actor::Operator, "terminate"),
                (Actor::Reconciler, "start_settlement"),
            ],
        ),
        (refunding, vec![(Actor::Reconciler, "start_refund")]),
    ];
    for (id, actions) in expected {
        // Temporal's list of older runs lags behind, and far behind while other tests start many workflows.
        eventually_within("the timeline has these actions", Duration::from_mins(2), async || {
            let timeline = app.engine.orders.timeline(id, None).await.unwrap()?;
            let others = timeline.entries.iter().filter(|entry| entry.actor != Actor::Saga);
            others.map(|entry| (entry.actor, &*entry.what)).eq(actions.iter().copied()).then_some(())
        })
        .await;
    }
    app.finish().await;
}

/// A PENDING order whose workflow is lost.
async fn lost_order(app: &TestEngine, event: EventId, seat: u32) -> OrderId {
    let placed = app.accept(event, seat, "sim_approve").await;
    app.bring_to(&placed, OrderState::Pending).await;
    placed.order_id
}

async fn reconcile_until_cancelled(app: &TestEngine, pace: Pace, id: OrderId) {
    let (database, stop) = (&app.engine.database, CancellationToken::new());
    let reconciling = tokio::spawn(reconciler::run(database.clone(), app.engine.orders.clone(), pace, stop.clone()));
    eventually_within("the order is rolled back", Duration::from_secs(40), async || {
        let row = database.find_order(id).await.unwrap()?.row;
        (row.state == OrderState::Cancelled).then_some(())
    })
    .await;
    stop.cancel();
    reconciling.await.unwrap();
}
