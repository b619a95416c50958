//! The session of a browser: who it is, its login at the provider, and its logout.

mod callback;
mod end;
mod login;
mod read;
mod return_to;

use axum::{
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use holdfast_web::{Code, Problem};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{frontend::wants_a_page, state::AppState};

/// The routes of this module.
#[must_use]
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(read::read_session, end::end_session))
        .routes(routes!(login::begin_login))
        .routes(routes!(callback::finish_login))
}

/// What these responses say is for one browser, once.
const NO_STORE: (header::HeaderName, HeaderValue) = (header::CACHE_CONTROL, HeaderValue::from_static("no-store"));

/// Sends a browser to a page of ours.
fn to(path: &str) -> Response {
    (StatusCode::SEE_OTHER, [(header::LOCATION, path)], [NO_STORE]).into_response()
}

/// A person sees no problem as JSON: where the provider or a store is away, a browser comes back to the page at which
/// its login began, which says so.
fn page_or_problem(headers: &HeaderMap, path: &str, problem: Problem) -> Result<Response, Problem> {
    if problem.code() == Code::Unavailable && wants_a_page(headers) {
        Ok(to(&return_to::unavailable(path)))
    } else {
        Err(problem)
    }
}
