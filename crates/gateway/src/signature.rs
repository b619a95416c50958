//! The signature of a callback: `Payment-Signature: t=<unix seconds>,v1=<hex HMAC-SHA256(secret, "t.body")>`,
//! the scheme that Stripe uses. The time is part of the signed text, so that an old callback can't be replayed.

use chrono::{DateTime, Utc};
use hmac::{Hmac, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;
use thiserror::Error;

/// The header that carries the signature.
pub const HEADER: &str = "Payment-Signature";

/// How far a signature's time may differ from our clock, in seconds: the delivery time plus the clocks' difference.
const TOLERANCE_SECONDS: u64 = 300;

/// Limit of `v1` signatures that are compared. A gateway that rotates its secret signs with the old and the new one.
const MAX_CANDIDATES: usize = 5;

/// Why a signature is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Invalid {
    /// The header isn't `t=…,v1=…`.
    #[error("the signature is malformed")]
    Form,
    /// Its time is more than 300 s before or after our clock.
    #[error("the signature's time is too far from now")]
    Time,
    /// Signed with another secret, or over another body.
    #[error("the signature doesn't match")]
    Mismatch,
}

/// The header's value for a body that is sent at `now`.
#[must_use]
pub fn sign(secret: &SecretString, now: DateTime<Utc>, body: &[u8]) -> String {
    let time = now.timestamp().to_string();
    let digest = mac(secret, &time, body).finalize().into_bytes();
    format!("t={time},v1={}", hex::encode(digest))
}

/// Verifies that the header's value signs the body, and that its time is within 300 s of `now`. Unknown parts of the
/// header are ignored. One matching `v1` is enough, so that a secret can be rotated without an interruption.
///
/// # Errors
/// [`Invalid`] says which check failed.
pub fn verify(secret: &SecretString, now: DateTime<Utc>, body: &[u8], header: &str) -> Result<(), Invalid> {
    let parts = || header.split(',').filter_map(|part| part.trim().split_once('='));
    let time = parts().find_map(|(key, value)| (key == "t").then_some(value)).ok_or(Invalid::Form)?;
    let signed_at: i64 = time.parse().map_err(|_| Invalid::Form)?;
    let candidates: Vec<[u8; 32]> = parts()
        .filter(|(key, _)| *key == "v1")
        .filter_map(|(_, value)| {
            let mut digest = [0; 32];
            hex::decode_to_slice(value, &mut digest).ok().map(|()| digest)
        })
        .take(MAX_CANDIDATES)
        .collect();
    if candidates.is_empty() {
        return Err(Invalid::Form);
    }
    if signed_at.abs_diff(now.timestamp()) > TOLERANCE_SECONDS {
        return Err(Invalid::Time);
    }
    // One MAC for all candidates, so that a forged header with many of them costs no more.
    let mac = mac(secret, time, body);
    // `verify_slice` compares in constant time.
    let matches = candidates.iter().any(|digest| mac.clone().verify_slice(digest).is_ok());
    if matches { Ok(()) } else { Err(Invalid::Mismatch) }
}

fn mac(secret: &SecretString, time: &str, body: &[u8]) -> Hmac<Sha256> {
    #[expect(clippy::expect_used, reason = "HMAC takes a key of any length (RFC 2104, section 3)")]
    let mut mac =
        Hmac::<Sha256>::new_from_slice(secret.expose_secret().as_bytes()).expect("HMAC accepts a key of any length");
    mac.update(time.as_bytes());
    mac.update(b".");
    mac.update(body);
    mac
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).unwrap()
    }

    #[test]
    fn what_was_signed_is_accepted_within_five_minutes_either_way() {
        let secret = "s".into();
        let header = sign(&secret, at(1000), b"body");
        for now in [700, 1000, 1300] {
            assert_eq!(verify(&secret, at(now), b"body", &header), Ok(()));
        }
        for now in [699, 1301] {
            assert_eq!(verify(&secret, at(now), b"body", &header), Err(Invalid::Time));
        }
    }

    #[test]
    fn another_body_secret_or_time_does_not_match() {
        let header = sign(&"s".into(), at(1000), b"body");
        assert_eq!(verify(&"s".into(), at(1000), b"other", &header), Err(Invalid::Mismatch));
        assert_eq!(verify(&"x".into(), at(1000), b"body", &header), Err(Invalid::Mismatch));
        let moved = header.replace("t=1000", "t=1100");
        assert_eq!(verify(&"s".into(), at(1100), b"body", &moved), Err(Invalid::Mismatch));
    }

    #[test]
    fn a_header_out_of_form_is_refused() {
        for header in ["", "t=1000", "v1=00", "t=x,v1=00", "t=1000,v1=zz", "t=1000,v1=00", "t=1000,v0=00"] {
            assert_eq!(verify(&"s".into(), at(1000), b"", header), Err(Invalid::Form), "{header}");
        }
    }

    #[test]
    fn only_the_whole_signature_is_the_signature() {
        let header = sign(&"s".into(), at(1000), b"body");
        let (time, digest) = header.split_once(",v1=").unwrap();
        let zeros = "00".repeat(31);
        let parts = [
            digest[..62].to_owned(),
            digest[2..].to_owned(),
            format!("{digest}00"),
            format!("00{digest}"),
            format!("{}{zeros}", &digest[..2]),
            format!("{zeros}{}", &digest[62..]),
            format!("{}00", &digest[..62]),
        ];
        for part in parts {
            assert!(verify(&"s".into(), at(1000), b"body", &format!("{time},v1={part}")).is_err(), "{part}");
        }
        for secret in ["", "S", "s ", "ss"] {
            assert_eq!(verify(&secret.into(), at(1000), b"body", &header), Err(Invalid::Mismatch), "{secret:?}");
        }
        // Hex digits have no case.
        let upper = format!("{time},v1={}", digest.to_uppercase());
        assert_eq!(verify(&"s".into(), at(1000), b"body", &upper), Ok(()));
    }

    #[test]
    fn one_matching_signature_of_several_is_enough() {
        let header = sign(&"new".into(), at(1000), b"body");
        let both = format!("{header},v1={}", "00".repeat(32));
        assert_eq!(verify(&"new".into(), at(1000), b"body", &both), Ok(()));
    }

    #[test]
    fn only_the_first_five_candidates_are_compared() {
        let header = sign(&"s".into(), at(1000), b"body");
        let (time, real) = header.split_once(',').unwrap();
        let behind = |wrong: usize| format!("{time}{},{real}", format!(",v1={}", "00".repeat(32)).repeat(wrong));
        assert_eq!(verify(&"s".into(), at(1000), b"body", &behind(4)), Ok(()));
        assert_eq!(verify(&"s".into(), at(1000), b"body", &behind(5)), Err(Invalid::Mismatch));
    }
}
