//! The routes of API.md that load is made with.

use std::{
    borrow::Cow,
    collections::BTreeSet,
    time::{Duration, Instant},
};

use anyhow::{Context as _, bail};
use chrono::{SecondsFormat, Utc};
use serde::{Deserialize, de::DeserializeOwned};

use crate::http::{self, Connection, Request, Response, Server};

/// The most seats that an event may have.
pub const MAX_EVENT_SEATS: u32 = 100_000;
const SEATS_IN_A_ROW: u32 = 100;
const SEAT_PRICE: u64 = 50_000;

/// What a request came to, and how long it took.
#[derive(Debug, Clone)]
pub struct Answer<T> {
    /// From just before the request was written until its answer was read.
    pub elapsed: Duration,
    /// The status and what came with it.
    pub outcome: Result<(u16, T), Fault>,
}

/// Anything but a 2xx that could be read.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Fault {
    /// Another status, with the problem's code.
    #[error("{status} {code}")]
    Refused {
        /// As in `409`.
        status: u16,
        /// As in `RESERVATION_CONFLICT`; empty when the body had none.
        code: String,
    },
    /// No answer, or none that API.md knows.
    #[error("no answer: {0}")]
    NoAnswer(String),
}

impl Fault {
    /// Whether this is the sale itself speaking: the seat is taken, the hold is over.
    #[must_use]
    pub const fn is_conflict(&self) -> bool {
        matches!(self, Self::Refused { status: 409 | 410, .. })
    }
}

impl<T> Answer<T> {
    /// The status, if there was an answer.
    #[must_use]
    pub const fn status(&self) -> Option<u16> {
        match &self.outcome {
            Ok((status, _)) | Err(Fault::Refused { status, .. }) => Some(*status),
            Err(Fault::NoAnswer(_)) => None,
        }
    }

    /// How it is counted: `201`, `409 RESERVATION_CONFLICT`, `no answer: timed out`.
    #[must_use]
    pub fn kind(&self) -> Cow<'static, str> {
        match &self.outcome {
            Ok((200, _)) => "200".into(),
            Ok((201, _)) => "201".into(),
            Ok((status, _)) => status.to_string().into(),
            Err(fault) => fault.to_string().into(),
        }
    }

    /// What came with a 2xx.
    ///
    /// # Errors
    /// The fault, when it was none.
    pub fn accepted(self) -> Result<T, Fault> {
        self.outcome.map(|(_, value)| value)
    }
}

/// A hold of one event's seats.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Hold {
    /// The capability.
    pub hold_token: String,
    /// Its event.
    pub event_id: u64,
    /// Its seats.
    pub seat_ids: Vec<u32>,
}

/// Where an order stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum OrderStatus {
    /// Under way.
    Pending,
    /// Sold and paid.
    Confirmed,
    /// Ended without a sale.
    Cancelled,
    /// Sold, and given back.
    Refunded,
}

/// An order.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Order {
    /// Its id.
    pub order_id: String,
    /// Where it stands.
    pub status: OrderStatus,
    /// Why it ended without a sale.
    pub reason: Option<String>,
    /// Its seats.
    pub seat_ids: Vec<u32>,
    /// In minor units.
    pub amount: u64,
}

/// A payment in the gateway's ledger.
#[derive(Debug, Clone, Deserialize)]
pub struct Payment {
    /// `CAPTURED`, `VOIDED`, …
    pub status: String,
    /// In minor units.
    pub amount: u64,
}

/// A page of a list.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Page<T> {
    /// What is on it.
    pub items: Vec<T>,
    /// Where the next one begins; absent on the last.
    pub next_cursor: Option<String>,
}

/// A seat on the map.
#[derive(Debug, Clone, Deserialize)]
pub struct Seat {
    /// Its id.
    pub id: u32,
    /// `AVAILABLE`, `HELD` or `SOLD`.
    pub status: String,
}

/// Every seat of an event.
#[derive(Debug, Clone, Deserialize)]
pub struct SeatMap {
    /// The seats.
    pub seats: Vec<Seat>,
}

impl SeatMap {
    /// The seats with this status.
    #[must_use]
    pub fn with_status(&self, status: &str) -> BTreeSet<u32> {
        self.seats.iter().filter(|seat| seat.status == status).map(|seat| seat.id).collect()
    }
}

