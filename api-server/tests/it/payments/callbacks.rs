use std::time::Duration;

use chrono::{TimeDelta, Utc};
use holdfast_api_server::config::Config;
use holdfast_gateway::signature;
use serde_json::{Value, json};

use super::{act, ledger, new_order};
use crate::support::{Answer, CALLBACK_SECRET, TestApp, eventually, eventually_within};

fn word(order: &str, status: &str) -> Value {
    json!({ "paymentId": format!("pay-{order}"), "orderId": order, "status": status })
}

async fn deliver(app: &TestApp, body: &str, signature: &str) -> Answer {
    let call = app.post("/payments/callbacks").body("application/json", body.to_owned());
    call.header("payment-signature", signature).send().await
}

/// An app that has reached Temporal; until then it refuses every callback with 503.
async fn connected_app() -> TestApp {
    let app = TestApp::start().await;
    eventually("the app has reached Temporal", async || app.state.engine.orders.ping().await.ok()).await;
    app
}

/// Signs a callback with a time `seconds_ago` and delivers it.
async fn deliver_signed(app: &TestApp, body: &str, seconds_ago: i64) -> Answer {
    let then = Utc::now() - TimeDelta::seconds(seconds_ago);
    deliver(app, body, &signature::sign(&CALLBACK_SECRET.into(), then, body.as_bytes())).await
}

#[tokio::test]
async fn only_a_recent_signature_of_the_gateway_is_accepted() {
    let app = connected_app().await;
    let body = word(&new_order(), "AUTHORIZED").to_string();
    let unsigned = app.post("/payments/callbacks").body("application/json", body.clone());
    unsigned.send().await.expect_problem(401, "UNAUTHORIZED");
    deliver(&app, &body, "t=1,v1=").await.expect_problem(401, "UNAUTHORIZED");
    let forged = signature::sign(&"another secret".into(), Utc::now(), body.as_bytes());
    deliver(&app, &body, &forged).await.expect_problem(401, "UNAUTHORIZED");
    let of_another_body = signature::sign(&CALLBACK_SECRET.into(), Utc::now(), b"{}");
    deliver(&app, &body, &of_another_body).await.expect_problem(401, "UNAUTHORIZED");
    deliver_signed(&app, &body, 310).await.expect_problem(401, "UNAUTHORIZED");
    deliver_signed(&app, &body, -310).await.expect_problem(401, "UNAUTHORIZED");
    deliver_signed(&app, &body, 290).await.expect(200);
    app.finish().await;
}

#[tokio::test]
async fn a_callback_signed_with_the_secret_before_is_accepted_while_that_is_set() {
    let rotated = |config: &mut Config| config.callbacks.previous_secret = Some("the secret before".into());
    let app = TestApp::start_with(rotated).await;
    eventually("the app has reached Temporal", async || app.state.engine.orders.ping().await.ok()).await;
    let body = word(&new_order(), "AUTHORIZED").to_string();
    for secret in ["the secret before", CALLBACK_SECRET] {
        deliver(&app, &body, &signature::sign(&secret.into(), Utc::now(), body.as_bytes())).await.expect(200);
    }
    let other = signature::sign(&"the secret befor".into(), Utc::now(), body.as_bytes());
    deliver(&app, &body, &other).await.expect_problem(401, "UNAUTHORIZED");
    let late = signature::sign(&"the secret before".into(), Utc::now() - TimeDelta::seconds(310), body.as_bytes());
    deliver(&app, &body, &late).await.expect_problem(401, "UNAUTHORIZED");
    app.finish().await;
}

#[tokio::test]
async fn a_callback_of_an_unknown_order_is_accepted_and_so_is_its_repeat() {
    let app = connected_app().await;
    let body = word(&new_order(), "AUTHORIZED").to_string();
    let signature = signature::sign(&CALLBACK_SECRET.into(), Utc::now(), body.as_bytes());
    for _ in 0..2 {
        deliver(&app, &body, &signature).await.expect(200);
    }
    app.finish().await;
}

