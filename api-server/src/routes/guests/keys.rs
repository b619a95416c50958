//! `GET /guests/keys`.

use axum::{
    Json,
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::state::AppState;

/// Public keys: a JSON Web Key Set (RFC 7517).
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct GuestKeysResponse {
    /// The key that signs, and the other one that is accepted.
    #[schema(value_type = Vec<Object>)]
    keys: Vec<Value>,
}

/// The public keys of guests' tokens, for other services that accept them.
#[utoipa::path(get, path = "/guests/keys", tag = "guests", responses((status = 200, body = GuestKeysResponse)))]
pub(super) async fn read_guest_keys(State(state): State<AppState>) -> Response {
    let keys = state.verifier.keys_of_guests().iter().filter_map(|key| serde_json::to_value(key).ok()).collect();
    ([(header::CACHE_CONTROL, "public, max-age=300")], Json(GuestKeysResponse { keys })).into_response()
}
