//! Shared by all typed ids: the error type, and the canonical spelling of numbers.

use thiserror::Error;

/// The text or number is not a valid id of the named kind.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("not a valid {kind}")]
pub struct InvalidId {
    /// The kind of id that was expected, such as `event id` or `seat id`.
    pub kind: &'static str,
}

/// The largest integer that every JSON implementation represents exactly: 2⁵³ − 1 (RFC 8259, section 6).
pub(crate) const MAX_JSON_INTEGER: u64 = (1 << 53) - 1;

/// Parses digits without a leading zero. `u64::from_str` also accepts a leading `+`, but an id must have exactly one
/// spelling.
pub(crate) fn decimal(text: &str) -> Option<u64> {
    if text.starts_with('0') || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

/// Whether a text is 128 bits as lower-case hex digits.
pub(crate) fn is_128_bits(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}
