//! An order: who placed it, how far it has come, and why it ended.

use std::{fmt, str::FromStr};

use hmac::{Hmac, Mac};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::{event::EventId, hold::HoldToken, id::InvalidId, payment::PaymentMethod, seat::SeatId};

/// An order. Derived, never drawn: see [`OrderId::derive`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OrderId(Uuid);

impl OrderId {
    /// HMAC-SHA256 of principal and idempotency key under the installation's secret, cut to a version 8
    /// UUID (RFC 9562). Two requests with one key are one order whatever crashes between them, and nobody
    /// without the secret can guess another's.
    #[must_use]
    pub fn derive(secret: &[u8], principal: Principal, idempotency_key: &str) -> Self {
        let digest = hmac_sha256(secret, &[principal.as_str().as_bytes(), b"\0", idempotency_key.as_bytes()]);
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&digest[..16]);
        Self(uuid::Builder::from_custom_bytes(bytes).into_uuid())
    }

    /// The code on this order's ticket for a seat: unguessable without `secret`, the same at every try.
    #[must_use]
    pub fn ticket_code(self, secret: &[u8], seat: SeatId) -> TicketCode {
        let digest = hmac_sha256(secret, &[b"ticket\0", self.0.as_bytes(), &seat.get().to_be_bytes()]);
        TicketCode(hex::encode_upper(&digest[..10]))
    }
}

impl FromStr for OrderId {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        // One spelling only: hyphenated lower case, as Display writes it.
        let id = Uuid::try_parse(text).map(Self).map_err(|_| InvalidId { kind: "order id" })?;
        if id.to_string() == text { Ok(id) } else { Err(InvalidId { kind: "order id" }) }
    }
}

impl fmt::Display for OrderId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.hyphenated().fmt(f)
    }
}

/// What is shown at the door.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TicketCode(String);

impl TicketCode {
    /// A code that a store kept.
    #[must_use]
    pub const fn from_stored(code: String) -> Self {
        Self(code)
    }

    /// 20 upper-case hex digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// HMAC-SHA256 over the concatenated parts.
fn hmac_sha256(secret: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    #[expect(clippy::expect_used, reason = "HMAC takes a key of any length (RFC 2104, section 3)")]
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).expect("a key of any length");
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// Whose idempotency keys they are: equal keys of two principals are two orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Principal {
    /// Everybody who orders over the public API, until logins come.
    Public,
    /// The box office, which sells without the payment gateway.
    BoxOffice,
}

impl Principal {
    /// The name in MySQL and in the derivation of order ids. Never change one: order ids depend on it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Public => "PUBLIC",
            Self::BoxOffice => "BOX_OFFICE",
        }
    }

    /// Whether an order of this principal is paid through the gateway.
    #[must_use]
    pub const fn pays_by_gateway(self) -> bool {
        match self {
            Self::Public => true,
            Self::BoxOffice => false,
        }
    }
}

/// The state of an order's row, each reached by compare-and-set.
///
/// `PENDING → SOLD → CONFIRMED → REFUNDING → REFUNDED`, and `PENDING` or `SOLD → CANCELLING → CANCELLED`.
/// `SOLD` only rolls forward, but for a final refusal of the capture; `CANCELLING` only rolls back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum OrderState {
    /// Accepted; nothing is sold yet.
    Pending,
    /// Tickets are written; the money is authorised but not captured.
    Sold,
    /// Tickets and money are settled.
    Confirmed,
    /// The refund has won; money goes back, then tickets end.
    Refunding,
    /// Money is back, tickets have ended.
    Refunded,
    /// The compensation has won; nothing can sell this order any more.
    Cancelling,
    /// Compensated: a clean slate.
    Cancelled,
}

impl OrderState {
    /// Every state, for tables and tests.
    pub const ALL: [Self; 7] = [
        Self::Pending,
        Self::Sold,
        Self::Confirmed,
        Self::Refunding,
        Self::Refunded,
        Self::Cancelling,
        Self::Cancelled,
    ];

