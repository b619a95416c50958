//! Pages of a list, asked for alike everywhere.

use crate::error::FieldError;

const DEFAULT_LIMIT: u32 = 20;
const MAX_LIMIT: u32 = 100;

/// How many entries a page may have: `asked`, which must be from 1 to 100; 20 when absent.
pub(super) fn limit(asked: Option<i64>) -> Result<u32, FieldError> {
    match asked.map(u32::try_from) {
        None => Ok(DEFAULT_LIMIT),
        Some(Ok(limit @ 1..=MAX_LIMIT)) => Ok(limit),
        Some(_) => Err(FieldError::new("limit", format!("must be from 1 to {MAX_LIMIT}"))),
    }
}

/// The cursor, if there is one; an empty one asks for the first page.
pub(super) fn cursor(asked: Option<&str>) -> Option<&str> {
    asked.filter(|cursor| !cursor.is_empty())
}
