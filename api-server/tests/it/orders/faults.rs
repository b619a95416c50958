//! What operators and accidents do to an order under way.

use std::{sync::Arc, time::Duration};

use holdfast_activities::{
    kafka::Publisher, loader::Loader, order_watch::OrderWatch, payment::Gateway, saga::OrderActivities,
};
use holdfast_worker::{reconciler, temporal::Host};
use holdfast_workflows::OrderWorkflow;
use temporalio_client::{WorkflowCancelOptions, WorkflowQueryOptions, WorkflowSignalOptions, WorkflowTerminateOptions};
use tokio_util::sync::CancellationToken;

use super::{assert_clean_slate, buy, ended, id, new_key, order};
use crate::support::{TestApp, eventually, order_workflow};

/// An order that waits for a payment that never settles; its id.
async fn waiting_order(app: &TestApp, event: u64) -> String {
    let token = app.hold(event, &[1]).await;
    let accepted = order(app, &new_key(), &token, event, &[1], "sim_never").send().await.expect(202);
    let id = id(&accepted);
    eventually(async || {
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
async fn an_operators_signal_that_loses_to_the_sale_is_owed_a_refund() {
    let app = TestApp::start().await;
    let event = app.create_event(1).await;
    let token = app.hold(event, &[1]).await;
    let accepted = order(&app, &new_key(), &token, event, &[1], "sim_capture_fail_4").send().await.expect(202);
    let path = format!("/orders/{}", id(&accepted));
    let status_of = async |field: &str| app.get(&path).send().await.expect(200)[field].as_str().unwrap().to_owned();
    eventually(async || (status_of("paymentStatus").await == "AUTHORIZED").then_some(())).await;
    let workflow = order_workflow(&id(&accepted)).await;
    workflow.signal(OrderWorkflow::cancel_by_operator, (), WorkflowSignalOptions::default()).await.unwrap();
    eventually(async || (status_of("status").await == "REFUNDED").then_some(())).await;
    assert_eq!(status_of("reason").await, "OPERATOR_CANCELLED");
    eventually(async || (app.statuses(event).await == ["AVAILABLE"]).then_some(())).await;
    app.finish().await;
}

#[tokio::test]
async fn temporals_own_cancellation_means_the_same() {
    let app = TestApp::start().await;
    let event = app.create_event(1).await;
    let id = waiting_order(&app, event).await;
    order_workflow(&id).await.cancel(WorkflowCancelOptions::builder().reason("test").build()).await.unwrap();
    assert_clean_slate(&app, event, &ended(&app, &id).await, "OPERATOR_CANCELLED", "VOIDED").await;
    app.finish().await;
}

#[tokio::test]
async fn the_status_query_says_what_the_saga_waits_for() {
    let app = TestApp::start().await;
    let event = app.create_event(1).await;
    let id = waiting_order(&app, event).await;
    let workflow = order_workflow(&id).await;
    let view = workflow.query(OrderWorkflow::status, (), WorkflowQueryOptions::default()).await.unwrap();
    assert_eq!(view.step, "waiting for the gateway's word on the payment");
    app.post(&format!("/orders/{id}/cancel")).send().await.expect(200);
    app.finish().await;
}

#[tokio::test]
async fn an_order_whose_workflow_was_terminated_is_settled_by_the_reconciler() {
    let app = TestApp::start().await;
    let event = app.create_event(1).await;
    let id = waiting_order(&app, event).await;
    let reason = WorkflowTerminateOptions::builder().reason("test").build();
    order_workflow(&id).await.terminate(reason).await.unwrap();
    app.post(&format!("/orders/{id}/cancel")).send().await.expect_problem(503, "UNAVAILABLE");

    let config = &app.state.config;
    let (database, seats) = (app.state.database.clone(), app.state.seats.clone());
    let activities = OrderActivities {
        loader: Loader::new(database.clone(), seats.clone()),
        gateway: Gateway::new(&config.gateway).unwrap(),
        publisher: Publisher::new(&config.kafka, config.names.clone()).unwrap(),
        watch: OrderWatch::default(),
        ticket_secret: config.secrets.order_id.clone(),
        database: database.clone(),
        seats,
    };
    let queue = config.names.task_queue();
    let host = Arc::new(Host::start(&config.temporal, queue.clone(), activities).unwrap());
    let stop = CancellationToken::new();
    let running = tokio::spawn(reconciler::run(database, Arc::clone(&host), queue, 10, stop.clone()));
    let settled = tokio::time::timeout(Duration::from_secs(40), async {
        loop {
            let order = app.get(&format!("/orders/{id}?wait=10")).send().await.expect(200);
            if order["status"] != "PENDING" {
                return order;
            }
        }
    });
    assert_clean_slate(&app, event, &settled.await.unwrap(), "OPERATOR_TERMINATED", "VOIDED").await;
    stop.cancel();
    running.await.unwrap();
    host.drain().await;
    app.finish().await;
}

#[tokio::test]
async fn the_saga_loads_an_event_that_redis_has_lost() {
    let app = TestApp::start().await;
    let event = app.create_event(2).await;
    let id = waiting_order(&app, event).await;
    let name = app.state.config.names.seats(event.try_into().unwrap());
    let client = redis::Client::open(app.state.config.redis.url.as_str()).unwrap();
    let mut connection = client.get_multiplexed_async_connection().await.unwrap();
    let _: () = redis::cmd("DEL").arg(name).query_async(&mut connection).await.unwrap();
    app.post(&format!("/orders/{id}/cancel")).send().await;
    assert_eq!(ended(&app, &id).await["reason"], "CUSTOMER_CANCELLED");
    assert_eq!(app.statuses(event).await, ["AVAILABLE", "AVAILABLE"]);
    assert_eq!(buy(&app, event, &[1], "sim_approve").await.expect(201)["status"], "CONFIRMED");
    app.finish().await;
}
