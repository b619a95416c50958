//! A payment simulator of a test's own, in this process, on a free port.

use std::{
    net::{Ipv4Addr, SocketAddr},
    time::Duration,
};

use holdfast_payment_simulator::{Config, migrate, serve};
use holdfast_test_support::{ADMIN_TOKEN, CALLBACK_SECRET, FreshDatabase, GATEWAY_API_KEY};
use metrics_exporter_prometheus::PrometheusHandle;
use tokio::{net::TcpListener, task::JoinHandle};
use tokio_util::sync::CancellationToken;

/// A simulator with a database of its own, whose callbacks go to one app.
pub(super) struct PaymentSimulator {
    address: SocketAddr,
    stop: CancellationToken,
    server: JoinHandle<anyhow::Result<()>>,
    database: FreshDatabase,
}

impl PaymentSimulator {
    pub(super) async fn start(app: SocketAddr, metrics: PrometheusHandle) -> Self {
        let database = FreshDatabase::create_empty().await;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let config = Config {
            bind: address,
            database_url: database.url().into(),
            database_connections: 8,
            api_key: GATEWAY_API_KEY.into(),
            operator_token: ADMIN_TOKEN.into(),
            callback_secret: CALLBACK_SECRET.into(),
            callback_url: format!("http://{app}/api/payments/callbacks"),
            delay: Duration::ZERO,
            success_rate: 1.0,
            drain: Duration::from_secs(5),
        };
        migrate(&config).await.expect("the schema is brought up to date");
        let stop = CancellationToken::new();
        let server = tokio::spawn(serve(listener, config, metrics, stop.clone()));
        Self { address, stop, server, database }
    }

    /// The base of its routes, to which `/payments/…` is appended.
    pub(super) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Every value in its ledger.
    pub(super) async fn dump(&self) -> Vec<u8> {
        self.database.dump().await
    }

    pub(super) async fn stop(self) {
        self.stop.cancel();
        self.server.await.expect("the server ends").expect("without an error");
    }
}
