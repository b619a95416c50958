//! The simulator over real HTTP.

mod act;
mod authorize;
mod gateway;
mod list;
mod replies;

use std::{
    net::{Ipv4Addr, SocketAddr},
    sync::LazyLock,
    time::Duration,
};

use holdfast_payment_simulator::{Config, migrate, run, serve};
use holdfast_test_support::FreshDatabase;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use reqwest::{Client, RequestBuilder, StatusCode, header::HeaderMap};
use serde_json::{Value, json};
use tokio::{net::TcpListener, task::JoinHandle};
use tokio_util::sync::CancellationToken;

const API_KEY: &str = "key";
const OPERATOR_TOKEN: &str = "operator token";

/// One recorder for the tests of this process.
static METRICS: LazyLock<PrometheusHandle> =
    LazyLock::new(|| PrometheusBuilder::new().install_recorder().expect("the process has no recorder yet"));

/// A simulator of a test's own, in this process, on a free port.
struct TestGateway {
    address: SocketAddr,
    client: Client,
    stop: CancellationToken,
    server: JoinHandle<anyhow::Result<()>>,
    database: FreshDatabase,
}

impl TestGateway {
    async fn start() -> Self {
        let database = FreshDatabase::create_empty().await;
        let config = Config { database_url: database.url().into(), ..super::config() };
        migrate(&config).await.expect("the schema is brought up to date");
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let stop = CancellationToken::new();
        let server = tokio::spawn(serve(listener, config, METRICS.clone(), stop.clone()));
        let client = Client::builder().no_proxy().build().expect("a client");
        Self { address, client, stop, server, database }
    }

    fn get(&self, path: &str) -> Call {
        Call(self.client.get(format!("http://{}{path}", self.address)))
    }

    fn post(&self, path: &str) -> Call {
        Call(self.client.post(format!("http://{}{path}", self.address)))
    }

    async fn finish(self) {
        self.stop.cancel();
        self.server.await.expect("the server ends").expect("without an error");
    }
}

/// A request that is being built.
#[must_use]
struct Call(RequestBuilder);

impl Call {
    fn payment_key(self) -> Self {
        self.header("authorization", &format!("Bearer {API_KEY}"))
    }

    fn operator(self) -> Self {
        self.header("authorization", &format!("Bearer {OPERATOR_TOKEN}"))
    }

    fn header(self, name: &str, value: &str) -> Self {
        Self(self.0.header(name, value))
    }

    fn json(self, body: &Value) -> Self {
        Self(self.0.json(body))
    }

    fn body(self, content_type: &str, body: &'static str) -> Self {
        Self(self.0.header("content-type", content_type).body(body))
    }

    async fn send(self) -> Answer {
        let response = self.0.send().await.expect("the server responds");
        let (status, headers) = (response.status(), response.headers().clone());
        let body = response.json().await.expect("a JSON body");
        Answer { status, headers, body }
    }
}

/// A response, read to its end.
struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Value,
}

impl Answer {
    /// The body, after checking the status.
    #[track_caller]
    fn expect(self, status: u16) -> Value {
        assert_eq!(self.status.as_u16(), status, "{}", self.body);
        self.body
    }

    /// The body of a problem, after checking its form.
    #[track_caller]
    fn expect_problem(self, status: u16, code: &str) -> Value {
        let header = |name: &str| self.headers.get(name).map_or("", |value| value.to_str().expect("a text"));
        assert_eq!((self.status.as_u16(), self.body["code"].as_str()), (status, Some(code)), "{}", self.body);
        assert_eq!(header("content-type"), "application/problem+json");
        assert_eq!(self.body["status"], status);
        assert_eq!(self.body["traceId"], header("trace-id"));
        assert_eq!(header("retry-after"), if status == 503 { "1" } else { "" });
        self.body
    }

    /// The fields that a VALIDATION_FAILED names.
    #[track_caller]
    fn expect_faults(self, fields: &[&str]) {
        let problem = self.expect_problem(422, "VALIDATION_FAILED");
        let named: Vec<_> = problem["errors"].as_array().unwrap().iter().map(|error| &error["field"]).collect();
        assert_eq!(named, fields, "{problem}");
    }
}

/// An order id that no other test has.
fn new_order() -> String {
    uuid::Uuid::new_v4().to_string()
}

fn request(order: &str, method: &str) -> Value {
    json!({ "orderId": order, "amount": 50_000, "currency": "KRW", "paymentMethod": method })
}

fn authorize(gateway: &TestGateway, body: &Value) -> Call {
    gateway.post("/payments/authorize").payment_key().json(body)
}

async fn act(gateway: &TestGateway, order: &str, call: &str) -> Answer {
    gateway.post(&format!("/payments/pay-{order}/{call}")).payment_key().send().await
}

/// The payment's status in the ledger; nothing when there is no payment.
async fn ledger(gateway: &TestGateway, order: &str) -> Option<String> {
    let list = gateway.get(&format!("/payments?orderId={order}")).operator().send().await.expect(200);
    list["items"].as_array().unwrap().first().map(|item| item["status"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn the_simulator_is_ready_while_its_ledger_responds() {
    let gateway = TestGateway::start().await;
    assert_eq!(
        gateway.get("/readyz").send().await.expect(200),
        json!({ "status": "ok", "dependencies": { "mysql": "ok" } })
    );
    for (path, word) in [("/healthz", "ok"), ("/metrics", "holdfast_http_request_seconds")] {
        let response = gateway.get(path).0.send().await.unwrap();
        assert_eq!(response.status(), 200, "{path}");
        assert!(response.text().await.unwrap().contains(word), "{path}");
    }
    gateway.get("/payments/nothing/here").send().await.expect_problem(404, "NOT_FOUND");
    gateway.finish().await;
}

#[tokio::test]
async fn a_ledger_url_that_cannot_be_parsed_ends_the_process_with_an_error() {
    let config = Config { database_url: "nonsense".into(), ..super::config() };
    let ended = tokio::time::timeout(Duration::from_secs(5), run(config, METRICS.clone())).await;
    ended.expect("the process doesn't wait for a signal").expect_err("the URL can't be used");
}

#[tokio::test]
async fn a_payment_whose_caller_hung_up_is_in_the_ledger_when_the_simulator_has_ended() {
    let mut gateway = TestGateway::start().await;
    let order = new_order();
    let mut blocked = gateway.database.block_writes("payments").await;
    tokio::select! {
        _ = authorize(&gateway, &request(&order, "sim_approve")).0.send() => panic!("a response without a payment"),
        () = blocked.met() => {}
    }
    gateway.stop.cancel();
    let ended = tokio::time::timeout(Duration::from_secs(1), &mut gateway.server).await;
    assert!(ended.is_err(), "it ends before the payment is in the ledger");
    drop(blocked);
    gateway.server.await.expect("the server ends").expect("without an error");
    let mut connection = gateway.database.connection().await;
    let query = sqlx::query_scalar("SELECT COUNT(*) FROM payments WHERE status = 'AUTHORIZED'");
    let payments: i64 = query.fetch_one(&mut connection).await.unwrap();
    assert_eq!(payments, 1);
}
