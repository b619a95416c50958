//! Requests of visitors who look at an event, and of buyers who change their minds.

use std::time::Instant;

use super::{Answer, Buyer, Fault, Hold, Order, buyer::HOLD_TOKEN};
use crate::http::{Error, Messages, Method, Request, Server};

impl Buyer {
    /// An event of the catalogue.
    pub async fn event(&mut self, event: u64) -> Answer<()> {
        let path = format!("/api/events/{event}");
        self.timed(Request { method: Method::GET, path: &path, headers: &[], json: None }, |_| Ok(())).await
    }

    /// Moves the expiry of a hold to now plus `seconds`.
    pub async fn extend(&mut self, hold: &Hold, seconds: u32) -> Answer<Hold> {
        let path = format!("/api/reservations/{}/extend", hold.event_id);
        let json = format!(r#"{{"seconds":{seconds}}}"#);
        self.call(Method::POST, &path, &[(&HOLD_TOKEN, hold.hold_token.as_str())], Some(&json)).await
    }

    /// Cancels an order, or refunds it.
    pub async fn cancel(&mut self, order: &str) -> Answer<Order> {
        self.call(Method::POST, &format!("/api/orders/{order}/cancel"), &[], None).await
    }
}

/// Opens the stream of an event's seats, and waits for its INIT.
pub async fn open_stream(server: &Server, event: u64) -> Answer<Messages> {
    let begun = Instant::now();
    let path = format!("/api/events/{event}/seats/stream");
    let opened = async {
        let mut messages = server.connection().messages(&path).await?;
        messages.next().await?;
        Ok(messages)
    };
    let outcome = match tokio::time::timeout(crate::http::PATIENCE, opened).await {
        Ok(Ok(messages)) => Ok((200, messages)),
        Ok(Err(Error::NoStream(status))) => Err(Fault::Refused { status, code: String::new() }),
        Ok(Err(error)) => Err(Fault::from(error)),
        Err(_) => Err(Fault::TimedOut),
    };
    Answer { elapsed: begun.elapsed(), outcome }
}
