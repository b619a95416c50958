//! Pages of a list: their limit and their cursor, the same for every list.

use std::fmt::Display;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use holdfast_web::{Code, FieldError, Problem};

const DEFAULT_LIMIT: u32 = 20;
const MAX_LIMIT: u32 = 100;

/// Returns the page size: `asked`, which must be from 1 to 100, or 20 when absent.
pub(super) fn limit(asked: Option<i64>) -> Result<u32, FieldError> {
    match asked.map(u32::try_from) {
        None => Ok(DEFAULT_LIMIT),
        Some(Ok(limit @ 1..=MAX_LIMIT)) => Ok(limit),
        Some(_) => Err(FieldError::out_of_range("limit", 1, MAX_LIMIT.into())),
    }
}

/// Encodes a position in a list. Clients treat cursors as opaque, so their content may change.
pub(super) fn encode_cursor(position: impl Display) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(position.to_string())
}

/// Decodes a cursor of [`encode_cursor`]; `None` for an absent or empty one, which means the first page.
pub(super) fn decode_cursor<T>(
    cursor: Option<&str>,
    parse: impl FnOnce(&str) -> Option<T>,
) -> Result<Option<T>, Problem> {
    let Some(cursor) = cursor.filter(|cursor| !cursor.is_empty()) else { return Ok(None) };
    let text = BASE64_URL_SAFE_NO_PAD.decode(cursor).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    match text.as_deref().and_then(parse) {
        Some(position) => Ok(Some(position)),
        None => Err(Problem::with_detail(Code::MalformedRequest, "cursor: must be a nextCursor of this list")),
    }
}
