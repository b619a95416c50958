//! A hold: its token, its limits, and the seats it may contain.

use std::{collections::BTreeSet, fmt, str::FromStr, time::Duration};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::{
    event::EventId,
    id::{InvalidId, is_128_bits},
    principal::{AccountId, Owner, hmac_sha256},
};

/// The secret that grants control of a hold: 128 random bits as 32 lower-case hex digits.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct HoldToken(String);

impl HoldToken {
    /// Builds a token from 128 random bits. The caller must draw them from a cryptographically secure source.
    #[must_use]
    pub fn from_random(bits: u128) -> Self {
        Self(format!("{bits:032x}"))
    }

    /// Derives the token: 128 bits of the HMAC-SHA256 of owner, event and idempotency key under the installation's
    /// `secret`. Two requests with the same key therefore mean the same hold of the event. Anyone who knows the key can
    /// derive the token by repeating the request, so clients must use keys of at least 128 random bits.
    #[must_use]
    pub fn derive(secret: &[u8], owner: impl Into<Owner>, event: EventId, idempotency_key: &str) -> Self {
        let owner = owner.into().name();
        // The label `hold` separates this derivation from those of order ids and ticket codes.
        let parts: [&[u8]; 5] =
            [b"hold\0", owner.as_bytes(), b"\0", &event.get().to_be_bytes(), idempotency_key.as_bytes()];
        Self(hex::encode(&hmac_sha256(secret, &parts)[..16]))
    }

    /// The text that goes into the `Hold-Token` header.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The id of the hold that the token controls in the hands of a guest.
    #[must_use]
    pub fn id(&self) -> HoldId {
        self.id_for(None)
    }

    /// The id of the hold that the token controls in the hands of this account, or of a guest. The account is part of
    /// the digest, so the token of another's hold names no hold.
    #[must_use]
    pub fn id_for(&self, account: Option<AccountId>) -> HoldId {
        let name = account.map_or_else(|| self.0.clone(), |account| format!("{}@{account}", self.0));
        HoldId(hex::encode(&Sha256::digest(name)[..16]))
    }
}

impl FromStr for HoldToken {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        if is_128_bits(text) { Ok(Self(text.to_owned())) } else { Err(InvalidId { kind: "hold token" }) }
    }
}

impl From<HoldToken> for String {
    fn from(token: HoldToken) -> Self {
        token.0
    }
}

impl fmt::Debug for HoldToken {
    /// Prints only the first 6 digits: a token is a bearer secret, and 6 digits distinguish the tokens in a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HoldToken({}…)", &self.0[..6])
    }
}

/// A hold's name in stores, workflows and logs, as 32 lower-case hex digits: half of the SHA-256 of its token, and of
/// its account if it has one. It grants nothing, because the token can't be computed from it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct HoldId(String);

impl HoldId {
    /// The text that goes into Redis and MySQL.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for HoldId {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        if is_128_bits(text) { Ok(Self(text.to_owned())) } else { Err(InvalidId { kind: "hold id" }) }
    }
}

impl TryFrom<String> for HoldId {
    type Error = InvalidId;

    fn try_from(text: String) -> Result<Self, InvalidId> {
        text.parse()
    }
}

impl From<HoldId> for String {
    fn from(id: HoldId) -> Self {
        id.0
    }
}

/// The maximum number of seats in one hold.
pub const MAX_SEATS: usize = 8;
/// The default for `holdSeconds`.
pub const DEFAULT_SECONDS: u32 = 120;
/// The default for `seconds` of an extension.
pub const DEFAULT_EXTEND_SECONDS: u32 = 30;
/// The maximum lifetime of a hold, including all extensions.
pub const MAX_LIFE: Duration = Duration::from_mins(10);

/// Clamps the requested `holdSeconds` to 5…300; [`DEFAULT_SECONDS`] if absent.
#[must_use]
pub fn clamp_seconds(asked: Option<i64>) -> u32 {
    asked.map_or(DEFAULT_SECONDS, |seconds| u32::try_from(seconds.clamp(5, 300)).unwrap_or(DEFAULT_SECONDS))
}

