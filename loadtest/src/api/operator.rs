//! Requests of the operator: they set up a scenario, clean up after it, and read its outcome.

use anyhow::Context as _;
use chrono::{SecondsFormat, Utc};
use serde::{Deserialize, de::DeserializeOwned};

use super::{Answer, Buyer, Order, Page, Payment, SeatMap};
use crate::http::{Method, Request, Server, header::AUTHORIZATION};

const SEATS_IN_A_ROW: u32 = 100;
const SEAT_PRICE: u64 = 50_000;

/// A client for the operator.
#[derive(Debug)]
pub struct Operator {
    buyer: Buyer,
    authorization: String,
}

impl Operator {
    /// An operator with the bearer token of the admin routes.
    #[must_use]
    pub fn new(server: &Server, admin_token: &str) -> Self {
        Self { buyer: Buyer::patient(server), authorization: format!("Bearer {admin_token}") }
    }

    /// Creates an event that is on sale, and waits until its seats can be held. Returns its id.
    ///
    /// # Errors
    /// When a request fails.
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
        let created: Created = self.ask(Method::POST, "/api/admin/events", Some(&json.to_string())).await?;
        let hold = self.buyer.hold(created.id, &[1], 60).await.accepted().context("the first hold of a new event")?;
        self.buyer.release(&hold).await.accepted().context("releasing the first hold")?;
        Ok(created.id)
    }

    /// Closes the sale of events that were created for a scenario.
    ///
    /// # Errors
    /// When a request fails.
    pub async fn close_events(&mut self, events: &[u64]) -> anyhow::Result<()> {
        for event in events {
            let path = format!("/api/admin/events/{event}");
            let headers = [(&AUTHORIZATION, self.authorization.as_str())];
            let request = Request { method: Method::DELETE, path: &path, headers: &headers, json: None };
            self.buyer.timed(request, |_| Ok(())).await.accepted().context("closing an event")?;
        }
        Ok(())
    }

    /// Reads what is at this path, and looks at its status alone.
    pub async fn read(&mut self, path: &str) -> Answer<()> {
        let headers = [(&AUTHORIZATION, self.authorization.as_str())];
        self.buyer.timed(Request { method: Method::GET, path, headers: &headers, json: None }, |_| Ok(())).await
    }

    /// The seat map.
    ///
    /// # Errors
    /// When the request fails.
    pub async fn seat_map(&mut self, event: u64) -> anyhow::Result<SeatMap> {
        self.ask(Method::GET, &format!("/api/events/{event}/seats"), None).await
    }

    /// Every order of an event.
    ///
    /// # Errors
    /// When a request fails.
    pub async fn orders(&mut self, event: u64) -> anyhow::Result<Vec<Order>> {
        let mut orders = Vec::new();
        let mut cursor = String::new();
        loop {
            let path = format!("/api/orders?eventId={event}&limit=100{cursor}");
            let page: Page<Order> = self.ask(Method::GET, &path, None).await?;
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
    /// When the request fails.
    pub async fn payments(&mut self, order: &str) -> anyhow::Result<Vec<Payment>> {
        let page: Page<Payment> = self.ask(Method::GET, &format!("/api/payments?orderId={order}"), None).await?;
        Ok(page.items)
    }

    async fn ask<T: DeserializeOwned>(&mut self, method: Method, path: &str, json: Option<&str>) -> anyhow::Result<T> {
        let headers = [(&AUTHORIZATION, self.authorization.as_str())];
        let answer = self.buyer.call(method.clone(), path, &headers, json).await;
        answer.accepted().with_context(|| format!("{method} {path}"))
    }
}
