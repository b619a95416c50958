//! `GET /session/login`.

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use holdfast_access::{Login, LoginError};
use holdfast_web::{Code, FieldCode, FieldError, Problem};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{NO_STORE, page_or_problem, return_to};
use crate::{access::cookies, extract::Query, state::AppState};

/// Where the browser goes after its login.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(super) struct LoginQuery {
    /// A path of this site, with its query; `/` when absent.
    return_to: Option<String>,
}

/// Sends a browser to the provider, to log in.
///
/// While the provider is away, a browser comes back to `returnTo` with `login=unavailable` in its query; a client that
/// doesn't accept HTML gets 503.
#[utoipa::path(get, path = "/session/login", tag = "session", params(LoginQuery),
    responses(
        (status = 303, description = "To the provider"),
        (status = 400, description = "MALFORMED_REQUEST"),
        (status = 404, description = "NOT_FOUND"),
        (status = 422, description = "VALIDATION_FAILED"),
        (status = 503, description = "UNAVAILABLE")))]
pub(super) async fn begin_login(
    State(state): State<AppState>,
    headers: HeaderMap,
    Query(query): Query<LoginQuery>,
) -> Result<Response, Problem> {
    let login = login(&state)?;
    let path = return_to::local(query.return_to.as_deref().unwrap_or("/")).ok_or_else(|| {
        Problem::invalid(vec![FieldError::new("returnTo", FieldCode::Malformed, "must be the path of a page here")])
    })?;
    // One secret for all logins of a browser, so that two tabs can log in at once.
    let browser = browser(&headers).map_or_else(|| format!("{:032x}", rand::random::<u128>()), str::to_owned);
    let url = match login.begin(&browser, &path).await {
        Ok(url) => url,
        Err(error) => return page_or_problem(&headers, &path, problem(error)),
    };
    let cookie = cookies::set(cookies::LOGIN, &browser, Login::LIFETIME);
    Ok((StatusCode::SEE_OTHER, [(header::LOCATION, url.as_str())], [cookie, NO_STORE]).into_response())
}

/// The login at the provider, if there is one.
pub(super) fn login(state: &AppState) -> Result<&Login, Problem> {
    state.login.as_ref().ok_or_else(|| Problem::with_detail(Code::NotFound, "There is no login here"))
}

/// The secret to which the logins of this browser are bound.
pub(super) fn browser(headers: &HeaderMap) -> Option<&str> {
    let is_ours = |text: &&str| text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    cookies::find(headers, cookies::LOGIN).filter(is_ours)
}

/// The problem for a login that can't go on, other than by a refusal.
pub(super) fn problem(error: LoginError) -> Problem {
    match error {
        LoginError::Away(_) => Problem::caused(Code::Unavailable, error).retry_after(LoginError::RETRY_AFTER),
        LoginError::Refused(_) | LoginError::Misconfigured(_) => Problem::caused(Code::Internal, error),
    }
}
