//! `GET /payments` (admin).

use axum::{Json, extract::State};
use holdfast_activities::mysql::payments::Payment;
use holdfast_domain::{Currency, OrderId, PaymentId, PaymentStatus};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::problem;
use crate::{
    error::{FieldError, Problem, ProblemBody},
    extract::{Admin, Query},
    schema,
    state::AppState,
};

/// Whose payments.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(super) struct ListPaymentsQuery {
    /// Of this order.
    order_id: Option<String>,
}

/// The payments of an order.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ListPaymentsResponse {
    /// One at most: an order has one payment.
    items: Vec<PaymentItem>,
}

/// A payment in the ledger.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct PaymentItem {
    #[schema(value_type = String)]
    payment_id: PaymentId,
    #[schema(value_type = String)]
    order_id: OrderId,
    /// Where it stands; never NONE.
    #[schema(value_type = schema::PaymentStatus)]
    status: PaymentStatus,
    /// In minor units; null when a void came before any authorise.
    amount: Option<u64>,
    /// An ISO 4217 code; null with the amount.
    #[schema(value_type = Option<String>)]
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

/// The payments of an order, as the gateway's ledger has them.
#[utoipa::path(get, path = "/payments", tag = "payments", params(ListPaymentsQuery), security(("admin" = [])),
    responses(
        (status = 200, body = ListPaymentsResponse),
        (status = 401, body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn list_payments(
    _: Admin,
    State(state): State<AppState>,
    Query(query): Query<ListPaymentsQuery>,
) -> Result<Json<ListPaymentsResponse>, Problem> {
    let order = query.order_id.and_then(|id| id.parse().ok());
    let order = order.ok_or_else(|| Problem::invalid(vec![FieldError::new("orderId", "must be an order's id")]))?;
    let payment = state.simulator.find(order).await.map_err(problem)?;
    Ok(Json(ListPaymentsResponse { items: payment.map(PaymentItem::from).into_iter().collect() }))
}
