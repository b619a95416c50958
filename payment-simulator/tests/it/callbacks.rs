use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
    routing::post,
};
use chrono::Utc;
use holdfast_domain::{OrderId, PaymentStatus};
use holdfast_gateway::{Callback, signature};
use holdfast_payment_simulator::{Config, dispatcher::Dispatcher};
use tokio::{net::TcpListener, task::JoinHandle};
use tokio_util::sync::CancellationToken;

use super::{Ledger, config, eventually, new_order, pay, paying};

/// What a callback said, and when it came.
type Attempt = (PaymentStatus, Instant);

/// Accepts callbacks, after it has refused each a number of times.
#[derive(Clone, Default)]
struct Receiver {
    refusals: usize,
    got: Arc<Mutex<HashMap<OrderId, Vec<Attempt>>>>,
}

impl Receiver {
    /// Starts to listen; returns its URL.
    async fn start(&self) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/callbacks", listener.local_addr().unwrap());
        let router = Router::new().route("/callbacks", post(take)).with_state(self.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        url
    }

    fn of(&self, order: OrderId) -> Vec<PaymentStatus> {
        self.got.lock().unwrap().get(&order).into_iter().flatten().map(|(status, _)| *status).collect()
    }

    /// The time between each attempt and the next.
    fn pauses(&self, order: OrderId) -> Vec<Duration> {
        self.got.lock().unwrap()[&order].windows(2).map(|pair| pair[1].1 - pair[0].1).collect()
    }
}

async fn take(State(receiver): State<Receiver>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let header = headers["payment-signature"].to_str().unwrap();
    signature::verify(&config().callback_secret, Utc::now(), &body, header).unwrap();
    let callback: Callback = serde_json::from_slice(&body).unwrap();
    assert_eq!(callback.payment_id, callback.order_id.payment_id());
    let mut got = receiver.got.lock().unwrap();
    let attempts = got.entry(callback.order_id).or_default();
    attempts.push((callback.status, Instant::now()));
    if attempts.len() > receiver.refusals { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE }
}

/// A dispatcher that is stopped by its token.
fn dispatch(ledger: &Ledger, url: &str) -> (CancellationToken, JoinHandle<()>) {
    let config = Config { callback_url: url.to_owned(), ..config() };
    let stop = CancellationToken::new();
    let dispatcher = Dispatcher::new(ledger.database.clone(), &config).unwrap();
    (stop.clone(), tokio::spawn(dispatcher.run(stop)))
}

/// How many callbacks are still to be delivered, now or later.
async fn undelivered(ledger: &Ledger) -> i64 {
    let query = sqlx::query_scalar("SELECT COUNT(*) FROM payment_callbacks WHERE delivered_at IS NULL");
    query.fetch_one(&mut ledger.fresh.connection().await).await.unwrap()
}

#[tokio::test]
async fn a_pending_payment_is_authorised_when_due_and_a_callback_says_so() {
    let ledger = Ledger::create().await;
    let receiver = Receiver::default();
    let url = receiver.start().await;
    let (stop, running) = dispatch(&ledger, &url);
    let simulator = ledger.simulator();
    let (order, status) = pay(&simulator, "sim_pending_300").await;
    assert_eq!(status.unwrap(), PaymentStatus::Pending);
    let again = simulator.authorise(paying(order, 50_000, "sim_pending_300")).await;
    assert_eq!(again.unwrap(), PaymentStatus::Pending, "before it is due");
    eventually("the callback", async || !receiver.of(order).is_empty()).await;
    assert_eq!(receiver.of(order), [PaymentStatus::Authorized]);
    let again = simulator.authorise(paying(order, 50_000, "sim_pending_300")).await;
    assert_eq!(again.unwrap(), PaymentStatus::Authorized);
    stop.cancel();
    running.await.unwrap();
}

#[tokio::test]
async fn the_success_rate_applies_to_pending_payments() {
    let ledger = Ledger::create().await;
    let receiver = Receiver::default();
    let url = receiver.start().await;
    let config = Config { success_rate: 0.0, ..config() };
    let simulator = ledger.simulator_with(&config);
    let (order, _) = pay(&simulator, "sim_pending_0").await;
    let (stop, running) = dispatch(&ledger, &url);
    eventually("the callback", async || !receiver.of(order).is_empty()).await;
    assert_eq!(receiver.of(order), [PaymentStatus::Declined]);
    stop.cancel();
    running.await.unwrap();
}

