//! A payment, in terms shared by the order saga and the gateway.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{id::InvalidId, order::OrderId};

/// The id of an order's payment: `pay-` followed by the order's id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PaymentId(OrderId);

impl PaymentId {
    /// The order that this payment belongs to.
    #[must_use]
    pub const fn order_id(self) -> OrderId {
        self.0
    }
}

impl FromStr for PaymentId {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        let order = text.strip_prefix("pay-").ok_or(InvalidId { kind: "payment id" })?;
        order.parse().map(Self).map_err(|_| InvalidId { kind: "payment id" })
    }
}

impl TryFrom<String> for PaymentId {
    type Error = InvalidId;

    fn try_from(text: String) -> Result<Self, InvalidId> {
        text.parse()
    }
}

impl From<PaymentId> for String {
    fn from(id: PaymentId) -> Self {
        id.to_string()
    }
}

impl fmt::Display for PaymentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "pay-{}", self.0)
    }
}

impl OrderId {
    /// The id of this order's only payment. Derived from the order id, so that a void works even if the authorisation's
    /// reply was lost.
    #[must_use]
    pub const fn payment_id(self) -> PaymentId {
        PaymentId(self)
    }
}

/// The status of a payment, as reported by the gateway.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PaymentStatus {
    /// The gateway was not called, or has not responded.
    None,
    /// The money is reserved.
    Authorized,
    /// Not decided yet; the gateway will report the result by callback.
    Pending,
    /// The gateway declined the payment.
    Declined,
    /// The money is taken.
    Captured,
    /// The money was released before capture; the payment can no longer be authorised.
    Voided,
    /// The money was returned after capture.
    Refunded,
}

impl PaymentStatus {
    /// Every status, for tables and tests.
    pub const ALL: [Self; 7] =
        [Self::None, Self::Authorized, Self::Pending, Self::Declined, Self::Captured, Self::Voided, Self::Refunded];

    /// The name in MySQL and JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "NONE",
            Self::Authorized => "AUTHORIZED",
            Self::Pending => "PENDING",
            Self::Declined => "DECLINED",
            Self::Captured => "CAPTURED",
            Self::Voided => "VOIDED",
            Self::Refunded => "REFUNDED",
        }
    }

    /// Whether the payment can't change any more, and no money is reserved or taken.
    #[must_use]
    pub const fn is_released(self) -> bool {
        match self {
            Self::Declined | Self::Voided | Self::Refunded => true,
            Self::None | Self::Authorized | Self::Pending | Self::Captured => false,
        }
    }

    /// The inverse of [`Self::as_str`].
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == text)
    }
}

display_as_str!(PaymentStatus);

/// The gateway's name for how an order is paid. It is passed to the gateway and never interpreted here.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PaymentMethod(String);

/// The text is not the name of a method.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("must be 1 to {MAX_METHOD_LENGTH} letters, digits, _ or -")]
pub struct InvalidPaymentMethod;

/// The longest name of a method, in bytes.
const MAX_METHOD_LENGTH: usize = 64;

impl FromStr for PaymentMethod {
    type Err = InvalidPaymentMethod;

    fn from_str(text: &str) -> Result<Self, InvalidPaymentMethod> {
        let well_formed = (1..=MAX_METHOD_LENGTH).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'));
        if well_formed { Ok(Self(text.to_owned())) } else { Err(InvalidPaymentMethod) }
    }
}

impl PaymentMethod {
    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_payment_status_parses_from_its_name() {
        for status in PaymentStatus::ALL {
            assert_eq!(PaymentStatus::parse(status.as_str()), Some(status));
        }
    }
}
