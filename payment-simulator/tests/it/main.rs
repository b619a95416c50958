//! The gateway's client, the simulator behind it, and its callbacks.

mod authorise;
mod callbacks;
mod client;
mod scripts;
mod transitions;

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use holdfast_payment_simulator::{Config, simulator::Error, simulator::Simulator};
use holdfast_domain::{Money, OrderId, PaymentMethod, PaymentStatus, Principal, step_messages::AuthoriseInput};

use crate::support::database::FreshDatabase;

/// The ledger of a test's own.
struct Ledger {
    database: FreshDatabase,
}

impl Ledger {
    async fn create() -> Self {
        Self { database: FreshDatabase::create().await }
    }

    /// A gateway's server over this ledger.
    fn simulator(&self) -> Simulator {
        self.simulator_with(&config())
    }

    fn simulator_with(&self, config: &SimulatorConfig) -> Simulator {
        Simulator::new(self.database.clone(), config)
    }
}

fn config() -> SimulatorConfig {
    SimulatorConfig {
        delay: Duration::ZERO,
        success_rate: 1.0,
        api_key: "key".into(),
        callback_secret: "callback secret".into(),
        callback_url: "http://127.0.0.1:1/".to_owned(),
    }
}

fn new_order() -> OrderId {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    OrderId::derive(b"test", Principal::Public, &NEXT.fetch_add(1, Ordering::Relaxed).to_string())
}

fn paying(order_id: OrderId, amount: u64, method: &str) -> AuthoriseInput {
    let total = Money { amount, currency: "KRW".parse().unwrap() };
    AuthoriseInput { order_id, total, payment_method: PaymentMethod::parse(method).unwrap() }
}

/// Authorises a payment of a new order.
async fn pay(simulator: &Simulator, method: &str) -> (OrderId, Result<PaymentStatus, Error>) {
    let order = new_order();
    (order, simulator.authorise(paying(order, 50_000, method)).await)
}

/// Waits for a condition, for at most ten seconds.
async fn eventually(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let wait = async {
        while !holds().await {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    assert!(tokio::time::timeout(Duration::from_secs(10), wait).await.is_ok(), "waited in vain: {what}");
}