    /// The name in MySQL.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "PENDING",
            Self::Sold => "SOLD",
            Self::Confirmed => "CONFIRMED",
            Self::Refunding => "REFUNDING",
            Self::Refunded => "REFUNDED",
            Self::Cancelling => "CANCELLING",
            Self::Cancelled => "CANCELLED",
        }
    }

    /// The inverse of [`Self::as_str`].
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }

    /// What the API says: CONFIRMED is said once the money is captured, and is left only for REFUNDED.
    #[must_use]
    pub const fn status(self) -> OrderStatus {
        match self {
            Self::Pending | Self::Sold | Self::Cancelling => OrderStatus::Pending,
            Self::Confirmed | Self::Refunding => OrderStatus::Confirmed,
            Self::Refunded => OrderStatus::Refunded,
            Self::Cancelled => OrderStatus::Cancelled,
        }
    }

    /// The compare-and-sets that exist. A store refuses every other one.
    #[must_use]
    pub const fn may_become(self, next: Self) -> bool {
        matches!(
            (self, next),
            (Self::Pending, Self::Sold | Self::Cancelling)
                | (Self::Sold, Self::Confirmed | Self::Cancelling)
                | (Self::Confirmed, Self::Refunding)
                | (Self::Refunding, Self::Refunded)
                | (Self::Cancelling, Self::Cancelled)
        )
    }
}

/// What the API calls the state of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum OrderStatus {
    /// Under way.
    Pending,
    /// Paid, with tickets.
    Confirmed,
    /// Ended without a sale; a reason says why.
    Cancelled,
    /// Was confirmed; money is back.
    Refunded,
}

impl OrderStatus {
    /// Every status, in the order of an order's life.
    pub const ALL: [Self; 4] = [Self::Pending, Self::Confirmed, Self::Cancelled, Self::Refunded];

    /// The name in JSON and in search attributes.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "PENDING",
            Self::Confirmed => "CONFIRMED",
            Self::Cancelled => "CANCELLED",
            Self::Refunded => "REFUNDED",
        }
    }

    /// The inverse of [`Self::as_str`].
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == text)
    }

    /// The row states that show as this status.
    pub fn states(self) -> impl Iterator<Item = OrderState> {
        OrderState::ALL.into_iter().filter(move |state| state.status() == self)
    }

    /// Whether the order's saga has ended.
    #[must_use]
    pub const fn has_ended(self) -> bool {
        !matches!(self, Self::Pending)
    }
}

/// Why an order ended without a sale, or was taken back after one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CancelReason {
    /// The hold ended before the order could claim its seats.
    HoldExpired,
    /// The hold no longer had all the seats, or had them anew.
    HoldMismatch,
    /// The gateway said no.
    PaymentDeclined,
    /// The gateway didn't say yes in time.
    PaymentTimeout,
    /// The gateway refused the capture for good.
    PaymentFailed,
    /// Redis had lost data, and another order owned a seat.
    SeatLost,
    /// The buyer asked for it.
    CustomerCancelled,
    /// An operator asked for it.
    OperatorCancelled,
    /// The workflow was terminated or lost, and the order was settled.
    OperatorTerminated,
}

impl CancelReason {
    /// Every reason, for tables and tests.
    pub const ALL: [Self; 9] = [
        Self::HoldExpired,
        Self::HoldMismatch,
        Self::PaymentDeclined,
        Self::PaymentTimeout,
        Self::PaymentFailed,
        Self::SeatLost,
        Self::CustomerCancelled,
        Self::OperatorCancelled,
        Self::OperatorTerminated,
    ];

