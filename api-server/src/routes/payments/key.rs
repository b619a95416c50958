//! The gateway's secret key.

use axum::{
    extract::{FromRef, FromRequestParts},
    http::request::Parts,
};
use secrecy::ExposeSecret;

use crate::{
    error::{Code, Problem},
    extract::{bearer, is_same_secret},
    state::AppState,
};

/// Proof that the request came with `Authorization: Bearer <PAYMENT_API_KEY>`; 401 otherwise.
pub(super) struct PaymentKey;

impl<S: Sync> FromRequestParts<S> for PaymentKey
where
    AppState: FromRef<S>,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let state = AppState::from_ref(state);
        let wanted = state.config.simulator.api_key.expose_secret();
        match bearer(&parts.headers) {
            Some(given) if is_same_secret(given, wanted) => Ok(Self),
            _ => Err(Problem::new(Code::Unauthorized)),
        }
    }
}
