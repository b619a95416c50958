//! The session of a browser that has logged in: who it is, kept in Redis.

use std::time::Duration;

use anyhow::Context as _;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use holdfast_access::{LoggedIn, Scope};
use holdfast_domain::AccountId;
use holdfast_stores::redis::SessionId;
use holdfast_web::{Code, Problem};
use serde::{Deserialize, Serialize};

use super::cookies;
use crate::state::AppState;

/// What Redis has of a session. A field is never renamed or given another meaning: two releases run side by side.
#[derive(Debug, Serialize, Deserialize)]
struct Stored {
    account: AccountId,
    /// Separated by spaces, as in a token.
    scopes: String,
    name: Option<String>,
}

/// A session that lives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Who has logged in.
    pub account: AccountId,
    /// What the session permits.
    pub scopes: Vec<Scope>,
    /// The name to show.
    pub name: Option<String>,
}

/// Opens a session, in place of the one that the browser may have. Returns its cookie.
///
/// # Errors
/// 503 if Redis is away.
pub async fn open(
    state: &AppState,
    headers: &HeaderMap,
    logged_in: LoggedIn,
) -> Result<(HeaderName, HeaderValue), Problem> {
    let LoggedIn { identity, name } = logged_in;
    let scopes: Vec<_> = identity.scopes.iter().map(|scope| scope.as_str()).collect();
    let stored = Stored { account: identity.account, scopes: scopes.join(" "), name };
    let value = serde_json::to_string(&stored).context("a session is valid JSON");
    let value = value.map_err(|error| Problem::caused(Code::Internal, error))?;
    // Always a new id: one that somebody may have planted in the browser is worth nothing.
    let id = SessionId::from_random(rand::random());
    state.sessions.put(&id, &value).await?;
    end(state, headers).await?;
    let life = Duration::from_secs(state.config.access.sessions.total.into());
    Ok(cookies::set(cookies::SESSION, id.expose(), life))
}

/// The session of a cookie's value; `None` if it has ended.
///
/// # Errors
/// 503 if Redis is away.
pub async fn find(state: &AppState, cookie: &str) -> Result<Option<Session>, Problem> {
    let Ok(id) = cookie.parse::<SessionId>() else { return Ok(None) };
    let Some(value) = state.sessions.find(&id).await? else { return Ok(None) };
    match serde_json::from_str::<Stored>(&value) {
        Ok(Stored { account, scopes, name }) => Ok(Some(Session { account, scopes: Scope::parse_list(&scopes), name })),
        Err(error) => {
            tracing::warn!(error = &error as &dyn std::error::Error, "a session can't be read, so it counts as ended");
            Ok(None)
        }
    }
}

/// Ends the session that the request names, if there is one.
///
/// # Errors
/// 503 if Redis is away.
pub async fn end(state: &AppState, headers: &HeaderMap) -> Result<(), Problem> {
    let cookie = cookies::find(headers, cookies::SESSION);
    if let Some(id) = cookie.and_then(|cookie| cookie.parse::<SessionId>().ok()) {
        state.sessions.end(&id).await?;
    }
    Ok(())
}
