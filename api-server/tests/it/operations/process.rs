//! The binary: its log, and its shutdown.

use std::{
    collections::BTreeMap,
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

use chrono::Utc;
use holdfast_domain::{OrderId, Principal};
use holdfast_gateway::signature;
use holdfast_runtime::telemetry::METRICS_FORMAT;
use holdfast_test_support::{Process, free_address};
use reqwest::{Client, Method};
use serde_json::{Value, json};

use crate::{
    orders::new_key,
    support::{CALLBACK_SECRET, ORDER_ID_SECRET, TestApp, eventually},
};

/// Longer than the binary's drain.
const END: Duration = Duration::from_secs(15);

/// Starts the binary on the stores of a test's app, with these settings in place of the app's.
pub(crate) async fn start(app: &TestApp, changed: &[(&'static str, &str)]) -> (Process, SocketAddr) {
    let address = free_address();
    let mut settings: BTreeMap<&'static str, String> = app.settings.clone();
    settings.insert("API_BIND", address.to_string());
    settings.extend(changed.iter().map(|&(name, value)| (name, value.to_owned())));
    (Process::start(env!("CARGO_BIN_EXE_holdfast-api-server"), &settings, address).await, address)
}

pub(crate) fn client() -> Client {
    Client::builder().no_proxy().timeout(Duration::from_secs(20)).build().unwrap()
}

#[tokio::test]
async fn a_request_under_way_ends_before_the_process_does() {
    let app = TestApp::start().await;
    let (mut process, address) = start(&app, &[]).await;
    let mut connection = TcpStream::connect(address).unwrap();
    connection.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let body = r#"{"eventId":999999,"seatId":1}"#;
    let (first, rest) = body.split_at(10);
    let head = format!(
        "POST /api/reservations HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n\
         traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    connection.write_all(format!("{head}{first}").as_bytes()).unwrap();
    // Once the server has responded to a later request, it has begun to read this one.
    client().get(format!("http://{address}/api/healthz")).send().await.unwrap();

    process.signal("TERM").await;
    eventually("the server accepts no connection", async || TcpStream::connect(address).is_err().then_some(())).await;
    assert!(process.lives_on().await);
    connection.write_all(rest.as_bytes()).unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 404") && answer.contains("EVENT_NOT_FOUND"), "{answer}");
    let log = process.end_within(END).await;
    assert!(log.iter().any(|line| line["message"] == "received a signal to stop"), "{log:?}");
    app.finish().await;
}

#[tokio::test]
async fn the_metrics_are_on_an_address_of_their_own_and_nowhere_else() {
    let app = TestApp::start().await;
    let metrics = free_address();
    let (process, address) = start(&app, &[("METRICS_BIND", &metrics.to_string())]).await;
    for path in ["/metrics", "/api/metrics"] {
        let answer = client().get(format!("http://{address}{path}")).send().await.unwrap();
        assert_eq!(answer.status(), 404, "{path}");
    }
    let answer = client().get(format!("http://{metrics}/metrics")).send().await.unwrap();
    assert_eq!((answer.status().as_u16(), &answer.headers()["content-type"]), (200, &METRICS_FORMAT.parse().unwrap()));
    let text = answer.text().await.unwrap();
    assert!(
        text.contains(r#"holdfast_http_request_seconds_count{method="GET",route="none",status="4xx"} 2"#),
        "{text}"
    );
    process.signal("TERM").await;
    process.end_within(END).await;
    app.finish().await;
}

#[tokio::test]
async fn a_log_line_names_the_trace_and_the_event() {
    let app = TestApp::start().await;
    let id = app.create_event(1).await;
    // With another prefix, the event is not loaded: the binary logs that and refuses.
    let (process, address) = start(&app, &[("HOLDFAST_PREFIX", &format!("{}binary-", app.prefix()))]).await;
    let answer = client().get(format!("http://{address}/api/events/{id}")).send().await.unwrap();
    let trace = answer.headers()["trace-id"].to_str().unwrap().to_owned();
    assert_eq!(answer.status(), 503);
    process.signal("TERM").await;
    let log = process.end_within(END).await;
    let line = line_of(&log, &trace);
    assert_eq!((&line["event_id"], &line["level"], &line["code"]), (&id.into(), &"WARN".into(), &"UNAVAILABLE".into()));
    assert!(line["cause"].as_str().unwrap().contains("not loaded"), "{line}");
    app.finish().await;
}

fn line_of<'a>(log: &'a [Value], trace: &str) -> &'a Value {
    let line = log.iter().find(|line| line["trace_id"] == trace);
    line.unwrap_or_else(|| panic!("no line of the trace {trace}: {log:#?}"))
}

#[tokio::test]
async fn every_log_line_about_an_order_names_it() {
    let app = TestApp::start().await;
    let event = app.create_event(1).await;
    let token = app.hold(event, &[1]).await;
    // Without Temporal, every request about an order that has no row is refused, and the refusal is logged.
    let (process, address) = start(&app, &[("TEMPORAL_ADDRESS", "127.0.0.1:1")]).await;
    let key = new_key();
    let id = OrderId::derive(ORDER_ID_SECRET.as_bytes(), Principal::Public, &key).to_string();
    let client = client();
    let call = |method: Method, path: &str| client.request(method, format!("http://{address}/api{path}"));
    let placed = json!({ "eventId": event, "seatIds": [1], "paymentMethod": "sim_approve" });
    let told = json!({ "paymentId": format!("pay-{id}"), "orderId": id, "status": "AUTHORIZED" }).to_string();
    let signature = signature::sign(&CALLBACK_SECRET.into(), Utc::now(), told.as_bytes());
    let calls = [
        call(Method::POST, "/orders").header("idempotency-key", &key).header("hold-token", &token).json(&placed),
        call(Method::GET, &format!("/orders/{id}")),
        call(Method::GET, &format!("/orders/{id}/stream")),
        call(Method::POST, &format!("/orders/{id}/cancel")),
        call(Method::POST, "/payments/callbacks").header("payment-signature", signature).body(told),
    ];
    let mut traces = Vec::new();
    for call in calls {
        let answer = call.send().await.unwrap();
        assert_eq!(answer.status(), 503, "{}", answer.url());
        traces.push((answer.url().path().to_owned(), answer.headers()["trace-id"].to_str().unwrap().to_owned()));
    }
    process.signal("INT").await;
    let log = process.end_within(END).await;
    for (path, trace) in traces {
        assert_eq!(line_of(&log, &trace)["order_id"], id.as_str(), "{path}");
    }
    app.delete(&format!("/reservations/{event}")).hold_token(&token).send().await.expect(204);
    app.finish().await;
}
