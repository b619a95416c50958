//! `GET /admin/orders/{orderId}/timeline`.

use std::time::Duration;

use futures::future::join_all;
use holdfast_domain::{OrderId, Principal};
use holdfast_workflows::OrderWorkflow;
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use temporalio_client::{WorkflowSignalOptions, WorkflowTerminateOptions};

use crate::{
    orders::{buy, id, new_key, order},
    support::{Answer, FaultProxy, OPERATOR, TestApp, eventually, eventually_within, order_workflow},
};

async fn read(app: &TestApp, order: &str) -> Answer {
    app.get(&format!("/admin/orders/{order}/timeline")).admin().send().await
}

/// The entries, once the workflow is complete.
async fn complete(app: &TestApp, order: &str, workflow: &str) -> Vec<Value> {
    let workflow_id = format!("{workflow}-{order}");
    eventually("the workflow is complete", async || {
        let entries = entries(&read(app, order).await.expect(200));
        entries
            .iter()
            .any(|entry| entry["what"] == "complete" && entry["workflowId"] == workflow_id.as_str())
            .then_some(entries)
    })
    .await
}

fn entries(timeline: &Value) -> Vec<Value> {
    timeline["entries"].as_array().unwrap().clone()
}

/// The entries of a workflow, each as its kind, what happened, and how it ended.
fn story<'a>(entries: &'a [Value], workflow: &str) -> Vec<[&'a str; 3]> {
    let of_workflow =
        entries.iter().filter(|entry| entry["workflowId"].as_str().is_some_and(|id| id.starts_with(workflow)));
    of_workflow.map(|entry| ["kind", "what", "outcome"].map(|field| entry[field].as_str().unwrap_or("-"))).collect()
}

/// The only entry of this kind with this name.
#[track_caller]
fn only<'a>(entries: &'a [Value], kind: &str, what: &str) -> &'a Value {
    let found: Vec<_> = entries.iter().filter(|entry| entry["kind"] == kind && entry["what"] == what).collect();
    assert_eq!(found.len(), 1, "{kind} {what} in {entries:#?}");
    found[0]
}

/// Places an order whose payment stays pending; returns its id and the trace id of the request.
async fn place_waiting(app: &TestApp, event: u64) -> (String, String) {
    let token = app.hold(event, &[1]).await;
    let answer = order(app, &new_key(), &token, event, &[1], "sim_never").send().await;
    let trace_id = answer.header("trace-id").to_owned();
    let id = id(&answer.expect(202));
    eventually("the order waits for its payment", async || {
        let order = app.get(&format!("/orders/{id}")).send().await.expect(200);
        (order["paymentStatus"] == "PENDING").then_some(())
    })
    .await;
    (id, trace_id)
}

#[tokio::test]
async fn a_confirmed_order_has_its_request_and_its_steps_in_order_under_the_trace_of_the_request() {
    let app = TestApp::start().await;
    let event = app.create_event(2).await;
    let token = app.hold(event, &[1, 2]).await;
    let answer =
        order(&app, &new_key(), &token, event, &[1, 2], "sim_approve").header("prefer", "wait=10").send().await;
    let trace_id = answer.header("trace-id").to_owned();
    let id = id(&answer.expect(201));

    let entries = complete(&app, &id, "order").await;

    assert_eq!(
        story(&entries, "order-"),
        [
            ["HTTP", "place_order", "-"],
            ["ORDER", "record", "PENDING"],
            ["SEATS", "claim", "CLAIMED"],
            ["GATEWAY", "authorise", "AUTHORIZED"],
            ["SALE", "sell", "CONFIRMED"],
            ["OUTCOME", "publish", "DONE"],
            ["WORKFLOW", "complete", "CONFIRMED"],
        ]
    );
    let placed = only(&entries, "HTTP", "place_order");
    assert_eq!((&placed["actor"], &placed["traceId"]), (&json!("BUYER"), &json!(trace_id)));
    for entry in entries.iter().filter(|entry| entry["workflowId"].is_string()) {
        assert_eq!(entry["traceId"], trace_id.as_str(), "{entry}");
        assert_eq!(entry["trace"], format!("http://traces.test/trace/{trace_id}"), "{entry}");
        assert!(entry["runId"].is_string() && entry["identity"] != "", "{entry}");
    }
    for step in entries.iter().filter(|entry| entry["actor"] == "SAGA" && entry["attempts"].is_number()) {
        let duration = step["durationMs"].as_f64().unwrap();
        assert!(step["attempts"] == 1 && (0.0..5000.0).contains(&duration), "{step}");
    }
    assert_eq!(only(&entries, "SALE", "sell")["paymentStatus"], "CAPTURED");
    let changed = only(&entries, "ORDER", "row_changed");
    assert_eq!((&changed["outcome"], &changed["paymentStatus"]), (&json!("CONFIRMED"), &json!("CAPTURED")));
    let times: Vec<_> = entries.iter().map(|entry| entry["at"].as_str().unwrap()).collect();
    assert!(times.is_sorted(), "{times:?}");
    app.finish().await;
}

