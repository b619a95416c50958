//! The limits of a hold.

use std::time::Duration;

/// The most seats in one hold.
pub const MAX_SEATS: usize = 8;
/// What an absent `holdSeconds` means.
pub const DEFAULT_SECONDS: u32 = 120;
/// What an absent `seconds` of an extension means.
pub const DEFAULT_EXTEND_SECONDS: u32 = 30;
/// The longest that a hold may live in all, over every extension.
pub const MAX_LIFE: Duration = Duration::from_mins(10);

/// `holdSeconds` as asked, brought into 5…300; the default when absent.
#[must_use]
pub fn clamp_seconds(asked: Option<i64>) -> u32 {
    asked.map_or(DEFAULT_SECONDS, |seconds| u32::try_from(seconds.clamp(5, 300)).unwrap_or(DEFAULT_SECONDS))
}

#[cfg(test)]
mod tests {
    use super::clamp_seconds;

    #[test]
    fn hold_seconds_are_brought_into_their_bounds() {
        assert_eq!(
            [None, Some(-1), Some(4), Some(5), Some(300), Some(i64::MAX)].map(clamp_seconds),
            [120, 5, 5, 5, 300, 300]
        );
    }
}
