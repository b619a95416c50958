//! The metrics.

use crate::{orders::buy, support::TestApp};

#[tokio::test]
async fn requests_are_measured_by_their_route() {
    let app = TestApp::start().await;
    app.get("/events/4711").send().await.expect_problem(404, "EVENT_NOT_FOUND");
    app.get("/nowhere/4711").send().await.expect_problem(404, "NOT_FOUND");
    let text = TestApp::metrics();
    let series = r#"holdfast_http_request_seconds_count{method="GET",route="/api/events/{eventId}",status="4xx"}"#;
    assert!(text.contains(series), "{text}");
    assert!(!text.contains("/4711"), "a path must not become a series of its own");
    app.finish().await;
}

#[tokio::test]
async fn no_series_belongs_to_a_single_order_event_or_hold() {
    let app = TestApp::start().await;
    let event = app.create_event(2).await;
    for (seat, method) in [(1, "sim_approve"), (2, "sim_decline")] {
        buy(&app, event, &[seat], method).await.expect(201);
    }
    let text = TestApp::metrics();
    let series: Vec<_> = text.lines().filter(|line| line.starts_with("holdfast_")).collect();
    assert!(series.len() >= 100, "too few series: {text}");
    for line in series {
        let labels = line.split_once('{').map_or("", |(_, rest)| rest.rsplit_once('}').unwrap().0);
        for value in labels.split('"').skip(1).step_by(2) {
            // Ids of orders, of events and of holds. A partition has up to two digits.
            let digits = value.chars().filter(char::is_ascii_hexdigit).count();
            let is_id = digits >= 16 && value.chars().all(|c| c.is_ascii_hexdigit() || c == '-');
            assert!(!is_id && (value.len() <= 2 || value.parse::<u64>().is_err()), "{line}");
        }
    }
    app.finish().await;
}