#[tokio::test]
async fn a_timeline_shows_no_secret_of_the_order() {
    let app = TestApp::start().await;
    let event = app.create_event(1).await;
    let (token, key) = (app.hold(event, &[1]).await, new_key());
    let placed = order(&app, &key, &token, event, &[1], "sim_approve").header("prefer", "wait=10").send().await;
    let placed = placed.expect(201);
    let code = placed["tickets"][0]["code"].as_str().unwrap();

    let timeline = read(&app, &id(&placed)).await;

    let text = String::from_utf8(timeline.bytes.clone()).unwrap();
    for secret in [&token, &key, code] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
    assert_eq!(timeline.expect(200)["truncated"], false);
    app.finish().await;
}

#[tokio::test]
async fn a_cancellation_by_the_buyer_and_its_first_step_are_in_the_trace_of_the_order() {
    let app = TestApp::start().await;
    let event = app.create_event(1).await;
    let (id, placed_in) = place_waiting(&app, event).await;
    let answer = app.post(&format!("/orders/{id}/cancel")).send().await;
    assert!(answer.header("trace-id") != placed_in, "the request has a trace of its own");
    answer.expect(200);

    let entries = complete(&app, &id, "order").await;

    assert_eq!(only(&entries, "HTTP", "place_order")["traceId"], placed_in.as_str());
    let request = only(&entries, "HTTP", "cancel_order");
    assert_eq!((&request["actor"], &request["outcome"]), (&json!("BUYER"), &json!("WON")));
    let begun = only(&entries, "ORDER", "begin_cancel");
    assert_eq!((&begun["outcome"], &begun["reason"]), (&json!("CANCELLING"), &json!("CUSTOMER_CANCELLED")));
    assert_eq!((&request["traceId"], &begun["traceId"]), (&json!(placed_in), &json!(placed_in)));
    assert_eq!(only(&entries, "GATEWAY", "void")["outcome"], "VOIDED");
    assert_eq!(only(&entries, "SEATS", "give_back")["outcome"], "DONE");
    let story = story(&entries, "order-");
    let end = [["ORDER", "finish_cancel", "CANCELLED"], ["OUTCOME", "publish", "DONE"]];
    assert!(story.windows(2).any(|pair| pair == end), "{story:?}");
    app.finish().await;
}

#[tokio::test]
async fn a_callback_has_the_gateway_as_its_actor() {
    let app = TestApp::start().await;
    let event = app.create_event(1).await;
    let id = id(&buy(&app, event, &[1], "sim_pending_300").await.expect(201));

    let entries = complete(&app, &id, "order").await;

    let callback = only(&entries, "GATEWAY", "take_callback");
    assert_eq!(callback["actor"], "GATEWAY");
    // The callback is a request of its own, whose signal joins the order's trace.
    assert_eq!(callback["traceId"], only(&entries, "HTTP", "place_order")["traceId"], "{callback}");
    let authorised: Vec<_> =
        story(&entries, "order-").into_iter().filter(|[_, what, _]| *what == "authorise").map(|step| step[2]).collect();
    assert_eq!(authorised, ["PENDING", "AUTHORIZED"]);
    app.finish().await;
}

#[tokio::test]
async fn an_operators_signal_has_the_operators_identity() {
    let app = TestApp::start().await;
    let event = app.create_event(1).await;
    let (id, _) = place_waiting(&app, event).await;
    let workflow = order_workflow(&id).await;
    workflow.signal(OrderWorkflow::cancel_by_operator, (), WorkflowSignalOptions::default()).await.unwrap();

    let entries = complete(&app, &id, "order").await;

    let signal = only(&entries, "OPERATOR", "signal");
    assert_eq!(
        (&signal["actor"], &signal["detail"], &signal["identity"]),
        (&json!("OPERATOR"), &json!("cancel"), &json!(OPERATOR))
    );
    assert_eq!(only(&entries, "ORDER", "begin_cancel")["reason"], "OPERATOR_CANCELLED");
    app.finish().await;
}

