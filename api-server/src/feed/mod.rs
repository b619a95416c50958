//! Placeholder: what the catalog's streams read.

/// Follows the changes of every event's seats.
pub struct Feed {}
