use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex},
    time::Duration,
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

/// Takes callbacks, after it has refused each a number of times.
#[derive(Clone, Default)]
struct Receiver {
    refusals: usize,
    got: Arc<Mutex<HashMap<OrderId, Vec<PaymentStatus>>>>,
}

impl Receiver {
    /// Answers where it listens.
    async fn start(&self) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/callbacks", listener.local_addr().unwrap());
        let router = Router::new().route("/callbacks", post(take)).with_state(self.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        url
    }

    fn of(&self, order: OrderId) -> Vec<PaymentStatus> {
        self.got.lock().unwrap().get(&order).cloned().unwrap_or_default()
    }
}

async fn take(State(receiver): State<Receiver>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let header = headers["payment-signature"].to_str().unwrap();
    signature::verify(&config().callback_secret, Utc::now(), &body, header).unwrap();
    let callback: Callback = serde_json::from_slice(&body).unwrap();
    assert_eq!(callback.payment_id, callback.order_id.payment_id());
    let mut got = receiver.got.lock().unwrap();
    let tries = got.entry(callback.order_id).or_default();
    tries.push(callback.status);
    if tries.len() > receiver.refusals { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE }
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
async fn the_odds_hold_for_a_pending_payment_too() {
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
async fn a_callback_is_repeated_until_it_is_taken_and_no_longer() {
    let ledger = Ledger::create().await;
    let receiver = Receiver { refusals: 3, ..Receiver::default() };
    let url = receiver.start().await;
    let (order, _) = pay(&ledger.simulator(), "sim_pending_0").await;
    let (stop, running) = dispatch(&ledger, &url);
    eventually("the fourth try", async || receiver.of(order).len() == 4).await;
    stop.cancel();
    running.await.unwrap();
    assert_eq!(undelivered(&ledger).await, 0);
    assert_eq!(receiver.of(order), [PaymentStatus::Authorized; 4]);
}

#[tokio::test]
async fn a_callback_outlives_its_dispatcher_and_an_absent_receiver() {
    let ledger = Ledger::create().await;
    let (order, _) = pay(&ledger.simulator(), "sim_pending_0").await;
    let (stop, running) = dispatch(&ledger, "http://127.0.0.1:1/callbacks");
    eventually("the first try", async || {
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
async fn two_dispatchers_share_the_callbacks_without_a_storm() {
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
    // A starved machine may let a try run out of time after it was taken: that one is repeated, as it must be.
    assert!((100..=110).contains(&deliveries), "{deliveries} deliveries of 100 callbacks");
    assert_eq!(undelivered(&ledger).await, 0);
}

#[tokio::test]
async fn claims_that_race_share_the_callbacks_and_end_with_their_time() {
    let ledger = Ledger::create().await;
    let simulator = ledger.simulator();
    for _ in 0..40 {
        pay(&simulator, "sim_pending_0").await.1.unwrap();
    }
    let lease = Duration::from_mins(1);
    let claims = (0..8).map(|_| ledger.database.claim_callbacks(10, lease));
    let claims: Vec<_> = futures::future::join_all(claims).await.into_iter().flat_map(Result::unwrap).collect();
    let distinct: HashSet<_> = claims.iter().map(|claim| claim.payment_id).collect();
    assert_eq!(distinct.len(), claims.len(), "no callback has two claims");

    let (order, _) = pay(&simulator, "sim_pending_0").await;
    eventually("a claim, and another one when its time is over", async || {
        let claims = ledger.database.claim_callbacks(40, Duration::ZERO).await.unwrap();
        claims.iter().any(|claim| claim.payment_id == order.payment_id() && claim.attempts == 2)
    })
    .await;
}

#[tokio::test]
async fn a_callback_of_an_unborn_payment_is_never_written() {
    let ledger = Ledger::create().await;
    let simulator = ledger.simulator();
    let order = new_order();
    simulator.void(order.payment_id()).await.unwrap();
    let status = simulator.authorise(paying(order, 50_000, "sim_pending_0")).await;
    assert_eq!(status.unwrap(), PaymentStatus::Voided);
    assert_eq!(undelivered(&ledger).await, 0);
}
