//! The web front end on the API's own port.

use std::{fs, path::PathBuf};

use reqwest::{Method, Response, StatusCode};

use crate::support::TestApp;

const PAGE: &str = "text/html,application/xhtml+xml";

/// A build in a directory of its own, which is removed on drop.
struct Build(PathBuf);

impl Build {
    fn make() -> Self {
        let directory = std::env::temp_dir().join(format!("holdfast-frontend-{:016x}", rand::random::<u64>()));
        fs::create_dir_all(directory.join("assets")).unwrap();
        for (name, content) in [
            ("index.html", "<!doctype html><title>Holdfast</title>"),
            ("index.html.br", "page, packed by brotli"),
            ("favicon.svg", "<svg/>"),
            ("assets/index-4f2a.js", "export {}"),
            ("assets/index-4f2a.js.gz", "script, packed by gzip"),
        ] {
            fs::write(directory.join(name), content).unwrap();
        }
        Self(directory)
    }
}

impl Drop for Build {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).ok();
    }
}

async fn app_with(build: &Build) -> TestApp {
    TestApp::start_with(|config| config.frontend = Some(build.0.clone())).await
}

async fn ask(app: &TestApp, method: Method, path: &str, headers: &[(&str, &str)]) -> Response {
    let mut request = reqwest::Client::new().request(method, format!("http://{}{path}", app.address));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.send().await.unwrap()
}

fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    response.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

#[tokio::test]
async fn every_page_address_returns_the_page_with_its_security_headers() {
    let build = Build::make();
    let app = app_with(&build).await;
    let opened = ["/", "/events/7", "/orders/not-an-id", "/ops"].map(|path| (path, PAGE));
    for (path, accept) in opened.into_iter().chain([("/", "*/*"), ("/?from=mail", "")]) {
        let answer = ask(&app, Method::GET, path, &[("accept", accept)]).await;
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        assert_eq!(header(&answer, "content-type"), "text/html");
        assert_eq!(header(&answer, "cache-control"), "no-cache");
        assert!(header(&answer, "content-security-policy").contains("default-src 'self'"));
        assert_eq!(header(&answer, "referrer-policy"), "no-referrer");
        assert_eq!(header(&answer, "x-content-type-options"), "nosniff");
        assert!(!header(&answer, "trace-id").is_empty());
        assert!(answer.text().await.unwrap().contains("<title>Holdfast</title>"));
    }
    app.finish().await;
}

#[tokio::test]
async fn hashed_files_may_be_cached_forever_and_others_not() {
    let build = Build::make();
    let app = app_with(&build).await;
    let script = ask(&app, Method::GET, "/assets/index-4f2a.js", &[]).await;
    assert_eq!(header(&script, "cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(header(&script, "content-type"), "text/javascript");
    let icon = ask(&app, Method::GET, "/favicon.svg", &[]).await;
    assert_eq!(header(&icon, "cache-control"), "no-cache");
    assert_eq!(header(&icon, "content-type"), "image/svg+xml");
    app.finish().await;
}

#[tokio::test]
async fn a_file_is_sent_compressed_to_clients_that_accept_it() {
    let build = Build::make();
    let app = app_with(&build).await;
    let packed = [("accept", PAGE), ("accept-encoding", "gzip, br")];
    let page = ask(&app, Method::GET, "/", &packed).await;
    assert_eq!(header(&page, "content-encoding"), "br");
    assert_eq!(page.text().await.unwrap(), "page, packed by brotli");
    let script = ask(&app, Method::GET, "/assets/index-4f2a.js", &packed).await;
    assert_eq!(header(&script, "content-encoding"), "gzip");
    assert_eq!(script.text().await.unwrap(), "script, packed by gzip");
    app.finish().await;
}

#[tokio::test]
async fn a_cache_is_told_that_a_file_depends_on_the_accepted_encodings() {
    let build = Build::make();
    let app = app_with(&build).await;
    for path in ["/", "/events/7", "/favicon.svg", "/assets/index-4f2a.js"] {
        for encodings in ["gzip, br", "identity"] {
            let answer = ask(&app, Method::GET, path, &[("accept", PAGE), ("accept-encoding", encodings)]).await;
            assert_eq!(header(&answer, "vary"), "accept-encoding", "{path}, {encodings}");
        }
    }
    app.finish().await;
}

#[tokio::test]
async fn a_missing_file_is_a_problem_and_not_the_page() {
    let build = Build::make();
    let app = app_with(&build).await;
    for (method, path, accept) in [
        // A page of an older build requests scripts that no longer exist.
        (Method::GET, "/assets/index-0000.js", PAGE),
        (Method::GET, "/api/nonsense", PAGE),
        (Method::GET, "/nonsense", "application/json"),
        (Method::POST, "/events/7", PAGE),
        (Method::GET, "/../Cargo.toml", "*/*"),
        (Method::GET, "/%2e%2e/Cargo.toml", "*/*"),
    ] {
        let answer = ask(&app, method, path, &[("accept", accept)]).await;
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{path}");
        assert_eq!(header(&answer, "content-type"), "application/problem+json", "{path}");
        assert!(answer.text().await.unwrap().contains("NOT_FOUND"));
    }
    app.finish().await;
}

#[tokio::test]
async fn the_front_end_does_not_hide_the_api() {
    let build = Build::make();
    let app = app_with(&build).await;
    for path in ["/healthz", "/readyz", "/docs", "/api/healthz"] {
        let answer = ask(&app, Method::GET, path, &[("accept", PAGE)]).await;
        // A server that has just started may not be ready.
        let answered = answer.status() == StatusCode::OK || answer.status() == StatusCode::SERVICE_UNAVAILABLE;
        assert!(answered, "{path}: {}", answer.status());
        let protected = answer.headers().contains_key("content-security-policy");
        assert!(!protected || path == "/docs", "{path} is the front end's page");
        assert!(!answer.text().await.unwrap().contains("<title>Holdfast</title>"), "{path} is the front end's page");
    }
    app.get("/events").header("accept", PAGE).send().await.expect(200);
    app.get("/events/99999999").header("accept", PAGE).send().await.expect_problem(404, "EVENT_NOT_FOUND");
    app.finish().await;
}