/// How a buyer asks for an order.
#[derive(Debug, Clone, Copy)]
pub struct OrderRequest<'a> {
    /// The seats to buy, all of them.
    pub hold: &'a Hold,
    /// Two requests with one key are one order.
    pub key: &'a str,
    /// A script for the payment simulator.
    pub payment_method: &'a str,
    /// Whether to wait for the order's end, 10 s at most.
    pub wait: bool,
}

/// One buyer's way to the API.
#[derive(Debug)]
pub struct Buyer {
    connection: Connection,
}

impl Buyer {
    /// With a connection of its own.
    #[must_use]
    pub fn new(server: &Server) -> Self {
        Self { connection: server.connection() }
    }

    /// Holds seats for `seconds`.
    pub async fn hold(&mut self, event: u64, seats: &[u32], seconds: u32) -> Answer<Hold> {
        let json = format!(r#"{{"eventId":{event},"seatIds":{seats:?},"holdSeconds":{seconds}}}"#);
        self.call("POST", "/api/reservations", &[], Some(&json)).await
    }

    /// Gives a hold's seats back.
    pub async fn release(&mut self, hold: &Hold) -> Answer<()> {
        let path = format!("/api/reservations/{}", hold.event_id);
        let headers = [("hold-token", hold.hold_token.as_str())];
        self.timed(Request { method: "DELETE", path: &path, headers: &headers, json: None }, |_| Ok(())).await
    }

    /// Orders a hold's seats.
    pub async fn order(&mut self, request: OrderRequest<'_>) -> Answer<Order> {
        let OrderRequest { hold, key, payment_method, wait } = request;
        let headers = [("hold-token", hold.hold_token.as_str()), ("idempotency-key", key), ("prefer", "wait=10")];
        let headers = if wait { &headers[..] } else { &headers[..2] };
        let json = format!(
            r#"{{"eventId":{},"seatIds":{:?},"paymentMethod":"{payment_method}"}}"#,
            hold.event_id, hold.seat_ids
        );
        self.call("POST", "/api/orders", headers, Some(&json)).await
    }

    /// Looks at an order, at once or, with `wait`, once it has ended or 10 s have passed.
    pub async fn find_order(&mut self, id: &str, wait: bool) -> Answer<Order> {
        let path = format!("/api/orders/{id}{}", if wait { "?wait=10" } else { "" });
        self.call("GET", &path, &[], None).await
    }

    /// The whole seat map, as it comes over the wire.
    pub async fn seat_map(&mut self, event: u64) -> Answer<Response> {
        let path = format!("/api/events/{event}/seats");
        let headers = [("accept-encoding", "gzip")];
        self.timed(Request { method: "GET", path: &path, headers: &headers, json: None }, Ok).await
    }

    /// The least that the server can be asked.
    pub async fn healthz(&mut self) -> Answer<()> {
        self.timed(Request { method: "GET", path: "/api/healthz", headers: &[], json: None }, |_| Ok(())).await
    }

    async fn call<T: DeserializeOwned>(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        json: Option<&str>,
    ) -> Answer<T> {
        self.timed(Request { method, path, headers, json }, |response| serde_json::from_slice(&response.body)).await
    }

    async fn timed<T>(
        &mut self,
        request: Request<'_>,
        read: impl FnOnce(Response) -> Result<T, serde_json::Error>,
    ) -> Answer<T> {
        let begun = Instant::now();
        let answer = self.connection.send(request).await;
        let elapsed = begun.elapsed();
        Answer { elapsed, outcome: answer.map_err(|error| no_answer(&error)).and_then(|r| understand(r, read)) }
    }
}

fn no_answer(error: &http::Error) -> Fault {
    Fault::NoAnswer(error.to_string())
}

fn understand<T>(
    response: Response,
    read: impl FnOnce(Response) -> Result<T, serde_json::Error>,
) -> Result<(u16, T), Fault> {
    #[derive(Deserialize)]
    struct Problem {
        code: String,
    }
    let status = response.status();
    if (200..300).contains(&status) {
        let value = read(response)
            .map_err(|error| Fault::NoAnswer(format!("a {status} that isn't as API.md says: {error}")))?;
        return Ok((status, value));
    }
    let code = serde_json::from_slice(&response.body).map_or_else(|_| String::new(), |problem: Problem| problem.code);
    Err(Fault::Refused { status, code })
}

/// The operator's way to the API: what a scenario needs before and after the load.
#[derive(Debug)]
pub struct Operator {
    buyer: Buyer,
    authorization: String,
}

impl Operator {
    /// With the token that admin routes ask for.
    #[must_use]
    pub fn new(server: &Server, admin_token: &str) -> Self {
        Self { buyer: Buyer::new(server), authorization: format!("Bearer {admin_token}") }
    }

