//! Every response names its trace.

use std::time::Duration;

use holdfast_test_support::outcomes_of;
use rdkafka::{
    Message,
    message::{Headers, OwnedMessage},
};

use crate::{
    orders::{new_key, order},
    support::TestApp,
};

#[tokio::test]
async fn a_trace_that_the_caller_began_is_continued() {
    let app = TestApp::start().await;
    let trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    let traceparent = format!("00-{trace}-00f067aa0ba902b7-01");
    for path in ["/healthz", "/events/abc", "/nothing"] {
        let answer = app.get(path).header("traceparent", &traceparent).send().await;
        assert_eq!(answer.header("trace-id"), trace);
    }
    app.finish().await;
}

#[tokio::test]
async fn a_response_names_its_span_if_that_is_exported() {
    let app = TestApp::start().await;
    let answer = app.get("/healthz").send().await;
    let span = answer.header("traceresponse");
    assert!(span.starts_with(&format!("00-{}-", answer.header("trace-id"))) && span.ends_with("-01"), "{span}");
    let unsampled = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00";
    let answer = app.get("/healthz").header("traceparent", unsampled).send().await;
    assert_eq!(answer.header("traceresponse"), "");
    app.finish().await;
}

#[tokio::test]
async fn without_a_valid_traceparent_each_request_gets_a_trace_of_its_own() {
    let app = TestApp::start().await;
    let mut seen = Vec::new();
    for traceparent in ["", "nonsense", "00-00000000000000000000000000000000-00f067aa0ba902b7-01"] {
        let answer = app.get("/healthz").header("traceparent", traceparent).send().await;
        let id = answer.header("trace-id").to_owned();
        assert!(id.len() == 32 && id.bytes().all(|b| b.is_ascii_hexdigit()) && id.bytes().any(|b| b != b'0'), "{id}");
        assert!(!seen.contains(&id));
        seen.push(id);
    }
    app.finish().await;
}

#[tokio::test]
async fn an_order_is_one_trace_from_its_request_to_its_outcome_in_kafka() {
    let app = TestApp::start().await;
    let event = app.create_event(1).await;
    let token = app.hold(event, &[1]).await;
    let trace = format!("{:032x}", rand::random::<u128>());
    let answer = order(&app, &new_key(), &token, event, &[1], "sim_approve")
        .header("traceparent", &format!("00-{trace}-00f067aa0ba902b7-01"))
        .header("prefer", "wait=10")
        .send()
        .await;
    assert_eq!(answer.expect(201)["status"], "CONFIRMED");

    let outcome = tokio::time::timeout(Duration::from_secs(10), first_outcome(&app)).await.expect("it is published");

    let headers = outcome.headers().expect("headers");
    let traceparent = headers.iter().find(|header| header.key == "traceparent").and_then(|header| header.value);
    let traceparent = String::from_utf8_lossy(traceparent.expect("a trace"));
    assert_eq!(traceparent.split('-').nth(1), Some(trace.as_str()));
    app.finish().await;
}

/// The first record of the app's order outcomes.
async fn first_outcome(app: &TestApp) -> OwnedMessage {
    let config = &app.state.config.engine;
    let consumer = outcomes_of(&config.kafka.brokers, &config.names).await;
    loop {
        if let Ok(record) = consumer.recv().await {
            return record.detach();
        }
    }
}
