//! Limits of requests: of each account for each event, counted in Redis by all processes together; and, loosely, of
//! each address, counted by each process for itself. No token lifts them.

mod address;
mod config;

use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};

use anyhow::anyhow;
use axum::{
    extract::{FromRequestParts, Request},
    http::{HeaderName, HeaderValue, request::Parts},
    middleware::Next,
    response::Response,
};
use holdfast_domain::{AccountId, EventId};
use holdfast_stores::redis::{Allowance, Rate, SeatStore};
use holdfast_web::{Code, Problem};

pub use address::limit as limit_address;
pub use config::{Limit, Networks, RateLimitsConfig};

use self::address::Addresses;

/// What is limited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// To hold seats of an event.
    Hold(EventId),
    /// To order seats of an event.
    Order(EventId),
    /// To log in.
    Login,
}

impl Action {
    const fn name(self) -> &'static str {
        match self {
            Self::Hold(_) => "hold",
            Self::Order(_) => "order",
            Self::Login => "login",
        }
    }
}

/// The limits of this installation.
pub struct RateLimits {
    config: RateLimitsConfig,
    addresses: Option<Addresses>,
    seats: SeatStore,
}

impl RateLimits {
    /// Limits that are counted in the Redis of `seats`.
    #[must_use]
    pub fn new(config: &RateLimitsConfig, seats: SeatStore) -> Self {
        Self { addresses: Addresses::new(config), config: config.clone(), seats }
    }

    fn addresses(&self) -> Option<&Addresses> {
        self.addresses.as_ref()
    }

    /// Counts a request of an account. Nothing is counted for a caller without one: it is limited by its address.
    ///
    /// # Errors
    /// 429 if the account has used its limit up; 503 if Redis can't tell.
    pub async fn count(&self, use_of: &Use, action: Action, account: Option<AccountId>) -> Result<(), Problem> {
        let (limit, event) = match action {
            Action::Hold(event) => (self.config.holds, Some(event)),
            Action::Order(event) => (self.config.orders, Some(event)),
            Action::Login => (self.config.logins, None),
        };
        let (Some(account), Limit(Some(rate))) = (account, limit) else { return Ok(()) };
        let name = action.name();
        let key = event.map_or_else(|| format!("{name}:{account}"), |event| format!("{name}:{event}:{account}"));
        let allowance = self.seats.count_request(&key, rate).await?;
        use_of.note(name, rate, allowance);
        match allowance {
            Allowance::Allowed { .. } => Ok(()),
            Allowance::Limited { wait } => {
                metrics::counter!("holdfast_rate_limited_total", "limit" => name).increment(1);
                Err(limited("This account sends too many requests", wait))
            }
        }
    }
}

/// The refusal of a request over its limit. `Retry-After` is in whole seconds.
fn limited(detail: &'static str, wait: Duration) -> Problem {
    Problem::with_detail(Code::TooManyRequests, detail).retry_after(seconds(wait))
}

fn seconds(time: Duration) -> u32 {
    u32::try_from(time.as_millis().div_ceil(1000)).unwrap_or(u32::MAX).max(1)
}

/// How much of its limit a request has used. Its response says so. An extractor.
#[derive(Debug, Clone, Default)]
pub struct Use(Arc<OnceLock<[(HeaderName, HeaderValue); 2]>>);

impl Use {
    /// The headers of draft-ietf-httpapi-ratelimit-headers-10.
    fn note(&self, name: &str, Rate { requests, window }: Rate, allowance: Allowance) {
        let (remaining, reset) = match allowance {
            Allowance::Allowed { remaining, reset } => (remaining, reset),
            Allowance::Limited { wait } => (0, wait),
        };
        let policy = format!("\"{name}\";q={requests};w={}", window.as_secs());
        let limit = format!("\"{name}\";r={remaining};t={}", seconds(reset));
        let value = |text: String| HeaderValue::try_from(text).ok();
        if let (Some(policy), Some(limit)) = (value(policy), value(limit)) {
            let headers = ["ratelimit-policy", "ratelimit"].map(HeaderName::from_static);
            let [policy_name, limit_name] = headers;
            // A request has one limit.
            let _ = self.0.set([(policy_name, policy), (limit_name, limit)]);
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Use {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let used = parts.extensions.get().cloned();
        used.ok_or_else(|| Problem::caused(Code::Internal, anyhow!("the layer of rate limits is missing")))
    }
}

/// The layer that adds the headers of a limit to the response.
pub async fn tell(mut request: Request, next: Next) -> Response {
    let used = Use::default();
    request.extensions_mut().insert(used.clone());
    let mut response = next.run(request).await;
    if let Some(headers) = used.0.get() {
        response.headers_mut().extend(headers.clone());
    }
    response
}
