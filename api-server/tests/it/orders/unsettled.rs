//! A gateway whose response to a void or a refund is not an end.

use std::sync::{Arc, Mutex};

use axum::{Json, Router, extract::State, http::Uri};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::{buy, id};
use crate::support::{TestApp, eventually};

/// The next responses to each call: `(end of the path, statuses)`. The last status is repeated.
type Script = Arc<Mutex<Vec<(&'static str, Vec<&'static str>)>>>;

async fn respond(State(script): State<Script>, uri: Uri) -> Json<Value> {
    let mut script = script.lock().unwrap();
    let (_, statuses) = script.iter_mut().find(|(call, _)| uri.path().ends_with(call)).unwrap();
    let status = if statuses.len() > 1 { statuses.remove(0) } else { statuses[0] };
    Json(json!({ "paymentId": "x", "status": status }))
}

/// An app whose gateway follows this script.
async fn start(script: &[(&'static str, &[&'static str])]) -> (TestApp, Script) {
    let script = script.iter().map(|(call, statuses)| (*call, statuses.to_vec())).collect();
    let script: Script = Arc::new(Mutex::new(script));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let router = Router::new().fallback(respond).with_state(Arc::clone(&script));
    tokio::spawn(async move { axum::serve(listener, router).await });
    (TestApp::start_with(|config| config.engine.gateway.url = url).await, script)
}

fn all_told(script: &Script) -> bool {
    script.lock().unwrap().iter().all(|(_, statuses)| statuses.len() == 1)
}

#[tokio::test]
async fn a_void_is_retried_until_the_payment_is_settled() {
    let (app, script) =
        start(&[("/authorize", &["DECLINED"]), ("/void", &["PENDING", "AUTHORIZED", "NONE", "VOIDED"])]).await;
    let event = app.create_event(1).await;
    let cancelled = buy(&app, event, &[1], "card").await.expect(201);
    assert_eq!((&cancelled["status"], &cancelled["paymentStatus"]), (&json!("CANCELLED"), &json!("VOIDED")));
    assert!(all_told(&script));
    app.finish().await;
}

#[tokio::test]
async fn a_refund_is_retried_until_the_payment_is_settled() {
    let (app, script) = start(&[
        ("/authorize", &["AUTHORIZED"]),
        ("/capture", &["CAPTURED"]),
        ("/refund", &["CAPTURED", "PENDING", "REFUNDED"]),
    ])
    .await;
    let event = app.create_event(1).await;
    let confirmed = buy(&app, event, &[1], "card").await.expect(201);
    assert_eq!(confirmed["status"], "CONFIRMED");
    app.post(&format!("/orders/{}/cancel", id(&confirmed))).send().await;
    let refunded = eventually("the order is refunded", async || {
        let order = app.get(&format!("/orders/{}", id(&confirmed))).send().await.expect(200);
        (order["status"] == "REFUNDED").then_some(order)
    })
    .await;
    assert_eq!(refunded["paymentStatus"], "REFUNDED");
    assert!(all_told(&script));
    eventually("the seat is free", async || (app.statuses(event).await == ["AVAILABLE"]).then_some(())).await;
    app.finish().await;
}
