//! Where a browser goes after its login: a page of this installation, never another site.

use url::Url;

/// Limit of the path, in bytes.
const MAX_LENGTH: usize = 512;

/// The path with its query, as it may be sent to a browser; `None` if it could lead elsewhere.
pub(super) fn local(text: &str) -> Option<String> {
    let is_plain = text.len() <= MAX_LENGTH && text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if !is_plain || !text.starts_with('/') || text.starts_with("//") {
        return None;
    }
    // Resolved as browsers do. `/..//other.test` has become `//other.test` then.
    let base = base()?;
    let url = base.join(text).ok()?;
    let path = &url[url::Position::BeforePath..];
    let is_page = url.origin() == base.origin() && !path.starts_with("//") && !is_below(url.path(), "/api");
    is_page.then(|| path.to_owned())
}

/// The path after a login that has failed.
pub(super) fn failed(path: Option<&str>) -> String {
    with_outcome(path, "failed")
}

/// The path after a login for which the provider or a store was away.
pub(super) fn unavailable(path: &str) -> String {
    with_outcome(Some(path), "unavailable")
}

fn with_outcome(path: Option<&str>, outcome: &str) -> String {
    let url = base().and_then(|base| base.join(path.unwrap_or("/")).ok());
    match url {
        Some(mut url) => {
            url.query_pairs_mut().append_pair("login", outcome);
            url[url::Position::BeforePath..].to_owned()
        }
        None => "/".to_owned(),
    }
}

fn base() -> Option<Url> {
    Url::parse("https://here.invalid").ok()
}

fn is_below(path: &str, directory: &str) -> bool {
    path.strip_prefix(directory).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_of_ours_is_kept() {
        for path in ["/", "/events/1", "/orders?after=2#tickets", "/a/%2F/b", "/apis", "/?next=https://other.test"] {
            assert_eq!(local(path).as_deref(), Some(path));
        }
        assert_eq!(local("/a/../b").as_deref(), Some("/b"));
    }

    #[test]
    fn no_path_leads_to_another_site_or_to_the_api() {
        for path in [
            "",
            "events",
            "https://other.test",
            "//other.test",
            "///other.test",
            "/\\other.test",
            "\\\\other.test",
            "/..//other.test",
            "/.//other.test",
            "/%2e%2e//other.test",
            "/a/..//other.test",
            "/\t/other.test",
            "/\r\nset-cookie:x",
            "/ ",
            "/\u{e9}",
            "@other.test",
            "javascript:alert(1)",
            "/api",
            "/api/session/login",
            "/a/../api/session/login",
        ] {
            assert_eq!(local(path), None, "{path:?}");
        }
        assert_eq!(local(&format!("/{}", "a".repeat(512))), None);
    }

    #[test]
    fn a_failure_is_told_in_the_query() {
        assert_eq!(failed(None), "/?login=failed");
        assert_eq!(failed(Some("/orders?after=2#tickets")), "/orders?after=2&login=failed#tickets");
        assert_eq!(unavailable("/orders"), "/orders?login=unavailable");
    }
}
