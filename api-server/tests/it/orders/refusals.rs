use serde_json::json;

use super::{new_key, order};
use crate::support::TestApp;

#[tokio::test]
async fn a_request_without_its_headers_is_refused() {
    let app = TestApp::start().await;
    let body = json!({ "eventId": 1, "seatIds": [1] });
    let token = "0".repeat(32);
    app.post("/orders").hold_token(&token).json(&body).send().await.expect_problem(400, "IDEMPOTENCY_KEY_MISSING");
    for key in ["", "\"\"", &"k".repeat(256)] {
        let call = app.post("/orders").header("idempotency-key", key).hold_token(&token).json(&body);
        call.send().await.expect_problem(400, "IDEMPOTENCY_KEY_MISSING");
    }
    app.post("/orders")
        .header("idempotency-key", "k")
        .json(&body)
        .send()
        .await
        .expect_problem(400, "HOLD_TOKEN_MISSING");
    app.finish().await;
}

#[tokio::test]
async fn a_request_with_two_idempotency_keys_is_refused() {
    let app = TestApp::start().await;
    let event = app.create_event(1).await;
    let token = app.hold(event, &[1]).await;
    for second in [new_key().as_str(), "k", ""] {
        let call = order(&app, "k", &token, event, &[1], "sim_approve").header("idempotency-key", second);
        call.send().await.expect_problem(400, "MALFORMED_REQUEST");
        let confirm = app.post(&format!("/reservations/{event}/1/confirm")).admin().hold_token(&token);
        let confirm = confirm.header("idempotency-key", "k").header("idempotency-key", second);
        confirm.send().await.expect_problem(400, "MALFORMED_REQUEST");
    }
    app.delete(&format!("/reservations/{event}")).hold_token(&token).send().await.expect(204);
    app.finish().await;
}

#[tokio::test]
async fn a_body_that_cannot_be_an_order_is_refused_field_by_field() {
    let app = TestApp::start().await;
    let send = async |body| {
        app.post("/orders").header("idempotency-key", &new_key()).hold_token(&"0".repeat(32)).json(&body).send().await
    };
    for (seats, error) in [
        (json!([1, 1]), json!({ "field": "seatIds", "code": "REPEATED" })),
        (json!([]), json!({ "field": "seatIds", "code": "EMPTY" })),
        (json!([1, 2, 3, 4, 5, 6, 7, 8, 9]), json!({ "field": "seatIds", "code": "TOO_MANY", "max": 8 })),
    ] {
        send(json!({ "eventId": 1, "seatIds": seats })).await.expect_field_errors(&json!([error]));
    }
    send(json!({ "eventId": 0, "seatIds": [0], "paymentMethod": "a b" })).await.expect_faults(&[
        "eventId",
        "seatIds",
        "paymentMethod",
    ]);
    send(json!({ "eventId": 1, "seatIds": [1], "x": 1 })).await.expect_problem(400, "MALFORMED_REQUEST");
    send(json!({ "eventId": "1", "seatIds": [1] })).await.expect_problem(400, "MALFORMED_REQUEST");
    for token in ["no token at all", &"0".repeat(32)] {
        let call = app.post("/orders").header("idempotency-key", &new_key()).hold_token(token);
        call.json(&json!({ "eventId": 0, "seatIds": [1] })).send().await.expect_faults(&["eventId"]);
    }
    app.finish().await;
}

#[tokio::test]
async fn a_hold_that_is_not_there_or_lacks_a_seat_sells_nothing() {
    let app = TestApp::start().await;
    let event = app.create_event(4).await;
    let token = app.hold(event, &[1, 2]).await;
    let other = app.hold(event, &[3]).await;
    let place =
        async |token: &str, seats: &[u32]| order(&app, &new_key(), token, event, seats, "sim_approve").send().await;
    place(&"f".repeat(32), &[1]).await.expect_problem(410, "RESERVATION_EXPIRED");
    place("no token at all", &[1]).await.expect_problem(410, "RESERVATION_EXPIRED");
    place(&token, &[1, 2, 4]).await.expect_problem(403, "HOLD_MISMATCH");
    place(&token, &[3]).await.expect_problem(403, "HOLD_MISMATCH");
    place(&token, &[99]).await.expect_problem(403, "HOLD_MISMATCH");
    let unknown = order(&app, &new_key(), &token, event + 1000, &[1], "sim_approve").send().await;
    unknown.expect_problem(404, "EVENT_NOT_FOUND");
    for token in [token, other] {
        app.delete(&format!("/reservations/{event}")).hold_token(&token).send().await.expect(204);
    }
    app.finish().await;
}

#[tokio::test]
async fn an_order_with_an_unknown_payment_method_is_rolled_back() {
    let app = TestApp::start().await;
    let event = app.create_event(1).await;
    let order = super::buy(&app, event, &[1], "visa").await.expect(201);
    assert_eq!(order["status"], "CANCELLED", "{order}");
    assert_eq!(app.statuses(event).await, ["AVAILABLE"]);
    app.finish().await;
}
