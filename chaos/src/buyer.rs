//! A buyer: holds seats, and then orders them, releases them, or lets them expire.

use std::time::Duration;

use holdfast_history::{Call, HoldAnswer, OrderAnswer, Record};
use reqwest::Method;
use serde_json::json;
use tokio::{sync::mpsc::Sender, time::Instant};

use crate::{
    client::{Client, Hold, Order, Told, now},
    random::Random,
};

/// Attempts of one request, all with one key.
const ATTEMPTS: u32 = 8;
/// The pause between two attempts.
const PAUSE: Duration = Duration::from_millis(400);
/// How long a buyer waits for the end of an order; the audit finds the end of the others.
const PATIENCE: Duration = Duration::from_mins(1);
/// How many of a hundred sales are refunded: otherwise the seats would soon be sold out.
const REFUNDS: u64 = 85;
/// Scripts of the payment simulator: a gateway that loses responses, is slow, is down for a call, or declines.
const METHODS: [&str; 12] = [
    "sim_approve",
    "sim_approve",
    "sim_approve",
    "sim_approve",
    "sim_decline",
    "sim_delay_700",
    "sim_lost_1",
    "sim_unavailable_2",
    "sim_pending_1500",
    "sim_capture_fail_2",
    "sim_capture_refuse",
    "sim_never",
];

pub(crate) struct Buyer {
    pub(crate) clients: Vec<Client>,
    pub(crate) event: u64,
    pub(crate) seats: u32,
    pub(crate) random: Random,
    pub(crate) records: Sender<Record>,
}

struct Held {
    name: String,
    token: String,
    seats: Vec<u32>,
}

impl Buyer {
    /// Buys until `until`.
    pub(crate) async fn run(mut self, until: Instant) {
        while Instant::now() < until {
            let pause = self.random.between(10, 600);
            tokio::time::sleep(Duration::from_millis(pause)).await;
            let Some(held) = self.hold().await else { continue };
            match self.random.between(0, 99) {
                0..12 => self.release(&held).await,
                12..20 => {}
                _ => self.order(&held).await,
            }
        }
    }

    async fn hold(&mut self) -> Option<Held> {
        let first = u32::try_from(self.random.between(1, u64::from(self.seats - 1))).unwrap_or(1);
        let seats: Vec<u32> = if self.random.percent(30) { vec![first, first + 1] } else { vec![first] };
        let (name, seconds) = (self.random.name(), self.random.between(5, 15));
        for _ in 0..ATTEMPTS {
            let invoked = now();
            let body = json!({ "eventId": self.event, "seatIds": seats, "holdSeconds": seconds });
            let headers = [("idempotency-key", name.as_str())];
            let told: Told<Hold> = self.client().call(Method::POST, "/api/reservations", &headers, Some(body)).await;
            let answer = match &told {
                Told::Yes(hold) => HoldAnswer::Held { expires_at: hold.expires_at() },
                Told::No(problem) if problem.code == "RESERVATION_CONFLICT" => {
                    HoldAnswer::Taken(problem.conflicts.clone())
                }
                Told::No(_) => HoldAnswer::Refused,
                Told::Unknown => HoldAnswer::Unknown,
            };
            self.record(invoked, Call::Hold { hold: name.clone(), seats: seats.clone(), seconds, answer }).await;
            match told {
                Told::Yes(hold) => return Some(Held { name, token: hold.hold_token, seats }),
                Told::No(_) => return None,
                Told::Unknown => tokio::time::sleep(PAUSE).await,
            }
        }
        None
    }

    async fn release(&mut self, held: &Held) {
        let invoked = now();
        let path = format!("/api/reservations/{}", self.event);
        let headers = [("hold-token", held.token.as_str())];
        let told: Told<()> = self.client().call(Method::DELETE, &path, &headers, None).await;
        let done = matches!(told, Told::Yes(()));
        self.record(invoked, Call::Release { hold: held.name.clone(), seats: held.seats.clone(), done }).await;
    }

