//! A payment, as the sale and its gateway speak of it.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{id::InvalidId, order::OrderId};

/// The payment of an order: `pay-` and the order's id.
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
    /// The one payment of this order. Derived, so that a void needs no reply from the gateway first.
    #[must_use]
    pub const fn payment_id(self) -> PaymentId {
        PaymentId(self)
    }
}

/// The state of a payment, in the gateway's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PaymentStatus {
    /// The gateway wasn't asked, or hasn't answered.
    None,
    /// Money is set aside.
    Authorized,
    /// The gateway will say later, by callback.
    Pending,
    /// The gateway said no.
    Declined,
    /// Money is taken.
    Captured,
    /// Let go before it was taken; nothing can authorise it any more.
    Voided,
    /// Given back after it was taken.
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

    /// The inverse of [`Self::as_str`].
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == text)
    }
}

display_as_str!(PaymentStatus);

/// How an order is paid, in the gateway's own vocabulary: it is passed on and never interpreted here.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PaymentMethod(String);

impl PaymentMethod {
    /// The longest name, in bytes.
    pub const MAX_LENGTH: usize = 64;

    /// A name of 1 to 64 letters, digits, `_` or `-`; nothing otherwise.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let well_formed = (1..=Self::MAX_LENGTH).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'));
        well_formed.then(|| Self(text.to_owned()))
    }

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
    fn every_status_is_read_back() {
        for status in PaymentStatus::ALL {
            assert_eq!(PaymentStatus::parse(status.as_str()), Some(status));
        }
    }
}
