//! Serves the built web frontend: files with a hash in their name, which never change, and one page, on which the
//! browser's router renders every view.

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

/// Path of the build's files with a hash in their name, which may be cached forever.
const HASHED: &str = "/assets/";
/// A year: the longest that caches honour.
const FOREVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// Requested each time; the response is 304 if the file is unchanged.
const REVALIDATED: HeaderValue = HeaderValue::from_static("no-cache");
/// Forbids resources from other sites, inline code and framing. The address of an order contains its capability, so no
/// other site may get it as a referrer.
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

/// Serves all paths that aren't routes of the API from the build in this directory. Clients that accept them get the
/// `.br` or `.gz` variants of files.
pub(crate) fn router(directory: PathBuf) -> Router {
    let page = ServeFile::new(directory.join("index.html")).precompressed_br().precompressed_gzip();
    let files =
        ServeDir::new(directory).append_index_html_on_directories(false).precompressed_br().precompressed_gzip();
    Router::new().fallback(serve).with_state(Site { files, page })
}

async fn serve(State(site): State<Site>, request: Request) -> Response {
    if request.method() != Method::GET && request.method() != Method::HEAD {
        return Problem::new(Code::NotFound).into_response();
    }
    let path = request.uri().path();
    let hashed = path.starts_with(HASHED);
    // `/` is the page for every client, also for curl and probes: it isn't a mistyped route of the API.
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
    let caching = if hashed { FOREVER } else { REVALIDATED };
    response.headers_mut().insert(header::CACHE_CONTROL, caching);
    // A cache must not send a compressed variant to a client that can't read it.
    response.headers_mut().insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    response.headers_mut().extend(PROTECTION);
    response
}

/// Whether the client accepts HTML, as a browser does when it opens an address. Other clients get a 404 for a mistyped
/// route.
pub(crate) fn wants_a_page(headers: &HeaderMap) -> bool {
    headers.get_all(header::ACCEPT).iter().any(|kinds| kinds.to_str().is_ok_and(|kinds| kinds.contains("text/html")))
}
