//! What all typed ids share: one error, and one spelling of numbers.

use thiserror::Error;

/// Text or a number that is not an id of the named kind.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("not a valid {kind}")]
pub struct InvalidId {
    /// What was expected, in words that fit a sentence: `event id`, `seat id`, …
    pub kind: &'static str,
}

/// Numbers in JSON are exact only below 2⁵³ (RFC 8259, section 6).
pub(crate) const MAX_JSON_INTEGER: u64 = (1 << 53) - 1;

/// Digits only: `u64::from_str` would take a leading `+` too, and one id must have one spelling.
pub(crate) fn decimal(text: &str) -> Option<u64> {
    if text.starts_with('0') || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}
