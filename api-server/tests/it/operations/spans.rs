//! `POST /spans`. Where a report goes is tested by `infra/traces/check`.

use serde_json::{Value, json};

use crate::support::TestApp;

/// A valid report with these fields changed. `null` removes one.
fn report(changes: &Value) -> Value {
    let mut report = json!({
        "traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "orderId": "b7e1a2c4-90d3-8f56-a1b2-c3d4e5f60718",
        "status": "CONFIRMED",
        "startedAt": "2026-05-01T11:00:00.500Z",
        "endedAt": "2026-05-01T12:00:00.500Z",
    });
    for (field, value) in changes.as_object().expect("fields") {
        report[field] = value.clone();
    }
    report
}

#[tokio::test]
async fn reports_are_taken_from_anybody_whether_or_not_traces_are_exported() {
    let app = TestApp::start().await;
    for changes in [json!({}), json!({ "orderId": null, "status": null }), json!({ "traceparent": "nonsense" })] {
        app.post("/spans").json(&report(&changes)).send().await.expect(204);
    }
    app.finish().await;
}

#[tokio::test]
async fn a_report_that_no_page_sends_is_refused_with_each_wrong_field() {
    let app = TestApp::start().await;
    for (changes, wrong) in [
        (json!({ "orderId": "1", "status": "PENDING" }), vec!["orderId", "status"]),
        (json!({ "endedAt": "2026-05-01T10:59:59Z" }), vec!["endedAt"]),
        (json!({ "endedAt": "2026-05-01T12:00:01Z" }), vec!["endedAt"]),
    ] {
        app.post("/spans").json(&report(&changes)).send().await.expect_faults(&wrong);
    }
    for changes in [json!({ "status": "SOLD" }), json!({ "startedAt": "noon" }), json!({ "name": "hold" })] {
        app.post("/spans").json(&report(&changes)).send().await.expect_problem(400, "MALFORMED_REQUEST");
    }
    app.finish().await;
}
