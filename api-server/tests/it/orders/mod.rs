//! Orders over HTTP, through the real saga.

mod admission;
mod cancel;
mod create;
mod epochs;
mod faults;
mod list;
mod read;
mod refusals;
mod replay;
pub(crate) mod steps;
mod stream;
mod unsettled;

use serde_json::{Value, json};

use crate::support::{Answer, Call, TestApp};

/// A key that no other test uses: databases are fresh, but ids must differ between runs on one Temporal.
pub(crate) fn new_key() -> String {
    format!("key-{:032x}", rand::random::<u128>())
}

/// `POST /orders` with every header.
pub(crate) fn order(app: &TestApp, key: &str, token: &str, event: u64, seats: &[u32], method: &str) -> Call {
    app.post("/orders")
        .header("idempotency-key", key)
        .hold_token(token)
        .json(&json!({ "eventId": event, "seatIds": seats, "paymentMethod": method }))
}

/// Holds the seats, orders them, and waits until the order ends.
pub(crate) async fn buy(app: &TestApp, event: u64, seats: &[u32], method: &str) -> Answer {
    let token = app.hold(event, seats).await;
    order(app, &new_key(), &token, event, seats, method).header("prefer", "wait=10").send().await
}

/// An event of two sections with two seats each, at these prices.
pub(crate) async fn two_prices(app: &TestApp, currency: &str, [floor, balcony]: [u64; 2]) -> u64 {
    let section = |name: &str, price: u64| json!({ "name": name, "rows": 1, "cols": 2, "price": price });
    let sections = json!([section("Floor", floor), section("Balcony", balcony)]);
    app.create_event_with(json!({ "currency": currency, "sections": sections })).await
}

/// The order once it has ended.
async fn ended(app: &TestApp, id: &str) -> Value {
    let order = app.get(&format!("/orders/{id}?wait=10")).send().await.expect(200);
    assert_ne!(order["status"], "PENDING", "{order}");
    order
}

/// The order's payments in the gateway's ledger: `[(status, amount)]`.
async fn payments(app: &TestApp, id: &str) -> Vec<(String, Option<u64>)> {
    let list = app.get(&format!("/payments?orderId={id}")).admin().send().await.expect(200);
    let items = list["items"].as_array().unwrap();
    items.iter().map(|item| (item["status"].as_str().unwrap().to_owned(), item["amount"].as_u64())).collect()
}

pub(crate) fn id(order: &Value) -> String {
    order["orderId"].as_str().unwrap().to_owned()
}

/// Asserts that an order that failed left nothing but its record.
async fn assert_clean_slate(app: &TestApp, event: u64, order: &Value, reason: &str, payment: &str) {
    assert_eq!((&order["status"], &order["reason"]), (&json!("CANCELLED"), &json!(reason)), "{order}");
    assert_eq!(order["paymentStatus"], payment);
    assert_eq!(order.get("tickets"), None);
    assert!(app.statuses(event).await.iter().all(|status| status == "AVAILABLE"));
    let ledger = payments(app, &id(order)).await;
    assert!(ledger.iter().all(|(status, _)| status == payment), "{ledger:?}");
}
