//! Orders that no workflow drives any more, and those that one does.

use std::time::Duration;

use holdfast_domain::{
    PaymentStatus,
    order::{CancelReason, OrderState},
};
use holdfast_worker::reconciler;
use temporalio_client::{WorkflowDescribeOptions, WorkflowTerminateOptions};
use tokio_util::sync::CancellationToken;

use super::{
    faults::waiting_order,
    steps::{
        CONFIRMED, End, REFUNDED,
        again::{Done, accepted, run_until},
        cancelled, expect_end, row_in,
    },
};
use crate::support::{TestApp, eventually_within, order_workflow};

async fn run_of(id: &str) -> String {
    order_workflow(id).await.describe(WorkflowDescribeOptions::default()).await.unwrap().run_id().to_owned()
}

#[tokio::test]
async fn orders_whose_workflow_is_closed_or_unknown_are_settled_and_no_others() {
    let app = TestApp::start_with(|config| config.engine.payment_deadline_seconds = 60).await;
    let (event, other_event) = (app.create_event(5).await, app.create_event(1).await);
    let driven = waiting_order(&app, other_event).await;
    let run = run_of(&driven).await;
    let terminated = waiting_order(&app, event).await;
    let reason = WorkflowTerminateOptions::builder().reason("test").build();
    order_workflow(&terminated).await.terminate(reason).await.unwrap();
    app.post(&format!("/orders/{terminated}/cancel")).send().await.expect_problem(503, "UNAVAILABLE");

    // Rows that Temporal doesn't know, as after the loss of its database.
    let back = cancelled(CancelReason::OperatorTerminated, PaymentStatus::Voided);
    let mut settled: Vec<(u32, String, End)> = vec![(1, terminated, back)];
    for (seat, done, end) in [(2, Done::Claimed, back), (3, Done::Captured, CONFIRMED), (4, Done::Confirmed, REFUNDED)]
    {
        let (placed, _) = accepted(&app, event, seat).await;
        run_until(&app, &placed, done).await;
        if done == Done::Confirmed {
            let reason = CancelReason::CustomerCancelled;
            app.state.engine.database.begin_refund(placed.order_id, reason).await.unwrap();
        }
        settled.push((seat, placed.order_id.to_string(), end));
    }

    // A worker's reconciler, and nothing else of the worker.
    let stop = CancellationToken::new();
    let (database, orders) = (app.state.engine.database.clone(), app.state.engine.orders.clone());
    let reconciling = tokio::spawn(reconciler::run(database, orders, stop.clone()));
    for (seat, id, end) in settled {
        // An order counts as lost once its row has rested for ten seconds.
        eventually_within(Duration::from_secs(40), async || {
            let row = app.state.engine.database.find_order_row(id.parse().unwrap()).await.unwrap().unwrap();
            (row.state == end.state).then_some(())
        })
        .await;
        expect_end(&app, (event, seat), &id, end, &format!("settled: {:?}", end.state)).await;
    }
    row_in(&app, &driven, OrderState::Pending).await;
    assert_eq!(run_of(&driven).await, run);
    app.post(&format!("/orders/{driven}/cancel")).send().await.expect(200);
    stop.cancel();
    reconciling.await.unwrap();
    app.finish().await;
}
