//! The gateway's client against scripted servers.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking, in its helpers too")]

mod calls;

use std::sync::atomic::{AtomicU64, Ordering};

use holdfast_domain::{Money, OrderId, PaymentMethod, Principal, step_messages::AuthoriseInput};

fn new_order() -> OrderId {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    OrderId::derive(b"test", Principal::Public, &NEXT.fetch_add(1, Ordering::Relaxed).to_string())
}

fn paying(order_id: OrderId, amount: u64, method: &str) -> AuthoriseInput {
    let total = Money { amount, currency: "KRW".parse().unwrap() };
    AuthoriseInput { order_id, total, payment_method: method.parse::<PaymentMethod>().unwrap() }
}
