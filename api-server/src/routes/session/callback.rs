//! `GET /session/callback`.

use axum::{
    extract::State,
    http::{HeaderMap, HeaderName, HeaderValue},
    response::{IntoResponse, Response},
};
use holdfast_access::{LoggedIn, LoginError};
use holdfast_web::{Code, Problem};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{
    login::{browser, login, problem},
    page_or_problem, return_to, to,
};
use crate::{
    access::session,
    extract::Query,
    rate_limits::{self, Action},
    state::AppState,
};

/// What the provider says of a login.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct CallbackQuery {
    /// What is exchanged for tokens, once; absent if the login has failed or was given up.
    code: Option<String>,
    /// That of the request to the provider.
    state: Option<String>,
}

/// Takes a browser back from the provider, and logs it in.
///
/// After a login that has failed or was given up, the path has `login=failed` in its query, and there is no session. While the provider or a store is away, a browser gets the same
/// with `login=unavailable`; a client that doesn't accept HTML gets 503.
#[utoipa::path(get, path = "/session/callback", tag = "session", params(CallbackQuery),
    responses(
        (status = 303, description = "To the path at which the login began"),
        (status = 400, description = "MALFORMED_REQUEST"),
        (status = 404, description = "NOT_FOUND"),
        (status = 503, description = "UNAVAILABLE")))]
pub(super) async fn finish_login(
    State(state): State<AppState>,
    limit: rate_limits::Use,
    headers: HeaderMap,
    Query(query): Query<CallbackQuery>,
) -> Result<Response, Problem> {
    let login = login(&state)?;
    let begun = browser(&headers).zip(query.state.as_deref());
    let known = begun.and_then(|(browser, text)| Some((browser, text, login.return_to(browser, text)?)));
    let Some((browser, text, path)) = known else { return Ok(to(&return_to::failed(None))) };
    let Some(code) = query.code else { return Ok(to(&return_to::failed(Some(&path)))) };
    match log_in(&state, &limit, &headers, login.finish(browser, text, code)).await {
        Ok(Some(cookie)) => Ok(([cookie], to(&path)).into_response()),
        Ok(None) => Ok(to(&return_to::failed(Some(&path)))),
        Err(problem) => page_or_problem(&headers, &path, problem),
    }
}

/// Opens a session once the provider has confirmed the login. Returns its cookie; `None` if the login was refused, or the
/// account logs in too often.
async fn log_in(
    state: &AppState,
    limit: &rate_limits::Use,
    headers: &HeaderMap,
    confirmed: impl Future<Output = Result<LoggedIn, LoginError>>,
) -> Result<Option<(HeaderName, HeaderValue)>, Problem> {
    let logged_in = match confirmed.await {
        Ok(logged_in) => logged_in,
        Err(error @ LoginError::Refused(_)) => {
            tracing::info!(error = &error as &dyn std::error::Error, "a login was refused");
            return Ok(None);
        }
        Err(error) => return Err(problem(error)),
    };
    match state.rate_limits.count(limit, Action::Login, Some(logged_in.identity.account)).await {
        Err(problem) if problem.code() == Code::TooManyRequests => return Ok(None),
        counted => counted?,
    }
    session::open(state, headers, logged_in).await.map(Some)
}
