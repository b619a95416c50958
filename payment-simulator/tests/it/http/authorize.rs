use holdfast_test_support::resembling;
use serde_json::json;

use super::{API_KEY, OPERATOR_TOKEN, TestGateway, act, authorize, ledger, new_order, request};

#[tokio::test]
async fn a_payment_is_authorised_and_a_repeat_returns_its_current_status() {
    let gateway = TestGateway::start().await;
    let order = new_order();
    for _ in 0..2 {
        let answer = authorize(&gateway, &request(&order, "sim_approve")).send().await.expect(200);
        assert_eq!(answer, json!({ "paymentId": format!("pay-{order}"), "status": "AUTHORIZED" }));
    }
    act(&gateway, &order, "capture").await.expect(200);
    let answer = authorize(&gateway, &request(&order, "sim_approve")).send().await.expect(200);
    assert_eq!(answer["status"], "CAPTURED");
    gateway.finish().await;
}

#[tokio::test]
async fn an_authorise_without_a_method_is_approved() {
    let gateway = TestGateway::start().await;
    let body = json!({ "orderId": new_order(), "amount": 0, "currency": "KRW" });
    assert_eq!(authorize(&gateway, &body).send().await.expect(200)["status"], "AUTHORIZED");
    gateway.finish().await;
}

#[tokio::test]
async fn every_payment_call_needs_the_key_of_the_gateway() {
    let gateway = TestGateway::start().await;
    let order = new_order();
    let paths =
        ["authorize", &format!("pay-{order}/capture"), &format!("pay-{order}/void"), &format!("pay-{order}/refund")]
            .map(|path| format!("/payments/{path}"));
    for path in paths {
        let post = || gateway.post(&path).json(&request(&order, "sim_approve"));
        post().send().await.expect_problem(401, "UNAUTHORIZED");
        let others = ["Bearer wrong", "Basic key", &format!("Bearer {OPERATOR_TOKEN}")].map(str::to_owned);
        for wrong in others.into_iter().chain(resembling(API_KEY).iter().map(|key| format!("Bearer {key}"))) {
            post().header("authorization", &wrong).send().await.expect_problem(401, "UNAUTHORIZED");
        }
    }
    assert_eq!(ledger(&gateway, &order).await, None);
    gateway.finish().await;
}

#[tokio::test]
async fn a_repeated_authorise_with_another_amount_or_currency_is_refused() {
    let gateway = TestGateway::start().await;
    let order = new_order();
    authorize(&gateway, &request(&order, "sim_approve")).send().await.expect(200);
    for (field, value) in [("amount", json!(50_001)), ("currency", json!("USD"))] {
        let mut other = request(&order, "sim_approve");
        other[field] = value;
        authorize(&gateway, &other).send().await.expect_problem(422, "PAYMENT_MISMATCH");
    }
    gateway.finish().await;
}

#[tokio::test]
async fn an_authorise_with_invalid_fields_is_refused_and_begins_no_payment() {
    let gateway = TestGateway::start().await;
    let order = new_order();
    let all = json!({ "orderId": "x", "amount": u64::MAX, "currency": "won", "paymentMethod": "a b" });
    authorize(&gateway, &all).send().await.expect_faults(&["orderId", "amount", "currency", "paymentMethod"]);
    for unknown in ["visa", "sim_delay_soon", "sim_lost_-1", "sim_unavailable_"] {
        authorize(&gateway, &request(&order, unknown)).send().await.expect_faults(&["paymentMethod"]);
    }
    assert_eq!(ledger(&gateway, &order).await, None);
    gateway.finish().await;
}

#[tokio::test]
async fn an_authorise_that_cannot_be_parsed_is_refused_as_malformed() {
    let gateway = TestGateway::start().await;
    let mut unknown_field = request(&new_order(), "sim_approve");
    unknown_field["amuont"] = json!(1);
    let negative = json!({ "orderId": new_order(), "amount": -1, "currency": "KRW" });
    for body in [unknown_field, negative, json!({}), json!([])] {
        authorize(&gateway, &body).send().await.expect_problem(400, "MALFORMED_REQUEST");
    }
    let text = gateway.post("/payments/authorize").payment_key().body("text/plain", "{}");
    text.send().await.expect_problem(415, "UNSUPPORTED_MEDIA_TYPE");
    gateway.finish().await;
}
