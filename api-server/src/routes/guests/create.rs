//! `POST /guests`.

use std::time::Duration;

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use chrono::{DateTime, Utc};
use holdfast_access::GuestToken;
use holdfast_web::{Code, Problem};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    access::{check_cross_site, cookies, csrf_token_of_guest},
    state::AppState,
};

/// The token of a guest.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct GuestResponse {
    /// The token; browsers have it in a cookie too.
    token: String,
    /// How to send it: `Bearer`.
    #[schema(example = "Bearer")]
    token_type: &'static str,
    /// Until when it is valid.
    expires_at: DateTime<Utc>,
    /// What a request by the cookie must repeat in `X-CSRF-Token`, if it changes something.
    csrf_token: String,
}

/// Makes a guest: an account for a buyer without a login.
///
/// The token is in the response, and in the cookie `__Host-guest`. A request with that cookie gets another token of the
/// same guest.
#[utoipa::path(post, path = "/guests", tag = "guests",
    responses(
        (status = 201, body = GuestResponse),
        (status = 403, description = "CSRF_REQUIRED"),
        (status = 404, description = "NOT_FOUND")))]
pub(super) async fn create_guest(State(state): State<AppState>, headers: HeaderMap) -> Result<Response, Problem> {
    check_cross_site(&headers)?;
    let known = cookies::find(&headers, cookies::GUEST);
    let renewed = known.and_then(|token| state.verifier.renew_for_guest(token, Duration::ZERO));
    let guest = renewed.or_else(|| state.verifier.issue_to_guest());
    let guest = guest.ok_or_else(|| Problem::with_detail(Code::NotFound, "No tokens are issued to guests here"))?;
    let account = state.verifier.verify_guest(&guest.token).map_err(|error| Problem::caused(Code::Internal, error))?;
    let cookie = cookie(&guest);
    let body = GuestResponse {
        csrf_token: csrf_token_of_guest(&state, account.account),
        token: guest.token,
        token_type: "Bearer",
        expires_at: guest.expires_at,
    };
    Ok((StatusCode::CREATED, [cookie, (header::CACHE_CONTROL, NO_STORE)], Json(body)).into_response())
}

const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");

/// The cookie of a guest.
pub(in crate::routes) fn cookie(guest: &GuestToken) -> (HeaderName, HeaderValue) {
    let life = (guest.expires_at - Utc::now()).to_std().unwrap_or_default();
    cookies::set(cookies::GUEST, &guest.token, life)
}