    /// The name in MySQL, JSON and search attributes.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::HoldExpired => "HOLD_EXPIRED",
            Self::HoldMismatch => "HOLD_MISMATCH",
            Self::PaymentDeclined => "PAYMENT_DECLINED",
            Self::PaymentTimeout => "PAYMENT_TIMEOUT",
            Self::PaymentFailed => "PAYMENT_FAILED",
            Self::SeatLost => "SEAT_LOST",
            Self::CustomerCancelled => "CUSTOMER_CANCELLED",
            Self::OperatorCancelled => "OPERATOR_CANCELLED",
            Self::OperatorTerminated => "OPERATOR_TERMINATED",
        }
    }

    /// The inverse of [`Self::as_str`].
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == text)
    }
}

display_as_str!(Principal, OrderState, OrderStatus, CancelReason);

/// What a request with an idempotency key asked for, as 64 hex digits: a repeat with another fingerprint
/// is another request under the same key, and is refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fingerprint(String);

impl Fingerprint {
    /// SHA-256 over principal (which is the route), event, seats in order, payment method and hold token.
    /// Seats may come in any order; the token goes in hashed, like everything else.
    #[must_use]
    pub fn of(
        principal: Principal,
        event: EventId,
        seats: &[SeatId],
        method: &PaymentMethod,
        token: &HoldToken,
    ) -> Self {
        let mut seats = seats.to_vec();
        seats.sort_unstable();
        let mut hash = Sha256::new();
        hash.update(principal.as_str());
        hash.update(b"\0");
        hash.update(event.get().to_be_bytes());
        hash.update((seats.len() as u64).to_be_bytes());
        for seat in seats {
            hash.update(seat.get().to_be_bytes());
        }
        hash.update(method.as_str());
        hash.update(b"\0");
        hash.update(token.as_str());
        Self(hex::encode(hash.finalize()))
    }

    /// A fingerprint that a store kept.
    #[must_use]
    pub const fn from_stored(text: String) -> Self {
        Self(text)
    }

    /// 64 hex digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_read_back() {
        for state in OrderState::ALL {
            assert_eq!(OrderState::parse(state.as_str()), Some(state));
        }
        for reason in CancelReason::ALL {
            assert_eq!(CancelReason::parse(reason.as_str()), Some(reason));
        }
    }

    #[test]
    fn no_state_that_has_ended_for_good_may_become_another() {
        for end in [OrderState::Refunded, OrderState::Cancelled] {
            assert!(OrderState::ALL.into_iter().all(|next| !end.may_become(next)));
        }
    }

    #[test]
    fn a_cancelling_order_only_rolls_back() {
        let next: Vec<_> = OrderState::ALL.into_iter().filter(|n| OrderState::Cancelling.may_become(*n)).collect();
        assert_eq!(next, [OrderState::Cancelled]);
    }

    #[test]
    fn the_order_of_seats_does_not_change_a_fingerprint_and_everything_else_does() {
        let seat = |n: u32| SeatId::try_from(n).unwrap();
        let event = |n: u64| EventId::try_from(n).unwrap();
        let token = HoldToken::from_random;
        let method = PaymentMethod::parse("card").unwrap();
        let base = Fingerprint::of(Principal::Public, event(1), &[seat(2), seat(1)], &method, &token(1));
        assert_eq!(base, Fingerprint::of(Principal::Public, event(1), &[seat(1), seat(2)], &method, &token(1)));
        let others = [
            Fingerprint::of(Principal::BoxOffice, event(1), &[seat(1), seat(2)], &method, &token(1)),
            Fingerprint::of(Principal::Public, event(2), &[seat(1), seat(2)], &method, &token(1)),
            Fingerprint::of(Principal::Public, event(1), &[seat(1), seat(3)], &method, &token(1)),
            Fingerprint::of(Principal::Public, event(1), &[seat(1)], &method, &token(1)),
            Fingerprint::of(
                Principal::Public,
                event(1),
                &[seat(1), seat(2)],
                &PaymentMethod::parse("x").unwrap(),
                &token(1),
            ),
            Fingerprint::of(Principal::Public, event(1), &[seat(1), seat(2)], &method, &token(2)),
        ];
        assert!(others.iter().all(|other| *other != base));
    }
}
