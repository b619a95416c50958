//! `POST /payments/callbacks`.

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
};
use chrono::Utc;
use holdfast_activities::{
    payment::{Callback, signature},
    telemetry,
};
use holdfast_domain::{OrderId, PaymentId, PaymentStatus};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    error::{Code, FieldError, Problem, ProblemBody},
    extract::{RawBody, parse},
    state::AppState,
};

/// The gateway's word on a pending payment.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct CallbackRequest {
    payment_id: String,
    order_id: String,
    /// AUTHORIZED, DECLINED, VOIDED, …
    status: String,
}

impl CallbackRequest {
    fn parse(self) -> Result<Callback, Problem> {
        let payment_id = self.payment_id.parse::<PaymentId>().ok();
        let order_id = self.order_id.parse::<OrderId>().ok();
        let status = PaymentStatus::parse(&self.status).filter(|status| *status != PaymentStatus::None);
        match (payment_id, order_id, status) {
            (Some(payment_id), Some(order_id), Some(status)) if payment_id.order_id() == order_id => {
                Ok(Callback { payment_id, order_id, status })
            }
            _ => {
                let faults = [
                    (payment_id.is_none(), "paymentId", "must be a payment's id"),
                    (order_id.is_none(), "orderId", "must be an order's id"),
                    (
                        payment_id.zip(order_id).is_some_and(|(payment, order)| payment.order_id() != order),
                        "paymentId",
                        "must be the payment of the order",
                    ),
                    (status.is_none(), "status", "must be the status of a payment"),
                ];
                let faults = faults.into_iter().filter(|(at_fault, ..)| *at_fault);
                Err(Problem::invalid(faults.map(|(_, field, message)| FieldError::new(field, message)).collect()))
            }
        }
    }
}

/// Takes the gateway's word on a pending payment. 200 only once the order's workflow has it for good, or needs it no
/// more; whatever else is answered, the gateway sends it again.
#[utoipa::path(post, path = "/payments/callbacks", tag = "payments", request_body = CallbackRequest,
    params(("Payment-Signature" = String, Header, description = "t=<unix>,v1=<hex HMAC-SHA256(secret, \"t.body\")>")),
    responses(
        (status = 200, description = "The order has it"),
        (status = 400, body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn take_callback(
    State(state): State<AppState>,
    headers: HeaderMap,
    RawBody(body): RawBody,
) -> Result<StatusCode, Problem> {
    let signature = headers.get(signature::HEADER).and_then(|value| value.to_str().ok()).unwrap_or_default();
    signature::verify(&state.config.simulator.callback_secret, Utc::now(), &body, signature)
        .map_err(|error| Problem::with_detail(Code::Unauthorized, error.to_string()))?;
    let word = parse::<CallbackRequest>(&body)?.parse()?;
    telemetry::note_order(word.order_id);
    // The order asks the gateway itself: a word that is late or overtaken can't mislead it.
    state.saga.payment_changed(word.order_id).await.map_err(|error| Problem::caused(Code::Unavailable, error))?;
    Ok(StatusCode::OK)
}