    async fn order(&mut self, held: &Held) {
        let (key, method) = (self.random.name(), self.random.pick(&METHODS));
        let cancels_after = self.random.percent(15).then(|| self.random.between(0, 3_000));
        let Some(order) = self.place(held, &key, method).await else { return };
        if let Some(pause) = cancels_after {
            tokio::time::sleep(Duration::from_millis(pause)).await;
            self.cancel(&key, &order).await;
        }
        if self.wait_for_end(held, &key, &order).await == OrderAnswer::Confirmed && self.random.percent(REFUNDS) {
            let pause = self.random.between(0, 4_000);
            tokio::time::sleep(Duration::from_millis(pause)).await;
            self.cancel(&key, &order).await;
            self.wait_for_end(held, &key, &order).await;
        }
    }

    /// Polls until the order has ended or the buyer's patience is over. Returns what the buyer was told last.
    async fn wait_for_end(&mut self, held: &Held, key: &str, order: &str) -> OrderAnswer {
        let deadline = Instant::now() + PATIENCE;
        let path = format!("/api/orders/{order}?wait=5");
        loop {
            let invoked = now();
            let told: Told<Order> = self.client().call(Method::GET, &path, &[], None).await;
            let answer = self.note_order(invoked, key, held, &told).await;
            let has_ended = matches!(answer, OrderAnswer::Confirmed | OrderAnswer::Cancelled | OrderAnswer::Refunded);
            if has_ended || Instant::now() >= deadline {
                return answer;
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Returns the order's id, once it is known.
    async fn place(&mut self, held: &Held, key: &str, method: &str) -> Option<String> {
        for _ in 0..ATTEMPTS {
            let invoked = now();
            let body = json!({ "eventId": self.event, "seatIds": held.seats, "paymentMethod": method });
            let headers = [("hold-token", held.token.as_str()), ("idempotency-key", key), ("prefer", "wait=3")];
            let told: Told<Order> = self.client().call(Method::POST, "/api/orders", &headers, Some(body)).await;
            self.note_order(invoked, key, held, &told).await;
            match told {
                Told::Yes(order) => return Some(order.order_id),
                Told::No(_) => return None,
                Told::Unknown => tokio::time::sleep(PAUSE).await,
            }
        }
        None
    }

    async fn cancel(&mut self, key: &str, order: &str) {
        for _ in 0..ATTEMPTS {
            let invoked = now();
            let path = format!("/api/orders/{order}/cancel");
            let told: Told<Order> = self.client().call(Method::POST, &path, &[], None).await;
            // A refund that is under way is told as CONFIRMED.
            let answer = match &told {
                Told::Yes(order) => order.answer(),
                Told::No(_) | Told::Unknown => OrderAnswer::Open,
            };
            self.record(invoked, Call::Cancel { order: key.to_owned(), answer }).await;
            if !matches!(told, Told::Unknown) {
                return;
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    async fn note_order(&self, invoked: u64, key: &str, held: &Held, told: &Told<Order>) -> OrderAnswer {
        let answer = match told {
            Told::Yes(order) => order.answer(),
            Told::No(_) => OrderAnswer::Refused,
            Told::Unknown => OrderAnswer::Open,
        };
        let (name, seats) = (held.name.clone(), held.seats.clone());
        self.record(invoked, Call::Order { order: key.to_owned(), hold: name, seats, answer }).await;
        answer
    }

    fn client(&mut self) -> Client {
        let last = self.clients.len() as u64 - 1;
        let index = usize::try_from(self.random.between(0, last)).unwrap_or_default();
        self.clients[index].clone()
    }

    async fn record(&self, invoked: u64, call: Call) {
        // The receiver lives until every buyer has ended.
        let _ = self.records.send(Record { invoked, returned: Some(now()), call }).await;
    }
}
