use crate::support::TestApp;

use super::{buy, id};

#[tokio::test]
async fn an_unknown_order_is_not_found() {
    let app = TestApp::start().await;
    for id in ["0b8f5f0e-8f5c-8a11-9a3c-000000000000", "not-an-order", "0B8F5F0E-8F5C-8A11-9A3C-000000000000"] {
        app.get(&format!("/orders/{id}")).send().await.expect_problem(404, "ORDER_NOT_FOUND");
        app.post(&format!("/orders/{id}/cancel")).send().await.expect_problem(404, "ORDER_NOT_FOUND");
        app.get(&format!("/orders/{id}/stream")).send().await.expect_problem(404, "ORDER_NOT_FOUND");
    }
    app.finish().await;
}

#[tokio::test]
async fn an_order_is_read_as_its_placement_returned_it() {
    let app = TestApp::start().await;
    let event = app.create_event(1).await;
    let order = buy(&app, event, &[1], "sim_approve").await.expect(201);
    assert_eq!(app.get(&format!("/orders/{}", id(&order))).send().await.expect(200), order);
    app.get(&format!("/orders/{}?wait=x", id(&order))).send().await.expect_problem(400, "MALFORMED_REQUEST");
    app.finish().await;
}
