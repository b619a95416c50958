use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use axum::{
    Json, Router,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::IntoResponse,
};
use holdfast_domain::PaymentStatus;
use holdfast_gateway::{Error, Gateway, GatewayConfig};
use holdfast_test_support::eventually;
use opentelemetry::{
    Context, SpanId, TraceFlags, TraceId,
    context::FutureExt,
    trace::{SpanContext, TraceContextExt, TraceState},
};
use serde_json::{Value, json};
use tokio::{io::AsyncReadExt, net::TcpListener};

use super::{new_order, paying};

fn gateway(url: String, timeout: Duration) -> Gateway {
    Gateway::new(&GatewayConfig { url, api_key: "the key".into(), timeout }).unwrap()
}

const PATIENT: Duration = Duration::from_secs(10);

/// A gateway that counts its calls and gives each the same response.
async fn answering(status: StatusCode, body: Value) -> (String, Arc<AtomicUsize>) {
    let calls = Arc::new(AtomicUsize::new(0));
    let answer = async move |State(calls): State<Arc<AtomicUsize>>| {
        calls.fetch_add(1, Ordering::SeqCst);
        (status, Json(body.clone())).into_response()
    };
    (serve(Router::new().fallback(answer).with_state(Arc::clone(&calls))).await, calls)
}

async fn serve(router: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
}

#[tokio::test]
async fn each_call_sends_the_request_that_the_contract_describes() {
    let (send, mut requests) = tokio::sync::mpsc::unbounded_channel();
    let note = async move |request: axum::extract::Request| {
        let (parts, body) = request.into_parts();
        let body = axum::body::to_bytes(body, 10_000).await.unwrap();
        let body: Option<Value> = serde_json::from_slice(&body).ok();
        send.send((format!("{} {}", parts.method, parts.uri.path()), parts.headers, body)).unwrap();
        Json(json!({"paymentId": "x", "status": "AUTHORIZED", "somethingNew": 1}))
    };
    let gateway = gateway(serve(Router::new().fallback(note)).await, PATIENT);
    let order = new_order();
    let id = order.payment_id();

    let trace = TraceId::from_hex("0af7651916cd43dd8448eb211c80319c").unwrap();
    let span = SpanId::from_hex("b7ad6b7169203331").unwrap();
    let span = SpanContext::new(trace, span, TraceFlags::SAMPLED, false, TraceState::NONE);
    let within = Context::new().with_remote_span_context(span);
    let input = paying(order, 50_000, "sim_lost_1");
    let status = gateway.authorise(&input).with_context(within).await.unwrap();
    assert_eq!(status, PaymentStatus::Authorized);
    gateway.capture(order).await.unwrap();
    gateway.void(order).await.unwrap();
    gateway.refund(order).await.unwrap();

    let (line, headers, body) = requests.recv().await.unwrap();
    assert_eq!(line, "POST /payments/authorize");
    assert_eq!(headers["authorization"], "Bearer the key");
    assert_eq!(headers["traceparent"], "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    let wanted = json!({"orderId": order, "amount": 50_000, "currency": "KRW", "paymentMethod": "sim_lost_1"});
    assert_eq!(body.unwrap(), wanted);
    for call in ["capture", "void", "refund"] {
        let (line, headers, _): (_, HeaderMap, _) = requests.recv().await.unwrap();
        assert_eq!(line, format!("POST /payments/{id}/{call}"));
        assert_eq!(headers["authorization"], "Bearer the key");
    }
}

#[tokio::test]
async fn a_response_after_a_possible_effect_is_unknown() {
    for status in [500, 502, 503, 504, 429] {
        let status = StatusCode::from_u16(status).unwrap();
        let (url, _) = answering(status, json!({})).await;
        let result = gateway(url, PATIENT).capture(new_order()).await;
        assert!(matches!(result, Err(Error::Unknown(_))), "{status}: {result:?}");
    }
    let (url, _) = answering(StatusCode::OK, json!({"status": "MAYBE"})).await;
    let result = gateway(url, PATIENT).capture(new_order()).await;
    assert!(matches!(result, Err(Error::Unknown(_))), "an unknown status: {result:?}");
}

#[tokio::test]
async fn a_client_error_is_a_final_rejection_with_its_reason() {
    for status in [400, 401, 404, 409, 422] {
        let status = StatusCode::from_u16(status).unwrap();
        let (url, _) = answering(status, json!({"code": "PAYMENT_MISMATCH"})).await;
        let result = gateway(url, PATIENT).capture(new_order()).await;
        let Err(Error::Rejected(why)) = result else { panic!("{status}: {result:?}") };
        assert!(why.contains("PAYMENT_MISMATCH"), "{why}");
    }
}

#[tokio::test]
async fn a_call_of_a_gateway_that_is_away_or_silent_or_hangs_up_is_unknown() {
    let away = gateway("http://127.0.0.1:1".to_owned(), PATIENT).void(new_order()).await;
    assert!(matches!(away, Err(Error::Unknown(_))), "{away:?}");

    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let begun = Instant::now();
    // The kernel accepts the connection, but nothing responds.
    let silent = gateway(url.clone(), Duration::from_millis(200)).void(new_order()).await;
    assert!(matches!(silent, Err(Error::Unknown(_))), "{silent:?}");
    assert!(begun.elapsed() < Duration::from_secs(5), "the time-out ends the call");

    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            stream.read_buf(&mut Vec::new()).await.ok();
        }
    });
    let hung_up = gateway(url, PATIENT).void(new_order()).await;
    assert!(matches!(hung_up, Err(Error::Unknown(_))), "{hung_up:?}");
}

#[tokio::test]
async fn the_breaker_opens_after_failures_in_a_row_and_closes_after_a_good_probe() {
    let broken = Arc::new(std::sync::atomic::AtomicBool::new(true));
    let calls = Arc::new(AtomicUsize::new(0));
    let (is_broken, seen) = (Arc::clone(&broken), Arc::clone(&calls));
    let answer = async move || {
        seen.fetch_add(1, Ordering::SeqCst);
        let status = if is_broken.load(Ordering::SeqCst) { StatusCode::BAD_GATEWAY } else { StatusCode::OK };
        (status, Json(json!({"status": "VOIDED"})))
    };
    let gateway = gateway(serve(Router::new().fallback(answer)).await, PATIENT);
    for _ in 0..50 {
        assert!(matches!(gateway.void(new_order()).await, Err(Error::Unknown(_))));
    }
    assert_eq!(calls.load(Ordering::SeqCst), 10, "an open breaker lets no call through");

    broken.store(false, Ordering::SeqCst);
    // Calls fail until a probe closes the breaker.
    eventually("the gateway's breaker is closed", async || gateway.void(new_order()).await.ok()).await;
    for _ in 0..20 {
        assert_eq!(gateway.void(new_order()).await.unwrap(), PaymentStatus::Voided);
    }
}

#[tokio::test]
async fn refusals_do_not_open_the_breaker() {
    let (url, calls) = answering(StatusCode::UNPROCESSABLE_ENTITY, json!({})).await;
    let gateway = gateway(url, PATIENT);
    for _ in 0..30 {
        assert!(matches!(gateway.void(new_order()).await, Err(Error::Rejected(_))));
    }
    assert_eq!(calls.load(Ordering::SeqCst), 30);
}
