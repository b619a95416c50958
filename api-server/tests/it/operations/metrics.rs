//! `GET /metrics`.

use crate::support::TestApp;

#[tokio::test]
async fn requests_are_measured_by_their_route() {
    let app = TestApp::start().await;
    app.get("/events/4711").send().await.expect_problem(404, "EVENT_NOT_FOUND");
    app.get("/nowhere/4711").send().await.expect_problem(404, "NOT_FOUND");
    let answer = app.get("/metrics").send().await;
    assert!(answer.header("content-type").starts_with("text/plain; version=0.0.4"));
    let text = String::from_utf8(answer.bytes).unwrap();
    let series = r#"holdfast_http_request_seconds_count{method="GET",route="/api/events/{eventId}",status="4xx"}"#;
    assert!(text.contains(series), "{text}");
    assert!(!text.contains("/4711"), "a path must not become a series of its own");
    app.finish().await;
}
