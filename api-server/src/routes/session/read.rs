//! `GET /session`.

use std::time::Duration;

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, HeaderName, HeaderValue},
    response::{AppendHeaders, IntoResponse, Response},
};
use holdfast_access::Scope;
use holdfast_domain::AccountId;
use holdfast_web::Problem;
use serde::Serialize;
use utoipa::ToSchema;

use super::NO_STORE;
use crate::{
    access::{
        cookies, csrf_token_of_guest,
        session::{self, Session},
    },
    routes::guests,
    state::AppState,
};

/// A guest's token is renewed when it is so old, so that a guest who returns within its life is the same guest.
const RENEWED_AFTER: Duration = Duration::from_hours(24);

/// Who a browser is.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct SessionResponse {
    /// Whether there is a provider where browsers can log in.
    login: bool,
    /// Who has logged in.
    account: Option<SessionAccount>,
    /// Whether the browser has the token of a guest.
    guest: bool,
    /// What a request of this browser may do: the scopes of the account, else those of a guest.
    #[schema(example = json!(["hold", "order"]))]
    scopes: Vec<&'static str>,
    /// What a request by the cookie must repeat in `X-CSRF-Token`, if it changes something; null without a cookie.
    csrf_token: Option<String>,
}

/// An account that has logged in.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SessionAccount {
    /// The name to show, if the provider tells one.
    name: Option<String>,
    /// `login`: at the provider.
    #[schema(example = "login")]
    kind: &'static str,
}

/// Tells a browser who it is.
///
/// A cookie that isn't valid any more is removed, and the token of a guest is renewed in time.
#[utoipa::path(get, path = "/session", tag = "session",
    responses(
        (status = 200, body = SessionResponse),
        (status = 503, description = "UNAVAILABLE")))]
pub(super) async fn read_session(State(state): State<AppState>, headers: HeaderMap) -> Result<Response, Problem> {
    let cookie = cookies::find(&headers, cookies::SESSION);
    let session = match cookie {
        Some(cookie) => session::find(&state, cookie).await?,
        None => None,
    };
    let mut changed: Vec<(HeaderName, HeaderValue)> = Vec::new();
    if cookie.is_some() && session.is_none() {
        changed.push(cookies::expire(cookies::SESSION));
    }
    let guest = guest(&state, &headers, &mut changed);
    let csrf_token = match (&session, cookie, guest) {
        (Some(_), Some(cookie), _) => Some(state.csrf.token(cookie)),
        (_, _, Some(account)) => Some(csrf_token_of_guest(&state, account)),
        _ => None,
    };
    let is_guest = guest.is_some();
    let body = SessionResponse {
        login: state.login.is_some(),
        guest: is_guest,
        scopes: scopes(&state, session.as_ref(), is_guest),
        csrf_token,
        account: session.map(|session| SessionAccount { name: session.name, kind: "login" }),
    };
    Ok((AppendHeaders(changed), [NO_STORE], Json(body)).into_response())
}

/// The guest whose valid token the browser has. Renews an old token, and removes an invalid one.
fn guest(state: &AppState, headers: &HeaderMap, changed: &mut Vec<(HeaderName, HeaderValue)>) -> Option<AccountId> {
    let token = cookies::find(headers, cookies::GUEST)?;
    let Ok(guest) = state.verifier.verify_guest(token) else {
        changed.push(cookies::expire(cookies::GUEST));
        return None;
    };
    changed.extend(state.verifier.renew_for_guest(token, RENEWED_AFTER).as_ref().map(guests::cookie));
    Some(guest.account)
}

fn scopes(state: &AppState, session: Option<&Session>, is_guest: bool) -> Vec<&'static str> {
    match session {
        Some(session) => session.scopes.iter().map(|scope| scope.as_str()).collect(),
        None if is_guest || state.config.access.guests => vec![Scope::Hold.as_str(), Scope::Order.as_str()],
        None => Vec::new(),
    }
}
