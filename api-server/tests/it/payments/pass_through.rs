//! `/payments/…`, passed on to a gateway whose routes are public.

use std::{
    net::Ipv4Addr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use axum::Router;
use reqwest::{Method, StatusCode};
use serde_json::json;
use tokio::net::TcpListener;

use super::{act, authorize, ledger, new_order, request};
use crate::support::{ADMIN_TOKEN, Answer, GATEWAY_API_KEY, TestApp};

#[tokio::test]
async fn a_payment_is_authorised_listed_and_captured_through_the_app() {
    let app = TestApp::start().await;
    let order = new_order();
    let authorized = authorize(&app, &order, "sim_approve").send().await.expect(200);
    assert_eq!(authorized, json!({ "paymentId": format!("pay-{order}"), "status": "AUTHORIZED" }));
    assert_eq!(ledger(&app, &order).await.as_deref(), Some("AUTHORIZED"));
    assert_eq!(act(&app, &order, "capture").await.expect(200)["status"], "CAPTURED");
    assert_eq!(ledger(&app, &order).await.as_deref(), Some("CAPTURED"));
    app.finish().await;
}

#[tokio::test]
async fn the_gateways_status_code_and_body_arrive_unchanged() {
    // One trace in all requests, since problems name theirs.
    const TRACE: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    let app = TestApp::start().await;
    let gateway = app.state.config.public_gateway_url.clone().unwrap();
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let order = new_order();
    authorize(&app, &order, "sim_approve").send().await.expect(200);
    let mut another_amount = request(&order, "sim_approve");
    another_amount["amount"] = json!(1);
    for (method, path, token, body, status) in [
        (Method::POST, "/payments/authorize".to_owned(), GATEWAY_API_KEY, Some(request(&order, "sim_approve")), 200),
        (Method::POST, "/payments/authorize".to_owned(), GATEWAY_API_KEY, Some(another_amount), 422),
        (Method::POST, "/payments/authorize".to_owned(), GATEWAY_API_KEY, Some(json!({ "orderId": 1 })), 400),
        (Method::POST, "/payments/authorize".to_owned(), "another key", Some(request(&order, "sim_approve")), 401),
        (Method::POST, format!("/payments/pay-{order}/capture"), GATEWAY_API_KEY, None, 200),
        (Method::POST, format!("/payments/pay-{}/capture", new_order()), GATEWAY_API_KEY, None, 404),
        (Method::GET, format!("/payments?orderId={order}"), ADMIN_TOKEN, None, 200),
        (Method::GET, format!("/payments?orderId={order}"), GATEWAY_API_KEY, None, 401),
        (Method::GET, "/payments?orderId=nonsense".to_owned(), ADMIN_TOKEN, None, 422),
        (Method::PUT, "/payments/authorize".to_owned(), GATEWAY_API_KEY, None, 405),
    ] {
        let mut direct = client.request(method.clone(), format!("{gateway}{path}"));
        let mut passed = app.method(method.clone(), &path);
        if let Some(body) = &body {
            (direct, passed) = (direct.json(body), passed.json(body));
        }
        let direct = direct.bearer_auth(token).header("traceparent", TRACE).send().await.unwrap();
        let direct = Answer::read(direct).await;
        let authorization = format!("Bearer {token}");
        let passed = passed.header("authorization", &authorization).header("traceparent", TRACE).send().await;
        assert_eq!(passed.status, status, "{method} {path}: {passed:?}");
        assert_eq!((passed.status, &passed.bytes), (direct.status, &direct.bytes), "{method} {path}");
        for header in ["content-type", "retry-after", "allow"] {
            assert_eq!(passed.header(header), direct.header(header), "{method} {path}: {header}");
        }
    }
    app.finish().await;
}

#[tokio::test]
async fn a_lost_reply_is_unavailable_and_the_repeat_gets_the_payment() {
    let app = TestApp::start().await;
    let order = new_order();
    // `expect_problem` checks Retry-After too.
    authorize(&app, &order, "sim_lost_1").send().await.expect_problem(503, "UNAVAILABLE");
    assert_eq!(ledger(&app, &order).await.as_deref(), Some("AUTHORIZED"));
    assert_eq!(authorize(&app, &order, "sim_lost_1").send().await.expect(200)["status"], "AUTHORIZED");
    app.finish().await;
}

#[tokio::test]
async fn a_gateway_that_is_away_is_unavailable() {
    let app = TestApp::start_with(|config| config.public_gateway_url = Some("http://127.0.0.1:1".to_owned())).await;
    authorize(&app, &new_order(), "sim_approve").send().await.expect_problem(503, "UNAVAILABLE");
    app.finish().await;
}

#[tokio::test]
async fn without_a_public_gateway_its_routes_are_not_found() {
    let app = TestApp::start_with(|config| config.public_gateway_url = None).await;
    let order = new_order();
    authorize(&app, &order, "sim_approve").send().await.expect_problem(404, "NOT_FOUND");
    act(&app, &order, "capture").await.expect_problem(404, "NOT_FOUND");
    app.get(&format!("/payments?orderId={order}")).admin().send().await.expect_problem(404, "NOT_FOUND");
    app.finish().await;
}

#[tokio::test]
async fn callbacks_are_never_passed_on() {
    let calls = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&calls);
    let gateway = Router::new().fallback(async move || {
        counted.fetch_add(1, Ordering::SeqCst);
        StatusCode::ACCEPTED
    });
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let serving = tokio::spawn(async move { axum::serve(listener, gateway).await });
    let app = TestApp::start_with(|config| config.public_gateway_url = Some(url)).await;

    app.post("/payments/callbacks").json(&json!({})).send().await.expect_problem(401, "UNAUTHORIZED");
    for method in [Method::GET, Method::PUT, Method::DELETE] {
        app.method(method, "/payments/callbacks").send().await.expect_problem(405, "METHOD_NOT_ALLOWED");
    }
    assert_eq!(calls.load(Ordering::SeqCst), 0);
    let passed_on = app.get("/payments").send().await;
    assert_eq!(passed_on.status, StatusCode::ACCEPTED, "{passed_on:?}");
    assert_eq!(calls.load(Ordering::SeqCst), 1);
    serving.abort();
    app.finish().await;
}

#[tokio::test]
async fn a_refusal_of_another_gateways_form_arrives_unchanged() {
    let gateway = Router::new().fallback(async || (StatusCode::IM_A_TEAPOT, "short and stout"));
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let serving = tokio::spawn(async move { axum::serve(listener, gateway).await });
    let app = TestApp::start_with(|config| config.public_gateway_url = Some(url)).await;
    let refused = app.get("/payments").send().await;
    assert_eq!((refused.status.as_u16(), &refused.bytes[..]), (418, &b"short and stout"[..]));
    serving.abort();
    app.finish().await;
}
