//! The payment simulator: a gateway that wants its own key, and the callbacks by which a gateway reports back.
//!
//! Only the callback route belongs to the sale. The others are the gateway's, which stands behind the saga's client and
//! would be another company's in production.

mod act;
mod authorize;
mod callback;
mod key;
mod list;

use axum::{
    Json,
    body::Body,
    response::{IntoResponse, Response},
};
use holdfast_activities::payment::simulator::Error;
use holdfast_domain::{PaymentId, PaymentStatus};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    error::{Code, FieldError, Problem},
    schema,
    state::AppState,
};

/// The routes of this module.
#[must_use]
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(authorize::authorize_payment))
        .routes(routes!(act::capture_payment))
        .routes(routes!(act::void_payment))
        .routes(routes!(act::refund_payment))
        .routes(routes!(list::list_payments))
        .routes(routes!(callback::take_callback))
}

/// What a payment's status is after a call.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct PaymentResponse {
    /// `pay-` and the order's id.
    #[schema(value_type = String)]
    payment_id: PaymentId,
    /// Where it stands after the call; never NONE.
    #[schema(value_type = schema::PaymentStatus)]
    status: PaymentStatus,
}

/// The simulator's answer, or what stands in for it.
fn answer(payment_id: PaymentId, result: Result<PaymentStatus, Error>) -> Result<Response, Problem> {
    match result {
        Ok(status) => Ok(Json(PaymentResponse { payment_id, status }).into_response()),
        Err(Error::LostReply) => Ok(lost_reply()),
        Err(error) => Err(problem(error)),
    }
}

/// A reply that breaks before its first byte is sent: the server then closes the connection, and the caller meets the
/// end of the connection where an answer should be.
fn lost_reply() -> Response {
    let lost = futures::stream::once(async { Err::<bytes::Bytes, _>(Error::LostReply) });
    Body::from_stream(lost).into_response()
}

fn problem(error: Error) -> Problem {
    match error {
        Error::UnknownMethod => {
            Problem::invalid(vec![FieldError::new("paymentMethod", "must be one that the simulator knows")])
        }
        Error::OtherAmount => Problem::with_detail(Code::PaymentMismatch, "the payment has another amount or currency"),
        Error::UnknownPayment => Problem::new(Code::PaymentNotFound),
        Error::Ledger(error) => error.into(),
        Error::ScriptedOutage | Error::LostReply | Error::Unfinished(_) => Problem::caused(Code::Unavailable, error),
    }
}
