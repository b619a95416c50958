//! `DELETE /session`.

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, Method},
    response::{IntoResponse, Response},
};
use holdfast_web::Problem;
use serde::Serialize;
use utoipa::ToSchema;

use super::NO_STORE;
use crate::{
    access::{check_csrf, cookies, session},
    state::AppState,
};

/// How to log out at the provider too.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct LogoutResponse {
    /// Where the browser ends its session at the provider; null if there was no session here, or the provider has no
    /// such page.
    logout_url: Option<String>,
}

/// Ends the session of a browser.
///
/// Succeeds also when there is none. The cookie of a guest stays.
#[utoipa::path(delete, path = "/session", tag = "session", params(("X-CSRF-Token" = Option<String>, Header)),
    responses(
        (status = 200, body = LogoutResponse),
        (status = 403, description = "CSRF_REQUIRED"),
        (status = 503, description = "UNAVAILABLE")))]
pub(super) async fn end_session(State(state): State<AppState>, headers: HeaderMap) -> Result<Response, Problem> {
    let Some(cookie) = cookies::find(&headers, cookies::SESSION) else {
        return Ok(([NO_STORE], Json(LogoutResponse { logout_url: None })).into_response());
    };
    check_csrf(&Method::DELETE, &headers, &state.csrf.token(cookie))?;
    session::end(&state, &headers).await?;
    let url = match &state.login {
        Some(login) => login.logout_url().await,
        None => None,
    };
    let body = LogoutResponse { logout_url: url.map(String::from) };
    Ok(([cookies::expire(cookies::SESSION), NO_STORE], Json(body)).into_response())
}
