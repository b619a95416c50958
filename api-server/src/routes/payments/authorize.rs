//! `POST /payments/authorize`.

use axum::{extract::State, response::Response};
use holdfast_activities::telemetry;
use holdfast_domain::{Currency, Money, OrderId, PaymentMethod, saga::AuthoriseInput};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{PaymentResponse, answer, key::PaymentKey};
use crate::{
    error::{FieldError, Problem, ProblemBody},
    extract::Json,
    state::AppState,
};

/// The largest amount: a number in JSON is exact up to here (RFC 8259, section 6).
const MAX_AMOUNT: u64 = (1 << 53) - 1;

/// Money to set aside for an order.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct AuthorizeRequest {
    order_id: String,
    /// In minor units.
    amount: u64,
    /// An ISO 4217 code.
    currency: String,
    /// What the simulator is to do, as `sim_decline`; `sim_approve` when absent.
    payment_method: Option<String>,
}

impl AuthorizeRequest {
    fn parse(self) -> Result<AuthoriseInput, Problem> {
        let mut faults = Vec::new();
        let order_id = self.order_id.parse::<OrderId>().ok();
        if order_id.is_none() {
            faults.push(FieldError::new("orderId", "must be an order's id"));
        }
        if self.amount > MAX_AMOUNT {
            faults.push(FieldError::new("amount", "must be below 2⁵³"));
        }
        let currency = self.currency.parse::<Currency>().ok();
        if currency.is_none() {
            faults.push(FieldError::new("currency", "must be an ISO 4217 code"));
        }
        let method =
            self.payment_method.as_deref().map_or_else(|| Some(PaymentMethod::default()), PaymentMethod::parse);
        if method.is_none() {
            faults.push(FieldError::new("paymentMethod", "must be 1 to 64 letters, digits, _ or -"));
        }
        match (order_id, currency, method) {
            (Some(order_id), Some(currency), Some(payment_method)) if faults.is_empty() => {
                Ok(AuthoriseInput { order_id, total: Money { amount: self.amount, currency }, payment_method })
            }
            _ => Err(Problem::invalid(faults)),
        }
    }
}

/// Sets the money aside. A repeat answers the payment's present status.
#[utoipa::path(post, path = "/payments/authorize", tag = "payments", request_body = AuthorizeRequest,
    security(("payment" = [])),
    responses(
        (status = 200, body = PaymentResponse),
        (status = 400, body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn authorize_payment(
    _: PaymentKey,
    State(state): State<AppState>,
    Json(body): Json<AuthorizeRequest>,
) -> Result<Response, Problem> {
    let input = body.parse()?;
    telemetry::note_order(input.order_id);
    answer(input.order_id.payment_id(), state.simulator.authorise(input).await)
}
