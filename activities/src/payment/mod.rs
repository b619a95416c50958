//! The payment gateway: the client that the saga calls it with, and the simulator that we ship behind the same
//! HTTP contract. Payments are keyed by order id, and every call may be repeated.

mod breaker;
mod client;
pub mod dispatcher;
mod script;
pub mod signature;
pub mod simulator;

use std::time::Duration;

use holdfast_domain::{OrderId, PaymentId, PaymentStatus};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::config::Reader;

pub use self::client::Gateway;

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

/// The gateway's word on a pending payment: the body of a callback.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Callback {
    /// The payment.
    pub payment_id: PaymentId,
    /// Its order.
    pub order_id: OrderId,
    /// What stood when the callback was sent.
    pub status: PaymentStatus,
}

/// The payment simulator.
#[derive(Debug, Clone)]
pub struct SimulatorConfig {
    /// `PAYMENT_DELAY_MS`: how long every authorisation takes, beyond what its script says; default 0.
    pub delay: Duration,
    /// `PAYMENT_SUCCESS_RATE`: the share of payments, 0 to 1, that are not declined by chance; default 1.
    pub success_rate: f64,
    /// `PAYMENT_API_KEY`: the bearer token that callers must bring.
    pub api_key: SecretString,
    /// `PAYMENT_CALLBACK_SECRET`: callbacks are signed with it.
    pub callback_secret: SecretString,
    /// `PAYMENT_CALLBACK_URL`: where callbacks are sent.
    pub callback_url: String,
}

impl SimulatorConfig {
    /// From the environment.
    pub fn read(reader: &mut Reader) -> Self {
        let success_rate = reader.parsed("PAYMENT_SUCCESS_RATE", 1.0);
        if !(0.0..=1.0).contains(&success_rate) {
            reader.fault(format!("PAYMENT_SUCCESS_RATE: {success_rate} is not between 0 and 1"));
        }
        Self {
            delay: reader.millis("PAYMENT_DELAY_MS", 0),
            success_rate,
            api_key: reader.secret("PAYMENT_API_KEY"),
            callback_secret: reader.secret("PAYMENT_CALLBACK_SECRET"),
            callback_url: reader.required("PAYMENT_CALLBACK_URL"),
        }
    }
}
