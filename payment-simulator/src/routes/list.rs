//! `GET /payments?orderId=` (operators).

use axum::{Json, extract::State};
use holdfast_domain::{Currency, OrderId, PaymentId, PaymentStatus};
use holdfast_web::{FieldCode, FieldError, Problem, Query};
use serde::{Deserialize, Serialize};

use super::{AppState, keys::OperatorToken, problem};
use crate::ledger::Payment;

/// The order whose payments to list.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ListPaymentsQuery {
    order_id: Option<String>,
}

/// The payments of an order.
#[derive(Debug, Serialize)]
pub(super) struct ListPaymentsResponse {
    /// One at most: an order has one payment.
    items: Vec<PaymentItem>,
}

/// A payment in the ledger.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct PaymentItem {
    payment_id: PaymentId,
    order_id: OrderId,
    /// Never NONE.
    status: PaymentStatus,
    /// In minor units; null when a void came before any authorise.
    amount: Option<u64>,
    /// An ISO 4217 code; null with the amount.
    currency: Option<Currency>,
}

impl From<Payment> for PaymentItem {
    fn from(payment: Payment) -> Self {
        let total = payment.request.map(|(total, _)| total);
        Self {
            payment_id: payment.order_id.payment_id(),
            order_id: payment.order_id,
            status: payment.status,
            amount: total.map(|total| total.amount),
            currency: total.map(|total| total.currency),
        }
    }
}

/// The payments of an order, as the ledger has them.
pub(super) async fn list_payments(
    _: OperatorToken,
    State(state): State<AppState>,
    Query(query): Query<ListPaymentsQuery>,
) -> Result<Json<ListPaymentsResponse>, Problem> {
    let order = query.order_id.and_then(|id| id.parse().ok());
    let order = order.ok_or_else(|| {
        Problem::invalid(vec![FieldError::new("orderId", FieldCode::Malformed, "must be an order's id")])
    })?;
    let payment = state.simulator.find(order).await.map_err(problem)?;
    Ok(Json(ListPaymentsResponse { items: payment.map(PaymentItem::from).into_iter().collect() }))
}
