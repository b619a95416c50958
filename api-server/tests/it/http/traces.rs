//! Every response names its trace.

use crate::support::TestApp;

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
async fn without_a_usable_one_each_request_gets_a_trace_of_its_own() {
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