#[tokio::test]
async fn a_termination_and_the_run_after_it_are_in_one_timeline() {
    let app = TestApp::start().await;
    let event = app.create_event(1).await;
    let (id, placed_in) = place_waiting(&app, event).await;
    let reason = WorkflowTerminateOptions::builder().reason("a test").build();
    order_workflow(&id).await.terminate(reason).await.unwrap();
    let order = app.state.engine.database.find_order(id.parse().unwrap()).await.unwrap().unwrap();
    app.state.engine.orders.settle(order).await.unwrap();

    // Temporal's list of older runs lags behind, and far behind while other tests start many workflows.
    let entries = eventually_within("the termination is in the timeline", Duration::from_mins(2), async || {
        let entries = complete(&app, &id, "order").await;
        entries.iter().any(|entry| entry["what"] == "terminate").then_some(entries)
    })
    .await;

    let placed = only(&entries, "HTTP", "place_order");
    assert_eq!(placed["traceId"], placed_in.as_str());
    let terminated = only(&entries, "OPERATOR", "terminate");
    assert_eq!(
        (&terminated["detail"], &terminated["identity"], &terminated["runId"]),
        (&json!("a test"), &json!(OPERATOR), &placed["runId"])
    );
    let ended = only(&entries, "WORKFLOW", "complete");
    assert_eq!((&ended["outcome"], &ended["reason"]), (&json!("CANCELLED"), &json!("OPERATOR_TERMINATED")));
    assert!(ended["runId"] != placed["runId"], "{ended}");
    app.finish().await;
}

#[tokio::test]
async fn a_step_that_failed_and_was_repeated_has_its_attempts_and_its_failures() {
    let app = TestApp::start().await;
    let event = app.create_event(1).await;
    let id = id(&buy(&app, event, &[1], "sim_unavailable_3").await.expect(201));

    let entries = complete(&app, &id, "order").await;

    let tries: Vec<_> = entries.iter().filter(|entry| entry["what"] == "authorise").collect();
    let of = |field: &str| tries.iter().map(|entry| entry[field].clone()).collect::<Vec<_>>();
    assert_eq!(of("outcome"), ["FAILED", "AUTHORIZED"], "one local attempt, then a durable step");
    assert_eq!(tries[0]["attempts"], 1);
    // Three, or two if a slow machine did the workflow task over, and with it the local attempt.
    assert!(matches!(tries[1]["attempts"].as_u64(), Some(2 | 3)), "{}", tries[1]);
    for entry in tries {
        assert!(entry["detail"].as_str().is_some_and(|detail| detail.contains("gateway")), "{entry}");
        assert!(entry["durationMs"].as_f64().unwrap() > 0.0, "{entry}");
    }
    app.finish().await;
}

#[tokio::test]
async fn a_step_that_is_being_repeated_has_no_outcome_and_its_last_failure() {
    let app = TestApp::start().await;
    let event = app.create_event(1).await;
    let token = app.hold(event, &[1]).await;
    let placed = order(&app, &new_key(), &token, event, &[1], "sim_unavailable_50").send().await.expect(202);
    let id = id(&placed);

    let step = eventually("the step has been tried again", async || {
        let entries = entries(&read(&app, &id).await.expect(200));
        entries.into_iter().find(|entry| entry["what"] == "authorise" && entry["attempts"].as_u64() > Some(1))
    })
    .await;

    assert_eq!((step.get("outcome"), step.get("durationMs")), (None, None), "{step}");
    assert!(step["detail"].as_str().is_some_and(|detail| detail.contains("gateway")), "{step}");
    app.post(&format!("/orders/{id}/cancel")).send().await;
    app.finish().await;
}

#[tokio::test]
async fn a_refund_is_in_the_trace_of_the_order_with_steps_of_its_own() {
    let app = TestApp::start().await;
    let event = app.create_event(1).await;
    let bought = buy(&app, event, &[1], "sim_approve").await;
    let placed_in = bought.header("trace-id").to_owned();
    let id = id(&bought.expect(201));
    let answer = app.post(&format!("/orders/{id}/cancel")).send().await;
    assert!(answer.header("trace-id") != placed_in, "the request has a trace of its own");
    assert_eq!(answer.expect(200)["status"], "REFUNDED");

    let entries = complete(&app, &id, "refund").await;

    assert_eq!(
        story(&entries, "refund-"),
        [
            ["HTTP", "cancel_order", "-"],
            ["REFUND", "begin_refund", "REFUNDING"],
            ["REFUND", "refund", "REFUNDED"],
            ["REFUND", "finish_refund", "REFUNDED"],
            ["REFUND", "begin_refund", "REFUNDED"],
            ["SEATS", "give_back", "DONE"],
            ["OUTCOME", "publish", "DONE"],
            ["WORKFLOW", "complete", "REFUNDED"],
        ]
    );
    for entry in entries.iter().filter(|entry| entry["workflowId"].is_string()) {
        assert_eq!(entry["traceId"], placed_in.as_str(), "{entry}");
    }
    let request = only(&entries, "HTTP", "cancel_order");
    assert_eq!((&request["actor"], &request["reason"]), (&json!("BUYER"), &json!("CUSTOMER_CANCELLED")));
    app.finish().await;
}

