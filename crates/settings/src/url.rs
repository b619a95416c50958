//! The form of URLs in settings.

use url::Url;

/// Accepts an absolute URL with one of these schemes. The reason for a refusal quotes no part of the text, which may
/// contain a password.
///
/// # Errors
/// The reason, such as "invalid port number".
pub fn check_url(text: &str, schemes: &[&str]) -> Result<(), String> {
    let url = Url::parse(text).map_err(|error| match error {
        url::ParseError::RelativeUrlWithoutBase => format!("it doesn't begin with {}://", schemes.join(":// or ")),
        error => error.to_string(),
    })?;
    if !schemes.contains(&url.scheme()) {
        return Err(format!("its scheme is not {}", schemes.join(" or ")));
    }
    Ok(())
}

/// Accepts the URL of an HTTP server.
///
/// # Errors
/// As [`check_url`].
pub fn check_http_url(text: &str) -> Result<(), String> {
    check_url(text, &["http", "https"])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_says_what_is_wrong_and_quotes_nothing() {
        assert_eq!(check_http_url("https://user:hunter2@a:1/base"), Ok(()));
        for (text, reason) in [
            ("127.0.0.1:8089", "it doesn't begin with http:// or https://"),
            ("localhost:8089", "its scheme is not http or https"),
            ("ftp://user:hunter2@a", "its scheme is not http or https"),
            ("http://user:hunter2@a:port", "invalid port number"),
            ("http://user:hun/ter2@a", "invalid port number"),
            ("http://", "empty host"),
        ] {
            assert_eq!(check_http_url(text), Err(reason.to_owned()), "{text}");
        }
    }
}
