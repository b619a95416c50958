//! What buyers do.

use std::time::{Duration, Instant};

use serde::{Deserialize, de::DeserializeOwned};

use super::{Answer, Fault, Hold, Order};
use crate::http::{Connection, Request, Response, Server};

/// How often a patient buyer asks again, and after which pause: 10 s in all.
const REPEATS: u32 = 100;
const PAUSE: Duration = Duration::from_millis(100);

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
    /// How often a 503 is asked again.
    repeats: u32,
}

impl Buyer {
    /// With a connection of its own.
    #[must_use]
    pub fn new(server: &Server) -> Self {
        Self { connection: server.connection(), repeats: 0 }
    }

    /// One who asks again for some seconds while the answer is 503: for all that isn't timed.
    #[must_use]
    pub fn patient(server: &Server) -> Self {
        Self { repeats: REPEATS, ..Self::new(server) }
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

    pub(super) async fn call<T: DeserializeOwned>(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
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
        let mut answer = self.connection.send(request).await;
        for _ in 0..self.repeats {
            if !answer.as_ref().is_ok_and(|response| response.status() == 503) {
                break;
            }
            tokio::time::sleep(PAUSE).await;
            answer = self.connection.send(request).await;
        }
        let elapsed = begun.elapsed();
        Answer {
            elapsed,
            outcome: answer.map_err(|error| Fault::NoAnswer(error.to_string())).and_then(|r| understand(r, read)),
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
    let code = serde_json::from_slice(&response.body).map_or_else(|_| String::new(), |problem: Problem| problem.code);
    Err(Fault::Refused { status, code })
}
