//! `POST /payments/{paymentId}/capture`, `/void` and `/refund`. Each moves the payment if its status allows it, and
//! returns the status that results, so each may be repeated.

use axum::{
    extract::{Path, State, rejection::PathRejection},
    response::Response,
};
use holdfast_web::Problem;

use super::{AppState, keys::ApiKey, payment_id, respond};

/// Takes the money: CAPTURED. Any other status is a final refusal.
pub(super) async fn capture_payment(
    _: ApiKey,
    State(state): State<AppState>,
    path: Result<Path<String>, PathRejection>,
) -> Result<Response, Problem> {
    let id = payment_id(path)?;
    respond(id, state.simulator.capture(id).await)
}

/// Releases the money. For an unknown payment, it forbids the authorisation that comes later.
pub(super) async fn void_payment(
    _: ApiKey,
    State(state): State<AppState>,
    path: Result<Path<String>, PathRejection>,
) -> Result<Response, Problem> {
    let id = payment_id(path)?;
    respond(id, state.simulator.void(id).await)
}

/// Gives captured money back: REFUNDED. Any other status means that no money had been taken.
pub(super) async fn refund_payment(
    _: ApiKey,
    State(state): State<AppState>,
    path: Result<Path<String>, PathRejection>,
) -> Result<Response, Problem> {
    let id = payment_id(path)?;
    respond(id, state.simulator.refund(id).await)
}
