//! The gateway as the saga calls it: over HTTP, with a time-out and a circuit breaker.

use std::time::{Duration, Instant};

use anyhow::anyhow;
use holdfast_domain::{Currency, OrderId, PaymentMethod, PaymentStatus, saga::AuthoriseInput};
use opentelemetry::{
    Context,
    propagation::{Injector, TextMapPropagator},
};
use opentelemetry_sdk::propagation::TraceContextPropagator;
use reqwest::{
    Client, RequestBuilder, StatusCode,
    header::{HeaderMap, HeaderName, HeaderValue},
    redirect,
};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use super::{Error, breaker::Breaker};
use crate::config::GatewayConfig;

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
        Ok(Self { client, breaker: Breaker::new(), url: config.url.clone(), api_key: config.api_key.clone() })
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

/// The current trace, as W3C Trace Context has it in headers.
fn trace_headers() -> HeaderMap {
    struct Carrier(HeaderMap);
    impl Injector for Carrier {
        fn set(&mut self, name: &str, value: String) {
            if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
                self.0.insert(name, value);
            }
        }
    }
    let mut carrier = Carrier(HeaderMap::new());
    TraceContextPropagator::new().inject_context(&Context::current(), &mut carrier);
    carrier.0
}
