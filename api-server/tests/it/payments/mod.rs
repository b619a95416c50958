//! The gateway's callbacks, and the pass-through to the gateway's own routes.

mod callbacks;
mod pass_through;

use serde_json::{Value, json};

use crate::support::{Answer, Call, TestApp};

/// An order id that no other test uses.
fn new_order() -> String {
    uuid::Uuid::new_v4().to_string()
}

fn authorize(app: &TestApp, order: &str, method: &str) -> Call {
    app.post("/payments/authorize").payment_key().json(&request(order, method))
}

fn request(order: &str, method: &str) -> Value {
    json!({ "orderId": order, "amount": 50_000, "currency": "KRW", "paymentMethod": method })
}

/// `capture`, `void` or `refund`.
async fn act(app: &TestApp, order: &str, call: &str) -> Answer {
    app.post(&format!("/payments/pay-{order}/{call}")).payment_key().send().await
}

/// The payment's status in the gateway's ledger; `None` if there is no payment.
async fn ledger(app: &TestApp, order: &str) -> Option<String> {
    let list = app.get(&format!("/payments?orderId={order}")).admin().send().await.expect(200);
    list["items"].as_array().unwrap().first().map(|item| item["status"].as_str().unwrap().to_owned())
}
