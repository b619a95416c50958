//! `GET /admin/events/{eventId}/sales/periods`.

use serde_json::json;

use crate::{
    orders::{buy, id, two_prices},
    support::TestApp,
};

#[tokio::test]
async fn sold_seats_are_counted_by_the_time_of_their_order() {
    let app = TestApp::start().await;
    let event = two_prices(&app, "KRW", [70_000, 30_000]).await;
    let path = format!("/admin/events/{event}/sales/periods");
    let nothing = json!({ "eventId": event, "currency": "KRW", "periodSeconds": 10, "periods": [] });
    assert_eq!(app.get(&path).admin().send().await.expect(200), nothing);

    let early = id(&buy(&app, event, &[1, 2], "sim_approve").await.expect(201));
    let late = id(&buy(&app, event, &[3], "sim_approve").await.expect(201));
    buy(&app, event, &[4], "sim_decline").await.expect(201);
    app.execute("UPDATE orders SET created_at = '2026-11-29 20:01:59.5'").await;
    app.execute(&format!("UPDATE orders SET created_at = '2026-11-29 19:50:07' WHERE order_id = '{early}'")).await;
    let other = two_prices(&app, "EUR", [1_250, 999]).await;
    buy(&app, other, &[1], "sim_approve").await.expect(201);

    let sales = app.get(&path).admin().send().await.expect(200);
    let prices = app.get(&format!("/events/{event}/seats")).send().await.expect(200);
    let price = |seat: usize| prices["seats"][seat - 1]["price"].as_u64().unwrap();
    let expected = json!([
        { "start": "2026-11-29T19:50:00.000Z", "seats": 2, "amount": price(1) + price(2) },
        { "start": "2026-11-29T20:01:50.000Z", "seats": 1, "amount": price(3) },
    ]);
    assert_eq!((&sales["periodSeconds"], &sales["periods"]), (&json!(10), &expected));

    app.post(&format!("/orders/{late}/cancel")).send().await.expect(200);
    let sales = app.get(&path).admin().send().await.expect(200);
    assert_eq!(sales["periods"].as_array().unwrap().len(), 1, "a refunded seat isn't sold: {sales}");
    app.finish().await;
}

#[tokio::test]
async fn the_periods_require_an_operator_and_an_existing_event() {
    let app = TestApp::start().await;
    let event = app.create_event(1).await;
    app.get(&format!("/admin/events/{event}/sales/periods")).send().await.expect_problem(401, "UNAUTHORIZED");
    app.get("/admin/events/4711/sales/periods").admin().send().await.expect_problem(404, "EVENT_NOT_FOUND");
    app.finish().await;
}
