//! The web front end, as its build made it: files with a hash in their name, which never change, and one page, which the
//! browser's own router makes into all the others.

use std::path::PathBuf;

use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, header},
    response::{IntoResponse, Response},
};
use holdfast_web::{Code, Problem};
use tower::ServiceExt as _;
use tower_http::services::{ServeDir, ServeFile};

/// Where the build puts what may be kept for ever.
const HASHED: &str = "/assets/";
/// A year: the longest that caches honour.
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// Asked for anew each time, and answered 304 when it is the same.
const REVALIDATED: HeaderValue = HeaderValue::from_static("no-cache");
/// Nothing from elsewhere, nothing inline, in nobody's frame. The address of an order is its capability, so it is told to
/// no other site either.
const PROTECTION: [(HeaderName, HeaderValue); 4] = [
    (
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(
            "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; form-action 'self'; \
             frame-ancestors 'none'",
        ),
    ),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
];

#[derive(Clone)]
struct Site {
    files: ServeDir,
    page: ServeFile,
}

/// Answers whatever no route of the API does, from the build in this directory. A file is sent as its `.br` or `.gz`
/// neighbour to those who take it.
pub(crate) fn router(directory: PathBuf) -> Router {
    let page = ServeFile::new(directory.join("index.html")).precompressed_br().precompressed_gzip();
    let files =
        ServeDir::new(directory).append_index_html_on_directories(false).precompressed_br().precompressed_gzip();
    Router::new().fallback(answer).with_state(Site { files, page })
}

async fn answer(State(site): State<Site>, request: Request) -> Response {
    if request.method() != Method::GET && request.method() != Method::HEAD {
        return Problem::new(Code::NotFound).into_response();
    }
    let path = request.uri().path();
    let hashed = path.starts_with(HASHED);
    // The front door is the page for everybody: who calls it by curl, or probes it, is no client of the API.
    let for_a_person = path == "/" || (!hashed && !path.starts_with("/api/") && wants_a_page(request.headers()));
    let mut again = Request::new(Body::empty());
    *again.method_mut() = request.method().clone();
    *again.headers_mut() = request.headers().clone();

    let Ok(file) = site.files.oneshot(request).await;
    let mut response = if file.status().is_client_error() {
        if !for_a_person {
            return Problem::new(Code::NotFound).into_response();
        }
        let Ok(page) = site.page.oneshot(again).await;
        page.into_response()
    } else {
        file.into_response()
    };
    let caching = if hashed { FOR_EVER } else { REVALIDATED };
    response.headers_mut().insert(header::CACHE_CONTROL, caching);
    response.headers_mut().extend(PROTECTION);
    response
}

/// A browser that opens an address says so; a program that mistypes a route wants to be told.
fn wants_a_page(headers: &HeaderMap) -> bool {
    headers.get_all(header::ACCEPT).iter().any(|kinds| kinds.to_str().is_ok_and(|kinds| kinds.contains("text/html")))
}
