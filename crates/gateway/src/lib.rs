//! The client of the payment gateway: its protocol, time-outs, circuit breaker, and the verification of its callbacks.
//! Payments are keyed by order id, and every call is idempotent.
//!
//! Other crates call the gateway through [`Gateway`] alone, so another gateway's dialect is added only here.

mod breaker;
mod callback;
mod client;
pub mod signature;

use std::time::Duration;

use holdfast_domain::{Fault, PaymentMethod};
use holdfast_settings::check_http_url;
use secrecy::SecretString;
use thiserror::Error;

pub use self::{
    callback::{CALLBACK_BODY_LIMIT, Callback, CallbackBody, CallbackError, CallbackHeaders},
    client::Gateway,
};

holdfast_settings::settings! {
    /// The connection to the payment gateway.
    pub struct GatewayConfig {
        /// Base of its routes: `/payments/…` is appended.
        pub url: String = checked("GATEWAY_URL", check_http_url, "http://127.0.0.1:8089"),
        /// Bearer token of our calls.
        pub api_key: SecretString = secret("GATEWAY_API_KEY"),
        /// Key of the signature on the gateway's callbacks.
        pub callback_secret: SecretString = secret("GATEWAY_CALLBACK_SECRET"),
        /// Limit of one call.
        pub timeout: Duration = millis("GATEWAY_TIMEOUT_MS", 5000),
        /// The gateway's name for the payment method of an order that names none: 1 to 64 letters, digits, `_` or `-`.
        pub default_method: String = checked("GATEWAY_DEFAULT_METHOD", check_method, "card"),
    }
}

fn check_method(text: &str) -> Result<(), String> {
    text.parse::<PaymentMethod>().map(drop).map_err(|error| format!("it {error}"))
}

/// Why a call has no result.
#[derive(Debug, Error)]
pub enum Error {
    /// The gateway is unreachable, timed out, or responded with 5xx, 429 or a malformed body; its response was lost; or
    /// the circuit breaker is open. The call may or may not have taken effect; repeat it.
    #[error("the payment gateway did not respond")]
    Unknown(#[source] anyhow::Error),
    /// The gateway will always refuse this request (any other 4xx).
    #[error("the payment gateway refused the request: {0}")]
    Rejected(String),
    /// A setting can't be used.
    #[error("{0}")]
    Setting(String),
}

impl Fault for Error {
    fn retryable(&self) -> bool {
        match self {
            Self::Unknown(_) => true,
            Self::Rejected(_) | Self::Setting(_) => false,
        }
    }
}
