mod act;
mod authorize;
mod callbacks;
mod gateway;
mod list;
mod replies;

use serde_json::{Value, json};

use crate::support::{Answer, Call, TestApp};

/// An order id that no other test has.
fn new_order() -> String {
    uuid::Uuid::new_v4().to_string()
}

fn request(order: &str, method: &str) -> Value {
    json!({ "orderId": order, "amount": 50_000, "currency": "KRW", "paymentMethod": method })
}

fn authorize(app: &TestApp, body: &Value) -> Call {
    app.post("/payments/authorize").payment_key().json(body)
}

async fn act(app: &TestApp, order: &str, call: &str) -> Answer {
    let payment = format!("pay-{order}");
    let call = match call {
        "capture" => app.post(&format!("/payments/{payment}/capture")),
        "void" => app.post(&format!("/payments/{payment}/void")),
        _ => app.post(&format!("/payments/{payment}/refund")),
    };
    call.payment_key().send().await
}

/// The payment's status in the ledger; nothing when there is no payment.
async fn ledger(app: &TestApp, order: &str) -> Option<String> {
    let list = app.get(&format!("/payments?orderId={order}")).admin().send().await.expect(200);
    list["items"].as_array().unwrap().first().map(|item| item["status"].as_str().unwrap().to_owned())
}
