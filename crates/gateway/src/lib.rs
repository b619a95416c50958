//! The client of the payment gateway: its protocol, time-outs, circuit breaker, and the verification of its callbacks.
//! Payments are keyed by order id, and every call is idempotent.
//!
//! Other crates call the gateway through [`Gateway`] and read its callbacks through [`CallbackReader`], so another
//! gateway's dialect is added only here.

mod breaker;
mod callback;
mod client;
pub mod signature;

use std::time::Duration;

use holdfast_domain::Fault;
use holdfast_settings::check_http_url;
use secrecy::SecretString;
use thiserror::Error;

pub use self::{
    callback::{
        CALLBACK_BODY_LIMIT, Callback, CallbackBody, CallbackConfig, CallbackError, CallbackHeaders, CallbackReader,
    },
    client::Gateway,
};

holdfast_settings::settings! {
    /// The connection to the payment gateway.
    pub struct GatewayConfig {
        /// Base of its routes: `/payments/…` is appended.
        pub url: String = checked("GATEWAY_URL", check_http_url, "http://127.0.0.1:8089"),
        /// Bearer token of our calls.
        pub api_key: SecretString = secret("GATEWAY_API_KEY"),
        /// Limit of one call.
        pub timeout: Duration = millis("GATEWAY_TIMEOUT_MS", 5000),
    }
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
}

impl Fault for Error {
    fn retryable(&self) -> bool {
        match self {
            Self::Unknown(_) => true,
            Self::Rejected(_) => false,
        }
    }
}