#[tokio::test]
async fn the_box_office_places_its_orders_itself() {
    let app = TestApp::start().await;
    let event = app.create_event(1).await;
    let token = app.hold(event, &[1]).await;
    let path = format!("/reservations/{event}/1/confirm");
    let sold = app.post(&path).admin().hold_token(&token).header("idempotency-key", &new_key()).send().await;
    let id = id(&sold.json());

    let entries = complete(&app, &id, "order").await;

    assert_eq!(only(&entries, "HTTP", "confirm_reservation")["actor"], "BOX_OFFICE");
    app.finish().await;
}

#[tokio::test]
async fn an_order_without_a_history_still_has_what_its_row_knows() {
    let app = TestApp::start().await;
    let event = app.create_event(1).await;
    let bought = id(&buy(&app, event, &[1], "sim_approve").await.expect(201));
    // A row that Temporal doesn't know, as after its retention or after the loss of its database.
    let database = &app.state.engine.database;
    let mut placed = database.find_order(bought.parse().unwrap()).await.unwrap().unwrap().placed;
    placed.order_id = unknown_order();
    database.record_order(&placed).await.unwrap();
    let id = placed.order_id;
    app.execute(&format!("UPDATE orders SET state = 'CONFIRMED', payment_status = 'CAPTURED' WHERE order_id = '{id}'"))
        .await;
    let order = app.get(&format!("/orders/{id}")).send().await.expect(200);

    let timeline = read(&app, &id.to_string()).await.expect(200);

    assert_eq!(
        timeline,
        json!({
            "orderId": id,
            "entries": [
                { "at": order["createdAt"], "actor": "BUYER", "kind": "HTTP", "what": "place_order" },
                {
                    "at": order["updatedAt"], "actor": "SAGA", "kind": "ORDER", "what": "row_changed",
                    "outcome": "CONFIRMED", "paymentStatus": "CAPTURED",
                },
            ],
            "truncated": false,
        })
    );
    app.finish().await;
}

/// An order that was never placed.
fn unknown_order() -> OrderId {
    OrderId::derive(b"secret", Principal::Public, &new_key())
}

#[tokio::test]
async fn a_timeline_that_is_too_long_keeps_the_request_and_the_newest_entries() {
    let app = TestApp::start_with(|config| config.engine.payment_deadline_seconds = 300).await;
    let event = app.create_event(1).await;
    let (id, _) = place_waiting(&app, event).await;
    let (orders, order_id) = (&app.state.engine.orders, id.parse().unwrap());
    for _ in 0..50 {
        join_all((0..11).map(|_| orders.payment_changed(order_id))).await.into_iter().for_each(Result::unwrap);
    }
    app.post(&format!("/orders/{id}/cancel")).send().await.expect(200);

    let entries = complete(&app, &id, "order").await;

    assert_eq!(read(&app, &id).await.expect(200)["truncated"], true);
    assert_eq!(entries.len(), 500);
    assert_eq!((&entries[0]["what"], entries[0].get("runId")), (&json!("place_order"), None));
    assert!(entries.iter().any(|entry| entry["what"] == "take_callback"), "{entries:#?}");
    assert_eq!(only(&entries, "ORDER", "finish_cancel")["outcome"], "CANCELLED");
    app.finish().await;
}

#[tokio::test]
async fn a_timeline_requires_an_operator_and_an_order_that_somebody_knows() {
    let app = TestApp::start().await;
    let unknown = unknown_order();
    read(&app, &unknown.to_string()).await.expect_problem(404, "ORDER_NOT_FOUND");
    read(&app, "abc").await.expect_problem(404, "ORDER_NOT_FOUND");
    let answer = app.get(&format!("/admin/orders/{unknown}/timeline")).send().await;
    answer.expect_problem(401, "UNAUTHORIZED");
    app.finish().await;
}

#[tokio::test]
async fn a_timeline_is_refused_while_temporal_or_mysql_is_away() {
    let mut proxies = None;
    let app = TestApp::start_with(|config| {
        let config = &mut config.engine;
        let (before_temporal, address) = FaultProxy::before_temporal(&config.temporal.address);
        let (before_mysql, url) = FaultProxy::before_mysql(config.mysql.url.expose_secret());
        (config.temporal.address, config.mysql.url) = (address, url.into());
        proxies = Some([before_temporal, before_mysql]);
    })
    .await;
    eventually("the app has reached Temporal", async || app.state.engine.orders.ping().await.ok()).await;
    let event = app.create_event(1).await;
    let id = id(&buy(&app, event, &[1], "sim_approve").await.expect(201));
    complete(&app, &id, "order").await;
    for proxy in &proxies.unwrap() {
        proxy.cut();
        read(&app, &id).await.expect_problem(503, "UNAVAILABLE");
        proxy.mend();
        eventually("the timeline is there again", async || (read(&app, &id).await.status == 200).then_some(())).await;
    }
    app.finish().await;
}
