use holdfast_domain::OrderState;
use secrecy::ExposeSecret;
use serde_json::Value;

use super::{
    buy, ended, id, new_key, order,
    steps::wire::{Step, Ways},
};
use crate::support::{FaultProxy, TestApp, eventually};

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

#[tokio::test]
async fn a_wait_for_an_order_without_news_reads_its_row_a_few_times() {
    let mut proxy = None;
    let app = TestApp::start_with(|config| {
        let (before_mysql, url) = FaultProxy::before_mysql(config.engine.mysql.url.expose_secret());
        config.engine.mysql.url = url.into();
        proxy = Some(before_mysql);
    })
    .await;
    let proxy = proxy.unwrap();
    let event = app.create_event(1).await;
    let token = app.hold(event, &[1]).await;
    let id = id(&order(&app, &new_key(), &token, event, &[1], "sim_never").send().await.expect(202));

    proxy.count("SELECT * FROM orders WHERE order_id = ?");
    assert_eq!(app.get(&format!("/orders/{id}?wait=3")).send().await.expect(200)["status"], "PENDING");
    let reads = proxy.happened();
    // Pauses of 150, 300, 600 and 1000 ms, and a read at once after each change by this process.
    assert!((2..20).contains(&reads), "{reads} reads in 3 s");
    proxy.disarm();

    app.post(&format!("/orders/{id}/cancel")).send().await.expect(200);
    app.finish().await;
}

#[tokio::test]
async fn tickets_are_shown_from_the_capture_until_the_refund_has_ended() {
    let (app, ways) = Ways::start().await;
    let event = app.create_event(1).await;
    let capture = ways.block(Step::Call("/capture"));
    let token = app.hold(event, &[1]).await;
    let id = id(&order(&app, &new_key(), &token, event, &[1], "sim_approve").send().await.expect(202));
    capture.met().await;
    let recorded = app.state.engine.database.find_order(id.parse().unwrap()).await.unwrap().unwrap();
    assert_eq!((recorded.row.state, recorded.tickets.len()), (OrderState::Sold, 1));
    // The tickets exist, but the money may still be refused.
    assert_shows(&app, &id, "PENDING", 0).await;
    capture.disarm();
    assert_eq!(ended(&app, &id).await["status"], "CONFIRMED");
    assert_shows(&app, &id, "CONFIRMED", 1).await;

    let refund = ways.block(Step::Call("/refund"));
    let cancelled = app.post(&format!("/orders/{id}/cancel")).send().await.expect(202);
    assert_eq!(cancelled["reason"], Value::Null, "the refund has not ended");
    refund.met().await;
    assert_shows(&app, &id, "CONFIRMED", 1).await;
    refund.disarm();
    eventually("the order is refunded", async || {
        let order = app.get(&format!("/orders/{id}")).send().await.expect(200);
        (order["status"] == "REFUNDED").then_some(())
    })
    .await;
    assert_shows(&app, &id, "REFUNDED", 0).await;
    eventually("the seat is free", async || (app.statuses(event).await == ["AVAILABLE"]).then_some(())).await;
    app.finish().await;
}

/// Asserts the status and the number of tickets that the buyer and the operators see.
async fn assert_shows(app: &TestApp, id: &str, status: &str, tickets: usize) {
    let read = app.get(&format!("/orders/{id}")).send().await.expect(200);
    let listed = app.get("/orders").admin().send().await.expect(200)["items"][0].clone();
    for order in [read, listed] {
        let shown = order["tickets"].as_array().map_or(0, Vec::len);
        assert_eq!((order["status"].as_str(), shown), (Some(status), tickets), "{order}");
    }
}
