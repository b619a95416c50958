//! Requests, and what a client can tell from their responses.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use chrono::{DateTime, Utc};
use holdfast_history::{OrderAnswer, Status};
use reqwest::{Method, StatusCode};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;

/// Longer than the longest `wait`, shorter than the patience of a person.
const TIMEOUT: Duration = Duration::from_secs(12);

/// A response, or none.
pub(crate) enum Told<T> {
    /// 2xx.
    Yes(T),
    /// 4xx, with the problem.
    No(Problem),
    /// A time-out, a cut connection, a 5xx, or a malformed body: the request may have taken effect.
    Unknown,
}

#[derive(Deserialize, Default)]
pub(crate) struct Problem {
    pub(crate) code: String,
    #[serde(default)]
    pub(crate) conflicts: Vec<u32>,
}

#[derive(Deserialize, Clone)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Hold {
    pub(crate) hold_token: String,
    expires_at: DateTime<Utc>,
}

impl Hold {
    /// µs since 1970.
    pub(crate) fn expires_at(&self) -> u64 {
        u64::try_from(self.expires_at.timestamp_micros()).unwrap_or_default()
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Order {
    pub(crate) order_id: String,
    status: OrderStatus,
}

#[derive(Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum OrderStatus {
    Pending,
    Confirmed,
    Cancelled,
    Refunded,
}

impl Order {
    pub(crate) const fn answer(&self) -> OrderAnswer {
        match self.status {
            OrderStatus::Pending => OrderAnswer::Open,
            OrderStatus::Confirmed => OrderAnswer::Confirmed,
            OrderStatus::Cancelled => OrderAnswer::Cancelled,
            OrderStatus::Refunded => OrderAnswer::Refunded,
        }
    }
}

#[derive(Deserialize)]
pub(crate) struct Seats {
    pub(crate) seats: Vec<Seat>,
}

#[derive(Deserialize)]
pub(crate) struct Seat {
    pub(crate) id: u32,
    pub(crate) status: Status,
}

/// A client of one api-server.
#[derive(Clone)]
pub(crate) struct Client {
    http: reqwest::Client,
    url: String,
}

impl Client {
    pub(crate) fn new(url: &str) -> anyhow::Result<Self> {
        let http = reqwest::Client::builder().connect_timeout(Duration::from_secs(3)).build()?;
        Ok(Self { http, url: url.trim_end_matches('/').to_owned() })
    }

    pub(crate) async fn call<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        json: Option<Value>,
    ) -> Told<T> {
        let mut request = self.http.request(method, format!("{}{path}", self.url)).timeout(TIMEOUT);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(json) = json {
            request = request.json(&json);
        }
        let Ok(response) = request.send().await else { return Told::Unknown };
        let status = response.status();
        let Ok(body) = response.bytes().await else { return Told::Unknown };
        if status.is_success() {
            // 204 has no body.
            let body = if status == StatusCode::NO_CONTENT { &b"null"[..] } else { &body };
            serde_json::from_slice(body).map_or(Told::Unknown, Told::Yes)
        } else if status.is_client_error() {
            Told::No(serde_json::from_slice(&body).unwrap_or_default())
        } else {
            Told::Unknown
        }
    }

    /// Opens a stream.
    pub(crate) async fn stream(&self, path: &str) -> reqwest::Result<reqwest::Response> {
        self.http.get(format!("{}{path}", self.url)).send().await?.error_for_status()
    }
}

/// µs since 1970. All processes of a run are on one machine, so this clock is also that of `expiresAt`.
pub(crate) fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_micros()).unwrap_or(u64::MAX)
}
