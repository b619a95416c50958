//! Typed ids. Each is parsed once, at the edge, and carried as its type from there on.

use std::{fmt, str::FromStr};

use hmac::{Hmac, Mac, digest::Key};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use thiserror::Error;
use uuid::Uuid;

use crate::order::{OrderState, Principal};

/// Text or a number that is not an id of the named kind.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("not a valid {kind}")]
pub struct InvalidId {
    /// What was expected, in words that fit a sentence: `event id`, `seat id`, …
    pub kind: &'static str,
}

/// Numbers in JSON are exact only below 2⁵³ (RFC 8259, section 6).
const MAX_JSON_INTEGER: u64 = (1 << 53) - 1;

/// An event: a positive integer that MySQL hands out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u64", into = "u64")]
pub struct EventId(u64);

impl EventId {
    /// The number as it stands in MySQL and in JSON.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0
    }

    /// The Redis partition that this event's keys and changes live in.
    #[must_use]
    pub const fn partition(self) -> Partition {
        let [.., low_byte] = self.0.to_be_bytes();
        Partition(low_byte % Partition::COUNT)
    }
}

impl TryFrom<u64> for EventId {
    type Error = InvalidId;

    fn try_from(value: u64) -> Result<Self, InvalidId> {
        if (1..=MAX_JSON_INTEGER).contains(&value) { Ok(Self(value)) } else { Err(InvalidId { kind: "event id" }) }
    }
}

impl From<EventId> for u64 {
    fn from(id: EventId) -> Self {
        id.0
    }
}

impl FromStr for EventId {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        decimal(text).and_then(|n| Self::try_from(n).ok()).ok_or(InvalidId { kind: "event id" })
    }
}

impl fmt::Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A seat within its event: 1 and up, row by row, section after section.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub struct SeatId(u32);

impl SeatId {
    /// The number as it stands in every store.
    #[must_use]
    pub const fn get(self) -> u32 {
        self.0
    }
}

impl TryFrom<u32> for SeatId {
    type Error = InvalidId;

    fn try_from(value: u32) -> Result<Self, InvalidId> {
        if value >= 1 { Ok(Self(value)) } else { Err(InvalidId { kind: "seat id" }) }
    }
}

impl From<SeatId> for u32 {
    fn from(id: SeatId) -> Self {
        id.0
    }
}

impl FromStr for SeatId {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        decimal(text)
            .and_then(|n| u32::try_from(n).ok())
            .and_then(|n| Self::try_from(n).ok())
            .ok_or(InvalidId { kind: "seat id" })
    }
}

impl fmt::Display for SeatId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Digits only: `u64::from_str` would take a leading `+` too, and one id must have one spelling.
fn decimal(text: &str) -> Option<u64> {
    if text.starts_with('0') || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

/// One of the 64 slices of all events. Its hash tag keeps an event's keys, and its change stream, on one
/// node of a Redis Cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Partition(u8);

impl Partition {
    /// How many partitions there are: a power of two, so that an id's low byte decides. Fixed for the life of
    /// an installation: it decides where keys lie.
    pub const COUNT: u8 = 64;

    /// Every partition, in order.
    pub fn all() -> impl ExactSizeIterator<Item = Self> + Clone {
        (0..Self::COUNT).map(Self)
    }

    /// 0 to 63.
    #[must_use]
    pub const fn get(self) -> u8 {
        self.0
    }
}

impl TryFrom<u8> for Partition {
    type Error = InvalidId;

    fn try_from(value: u8) -> Result<Self, InvalidId> {
        if value < Self::COUNT { Ok(Self(value)) } else { Err(InvalidId { kind: "partition" }) }
    }
}

impl From<Partition> for u8 {
    fn from(partition: Partition) -> Self {
        partition.0
    }
}

impl fmt::Display for Partition {
    /// Two digits, as in the hash tag `{p07}`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}", self.0)
    }
}

/// The capability of a hold: 128 random bits as 32 lower-case hex digits. Whoever has it owns the hold.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct HoldToken(String);

impl HoldToken {
    /// A token of 128 bits that the caller drew from a secure source.
    #[must_use]
    pub fn from_random(bits: u128) -> Self {
        Self(format!("{bits:032x}"))
    }

    /// The text that goes into the `Hold-Token` header and into Redis.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for HoldToken {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        let well_formed = text.len() == 32 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        if well_formed { Ok(Self(text.to_owned())) } else { Err(InvalidId { kind: "hold token" }) }
    }
}

impl TryFrom<String> for HoldToken {
    type Error = InvalidId;

    fn try_from(text: String) -> Result<Self, InvalidId> {
        text.parse()
    }
}

impl From<HoldToken> for String {
    fn from(token: HoldToken) -> Self {
        token.0
    }
}

impl fmt::Debug for HoldToken {
    /// A token is a bearer secret: its first digits are enough to tell two apart in a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HoldToken({}…)", &self.0[..6])
    }
}

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

    /// The id of the workflow that drives this order.
    #[must_use]
    pub fn workflow_id(self) -> String {
        format!("order-{self}")
    }

    /// The id of the workflow that refunds this order.
    #[must_use]
    pub fn refund_workflow_id(self) -> String {
        format!("refund-{self}")
    }

    /// The id of the workflow that an order with its row in this state waits for.
    #[must_use]
    pub fn driving_workflow_id(self, state: OrderState) -> String {
        if state == OrderState::Refunding { self.refund_workflow_id() } else { self.workflow_id() }
    }

    /// The one payment of this order. Derived, so that a void needs no reply from the gateway first.
    #[must_use]
    pub fn payment_id(self) -> PaymentId {
        PaymentId(self)
    }

    /// The code on this order's ticket for a seat: unguessable without `secret`, the same at every try.
    #[must_use]
    pub fn ticket_code(self, secret: &[u8], seat: SeatId) -> TicketCode {
        let digest = hmac_sha256(secret, &[b"ticket\0", self.0.as_bytes(), &seat.get().to_be_bytes()]);
        TicketCode(hex::encode_upper(&digest[..10]))
    }
}

/// HMAC-SHA256 over the concatenated parts.
fn hmac_sha256(secret: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    // HMAC takes a key of any length (RFC 2104), so the empty-key fallback is never reached.
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).unwrap_or_else(|_| Hmac::new(&Key::<Hmac<Sha256>>::default()));
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
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
