//! The simulator: its rules over a ledger of a test's own, its callbacks, and its HTTP side.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking, in its helpers too")]

mod authorise;
mod callbacks;
mod http;
mod migrations;
mod scripts;
mod secrets;
mod settings;
mod transitions;

use std::{
    net::{Ipv4Addr, SocketAddr},
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use holdfast_domain::{Money, OrderId, PaymentMethod, PaymentStatus, Principal};
use holdfast_payment_simulator::{
    Config,
    ledger::{self, Authorisation},
    simulator::{Error, Simulator},
};
use holdfast_test_support::{FreshDatabase, eventually_within};

/// The ledger of a test's own.
struct Ledger {
    database: ledger::Ledger,
    fresh: FreshDatabase,
}

impl Ledger {
    async fn create() -> Self {
        let fresh = FreshDatabase::create_empty().await;
        let database = ledger::Ledger::connect(&Config { database_url: fresh.url().into(), ..config() }).unwrap();
        database.migrate().await.expect("the schema is brought up to date");
        Self { database, fresh }
    }

    /// A gateway's engine over this ledger.
    fn simulator(&self) -> Simulator {
        self.simulator_with(&config())
    }

    fn simulator_with(&self, config: &Config) -> Simulator {
        Simulator::new(self.database.clone(), config)
    }
}

/// The usual settings, without a ledger.
fn config() -> Config {
    Config {
        bind: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
        database_url: "mysql://nobody@127.0.0.1:1/none".into(),
        database_connections: 8,
        api_key: "key".into(),
        operator_token: "operator token".into(),
        callback_secret: "callback secret".into(),
        callback_url: "http://127.0.0.1:1/".to_owned(),
        delay: Duration::ZERO,
        success_rate: 1.0,
        drain: Duration::from_secs(5),
    }
}

fn new_order() -> OrderId {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    OrderId::derive(b"test", Principal::Public, &NEXT.fetch_add(1, Ordering::Relaxed).to_string())
}

fn paying(order_id: OrderId, amount: u64, method: &str) -> Authorisation {
    let total = Money { amount, currency: "KRW".parse().unwrap() };
    Authorisation { order_id, total, payment_method: method.parse::<PaymentMethod>().unwrap() }
}

/// Authorises a payment of a new order.
async fn pay(simulator: &Simulator, method: &str) -> (OrderId, Result<PaymentStatus, Error>) {
    let order = new_order();
    (order, simulator.authorise(paying(order, 50_000, method)).await)
}

/// Waits for a condition, for at most ten seconds.
#[track_caller]
fn eventually(what: &str, mut condition: impl AsyncFnMut() -> bool) -> impl Future<Output = ()> {
    eventually_within(what, Duration::from_secs(10), async move || condition().await.then_some(()))
}
