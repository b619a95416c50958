//! The simulator's HTTP interface: the gateway's calls, the ledger for operators, health and metrics.

mod act;
mod authorize;
mod keys;
mod list;
mod operations;

use std::{ops::Deref, sync::Arc};

use axum::{
    Json, Router,
    body::Body,
    extract::Path,
    middleware,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use holdfast_domain::{PaymentId, PaymentStatus};
use holdfast_runtime::telemetry;
use holdfast_web::{Code, FieldCode, FieldError, Problem, Tracing, around_request};
use metrics_exporter_prometheus::PrometheusHandle;
use serde::Serialize;

use crate::{
    config::Config,
    ledger::Ledger,
    simulator::{Error, Simulator},
};

/// The state of all handlers. Cheap to clone.
#[derive(Clone)]
pub(crate) struct AppState(Arc<Shared>);

pub(crate) struct Shared {
    pub(crate) config: Config,
    pub(crate) ledger: Ledger,
    pub(crate) simulator: Simulator,
    pub(crate) metrics: PrometheusHandle,
}

impl Deref for AppState {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

impl AppState {
    pub(crate) fn new(config: Config, ledger: Ledger, simulator: Simulator, metrics: PrometheusHandle) -> Self {
        Self(Arc::new(Shared { config, ledger, simulator, metrics }))
    }
}

/// Every route.
pub(crate) fn router(state: AppState) -> Router {
    Router::new()
        .route("/payments", get(list::list_payments))
        .route("/payments/authorize", post(authorize::authorize_payment))
        .route("/payments/{paymentId}/capture", post(act::capture_payment))
        .route("/payments/{paymentId}/void", post(act::void_payment))
        .route("/payments/{paymentId}/refund", post(act::refund_payment))
        .route("/healthz", get(async || "ok"))
        .route("/readyz", get(operations::readyz))
        .route("/metrics", get(operations::metrics))
        .fallback(async || Problem::new(Code::NotFound))
        .layer(middleware::from_fn_with_state(Tracing::new("holdfast-payment-simulator"), around_request))
        .with_state(state)
}

/// A payment's status after a call.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PaymentResponse {
    /// `pay-` and the order's id.
    payment_id: PaymentId,
    /// Its status after the call; never NONE.
    status: PaymentStatus,
}

/// The payment in the path; PAYMENT_NOT_FOUND for text that isn't a payment's id.
fn payment_id(path: Result<Path<String>, axum::extract::rejection::PathRejection>) -> Result<PaymentId, Problem> {
    let id: PaymentId =
        path.ok().and_then(|Path(id)| id.parse().ok()).ok_or_else(|| Problem::new(Code::PaymentNotFound))?;
    telemetry::note_order(id.order_id());
    Ok(id)
}

/// The response to a call.
fn respond(payment_id: PaymentId, result: Result<PaymentStatus, Error>) -> Result<Response, Problem> {
    match result {
        Ok(status) => Ok(Json(PaymentResponse { payment_id, status }).into_response()),
        Err(Error::LostReply) => Ok(lost_reply()),
        Err(error) => Err(problem(error)),
    }
}

/// A response that fails before its first byte: the server closes the connection, and the caller gets no response.
fn lost_reply() -> Response {
    let lost = futures::stream::once(async { Err::<bytes::Bytes, _>(Error::LostReply) });
    Body::from_stream(lost).into_response()
}

fn problem(error: Error) -> Problem {
    match error {
        Error::UnknownMethod => Problem::invalid(vec![FieldError::new(
            "paymentMethod",
            FieldCode::Unknown,
            "must be one that the simulator knows",
        )]),
        Error::OtherAmount => Problem::with_detail(Code::PaymentMismatch, "the payment has another amount or currency"),
        Error::UnknownPayment => Problem::new(Code::PaymentNotFound),
        Error::Ledger(error) => error.into(),
        Error::ScriptedOutage | Error::LostReply | Error::Unfinished(_) => Problem::caused(Code::Unavailable, error),
    }
}
