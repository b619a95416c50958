//! The cookies. Browsers accept the prefix `__Host-` only from the host itself over HTTPS, for every path (RFC 6265bis,
//! section 4.1.3): no other host, and no plain connection, can set one of these.

use std::time::Duration;

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};

/// The id of a session.
pub const SESSION: &str = "__Host-session";
/// The token of a guest.
pub const GUEST: &str = "__Host-guest";
/// The secret to which a login under way is bound.
pub const LOGIN: &str = "__Host-login";
/// The header with the token that belongs to the cookie.
pub const CSRF_HEADER: HeaderName = HeaderName::from_static("x-csrf-token");

/// The value of a cookie in a request, if it isn't empty.
#[must_use]
pub fn find<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let lines = headers.get_all(header::COOKIE).iter().map(HeaderValue::as_bytes);
    // Each cookie for itself: one of another application may have any bytes.
    let pairs = lines.flat_map(|line| line.split(|byte| *byte == b';')).filter_map(|pair| str::from_utf8(pair).ok());
    let mut pairs = pairs.filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(of, _)| *of == name).map(|(_, value)| value).filter(|value| !value.is_empty())
}

/// `Set-Cookie` for a cookie that scripts can't read, and that other sites can't send except by a link.
#[must_use]
pub(crate) fn set(name: &str, value: &str, life: Duration) -> (HeaderName, HeaderValue) {
    let text = format!("{name}={value}; Path=/; Max-Age={}; Secure; HttpOnly; SameSite=Lax", life.as_secs());
    #[expect(clippy::expect_used, reason = "values are hex or Base64 with dots")]
    let mut text = HeaderValue::try_from(text).expect("the value of a header");
    text.set_sensitive(true);
    (header::SET_COOKIE, text)
}

/// `Set-Cookie` by which a browser forgets a cookie.
#[must_use]
pub(crate) fn expire(name: &str) -> (HeaderName, HeaderValue) {
    set(name, "", Duration::ZERO)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_found_by_its_whole_name() {
        let lines = ["a=1; __Host-session=x=y", "__Host-guest=; x__Host-login=2;__Host-login=3"];
        let headers: HeaderMap = lines.map(|line| (header::COOKIE, line.parse().unwrap())).into_iter().collect();
        let found = [SESSION, GUEST, LOGIN, "a", "b"].map(|name| find(&headers, name));
        assert_eq!(found, [Some("x=y"), None, Some("3"), Some("1"), None]);
        let line = HeaderValue::from_bytes(b"a=\xff; __Host-guest=1").unwrap();
        let headers = HeaderMap::from_iter([(header::COOKIE, line)]);
        assert_eq!((find(&headers, "a"), find(&headers, GUEST)), (None, Some("1")));
    }

    #[test]
    fn a_cookie_is_only_for_this_host_and_not_for_scripts() {
        let (_, value) = set(SESSION, "x", Duration::from_mins(1));
        assert_eq!(value, "__Host-session=x; Path=/; Max-Age=60; Secure; HttpOnly; SameSite=Lax");
        assert_eq!(expire(LOGIN).1, "__Host-login=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax");
    }
}
