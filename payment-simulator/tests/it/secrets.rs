//! No secret is written, sent or stored where it doesn't belong.

use std::{
    collections::BTreeMap,
    net::Ipv4Addr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::{Router, http::StatusCode, routing::post};
use holdfast_payment_simulator::{Config, migrate};
use holdfast_settings::Reader;
use holdfast_test_support::{
    FreshDatabase, Outputs, Process, Secrets, TraceCollector, eventually, free_address, lookup,
};
use reqwest::Client;
use serde_json::json;
use tokio::net::TcpListener;

/// A text that is nowhere by chance.
fn draw(what: &str) -> String {
    format!("{what}-{}", uuid::Uuid::new_v4())
}

/// A receiver of callbacks that refuses the first one; returns its URL, and how many have come.
async fn receiver() -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let received = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&received);
    let receive = async move || match count.fetch_add(1, Ordering::SeqCst) {
        0 => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::OK,
    };
    tokio::spawn(async move { axum::serve(listener, Router::new().route("/", post(receive))).await });
    (url, received)
}

#[tokio::test]
async fn no_secret_is_where_it_does_not_belong() {
    let (mut secrets, outputs) = (Secrets::default(), Outputs::default());
    let (database, traces) = (FreshDatabase::create_empty().await, TraceCollector::start().await);
    let (callbacks, received) = receiver().await;
    let address = free_address();
    let settings = BTreeMap::from([
        ("SIMULATOR_BIND", address.to_string()),
        ("SIMULATOR_DATABASE_URL", database.url()),
        ("SIMULATOR_API_KEY", draw("key")),
        ("SIMULATOR_OPERATOR_TOKEN", draw("operator")),
        ("SIMULATOR_CALLBACK_SECRET", draw("callbacks")),
        ("SIMULATOR_CALLBACK_URL", callbacks),
        ("RUST_LOG", "trace".to_owned()),
        ("RUST_BACKTRACE", "1".to_owned()),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", traces.endpoint()),
        ("OTEL_BSP_SCHEDULE_DELAY", "200".to_owned()),
    ]);
    secrets.add_settings(&Config::settings(), &settings);
    migrate(&Reader::read(lookup(&settings), Config::read).unwrap()).await.expect("the schema is brought up to date");
    let process = Process::start(env!("CARGO_BIN_EXE_holdfast-payment-simulator"), &settings, address).await;
    let errors = process.errors();

    let client = Client::builder().no_proxy().build().unwrap();
    let url = |path: &str| format!("http://{address}{path}");
    let mistyped = draw("mistyped");
    secrets.add("a mistyped key", &mistyped);
    let mut told = Vec::new();
    for method in ["sim_approve", "sim_decline", "sim_pending_0", "sim_lost_1", "nonsense"] {
        let order = uuid::Uuid::new_v4();
        let payment = json!({ "orderId": order, "amount": 50_000, "currency": "KRW", "paymentMethod": method });
        for key in [&settings["SIMULATOR_API_KEY"], &settings["SIMULATOR_OPERATOR_TOKEN"], &mistyped] {
            for call in [
                client.post(url("/payments/authorize")).json(&payment),
                client.post(url(&format!("/payments/pay-{order}/capture"))),
                client.get(url(&format!("/payments?orderId={order}"))),
                client.post(url("/payments/authorize")).json(&json!({ "orderId": 1 })),
            ] {
                // A lost reply is a cut connection.
                let Ok(answer) = call.bearer_auth(key).send().await else { continue };
                told.extend_from_slice(format!("{:?}\n", answer.headers()).as_bytes());
                told.extend_from_slice(&answer.bytes().await.unwrap());
            }
        }
    }
    eventually("a callback is repeated", async || (received.load(Ordering::SeqCst) >= 2).then_some(())).await;
    outputs.add("metrics", client.get(url("/metrics")).send().await.unwrap().bytes().await.unwrap());
    process.signal("TERM").await;
    let log = process.end_within(Duration::from_secs(20)).await;
    assert!(log.iter().filter(|line| line["level"] == "TRACE").count() > 100, "the log is not at the level TRACE");
    outputs.add("log", serde_json::to_string(&log).unwrap());
    outputs.add("standard-error", format!("standard error:\n{}", errors.lock()));
    outputs.add("responses", told);
    outputs.add("traces", traces.received());
    outputs.add("ledger", database.dump().await);
    outputs.assert_free_of(&secrets);
}
