//! The gateway as the saga calls it: over HTTP, with a time-out and a circuit breaker.

use std::time::{Duration, Instant};

use anyhow::anyhow;
use chrono::{DateTime, Utc};
use holdfast_domain::{
    Currency, OrderId, PaymentMethod, PaymentStatus,
    step_messages::{AuthoriseInput, PaymentReport},
};
use http::HeaderMap;
use opentelemetry::{Context, propagation::TextMapPropagator};
use opentelemetry_http::HeaderInjector;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use reqwest::{Client, RequestBuilder, StatusCode, redirect};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use crate::{CallbackError, Error, GatewayConfig, breaker::Breaker, callback};

/// `holdfast_payment_call_seconds{call,outcome}`: time to the gateway's answer.
const CALL_METRIC: &str = "holdfast_payment_call_seconds";

/// Connections kept open while idle: as many as activities of one worker call at once.
const IDLE_CONNECTIONS: usize = 100;
/// How long they are kept: shorter than gateways keep theirs, for a call on a connection that is being closed is lost.
const IDLE: Duration = Duration::from_mins(1);
/// Finds out that an idle connection is dead before an order has to.
const KEEPALIVE: Duration = Duration::from_secs(15);

/// A client with a time-out and a circuit breaker. Cheap to clone; clones share connections and breaker.
#[derive(Clone)]
pub struct Gateway {
    client: Client,
    breaker: Breaker,
    url: String,
    api_key: SecretString,
    callback_secret: SecretString,
    default_method: PaymentMethod,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct AuthoriseRequest<'a> {
    order_id: OrderId,
    amount: u64,
    currency: Currency,
    payment_method: &'a PaymentMethod,
}

/// What each call is answered with. Other fields are the gateway's own affair.
#[derive(Deserialize)]
struct Answer {
    status: PaymentStatus,
}

impl Gateway {
    /// A client; doesn't connect yet.
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
        let default_method = PaymentMethod::parse(&config.default_method).ok_or_else(|| {
            Error::Setting("GATEWAY_DEFAULT_METHOD must be 1 to 64 letters, digits, _ or -".to_owned())
        })?;
        Ok(Self {
            client,
            breaker: Breaker::new(),
            url: config.url.trim_end_matches('/').to_owned(),
            api_key: config.api_key.clone(),
            callback_secret: config.callback_secret.clone(),
            default_method,
        })
    }

    /// The payment method of an order that names none.
    #[must_use]
    pub const fn default_method(&self) -> &PaymentMethod {
        &self.default_method
    }

    /// Verifies and parses the gateway's report on a pending payment; `now` is our clock.
    ///
    /// # Errors
    /// [`CallbackError`] for a report that is not the gateway's, or not a report.
    pub fn read_callback(
        &self,
        headers: &HeaderMap,
        body: &[u8],
        now: DateTime<Utc>,
    ) -> Result<PaymentReport, CallbackError> {
        callback::read(&self.callback_secret, headers, body, now)
    }

    /// Sets the money aside; a repeat answers the payment's present state.
    pub async fn authorise(&self, input: &AuthoriseInput) -> Result<PaymentStatus, Error> {
        let body = AuthoriseRequest {
            order_id: input.order_id,
            amount: input.total.amount,
            currency: input.total.currency,
            payment_method: &input.payment_method,
        };
        self.call("authorise", self.client.post(format!("{}/payments/authorize", self.url)).json(&body)).await
    }

    /// Takes the money: CAPTURED. Any other status is a final refusal.
    pub async fn capture(&self, order: OrderId) -> Result<PaymentStatus, Error> {
        self.act("capture", order).await
    }

    /// Lets the money go, or forbids an authorisation that comes later: VOIDED, or DECLINED, CAPTURED or REFUNDED
    /// when that is what stands.
    pub async fn void(&self, order: OrderId) -> Result<PaymentStatus, Error> {
        self.act("void", order).await
    }

    /// Gives the money back: REFUNDED, or what stands when no money had been taken.
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
        let request = request.bearer_auth(self.api_key.expose_secret()).headers(trace_headers());
        let result = send(request).await;
        let outcome = match &result {
            Ok(status) => status.as_str(),
            Err(Error::Unknown(_)) => "unknown",
            Err(Error::Rejected(_) | Error::Setting(_)) => "rejected",
        };
        metrics::histogram!(CALL_METRIC, "call" => call, "outcome" => outcome).record(begun.elapsed());
        match &result {
            Ok(_) | Err(Error::Rejected(_) | Error::Setting(_)) => permit.succeeded(),
            Err(Error::Unknown(_)) => permit.failed(),
        }
        result
    }
}

async fn send(request: RequestBuilder) -> Result<PaymentStatus, Error> {
    let response = request.send().await.map_err(|error| Error::Unknown(error.into()))?;
    let status = response.status();
    let body = response.bytes().await.map_err(|error| Error::Unknown(error.into()))?;
    if status.is_success() {
        // An answer out of form may well have taken effect: it is asked again like one that was lost.
        let answer: Answer = serde_json::from_slice(&body).map_err(|error| Error::Unknown(error.into()))?;
        return Ok(answer.status);
    }
    if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS {
        return Err(Error::Unknown(anyhow!("the payment gateway answered {status}")));
    }
    // The start of the body says why; it is short, and the gateway's bodies hold no secret.
    let reason: String = String::from_utf8_lossy(&body).chars().take(500).collect();
    Err(Error::Rejected(format!("{status}: {reason}")))
}

/// The current trace as W3C Trace Context headers.
fn trace_headers() -> HeaderMap {
    let mut headers = HeaderMap::new();
    TraceContextPropagator::new().inject_context(&Context::current(), &mut HeaderInjector(&mut headers));
    headers
}
