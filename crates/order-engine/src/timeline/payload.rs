//! What the timeline shows of the payloads in a history: typed outcomes, the text of failures, and trace ids.

use std::collections::HashMap;

use holdfast_domain::{
    PaymentStatus,
    step_messages::{ClaimOutcome, FinishCancelOutcome, OrderRow, SellOutcome, SettleOutcome},
};
use holdfast_workflows::order::CancelOutcome;
use serde::{Deserialize, de::DeserializeOwned};
use temporalio_common::protos::temporal::api::{
    common::v1::{Header, Payloads},
    failure::v1::{Failure, failure::FailureInfo},
};
use temporalio_sdk::opentelemetry::TRACE_HEADER_KEY;

use super::Entry;

/// Most characters of a text that isn't ours.
const MAX_TEXT: usize = 300;

/// What a step, a workflow or an update returns. Only values of these types are shown.
#[derive(Deserialize)]
#[serde(untagged)]
enum Returned {
    Row(OrderRow),
    Claim(ClaimOutcome),
    Sale(SellOutcome),
    Settlement(SettleOutcome),
    Cancellation(FinishCancelOutcome),
    Payment(PaymentStatus),
    Request(CancelOutcome),
}

/// Shows what a step, a workflow or an update has returned; DONE if that says nothing.
pub(super) fn show_result(entry: &mut Entry, result: Option<&Payloads>) {
    let outcome = match parse(result) {
        Some(
            Returned::Row(row)
            | Returned::Sale(SellOutcome::Row { row })
            | Returned::Settlement(SettleOutcome::Settled { row }),
        ) => return entry.show_row(row),
        Some(Returned::Claim(ClaimOutcome::Claimed)) => "CLAIMED",
        Some(Returned::Claim(ClaimOutcome::Refused { reason })) => {
            entry.reason = Some(reason);
            "REFUSED"
        }
        Some(Returned::Sale(SellOutcome::SeatLost)) => "SEAT_LOST",
        Some(Returned::Sale(SellOutcome::BuyerLimit)) => "BUYER_LIMIT",
        Some(Returned::Sale(SellOutcome::PaymentRefused) | Returned::Settlement(SettleOutcome::PaymentRefused)) => {
            "PAYMENT_REFUSED"
        }
        Some(Returned::Cancellation(FinishCancelOutcome::Cancelled)) => "CANCELLED",
        Some(Returned::Cancellation(FinishCancelOutcome::EpochMoved)) => "EPOCH_MOVED",
        Some(Returned::Payment(status)) => status.as_str(),
        Some(Returned::Request(CancelOutcome::Won)) => "WON",
        Some(Returned::Request(CancelOutcome::Lost)) => "LOST",
        None => "DONE",
    };
    entry.outcome = Some(outcome.into());
}

/// Shows why a step, a workflow or an update has failed.
pub(super) fn show_failure(entry: &mut Entry, failure: Option<&Failure>) {
    let kinds = failure_chain(failure).filter_map(|failure| match failure.failure_info.as_ref()? {
        FailureInfo::TimeoutFailureInfo(_) => Some("TIMED_OUT"),
        FailureInfo::CanceledFailureInfo(_) => Some("CANCELLED"),
        _ => None,
    });
    entry.outcome = Some(kinds.last().unwrap_or("FAILED").into());
    entry.detail = failure_text(failure);
}

/// The messages of a failure and its causes.
pub(super) fn failure_text(failure: Option<&Failure>) -> Option<String> {
    let messages: Vec<_> = failure_chain(failure).map(|failure| failure.message.as_str()).collect();
    text(&messages.join(": "))
}

fn failure_chain(failure: Option<&Failure>) -> impl Iterator<Item = &Failure> {
    std::iter::successors(failure, |failure| failure.cause.as_deref())
}

/// The beginning of a text that isn't ours; `None` if it is empty.
pub(super) fn text(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.chars().take(MAX_TEXT).collect())
}

/// The first payload, if it is the JSON of a `T`.
pub(super) fn parse<T: DeserializeOwned>(payloads: Option<&Payloads>) -> Option<T> {
    serde_json::from_slice(&payloads?.payloads.first()?.data).ok()
}

/// The trace id in a header, which the SDK's OpenTelemetry plugin wrote.
pub(super) fn trace_id(header: Option<&Header>) -> Option<String> {
    let carrier = header?.fields.get(TRACE_HEADER_KEY)?;
    let carrier: HashMap<String, String> = serde_json::from_slice(&carrier.data).ok()?;
    // W3C Trace Context: version, trace id, parent id, flags.
    let trace_id = carrier.get("traceparent")?.split('-').nth(1)?;
    let is_id = trace_id.len() == 32 && trace_id.bytes().all(|b| b.is_ascii_hexdigit());
    is_id.then(|| trace_id.to_owned())
}