#[tokio::test]
async fn a_signed_callback_that_is_invalid_is_refused() {
    let app = TestApp::start().await;
    let order = new_order();
    for text in ["", "[]", "{", r#"{"paymentId": 1}"#, r#"{"extra": true}"#] {
        deliver_signed(&app, text, 0).await.expect_problem(400, "MALFORMED_REQUEST");
    }
    let mut of_another = word(&order, "AUTHORIZED");
    of_another["orderId"] = json!(new_order());
    deliver_signed(&app, &of_another.to_string(), 0).await.expect_faults(&["paymentId"]);
    for status in ["NONE", "authorized", ""] {
        deliver_signed(&app, &word(&order, status).to_string(), 0).await.expect_faults(&["status"]);
    }
    let nonsense = json!({ "paymentId": "x", "orderId": "y", "status": "z" }).to_string();
    deliver_signed(&app, &nonsense, 0).await.expect_faults(&["paymentId", "orderId", "status"]);
    app.finish().await;
}

#[tokio::test]
async fn a_callback_has_at_most_4_kib() {
    let app = connected_app().await;
    let padded = |length| format!("{:length$}", word(&new_order(), "AUTHORIZED").to_string());
    deliver_signed(&app, &padded(4 * 1024), 0).await.expect(200);
    deliver_signed(&app, &padded(4 * 1024 + 1), 0).await.expect_problem(413, "PAYLOAD_TOO_LARGE");
    app.finish().await;
}

#[tokio::test]
async fn a_callback_is_refused_while_temporal_is_away() {
    let app = TestApp::start_with(|config| config.engine.temporal.address = "127.0.0.1:1".to_owned()).await;
    let body = word(&new_order(), "AUTHORIZED").to_string();
    deliver_signed(&app, &body, 0).await.expect_problem(503, "UNAVAILABLE");
    app.finish().await;
}

#[tokio::test]
async fn a_pending_order_is_confirmed_by_the_callback_and_accepts_repeats_after_its_end() {
    let app = connected_app().await;
    let event = app.create_event(1).await;
    let token = app.hold(event, &[1]).await;
    let body = json!({ "eventId": event, "seatIds": [1], "paymentMethod": "sim_pending_300" });
    let post = app.post("/orders").hold_token(&token).header("idempotency-key", &new_order());
    let order = post.header("prefer", "wait=4").json(&body).send().await.expect(201);
    // The workflow also polls, but only every 5 s.
    assert_eq!(order["status"], "CONFIRMED", "{order}");
    let id = order["orderId"].as_str().unwrap();
    assert_eq!(ledger(&app, id).await.as_deref(), Some("CAPTURED"));
    for _ in 0..2 {
        deliver_signed(&app, &word(id, "AUTHORIZED").to_string(), 0).await.expect(200);
    }
    app.finish().await;
}

#[tokio::test]
async fn a_void_before_the_approval_cancels_the_order_at_the_callback() {
    let app = connected_app().await;
    let event = app.create_event(1).await;
    let token = app.hold(event, &[1]).await;
    let body = json!({ "eventId": event, "seatIds": [1], "paymentMethod": "sim_pending_1000" });
    let post = app.post("/orders").hold_token(&token).header("idempotency-key", &new_order());
    let order = post.json(&body).send().await.expect(202);
    let id = order["orderId"].as_str().unwrap();
    eventually("the payment is in the ledger", async || ledger(&app, id).await).await;
    assert_eq!(act(&app, id, "void").await.expect(200)["status"], "VOIDED");
    let order = app.get(&format!("/orders/{id}?wait=4")).send().await.expect(200);
    assert_eq!((&order["status"], &order["reason"]), (&json!("CANCELLED"), &json!("PAYMENT_FAILED")));
    app.finish().await;
}

#[tokio::test]
async fn a_pending_order_whose_callback_is_lost_is_confirmed_all_the_same() {
    let app = TestApp::start_with(|config| {
        // Refuses every callback of the gateway.
        config.callbacks.secret = "another secret".into();
        config.engine.payment_deadline_seconds = 60;
    })
    .await;
    let event = app.create_event(1).await;
    let token = app.hold(event, &[1]).await;
    let body = json!({ "eventId": event, "seatIds": [1], "paymentMethod": "sim_pending_300" });
    let post = app.post("/orders").hold_token(&token).header("idempotency-key", &new_order());
    let order = post.json(&body).send().await.expect(202);
    let path = format!("/orders/{}?wait=10", order["orderId"].as_str().unwrap());
    // The workflow asks the gateway every 5 s.
    let order = eventually_within("the order has ended", Duration::from_secs(40), async || {
        let order = app.get(&path).send().await.expect(200);
        (order["status"] != "PENDING").then_some(order)
    })
    .await;
    assert_eq!((&order["status"], &order["paymentStatus"]), (&json!("CONFIRMED"), &json!("CAPTURED")), "{order}");
    app.finish().await;
}