#[tokio::test]
async fn a_void_before_the_approval_wins_and_the_callback_says_voided() {
    let ledger = Ledger::create().await;
    let receiver = Receiver::default();
    let url = receiver.start().await;
    let simulator = ledger.simulator();
    let (order, _) = pay(&simulator, "sim_pending_0").await;
    assert_eq!(simulator.void(order.payment_id()).await.unwrap(), PaymentStatus::Voided);
    let (stop, running) = dispatch(&ledger, &url);
    eventually("the callback", async || !receiver.of(order).is_empty()).await;
    assert_eq!(receiver.of(order), [PaymentStatus::Voided]);
    assert_eq!(simulator.find(order).await.unwrap().unwrap().status, PaymentStatus::Voided);
    stop.cancel();
    running.await.unwrap();
}

#[tokio::test]
async fn a_callback_is_repeated_until_the_receiver_accepts_it() {
    let ledger = Ledger::create().await;
    let receiver = Receiver { refusals: 3, ..Receiver::default() };
    let url = receiver.start().await;
    let (order, _) = pay(&ledger.simulator(), "sim_pending_0").await;
    let (stop, running) = dispatch(&ledger, &url);
    eventually("the fourth attempt", async || receiver.of(order).len() == 4).await;
    stop.cancel();
    running.await.unwrap();
    assert_eq!(undelivered(&ledger).await, 0);
    assert_eq!(receiver.of(order), [PaymentStatus::Authorized; 4]);
    let pauses = receiver.pauses(order);
    for (pause, millis) in pauses.iter().zip([200, 400, 800]) {
        // The ledger's times are those of MySQL.
        assert!(*pause >= Duration::from_millis(millis * 9 / 10), "each pause is longer: {pauses:?}");
    }
}

#[tokio::test]
async fn a_callback_outlives_its_dispatcher_and_an_absent_receiver() {
    let ledger = Ledger::create().await;
    let (order, _) = pay(&ledger.simulator(), "sim_pending_0").await;
    let (stop, running) = dispatch(&ledger, "http://127.0.0.1:1/callbacks");
    eventually("the first attempt", async || {
        ledger.simulator().find(order).await.unwrap().unwrap().status == PaymentStatus::Authorized
    })
    .await;
    stop.cancel();
    running.await.unwrap();

    let receiver = Receiver::default();
    let url = receiver.start().await;
    let (stop, running) = dispatch(&ledger, &url);
    eventually("the callback", async || receiver.of(order) == [PaymentStatus::Authorized]).await;
    stop.cancel();
    running.await.unwrap();
}

#[tokio::test]
async fn two_dispatchers_share_the_callbacks_and_send_hardly_any_twice() {
    let ledger = Ledger::create().await;
    let receiver = Receiver::default();
    let url = receiver.start().await;
    let simulator = ledger.simulator();
    let mut orders = Vec::new();
    for _ in 0..100 {
        orders.push(pay(&simulator, "sim_pending_0").await.0);
    }
    let dispatchers = [dispatch(&ledger, &url), dispatch(&ledger, &url)];
    eventually("all callbacks", async || orders.iter().all(|order| !receiver.of(*order).is_empty())).await;
    for (stop, running) in dispatchers {
        stop.cancel();
        running.await.unwrap();
    }
    let deliveries: usize = orders.iter().map(|order| receiver.of(*order).len()).sum();
    // On a starved machine an attempt may time out after the receiver accepted it, and is then rightly repeated.
    assert!((100..=110).contains(&deliveries), "{deliveries} deliveries of 100 callbacks");
    assert_eq!(undelivered(&ledger).await, 0);
}

#[tokio::test]
async fn leases_that_race_share_the_callbacks_and_expire() {
    let ledger = Ledger::create().await;
    let simulator = ledger.simulator();
    for _ in 0..40 {
        pay(&simulator, "sim_pending_0").await.1.unwrap();
    }
    let lease = Duration::from_mins(1);
    let leases = (0..8).map(|_| ledger.database.lease_callbacks(10, lease));
    let leases: Vec<_> = futures::future::join_all(leases).await.into_iter().flat_map(Result::unwrap).collect();
    let distinct: HashSet<_> = leases.iter().map(|leased| leased.payment_id).collect();
    assert_eq!(distinct.len(), leases.len(), "no callback has two leases");

    let (order, _) = pay(&simulator, "sim_pending_0").await;
    eventually("a lease, and another one when it has expired", async || {
        let leases = ledger.database.lease_callbacks(40, Duration::ZERO).await.unwrap();
        leases.iter().any(|leased| leased.payment_id == order.payment_id() && leased.attempts == 2)
    })
    .await;
}

#[tokio::test]
async fn a_payment_that_was_voided_before_its_authorisation_has_no_callback() {
    let ledger = Ledger::create().await;
    let simulator = ledger.simulator();
    let order = new_order();
    simulator.void(order.payment_id()).await.unwrap();
    let status = simulator.authorise(paying(order, 50_000, "sim_pending_0")).await;
    assert_eq!(status.unwrap(), PaymentStatus::Voided);
    assert_eq!(undelivered(&ledger).await, 0);
}
