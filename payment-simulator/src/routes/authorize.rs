//! `POST /payments/authorize`.

use axum::{extract::State, response::Response};
use holdfast_domain::{Currency, InvalidPaymentMethod, Money, OrderId};
use holdfast_runtime::telemetry;
use holdfast_web::{FieldCode, FieldError, Problem, body::Json};
use serde::Deserialize;

use super::{AppState, keys::ApiKey, respond};
use crate::ledger::Authorisation;

/// The method of a payment that names none.
const DEFAULT_METHOD: &str = "sim_approve";

/// The largest amount: a number in JSON is exact up to here (RFC 8259, section 6).
const MAX_AMOUNT: u64 = (1 << 53) - 1;

/// Money to set aside for an order.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct AuthorizeRequest {
    order_id: String,
    /// In minor units.
    amount: u64,
    /// An ISO 4217 code.
    currency: String,
    /// What the simulator is to do, as `sim_decline`; [`DEFAULT_METHOD`] when absent.
    payment_method: Option<String>,
}

impl AuthorizeRequest {
    fn parse(self) -> Result<Authorisation, Problem> {
        let mut faults = Vec::new();
        let order_id = self.order_id.parse::<OrderId>().ok();
        if order_id.is_none() {
            faults.push(FieldError::new("orderId", FieldCode::Malformed, "must be an order's id"));
        }
        if self.amount > MAX_AMOUNT {
            faults.push(FieldError::new("amount", FieldCode::OutOfRange, "must be below 2⁵³").at_most(MAX_AMOUNT));
        }
        let currency = self.currency.parse::<Currency>().ok();
        if currency.is_none() {
            faults.push(FieldError::new("currency", FieldCode::Malformed, "must be an ISO 4217 code"));
        }
        let method = self.payment_method.as_deref().unwrap_or(DEFAULT_METHOD).parse();
        if let Err(error) = &method {
            faults.push(FieldError::new("paymentMethod", FieldCode::Malformed, InvalidPaymentMethod::to_string(error)));
        }
        match (order_id, currency, method) {
            (Some(order_id), Some(currency), Ok(payment_method)) if faults.is_empty() => {
                Ok(Authorisation { order_id, total: Money { amount: self.amount, currency }, payment_method })
            }
            _ => Err(Problem::invalid(faults)),
        }
    }
}

/// Sets the money aside. A repeat returns the payment's present status.
pub(super) async fn authorize_payment(
    _: ApiKey,
    State(state): State<AppState>,
    Json(body): Json<AuthorizeRequest>,
) -> Result<Response, Problem> {
    let input = body.parse()?;
    telemetry::note_order(input.order_id);
    respond(input.order_id.payment_id(), state.simulator.authorise(input).await)
}
