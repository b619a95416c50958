//! `POST /payments/{paymentId}/capture`, `/void` and `/refund`: what can be done to a payment. Each moves the payment if
//! it stands where the call begins, and answers what stands afterwards, so each may be repeated.

use axum::{extract::State, response::Response};
use holdfast_activities::telemetry;
use holdfast_domain::PaymentId;

use super::{PaymentResponse, answer, key::PaymentKey};
use crate::{
    error::{Problem, ProblemBody},
    extract::Id,
    state::AppState,
};

/// Takes the money: CAPTURED. Any other status is a final refusal.
#[utoipa::path(post, path = "/payments/{paymentId}/capture", tag = "payments", params(("paymentId" = String, Path)),
    security(("payment" = [])),
    responses(
        (status = 200, body = PaymentResponse),
        (status = 401, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn capture_payment(
    _: PaymentKey,
    State(state): State<AppState>,
    Id(id): Id<PaymentId>,
) -> Result<Response, Problem> {
    telemetry::note_order(id.order_id());
    answer(id, state.simulator.capture(id).await)
}

/// Lets the money go. Of an unknown payment, it forbids the authorisation that comes later.
#[utoipa::path(post, path = "/payments/{paymentId}/void", tag = "payments", params(("paymentId" = String, Path)),
    security(("payment" = [])),
    responses(
        (status = 200, body = PaymentResponse),
        (status = 401, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "Not a payment's id"),
        (status = 503, body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn void_payment(
    _: PaymentKey,
    State(state): State<AppState>,
    Id(id): Id<PaymentId>,
) -> Result<Response, Problem> {
    telemetry::note_order(id.order_id());
    answer(id, state.simulator.void(id).await)
}

/// Gives captured money back: REFUNDED. Any other status says that no money had been taken.
#[utoipa::path(post, path = "/payments/{paymentId}/refund", tag = "payments", params(("paymentId" = String, Path)),
    security(("payment" = [])),
    responses(
        (status = 200, body = PaymentResponse),
        (status = 401, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn refund_payment(
    _: PaymentKey,
    State(state): State<AppState>,
    Id(id): Id<PaymentId>,
) -> Result<Response, Problem> {
    telemetry::note_order(id.order_id());
    answer(id, state.simulator.refund(id).await)
}
