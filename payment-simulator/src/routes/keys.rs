//! The bearer tokens: one for callers, one for operators, who may read the ledger.

use axum::{extract::FromRequestParts, http::request::Parts};
use holdfast_web::{Code, Problem, bearer, is_same_secret};
use secrecy::{ExposeSecret, SecretString};

use super::AppState;

/// Proof that the request came with `Authorization: Bearer <SIMULATOR_API_KEY>`; 401 otherwise.
pub(super) struct ApiKey;

/// Proof that the request came with `Authorization: Bearer <SIMULATOR_OPERATOR_TOKEN>`; 401 otherwise.
pub(super) struct OperatorToken;

impl FromRequestParts<AppState> for ApiKey {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        check(parts, &state.config.api_key).map(|()| Self)
    }
}

impl FromRequestParts<AppState> for OperatorToken {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        check(parts, &state.config.operator_token).map(|()| Self)
    }
}

fn check(parts: &Parts, wanted: &SecretString) -> Result<(), Problem> {
    match bearer(&parts.headers) {
        Some(given) if is_same_secret(given, wanted.expose_secret()) => Ok(()),
        _ => Err(Problem::new(Code::Unauthorized)),
    }
}
