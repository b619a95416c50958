//! Operators' signals and lost data while an order is under way.

use holdfast_workflows::OrderWorkflow;
use temporalio_client::{WorkflowCancelOptions, WorkflowQueryOptions, WorkflowSignalOptions, WorkflowTerminateOptions};

use super::{assert_clean_slate, buy, ended, id, new_key, order};
use crate::support::{RedisConnection, TestApp, eventually, order_workflow};

/// Places an order whose payment stays pending; returns its id.
async fn waiting_order(app: &TestApp, event: u64) -> String {
    let token = app.hold(event, &[1]).await;
    let accepted = order(app, &new_key(), &token, event, &[1], "sim_never").send().await.expect(202);
    let id = id(&accepted);
    eventually("the order waits for its payment", async || {
        let order = app.get(&format!("/orders/{id}")).send().await.expect(200);
        (order["paymentStatus"] == "PENDING").then_some(())
    })
    .await;
    id
}

#[tokio::test]
async fn an_operator_cancels_by_signal() {
    let app = TestApp::start().await;
    let event = app.create_event(1).await;
    let id = waiting_order(&app, event).await;
    let workflow = order_workflow(&id).await;
    workflow.signal(OrderWorkflow::cancel_by_operator, (), WorkflowSignalOptions::default()).await.unwrap();
    assert_clean_slate(&app, event, &ended(&app, &id).await, "OPERATOR_CANCELLED", "VOIDED").await;
    app.finish().await;
}

#[tokio::test]
async fn an_operators_signal_that_loses_to_the_sale_leads_to_a_refund() {
    let app = TestApp::start().await;
    let event = app.create_event(1).await;
    let token = app.hold(event, &[1]).await;
    let accepted = order(&app, &new_key(), &token, event, &[1], "sim_capture_fail_4").send().await.expect(202);
    let path = format!("/orders/{}", id(&accepted));
    let status_of = async |field: &str| app.get(&path).send().await.expect(200)[field].as_str().unwrap().to_owned();
    eventually("the payment is authorised", async || (status_of("paymentStatus").await == "AUTHORIZED").then_some(()))
        .await;
    let workflow = order_workflow(&id(&accepted)).await;
    workflow.signal(OrderWorkflow::cancel_by_operator, (), WorkflowSignalOptions::default()).await.unwrap();
    eventually("the order is refunded", async || (status_of("status").await == "REFUNDED").then_some(())).await;
    assert_eq!(status_of("reason").await, "OPERATOR_CANCELLED");
    eventually("the seat is free", async || (app.statuses(event).await == ["AVAILABLE"]).then_some(())).await;
    app.finish().await;
}

#[tokio::test]
async fn a_cancellation_through_temporal_cancels_the_order() {
    let app = TestApp::start().await;
    let event = app.create_event(1).await;
    let id = waiting_order(&app, event).await;
    order_workflow(&id).await.cancel(WorkflowCancelOptions::builder().reason("test").build()).await.unwrap();
    assert_clean_slate(&app, event, &ended(&app, &id).await, "OPERATOR_CANCELLED", "VOIDED").await;
    app.finish().await;
}

#[tokio::test]
async fn an_order_whose_workflow_was_terminated_cannot_be_cancelled_before_it_is_settled() {
    let app = TestApp::start().await;
    let event = app.create_event(1).await;
    let id = waiting_order(&app, event).await;
    let reason = WorkflowTerminateOptions::builder().reason("test").build();
    order_workflow(&id).await.terminate(reason).await.unwrap();
    app.post(&format!("/orders/{id}/cancel")).send().await.expect_problem(503, "UNAVAILABLE");
    // As the worker's reconciler does it.
    let order = app.state.engine.database.find_order(id.parse().unwrap()).await.unwrap().unwrap();
    app.state.engine.orders.settle(order).await.unwrap();
    assert_clean_slate(&app, event, &ended(&app, &id).await, "OPERATOR_TERMINATED", "VOIDED").await;
    app.finish().await;
}

#[tokio::test]
async fn the_status_query_names_the_step_that_the_saga_waits_for() {
    let app = TestApp::start().await;
    let event = app.create_event(1).await;
    let id = waiting_order(&app, event).await;
    let workflow = order_workflow(&id).await;
    let view = workflow.query(OrderWorkflow::status, (), WorkflowQueryOptions::default()).await.unwrap();
    assert_eq!(view.step, "waiting for the gateway's result");
    app.post(&format!("/orders/{id}/cancel")).send().await.expect(200);
    app.finish().await;
}

#[tokio::test]
async fn the_saga_loads_an_event_that_redis_has_lost() {
    let app = TestApp::start().await;
    let event = app.create_event(2).await;
    let id = waiting_order(&app, event).await;
    let name = app.state.config.engine.names.seats(event.try_into().unwrap());
    let mut connection = RedisConnection::open(&app.state.config.engine.redis.url).await;
    let _: () = redis::cmd("DEL").arg(name).query_async(&mut connection).await.unwrap();
    app.post(&format!("/orders/{id}/cancel")).send().await;
    assert_eq!(ended(&app, &id).await["reason"], "CUSTOMER_CANCELLED");
    assert_eq!(app.statuses(event).await, ["AVAILABLE", "AVAILABLE"]);
    assert_eq!(buy(&app, event, &[1], "sim_approve").await.expect(201)["status"], "CONFIRMED");
    app.finish().await;
}
