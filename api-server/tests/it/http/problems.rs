//! The common form of all problems.

use axum::{Router, body::Body, http::Request, middleware, routing::get};
use holdfast_web::{Code, Problem, Tracing, around_request};
use reqwest::Method;
use serde_json::Value;
use tower::ServiceExt;

use crate::support::{Answer, TestApp, record_traces};

/// The response of a router of the test's own behind our middleware.
async fn answer(router: Router) -> Answer {
    let router = router.layer(middleware::from_fn_with_state(Tracing::new("test"), around_request));
    let response = router.oneshot(Request::get("/api/test").body(Body::empty()).unwrap()).await.unwrap();
    let (parts, body) = response.into_parts();
    let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap().to_vec();
    Answer { status: parts.status, headers: parts.headers, bytes }
}

#[tokio::test]
async fn unknown_routes_and_methods_are_refused_with_a_problem() {
    let app = TestApp::start().await;
    for path in ["", "/", "/nothing", "/events/", "/events/1/seats/2", "/Events"] {
        let problem = app.get(path).send().await.expect_problem(404, "NOT_FOUND");
        assert_eq!(problem["instance"], format!("/api{path}"));
    }
    for (method, path, allow) in [
        (Method::PUT, "/reservations", "POST"),
        (Method::GET, "/reservations", "POST"),
        (Method::POST, "/events/1/seats", "GET,HEAD"),
        (Method::PATCH, "/reservations/1", "GET,HEAD,DELETE"),
        (Method::from_bytes(b"BREW").unwrap(), "/healthz", "GET,HEAD"),
    ] {
        let answer = app.method(method, path).send().await;
        assert_eq!(answer.header("allow"), allow);
        answer.expect_problem(405, "METHOD_NOT_ALLOWED");
    }
    app.finish().await;
}

#[tokio::test]
async fn the_error_body_of_every_code_is_the_one_that_was_agreed_on() {
    record_traces();
    let mut bodies = Vec::new();
    for code in Code::ALL {
        let refuse = get(async || Problem::caused(*code, std::io::Error::other("password=hunter2")));
        let answer = answer(Router::new().route("/api/test", refuse)).await;
        let mut body = answer.expect_problem(code.status().as_u16(), code.as_str());
        assert!(!body.to_string().contains("hunter2"), "a cause stays inside");
        body["traceId"] = Value::Null;
        bodies.push(body);
    }
    insta::assert_json_snapshot!(bodies);
}

#[tokio::test]
async fn a_panic_becomes_a_problem() {
    async fn panic() -> &'static str {
        panic!("password=hunter2")
    }
    record_traces();
    let answer = answer(Router::new().route("/api/test", get(panic))).await;
    let problem = answer.expect_problem(500, "INTERNAL");
    assert!(!problem.to_string().contains("hunter2"));
}