    /// Makes an event that is on sale, and waits until seats of it can be held.
    ///
    /// # Errors
    /// When the API refuses.
    pub async fn create_event(&mut self, title: &str, seats: u32) -> anyhow::Result<u64> {
        #[derive(Deserialize)]
        struct Created {
            id: u64,
        }
        let cols = if seats.is_multiple_of(SEATS_IN_A_ROW) { SEATS_IN_A_ROW } else { 1 };
        let starts_at = (Utc::now() + chrono::Duration::days(30)).to_rfc3339_opts(SecondsFormat::Secs, true);
        let json = serde_json::json!({
            "title": title, "venue": "loadtest", "startsAt": starts_at, "currency": "KRW",
            "sections": [{ "name": "All", "rows": seats / cols, "cols": cols, "price": SEAT_PRICE }],
        });
        let created: Created = self.ask("POST", "/api/admin/events", Some(&json.to_string())).await?;
        let hold = self.hold_when_loaded(created.id).await?;
        self.buyer.release(&hold).await.accepted().context("releasing the first hold")?;
        Ok(created.id)
    }

    /// Ends the sale of events that were only made for load.
    ///
    /// # Errors
    /// When the API refuses.
    pub async fn close_events(&mut self, events: &[u64]) -> anyhow::Result<()> {
        for event in events {
            let path = format!("/api/admin/events/{event}");
            let headers = [("authorization", self.authorization.as_str())];
            let request = Request { method: "DELETE", path: &path, headers: &headers, json: None };
            self.buyer.timed(request, |_| Ok(())).await.accepted().context("closing an event")?;
        }
        Ok(())
    }

    /// The seat map, read.
    ///
    /// # Errors
    /// When the API refuses.
    pub async fn seat_map(&mut self, event: u64) -> anyhow::Result<SeatMap> {
        self.ask("GET", &format!("/api/events/{event}/seats"), None).await
    }

    /// Every order of an event.
    ///
    /// # Errors
    /// When the API refuses.
    pub async fn orders(&mut self, event: u64) -> anyhow::Result<Vec<Order>> {
        let mut orders = Vec::new();
        let mut cursor = String::new();
        loop {
            let path = format!("/api/orders?eventId={event}&limit=100{cursor}");
            let page: Page<Order> = self.ask("GET", &path, None).await?;
            orders.extend(page.items);
            match page.next_cursor {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return Ok(orders),
            }
        }
    }

    /// The payments of an order.
    ///
    /// # Errors
    /// When the API refuses.
    pub async fn payments(&mut self, order: &str) -> anyhow::Result<Vec<Payment>> {
        let page: Page<Payment> = self.ask("GET", &format!("/api/payments?orderId={order}"), None).await?;
        Ok(page.items)
    }

    async fn hold_when_loaded(&mut self, event: u64) -> anyhow::Result<Hold> {
        const PATIENCE: Duration = Duration::from_secs(10);
        let begun = Instant::now();
        loop {
            match self.buyer.hold(event, &[1], 60).await.accepted() {
                Ok(hold) => return Ok(hold),
                Err(Fault::Refused { status: 503, .. }) if begun.elapsed() < PATIENCE => {
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
                Err(fault) => bail!("no seat of the new event {event} can be held: {fault}"),
            }
        }
    }

    async fn ask<T: DeserializeOwned>(&mut self, method: &str, path: &str, json: Option<&str>) -> anyhow::Result<T> {
        let headers = [("authorization", self.authorization.as_str())];
        let answer = self.buyer.call(method, path, &headers, json).await;
        answer.accepted().with_context(|| format!("{method} {path}"))
    }
}
