//! `GET /admin/events/{eventId}/sales`.

use serde_json::json;

use crate::{
    orders::{buy, two_prices},
    support::TestApp,
};

#[tokio::test]
async fn the_sales_count_seats_and_money() {
    let app = TestApp::start().await;
    let event = app.create_event(6).await;
    buy(&app, event, &[1, 2], "sim_approve").await.expect(201);
    buy(&app, event, &[3], "sim_decline").await.expect(201);
    let token = app.hold(event, &[4, 5, 6]).await;

    let sales = app.get(&format!("/admin/events/{event}/sales")).admin().send().await.expect(200);

    assert_eq!(
        sales,
        json!({
            "eventId": event, "currency": "KRW", "seatsTotal": 6, "seatsHeld": 3, "seatsSold": 2,
            "sections": [{ "name": "Floor", "price": 50_000, "seatsTotal": 6, "seatsHeld": 3, "seatsSold": 2 }],
            "orders": [
                { "state": "CANCELLED", "orders": 1, "amount": 50_000 },
                { "state": "CONFIRMED", "orders": 1, "amount": 100_000 },
            ],
        })
    );
    app.delete(&format!("/reservations/{event}")).hold_token(&token).send().await.expect(204);
    app.finish().await;
}

#[tokio::test]
async fn the_sales_require_an_operator_and_an_existing_event() {
    let app = TestApp::start().await;
    let event = app.create_event(1).await;
    app.get(&format!("/admin/events/{event}/sales")).send().await.expect_problem(401, "UNAUTHORIZED");
    app.get("/admin/events/4711/sales").admin().send().await.expect_problem(404, "EVENT_NOT_FOUND");
    app.finish().await;
}

#[tokio::test]
async fn the_sales_of_two_events_with_two_prices_each_are_counted_apart() {
    let app = TestApp::start().await;
    let krw = two_prices(&app, "KRW", [70_000, 30_001]).await;
    let eur = two_prices(&app, "EUR", [1_250, 999]).await;
    buy(&app, krw, &[2, 3], "sim_approve").await.expect(201);
    buy(&app, krw, &[4], "sim_approve").await.expect(201);
    buy(&app, eur, &[2, 3], "sim_approve").await.expect(201);
    buy(&app, eur, &[4], "sim_decline").await.expect(201);
    let sold = |orders: u64, amount: u64| json!({ "state": "CONFIRMED", "orders": orders, "amount": amount });
    let declined = json!({ "state": "CANCELLED", "orders": 1, "amount": 999 });
    for (event, currency, seats, orders) in
        [(krw, "KRW", 3, json!([sold(2, 130_002)])), (eur, "EUR", 2, json!([declined, sold(1, 2_249)]))]
    {
        let sales = app.get(&format!("/admin/events/{event}/sales")).admin().send().await.expect(200);
        assert_eq!((&sales["currency"], &sales["seatsSold"]), (&json!(currency), &json!(seats)), "{sales}");
        assert_eq!(sales["orders"], orders, "{sales}");
    }
    app.finish().await;
}

#[tokio::test]
async fn each_section_has_its_own_counts() {
    let app = TestApp::start().await;
    let sections = json!([
        { "name": "Floor", "rows": 1, "cols": 2, "price": 70_000 },
        { "name": "Balcony", "rows": 2, "cols": 2, "price": 30_000 },
    ]);
    let event = app.create_event_with(json!({ "sections": sections })).await;
    buy(&app, event, &[2, 3], "sim_approve").await.expect(201);
    let token = app.hold(event, &[6]).await;
    let sales = app.get(&format!("/admin/events/{event}/sales")).admin().send().await.expect(200);
    assert_eq!(
        sales["sections"],
        json!([
            { "name": "Floor", "price": 70_000, "seatsTotal": 2, "seatsHeld": 0, "seatsSold": 1 },
            { "name": "Balcony", "price": 30_000, "seatsTotal": 4, "seatsHeld": 1, "seatsSold": 1 },
        ])
    );
    app.delete(&format!("/reservations/{event}")).hold_token(&token).send().await.expect(204);
    app.finish().await;
}
