//! `GET /admin/overview`.

use serde_json::json;

use crate::{
    orders::{
        buy, id, new_key, order,
        steps::wire::{Step, Ways},
    },
    support::{TestApp, eventually},
};

#[tokio::test]
async fn the_overview_counts_the_orders_in_each_state_of_the_saga() {
    let app = TestApp::start().await;
    assert_eq!(app.get("/admin/overview").admin().send().await.expect(200)["orders"], json!([]));
    let event = app.create_event(3).await;
    buy(&app, event, &[1], "sim_approve").await.expect(201);
    buy(&app, event, &[2], "sim_approve").await.expect(201);
    buy(&app, event, &[3], "sim_decline").await.expect(201);
    let overview = app.get("/admin/overview").admin().send().await.expect(200);
    assert_eq!(
        overview["orders"],
        json!([{ "state": "CANCELLED", "orders": 1 }, { "state": "CONFIRMED", "orders": 2 }])
    );
    assert_eq!(overview["stuck"], json!([]));
    assert_eq!(overview["temporalUi"], "http://temporal.test/");
    app.finish().await;
}

#[tokio::test]
async fn an_order_without_progress_is_listed_with_its_workflow() {
    let app = TestApp::start().await;
    let event = app.create_event(1).await;
    let token = app.hold(event, &[1]).await;
    let id = id(&order(&app, &new_key(), &token, event, &[1], "sim_never").send().await.expect(202));
    eventually("the order waits for its payment", async || {
        let order = app.get(&format!("/orders/{id}")).send().await.expect(200);
        (order["paymentStatus"] == "PENDING").then_some(())
    })
    .await;
    assert_eq!(app.get("/admin/overview").admin().send().await.expect(200)["stuck"], json!([]), "it is new");
    app.execute("UPDATE orders SET updated_at = updated_at - INTERVAL 31 SECOND").await;

    let overview = app.get("/admin/overview").admin().send().await.expect(200);

    let stuck = &overview["stuck"][0];
    assert_eq!(
        (&stuck["orderId"], &stuck["state"], &stuck["paymentStatus"]),
        (&json!(id), &json!("PENDING"), &json!("PENDING"))
    );
    let namespace = std::env::var("TEMPORAL_NAMESPACE").unwrap();
    assert_eq!(stuck["workflow"], format!("http://temporal.test/namespaces/{namespace}/workflows/order-{id}"));
    app.post(&format!("/orders/{id}/cancel")).send().await.expect(200);
    app.finish().await;
}

#[tokio::test]
async fn the_overview_requires_an_operator() {
    let app = TestApp::start().await;
    app.get("/admin/overview").send().await.expect_problem(401, "UNAUTHORIZED");
    app.finish().await;
}

#[tokio::test]
async fn a_refund_without_progress_is_listed_with_its_own_workflow() {
    let (app, ways) = Ways::start().await;
    let event = app.create_event(1).await;
    let order = buy(&app, event, &[1], "sim_approve").await.expect(201);
    let blocked = ways.block(Step::Call("/refund"));
    app.post(&format!("/orders/{}/cancel", id(&order))).send().await.expect(202);
    blocked.met().await;
    app.execute("UPDATE orders SET updated_at = updated_at - INTERVAL 31 SECOND").await;
    let overview = app.get("/admin/overview").admin().send().await.expect(200);
    let stuck = &overview["stuck"][0];
    assert_eq!((&stuck["orderId"], &stuck["state"]), (&order["orderId"], &json!("REFUNDING")), "{overview}");
    let workflow = stuck["workflow"].as_str().unwrap();
    assert!(workflow.ends_with(&format!("/workflows/refund-{}", id(&order))), "{workflow}");
    blocked.disarm();
    eventually("the seat is free", async || (app.statuses(event).await == ["AVAILABLE"]).then_some(())).await;
    app.finish().await;
}
