//! The digest that tells whether two requests with one idempotency key are the same.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{event::EventId, hold::HoldToken, payment::PaymentMethod, principal::Principal, seat::SeatId};

/// A digest of a request's content, as 64 hex digits. A repeat of an idempotency key with another fingerprint is a
/// different request, and is refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fingerprint(String);

impl Fingerprint {
    /// SHA-256 over principal (it identifies the route), event, sorted seats, payment method and hold token. `seats`
    /// may be in any order. The digest doesn't reveal the token.
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

    /// Wraps a fingerprint read from a store, without checking it.
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
    fn the_order_of_seats_does_not_change_a_fingerprint_and_everything_else_does() {
        let seat = |n: u32| SeatId::try_from(n).unwrap();
        let event = |n: u64| EventId::try_from(n).unwrap();
        let token = HoldToken::from_random;
        let method = "card".parse::<PaymentMethod>().unwrap();
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
                &"x".parse::<PaymentMethod>().unwrap(),
                &token(1),
            ),
            Fingerprint::of(Principal::Public, event(1), &[seat(1), seat(2)], &method, &token(2)),
        ];
        assert!(others.iter().all(|other| *other != base));
    }
}
