//! The gateway's HTTP client for the saga, with a time-out and a circuit breaker.

use std::time::{Duration, Instant};

use anyhow::anyhow;
use holdfast_domain::{Currency, OrderId, PaymentMethod, PaymentStatus, step_messages::AuthoriseInput};
use http::HeaderMap;
use opentelemetry::{Context, propagation::TextMapPropagator};
use opentelemetry_http::HeaderInjector;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use reqwest::{Client, RequestBuilder, StatusCode, redirect};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use crate::{Error, GatewayConfig, breaker::Breaker};

/// `holdfast_payment_call_seconds{call,outcome}`: duration of a call, up to the gateway's response or the failure.
const CALL_METRIC: &str = "holdfast_payment_call_seconds";

/// Limit of idle connections: as many as a worker's concurrent activities use.
const IDLE_CONNECTIONS: usize = 100;
/// How long an idle connection is kept. Less than gateways keep theirs: a call on a connection that they close is lost.
const IDLE: Duration = Duration::from_mins(1);
/// Interval of TCP keepalive probes, which detect a dead idle connection before an order uses it.
const KEEPALIVE: Duration = Duration::from_secs(15);

/// A client with a time-out and a circuit breaker. Cheap to clone; clones share connections and breaker.
#[derive(Clone)]
pub struct Gateway {
    client: Client,
    breaker: Breaker,
    url: String,
    api_key: SecretString,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct AuthoriseRequest<'a> {
    order_id: OrderId,
    amount: u64,
    currency: Currency,
    payment_method: &'a PaymentMethod,
}

/// The body of a successful response. Its other fields are ignored.
#[derive(Deserialize)]
struct Payment {
    status: PaymentStatus,
}

impl Gateway {
    /// Creates a client; doesn't connect yet.
    ///
    /// # Errors
    /// [`Error::Unknown`] if the HTTP client can't be set up.
    pub fn new(config: &GatewayConfig) -> Result<Self, Error> {
        let client = Client::builder()
            .timeout(config.timeout)
            .pool_idle_timeout(IDLE)
            .pool_max_idle_per_host(IDLE_CONNECTIONS)
            .tcp_keepalive(KEEPALIVE)
            .tcp_nodelay(true)
            .redirect(redirect::Policy::none())
            .build()
            .map_err(|error| Error::Unknown(error.into()))?;
        Ok(Self {
            client,
            breaker: Breaker::new(),
            url: config.url.trim_end_matches('/').to_owned(),
            api_key: config.api_key.clone(),
        })
    }

    /// Authorises the payment, which reserves the money. A repeat returns the payment's current status.
    pub async fn authorise(&self, input: &AuthoriseInput) -> Result<PaymentStatus, Error> {
        let body = AuthoriseRequest {
            order_id: input.order_id,
            amount: input.total.amount,
            currency: input.total.currency,
            payment_method: &input.payment_method,
        };
        self.call("authorise", self.client.post(format!("{}/payments/authorize", self.url)).json(&body)).await
    }

    /// Captures the payment, which takes the money: CAPTURED. Any other status is a final refusal.
    pub async fn capture(&self, order: OrderId) -> Result<PaymentStatus, Error> {
        self.act("capture", order).await
    }

    /// Voids the payment, which releases the money and forbids a later authorisation: VOIDED. Returns DECLINED,
    /// CAPTURED or REFUNDED if the payment already has that status.
    pub async fn void(&self, order: OrderId) -> Result<PaymentStatus, Error> {
        self.act("void", order).await
    }

    /// Refunds the payment: REFUNDED. Returns the current status if no money was taken.
    pub async fn refund(&self, order: OrderId) -> Result<PaymentStatus, Error> {
        self.act("refund", order).await
    }

    async fn act(&self, call: &'static str, order: OrderId) -> Result<PaymentStatus, Error> {
        let request = self.client.post(format!("{}/payments/{}/{call}", self.url, order.payment_id()));
        self.call(call, request).await
    }

    async fn call(&self, call: &'static str, request: RequestBuilder) -> Result<PaymentStatus, Error> {
        let Some(permit) = self.breaker.permit() else {
            metrics::histogram!(CALL_METRIC, "call" => call, "outcome" => "shut_out").record(0.0);
            return Err(Error::Unknown(anyhow!("the circuit breaker is open")));
        };
        let begun = Instant::now();
        let request = request.bearer_auth(self.api_key.expose_secret());
        let result = holdfast_spans::call(|| format!("gateway {call}").into(), send(request)).await;
        let outcome = match &result {
            Ok(status) => status.as_str(),
            Err(Error::Unknown(_)) => "unknown",
            Err(Error::Rejected(_)) => "rejected",
        };
        metrics::histogram!(CALL_METRIC, "call" => call, "outcome" => outcome).record(begun.elapsed());
        match &result {
            Ok(_) | Err(Error::Rejected(_)) => permit.succeeded(),
            Err(Error::Unknown(_)) => permit.failed(),
        }
        result
    }
}

async fn send(request: RequestBuilder) -> Result<PaymentStatus, Error> {
    let response = request.headers(trace_headers()).send().await.map_err(|error| Error::Unknown(error.into()))?;
    let status = response.status();
    let body = response.bytes().await.map_err(|error| Error::Unknown(error.into()))?;
    if status.is_success() {
        // The call may have taken effect even if its response is malformed, so it counts as a lost response.
        let payment: Payment = serde_json::from_slice(&body).map_err(|error| Error::Unknown(error.into()))?;
        return Ok(payment.status);
    }
    if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS {
        return Err(Error::Unknown(anyhow!("the payment gateway responded with {status}")));
    }
    // The start of the body gives the reason. The gateway's bodies contain no secrets.
    let reason: String = String::from_utf8_lossy(&body).chars().take(500).collect();
    Err(Error::Rejected(format!("{status}: {reason}")))
}

/// The current trace as W3C Trace Context headers.
fn trace_headers() -> HeaderMap {
    let mut headers = HeaderMap::new();
    TraceContextPropagator::new().inject_context(&Context::current(), &mut HeaderInjector(&mut headers));
    headers
}
