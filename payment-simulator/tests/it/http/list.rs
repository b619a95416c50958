use serde_json::json;

use super::{act, authorize, new_order, request};
use crate::support::TestApp;

#[tokio::test]
async fn an_operator_sees_what_the_ledger_has() {
    let app = TestApp::start().await;
    let (paid, forbidden) = (new_order(), new_order());
    authorize(&app, &request(&paid, "sim_approve")).send().await.expect(200);
    act(&app, &forbidden, "void").await.expect(200);
    let list = async |order: &str| app.get(&format!("/payments?orderId={order}")).admin().send().await.expect(200);

    let item = json!({
        "paymentId": format!("pay-{paid}"), "orderId": paid, "status": "AUTHORIZED", "amount": 50_000, "currency": "KRW",
    });
    assert_eq!(list(&paid).await, json!({ "items": [item] }));
    let item = json!({
        "paymentId": format!("pay-{forbidden}"), "orderId": forbidden, "status": "VOIDED", "amount": null, "currency": null,
    });
    assert_eq!(list(&forbidden).await, json!({ "items": [item] }));
    assert_eq!(list(&new_order()).await, json!({ "items": [] }));
    app.finish().await;
}

#[tokio::test]
async fn the_list_wants_an_operator_and_an_order() {
    let app = TestApp::start().await;
    let path = format!("/payments?orderId={}", new_order());
    app.get(&path).send().await.expect_problem(401, "UNAUTHORIZED");
    app.get(&path).payment_key().send().await.expect_problem(401, "UNAUTHORIZED");
    for path in ["/payments", "/payments?orderId=", "/payments?orderId=x"] {
        app.get(path).admin().send().await.expect_faults(&["orderId"]);
    }
    app.finish().await;
}