/// Why a list of seats is invalid for a hold or an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum InvalidSeats {
    /// The list is empty.
    #[error("must name at least one seat")]
    None,
    /// More than [`MAX_SEATS`].
    #[error("must be at most {MAX_SEATS} seats")]
    TooMany,
    /// A seat is listed twice.
    #[error("must name each seat once")]
    Repeated,
}

/// Checks that a hold or an order names 1 to [`MAX_SEATS`] different seats, and returns them sorted by id. Accepts ids
/// or their numbers.
///
/// # Errors
/// [`InvalidSeats`] names the broken rule.
pub fn distinct_seats<T: Ord + Copy>(seats: &[T]) -> Result<Vec<T>, InvalidSeats> {
    let distinct: BTreeSet<T> = seats.iter().copied().collect();
    if distinct.is_empty() {
        Err(InvalidSeats::None)
    } else if seats.len() > MAX_SEATS {
        Err(InvalidSeats::TooMany)
    } else if distinct.len() < seats.len() {
        Err(InvalidSeats::Repeated)
    } else {
        Ok(distinct.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Principal, seat::SeatId};

    #[test]
    fn a_hold_has_one_to_eight_different_seats() {
        let seats = |ids: &[u32]| ids.iter().map(|id| SeatId::try_from(*id).unwrap()).collect::<Vec<_>>();
        assert_eq!(distinct_seats(&seats(&[3, 1])), Ok(seats(&[1, 3])));
        assert_eq!(distinct_seats::<SeatId>(&[]), Err(InvalidSeats::None));
        assert_eq!(distinct_seats(&seats(&[1, 2, 1])), Err(InvalidSeats::Repeated));
        assert_eq!(distinct_seats(&seats(&[1, 2, 3, 4, 5, 6, 7, 8])), Ok(seats(&[1, 2, 3, 4, 5, 6, 7, 8])));
        assert_eq!(distinct_seats(&seats(&[1, 2, 3, 4, 5, 6, 7, 8, 9])), Err(InvalidSeats::TooMany));
    }

    #[test]
    fn a_derived_hold_token_depends_on_the_secret_the_principal_the_event_and_the_key() {
        let event = |id: u64| EventId::try_from(id).unwrap();
        let token = HoldToken::derive(b"secret", Principal::Public, event(7), "key");
        assert_eq!(token.as_str().parse::<HoldToken>().unwrap(), token);
        assert_eq!(token, HoldToken::derive(b"secret", Principal::Public, event(7), "key"));
        let others = [
            HoldToken::derive(b"other", Principal::Public, event(7), "key"),
            HoldToken::derive(b"secret", Principal::BoxOffice, event(7), "key"),
            HoldToken::derive(b"secret", Principal::Public, event(8), "key"),
            HoldToken::derive(b"secret", Principal::Public, event(7), "kez"),
            HoldToken::derive(
                b"secret",
                Owner { principal: Principal::Public, account: Some(account(1)) },
                event(7),
                "key",
            ),
        ];
        assert!(!others.contains(&token));
    }

    fn account(number: u128) -> AccountId {
        format!("{number:032x}").parse().unwrap()
    }

    #[test]
    fn a_token_names_another_hold_for_each_account() {
        let token = HoldToken::from_random(7);
        assert_eq!(token.id_for(None), token.id());
        assert_eq!(token.id_for(Some(account(1))), token.id_for(Some(account(1))));
        assert_ne!(token.id_for(Some(account(1))), token.id_for(Some(account(2))));
        assert_ne!(token.id_for(Some(account(1))), token.id());
    }

    #[test]
    fn hold_seconds_are_clamped() {
        assert_eq!(
            [None, Some(-1), Some(4), Some(5), Some(300), Some(i64::MAX)].map(clamp_seconds),
            [120, 5, 5, 5, 300, 300]
        );
    }
}
