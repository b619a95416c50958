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

use holdfast_activities::{
    config::MysqlConfig,
    mysql::Database,
    payment::{
        SimulatorConfig,
        simulator::{Error, Simulator},
    },
};
use holdfast_domain::{Money, OrderId, PaymentStatus, Principal, order::PaymentMethod, saga::AuthoriseInput};
use sqlx::{Connection, MySqlConnection, mysql::MySqlConnectOptions};

/// A database of the test's own.
struct Ledger {
    database: Database,
    name: String,
}

impl Ledger {
    async fn create() -> Self {
        let url: String = std::env::var("DATABASE_URL").unwrap();
        let name = format!("test_{:032x}", rand::random::<u128>());
        admin(&format!("CREATE DATABASE {name}")).await;
        let (server, _) = url.rsplit_once('/').unwrap();
        let config = MysqlConfig {
            url: format!("{server}/{name}").into(),
            max_connections: 16,
            acquire_timeout: Duration::from_secs(10),
            statement_timeout: Duration::from_secs(10),
        };
        let database = Database::connect(&config).await.unwrap();
        database.migrate().await.unwrap();
        Self { database, name }
    }

    fn simulator(&self) -> Simulator {
        Simulator::new(self.database.clone(), &config())
    }

    async fn finish(self) {
        admin(&format!("DROP DATABASE {}", self.name)).await;
    }
}

async fn admin(statement: &str) {
    let options: MySqlConnectOptions = std::env::var("DATABASE_URL").unwrap().parse().unwrap();
    let mut connection = MySqlConnection::connect_with(&options).await.unwrap();
    sqlx::query(statement).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
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
