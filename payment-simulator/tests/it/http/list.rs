use holdfast_test_support::resembling;
use serde_json::json;

use super::{OPERATOR_TOKEN, TestGateway, act, authorize, new_order, request};

#[tokio::test]
async fn the_list_shows_an_operator_the_payments_of_an_order() {
    let gateway = TestGateway::start().await;
    let (paid, forbidden) = (new_order(), new_order());
    authorize(&gateway, &request(&paid, "sim_approve")).send().await.expect(200);
    act(&gateway, &forbidden, "void").await.expect(200);
    let list =
        async |order: &str| gateway.get(&format!("/payments?orderId={order}")).operator().send().await.expect(200);

    let item = json!({
        "paymentId": format!("pay-{paid}"), "orderId": paid, "status": "AUTHORIZED", "amount": 50_000, "currency": "KRW",
    });
    assert_eq!(list(&paid).await, json!({ "items": [item] }));
    let item = json!({
        "paymentId": format!("pay-{forbidden}"), "orderId": forbidden, "status": "VOIDED", "amount": null, "currency": null,
    });
    assert_eq!(list(&forbidden).await, json!({ "items": [item] }));
    assert_eq!(list(&new_order()).await, json!({ "items": [] }));
    gateway.finish().await;
}

#[tokio::test]
async fn the_list_of_payments_needs_the_operator_token_and_an_order() {
    let gateway = TestGateway::start().await;
    let path = format!("/payments?orderId={}", new_order());
    gateway.get(&path).send().await.expect_problem(401, "UNAUTHORIZED");
    gateway.get(&path).payment_key().send().await.expect_problem(401, "UNAUTHORIZED");
    for wrong in resembling(OPERATOR_TOKEN) {
        let get = gateway.get(&path).header("authorization", &format!("Bearer {wrong}"));
        get.send().await.expect_problem(401, "UNAUTHORIZED");
    }
    for path in ["/payments", "/payments?orderId=", "/payments?orderId=x"] {
        gateway.get(path).operator().send().await.expect_faults(&["orderId"]);
    }
    gateway.finish().await;
}
