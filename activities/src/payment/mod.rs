//! The payment gateway, seen from the saga: keyed by order id, every call may be repeated.

use holdfast_domain::{OrderId, PaymentStatus, saga::AuthoriseInput};
use thiserror::Error;

use crate::config::GatewayConfig;

/// Why the gateway has no answer.
#[derive(Debug, Error)]
pub enum Error {
    /// Unreachable, timed out, 5xx or 429, reply lost, or the breaker is open: the call may or may not have taken effect. Ask again.
    #[error("the payment gateway gave no answer")]
    Unknown(#[source] anyhow::Error),
    /// The gateway understood and will always refuse this request (another 4xx): a fault of ours, not of the buyer's.
    #[error("the payment gateway refused the request: {0}")]
    Rejected(String),
}

/// A client with a time-out and a circuit breaker. Cheap to clone.
#[derive(Clone)]
pub struct Gateway {}

#[allow(unused_variables, clippy::unused_async, reason = "contract only")]
impl Gateway {
    /// A client; doesn't connect yet.
    pub fn new(config: &GatewayConfig) -> Result<Self, Error> {
        todo!()
    }

    /// Sets the money aside; a repeat answers the payment's present state.
    pub async fn authorise(&self, input: &AuthoriseInput) -> Result<PaymentStatus, Error> {
        todo!()
    }

    /// Takes the money: CAPTURED, or what stands in the way (VOIDED, DECLINED): a final refusal.
    pub async fn capture(&self, order: OrderId) -> Result<PaymentStatus, Error> {
        todo!()
    }

    /// Lets the money go, or forbids an authorisation that comes later: VOIDED, DECLINED, …
    pub async fn void(&self, order: OrderId) -> Result<PaymentStatus, Error> {
        todo!()
    }

    /// Gives the money back: REFUNDED.
    pub async fn refund(&self, order: OrderId) -> Result<PaymentStatus, Error> {
        todo!()
    }
}
