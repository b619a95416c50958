//! Requests of buyers.

use std::time::{Duration, Instant};

use serde::{Deserialize, de::DeserializeOwned};

use super::{Answer, Fault, Hold, Order};
use crate::http::{
    Connection, Error, Method, Request, Response, Server,
    header::{ACCEPT_ENCODING, HeaderName, RETRY_AFTER},
};

pub(super) static HOLD_TOKEN: HeaderName = HeaderName::from_static("hold-token");
static IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
static PREFER: HeaderName = HeaderName::from_static("prefer");

/// Retries of a patient buyer, and the pause before each: 10 s in all.
const REPEATS: u32 = 100;
const PAUSE: Duration = Duration::from_millis(100);

/// Parameters of an order.
#[derive(Debug, Clone, Copy)]
pub struct OrderRequest<'a> {
    /// The order buys all its seats.
    pub hold: &'a Hold,
    /// Idempotency key: requests with the same key are one order.
    pub key: &'a str,
    /// A script for the payment simulator.
    pub payment_method: &'a str,
    /// Whether the response waits for the end of the order, 10 s at most.
    pub wait: bool,
}

/// A client for one buyer.
#[derive(Debug)]
pub struct Buyer {
    pub(super) connection: Connection,
    /// How often a request is retried on 503.
    repeats: u32,
    /// How long the buyer waits for a response before leaving; `None` for as long as it takes.
    patience: Option<Duration>,
}

impl Buyer {
    /// A buyer with a connection of its own, which never retries.
    #[must_use]
    pub fn new(server: &Server) -> Self {
        Self { connection: server.connection(), repeats: 0, patience: None }
    }

    /// A buyer who retries each request on 503, for 10 s at most. For requests that aren't measured.
    #[must_use]
    pub fn patient(server: &Server) -> Self {
        Self { repeats: REPEATS, ..Self::new(server) }
    }

    /// Sets how long the buyer waits for each response from now on; `None` for as long as it takes.
    pub const fn set_patience(&mut self, patience: Option<Duration>) {
        self.patience = patience;
    }

    /// Holds seats for `seconds`.
    pub async fn hold(&mut self, event: u64, seats: &[u32], seconds: u32) -> Answer<Hold> {
        let json = format!(r#"{{"eventId":{event},"seatIds":{seats:?},"holdSeconds":{seconds}}}"#);
        self.call(Method::POST, "/api/reservations", &[], Some(&json)).await
    }

    /// Gives a hold's seats back.
    pub async fn release(&mut self, hold: &Hold) -> Answer<()> {
        let path = format!("/api/reservations/{}", hold.event_id);
        let headers = [(&HOLD_TOKEN, hold.hold_token.as_str())];
        self.timed(Request { method: Method::DELETE, path: &path, headers: &headers, json: None }, |_| Ok(())).await
    }

    /// Orders a hold's seats.
    pub async fn order(&mut self, request: OrderRequest<'_>) -> Answer<Order> {
        let OrderRequest { hold, key, payment_method, wait } = request;
        let headers = [(&HOLD_TOKEN, hold.hold_token.as_str()), (&IDEMPOTENCY_KEY, key), (&PREFER, "wait=10")];
        let headers = if wait { &headers[..] } else { &headers[..2] };
        let json = format!(
            r#"{{"eventId":{},"seatIds":{:?},"paymentMethod":"{payment_method}"}}"#,
            hold.event_id, hold.seat_ids
        );
        self.call(Method::POST, "/api/orders", headers, Some(&json)).await
    }

    /// Finds an order. With `wait`, responds once the order has ended, after 10 s at most.
    pub async fn find_order(&mut self, id: &str, wait: bool) -> Answer<Order> {
        let path = format!("/api/orders/{id}{}", if wait { "?wait=10" } else { "" });
        self.call(Method::GET, &path, &[], None).await
    }

    /// The whole seat map, compressed.
    pub async fn seat_map(&mut self, event: u64) -> Answer<Response> {
        let path = format!("/api/events/{event}/seats");
        let headers = [(&ACCEPT_ENCODING, "gzip")];
        self.timed(Request { method: Method::GET, path: &path, headers: &headers, json: None }, Ok).await
    }

    /// Reads what is at this path, and looks at its status alone.
    pub async fn read(&mut self, path: &str) -> Answer<()> {
        let headers = [(&ACCEPT_ENCODING, "gzip")];
        self.timed(Request { method: Method::GET, path, headers: &headers, json: None }, |_| Ok(())).await
    }

    /// The cheapest request: the floor of seat maps.
    pub async fn healthz(&mut self) -> Answer<()> {
        self.timed(Request { method: Method::GET, path: "/api/healthz", headers: &[], json: None }, |_| Ok(())).await
    }

    pub(super) async fn call<T: DeserializeOwned>(
        &mut self,
        method: Method,
        path: &str,
        headers: &[(&HeaderName, &str)],
        json: Option<&str>,
    ) -> Answer<T> {
        self.timed(Request { method, path, headers, json }, |response| serde_json::from_slice(&response.body)).await
    }

    pub(super) async fn timed<T>(
        &mut self,
        request: Request<'_>,
        read: impl FnOnce(Response) -> Result<T, serde_json::Error>,
    ) -> Answer<T> {
        let begun = Instant::now();
        let mut answer = match self.patience {
            // Dropping the request closes its connection.
            Some(patience) => match tokio::time::timeout(patience, self.connection.send(&request)).await {
                Ok(answer) => answer,
                Err(_) => return Answer { elapsed: begun.elapsed(), outcome: Err(Fault::Left) },
            },
            None => self.connection.send(&request).await,
        };
        for _ in 0..self.repeats {
            if !answer.as_ref().is_ok_and(|response| response.status() == 503) {
                break;
            }
            tokio::time::sleep(PAUSE).await;
            answer = self.connection.send(&request).await;
        }
        let elapsed = begun.elapsed();
        Answer { elapsed, outcome: answer.map_err(Fault::from).and_then(|response| understand(response, read)) }
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        match error {
            Error::TimedOut => Self::TimedOut,
            error => Self::NoAnswer(error.to_string()),
        }
    }
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
        let value =
            read(response).map_err(|error| Fault::NoAnswer(format!("a {status} outside the contract: {error}")))?;
        return Ok((status, value));
    }
    let retry_after =
        response.header(RETRY_AFTER.as_str()).and_then(|seconds| seconds.parse().ok()).map(Duration::from_secs);
    let code = serde_json::from_slice(&response.body).map_or_else(|_| String::new(), |problem: Problem| problem.code);
    match retry_after {
        Some(retry_after) if code == "TOO_BUSY" => Err(Fault::Busy { retry_after }),
        _ => Err(Fault::Refused { status, code }),
    }
}
