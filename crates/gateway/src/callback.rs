//! Callbacks, by which the gateway reports that a pending payment has changed.

use chrono::{DateTime, Utc};
use holdfast_domain::{OrderId, PaymentId, PaymentStatus, step_messages::PaymentReport};
use http::HeaderMap;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use utoipa::{IntoParams, ToSchema};

use crate::signature;

holdfast_settings::settings! {
    /// What is needed to verify callbacks.
    pub struct CallbackConfig {
        /// Key of the signature on the gateway's callbacks.
        pub secret: SecretString = secret("GATEWAY_CALLBACK_SECRET"),
        /// The key before `GATEWAY_CALLBACK_SECRET`, accepted too until the gateway signs with the new one.
        pub previous_secret: Option<SecretString> = optional_secret("GATEWAY_CALLBACK_SECRET_PREVIOUS"),
    }
}

/// The body of a callback.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Callback {
    /// The payment's id.
    pub payment_id: PaymentId,
    /// The id of the payment's order.
    pub order_id: OrderId,
    /// The payment's status when the callback was sent.
    pub status: PaymentStatus,
}

/// Why a callback is refused.
#[derive(Debug, Error)]
pub enum CallbackError {
    /// The signature is missing, malformed, too old, or doesn't match.
    #[error(transparent)]
    Signature(#[from] signature::Invalid),
    /// The body isn't a callback: bad JSON, an unknown or missing field, or a wrong type.
    #[error("{0}")]
    Malformed(String),
    /// Invalid fields: the name of each, and what it must be.
    #[error("the callback has invalid fields")]
    Invalid(Vec<(&'static str, &'static str)>),
}

/// Limit of a callback's body, in bytes: about twenty times a usual one. An unauthenticated client can make the server
/// hash this much, because a signature is over the whole body.
pub const CALLBACK_BODY_LIMIT: usize = 4 * 1024;

/// The headers of a callback, for the OpenAPI document.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "documents the headers, which are read by name")]
pub struct CallbackHeaders {
    /// t=<unix>,v1=<hex HMAC-SHA256(secret, "t.body")>
    #[param(rename = "Payment-Signature")]
    signature: String,
}

/// The gateway's report on a pending payment.
#[derive(Deserialize, ToSchema)]
#[schema(as = CallbackRequest)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CallbackBody {
    /// The payment: `pay-` and the order's id.
    payment_id: String,
    /// The order of that payment.
    order_id: String,
    /// The payment's status: AUTHORIZED, DECLINED, VOIDED, …
    status: String,
}

/// Verifies and parses callbacks.
#[derive(Debug, Clone)]
pub struct CallbackReader {
    config: CallbackConfig,
}

impl CallbackReader {
    /// A reader that accepts callbacks signed with a secret of the settings.
    #[must_use]
    pub fn new(config: &CallbackConfig) -> Self {
        Self { config: config.clone() }
    }

    /// Verifies and parses a callback with the gateway's report on a pending payment. `now` is our clock's time. The
    /// signature is checked first, so that an unauthenticated body is never parsed.
    ///
    /// # Errors
    /// [`CallbackError`] if the callback isn't the gateway's, or can't be parsed.
    pub fn read(&self, headers: &HeaderMap, body: &[u8], now: DateTime<Utc>) -> Result<PaymentReport, CallbackError> {
        let signature = headers.get(signature::HEADER).and_then(|value| value.to_str().ok()).unwrap_or_default();
        self.verify(now, body, signature)?;
        parse(body)
    }

    fn verify(&self, now: DateTime<Utc>, body: &[u8], signature: &str) -> Result<(), signature::Invalid> {
        match (signature::verify(&self.config.secret, now, body, signature), &self.config.previous_secret) {
            (Err(signature::Invalid::Mismatch), Some(previous)) => signature::verify(previous, now, body, signature),
            (verified, _) => verified,
        }
    }
}

fn parse(body: &[u8]) -> Result<PaymentReport, CallbackError> {
    // serde would accept an array as a struct, field by field.
    if body.trim_ascii_start().first() == Some(&b'[') {
        return Err(CallbackError::Malformed("the body must be a JSON object".to_owned()));
    }
    let body: CallbackBody =
        serde_json::from_slice(body).map_err(|error| CallbackError::Malformed(error.to_string()))?;
    let payment = body.payment_id.parse::<PaymentId>().ok();
    let order = body.order_id.parse::<OrderId>().ok();
    let status = PaymentStatus::parse(&body.status).filter(|status| *status != PaymentStatus::None);
    match (payment, order, status) {
        (Some(payment), Some(order_id), Some(payment_status)) if payment.order_id() == order_id => {
            Ok(PaymentReport { order_id, payment_status })
        }
        _ => {
            let of_another_order = payment.zip(order).is_some_and(|(payment, order)| payment.order_id() != order);
            let faults = [
                (payment.is_none(), "paymentId", "must be a payment's id"),
                (order.is_none(), "orderId", "must be an order's id"),
                (of_another_order, "paymentId", "must be the payment of the order"),
                (status.is_none(), "status", "must be the status of a payment"),
            ];
            let faults = faults.into_iter().filter(|(at_fault, ..)| *at_fault);
            Err(CallbackError::Invalid(faults.map(|(_, field, message)| (field, message)).collect()))
        }
    }
}
