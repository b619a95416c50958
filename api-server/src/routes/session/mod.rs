//! The session of a browser: who it is, its login at the provider, and its logout.

mod callback;
mod end;
mod login;
mod read;
mod return_to;

use axum::http::{HeaderValue, header};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::state::AppState;

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
