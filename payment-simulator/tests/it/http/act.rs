use serde_json::json;

use super::{TestGateway, act, authorize, ledger, new_order, request};

#[tokio::test]
async fn a_payment_is_captured_and_refunded_and_each_may_be_repeated() {
    let gateway = TestGateway::start().await;
    let order = new_order();
    authorize(&gateway, &request(&order, "sim_approve")).send().await.expect(200);
    for (call, status) in [("capture", "CAPTURED"), ("capture", "CAPTURED"), ("void", "CAPTURED")].into_iter().chain([
        ("refund", "REFUNDED"),
        ("refund", "REFUNDED"),
        ("capture", "REFUNDED"),
        ("void", "REFUNDED"),
    ]) {
        let answer = act(&gateway, &order, call).await.expect(200);
        assert_eq!(answer, json!({ "paymentId": format!("pay-{order}"), "status": status }), "{call}");
        assert_eq!(ledger(&gateway, &order).await.as_deref(), Some(status));
    }
    gateway.finish().await;
}

#[tokio::test]
async fn a_void_is_accepted_before_the_authorise_that_it_forbids() {
    let gateway = TestGateway::start().await;
    let order = new_order();
    assert_eq!(act(&gateway, &order, "void").await.expect(200)["status"], "VOIDED");
    let answer = authorize(&gateway, &request(&order, "sim_approve")).send().await.expect(200);
    assert_eq!(answer["status"], "VOIDED");
    assert_eq!(act(&gateway, &order, "capture").await.expect(200)["status"], "VOIDED");
    assert_eq!(act(&gateway, &order, "void").await.expect(200)["status"], "VOIDED");
    gateway.finish().await;
}

#[tokio::test]
async fn an_unknown_payment_is_not_found() {
    let gateway = TestGateway::start().await;
    for call in ["capture", "refund"] {
        act(&gateway, &new_order(), call).await.expect_problem(404, "PAYMENT_NOT_FOUND");
    }
    for call in ["capture", "void", "refund"] {
        act(&gateway, "nonsense", call).await.expect_problem(404, "PAYMENT_NOT_FOUND");
    }
    gateway.finish().await;
}

#[tokio::test]
async fn a_refused_capture_returns_declined_and_the_payment_can_be_voided() {
    let gateway = TestGateway::start().await;
    let order = new_order();
    authorize(&gateway, &request(&order, "sim_capture_refuse")).send().await.expect(200);
    assert_eq!(act(&gateway, &order, "capture").await.expect(200)["status"], "DECLINED");
    assert_eq!(ledger(&gateway, &order).await.as_deref(), Some("AUTHORIZED"));
    assert_eq!(act(&gateway, &order, "void").await.expect(200)["status"], "VOIDED");
    gateway.finish().await;
}

#[tokio::test]
async fn scripted_outages_are_503_with_retry_after() {
    let gateway = TestGateway::start().await;
    let order = new_order();
    let body = request(&order, "sim_unavailable_2");
    for _ in 0..2 {
        authorize(&gateway, &body).send().await.expect_problem(503, "UNAVAILABLE");
        assert_eq!(ledger(&gateway, &order).await, None);
    }
    assert_eq!(authorize(&gateway, &body).send().await.expect(200)["status"], "AUTHORIZED");

    let order = new_order();
    authorize(&gateway, &request(&order, "sim_capture_fail_1")).send().await.expect(200);
    act(&gateway, &order, "capture").await.expect_problem(503, "UNAVAILABLE");
    assert_eq!(act(&gateway, &order, "capture").await.expect(200)["status"], "CAPTURED");
    gateway.finish().await;
}
