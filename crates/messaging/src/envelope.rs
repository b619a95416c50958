//! The format of our records: `CloudEvents` 1.0 as structured JSON, with a version in the name of each type.
//!
//! Records of the seat-change topic:
//!
//! | type | key | id | data |
//! | --- | --- | --- | --- |
//! | `holdfast.seat.changed.v1` | event id | `<event>:<version>` | `{eventId,version,seats:[{id,status}]}` |
//! | `holdfast.seat.reset.v1` | event id | `<event>:<version>` | `{eventId,version}` |
//! | `holdfast.seat.heartbeat.v1` | `heartbeat-<partition>` | `heartbeat-<partition>:<ms>` | `{partition}` |
//!
//! Records of the order-outcome topic:
//!
//! | type | key | id | data |
//! | --- | --- | --- | --- |
//! | `holdfast.order.{confirmed,cancelled,refunded}.v1` | order id | `<order>:<status>` | the outcome |
//!
//! An id names the change and not its sending, so that a consumer can drop repeats. After Kafka was away, two outcomes
//! of one order may come in either order, because two workflows send them: the later `time` is the newer state.
//! A change that an old reader would misread gets a new version; a field that it can ignore does not.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use holdfast_domain::{
    EventId, OrderStatus, Partition, SeatId, SeatStatus, Version,
    fact::{OrderOutcome, OutcomeRecord, SeatChange, SeatChangeKind},
};
use opentelemetry::{Context, propagation::TextMapPropagator};
use opentelemetry_sdk::propagation::TraceContextPropagator;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::{Error, FeedMessage};

/// Value of a record's `content-type` header, as the `CloudEvents` Kafka binding requires.
pub(crate) const CONTENT_TYPE: &str = "application/cloudevents+json; charset=UTF-8";

const SPEC_VERSION: &str = "1.0";
const SEAT_CHANGED: &str = "holdfast.seat.changed.v1";
const SEAT_RESET: &str = "holdfast.seat.reset.v1";
const HEARTBEAT: &str = "holdfast.seat.heartbeat.v1";
const ORDER_CONFIRMED: &str = "holdfast.order.confirmed.v1";
const ORDER_CANCELLED: &str = "holdfast.order.cancelled.v1";
const ORDER_REFUNDED: &str = "holdfast.order.refunded.v1";

/// A record to send.
pub(crate) struct Record {
    pub(crate) key: String,
    pub(crate) payload: String,
}

/// Why a record can't be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unreadable {
    #[error("not a CloudEvent")]
    Form(#[source] serde_json::Error),
    #[error("CloudEvents version {0} is not known")]
    SpecVersion(String),
    #[error("type {0} is not known")]
    Type(String),
    #[error("invalid data for type {kind}")]
    Data { kind: String, source: serde_json::Error },
}

#[derive(Serialize)]
struct Outgoing<'a, D> {
    specversion: &'static str,
    id: &'a str,
    source: &'static str,
    r#type: &'static str,
    subject: &'a str,
    #[serde(serialize_with = "millis")]
    time: DateTime<Utc>,
    datacontenttype: &'static str,
    dataschema: String,
    data: D,
}

#[derive(Deserialize)]
struct Incoming<'a> {
    specversion: String,
    r#type: String,
    time: DateTime<Utc>,
    #[serde(borrow)]
    data: &'a RawValue,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct SeatsData {
    event_id: EventId,
    version: Version,
    seats: Vec<SeatData>,
}

#[derive(Serialize, Deserialize)]
struct SeatData {
    id: SeatId,
    status: SeatStatus,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct ResetData {
    event_id: EventId,
    version: Version,
}

#[derive(Serialize, Deserialize)]
struct HeartbeatData {
    partition: Partition,
}

/// Encodes a message of the relay.
pub(crate) fn encode_feed(message: &FeedMessage) -> Result<Record, serde_json::Error> {
    match message {
        FeedMessage::Seats { change, at, .. } => encode_change(change, *at),
        FeedMessage::Heartbeat { partition, at } => {
            let key = format!("heartbeat-{partition}");
            let id = format!("{key}:{}", at.timestamp_millis());
            let subject = format!("partitions/{partition}");
            record(key, HEARTBEAT, &id, "/holdfast/seats", &subject, *at, HeartbeatData { partition: *partition })
        }
    }
}

fn encode_change(change: &SeatChange, at: DateTime<Utc>) -> Result<Record, serde_json::Error> {
    let SeatChange { event_id, version, kind } = change;
    let key = event_id.to_string();
    let id = format!("{event_id}:{version}");
    let subject = format!("events/{event_id}");
    let source = "/holdfast/seats";
    match kind {
        SeatChangeKind::Update { seats } => {
            let seats = seats.iter().map(|&(id, status)| SeatData { id, status }).collect();
            let data = SeatsData { event_id: *event_id, version: *version, seats };
            record(key, SEAT_CHANGED, &id, source, &subject, at, data)
        }
        SeatChangeKind::Reset => {
            let data = ResetData { event_id: *event_id, version: *version };
            record(key, SEAT_RESET, &id, source, &subject, at, data)
        }
    }
}

/// Encodes an order's outcome, with the current trace context, which in an activity is its span's.
///
/// # Errors
/// [`Error::Encoding`] for an order that is still pending.
pub fn outcome_record(outcome: &OrderOutcome) -> Result<OutcomeRecord, Error> {
    let OrderOutcome { order_id, status, .. } = *outcome;
    let Record { payload, .. } = encode_outcome(outcome).map_err(Error::Encoding)?;
    let mut trace = HashMap::new();
    TraceContextPropagator::new().inject_context(&Context::current(), &mut trace);
    // An empty `tracestate` says nothing.
    trace.retain(|_, value| !value.is_empty());
    Ok(OutcomeRecord { order_id, status, payload, trace: trace.into_iter().collect() })
}

fn encode_outcome(outcome: &OrderOutcome) -> Result<Record, serde_json::Error> {
    let kind = match outcome.status {
        OrderStatus::Pending => return Err(serde::ser::Error::custom("an order under way has no outcome")),
        OrderStatus::Confirmed => ORDER_CONFIRMED,
        OrderStatus::Cancelled => ORDER_CANCELLED,
        OrderStatus::Refunded => ORDER_REFUNDED,
    };
    let key = outcome.order_id.to_string();
    let id = format!("{key}:{}", outcome.status.as_str());
    let subject = format!("orders/{key}");
    record(key, kind, &id, "/holdfast/orders", &subject, outcome.updated_at, outcome)
}

fn record(
    key: String,
    kind: &'static str,
    id: &str,
    source: &'static str,
    subject: &str,
    time: DateTime<Utc>,
    data: impl Serialize,
) -> Result<Record, serde_json::Error> {
    let event = Outgoing {
        specversion: SPEC_VERSION,
        id,
        source,
        r#type: kind,
        subject,
        time,
        datacontenttype: "application/json",
        dataschema: format!("urn:holdfast:schema:{kind}"),
        data,
    };
    Ok(Record { key, payload: serde_json::to_string(&event)? })
}

fn millis<S: serde::Serializer>(time: &DateTime<Utc>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&time.to_rfc3339_opts(chrono::SecondsFormat::Millis, true))
}

/// Decodes the output of [`encode_feed`], which another release may have written. The trace isn't in the payload.
pub(crate) fn decode_feed(payload: &[u8]) -> Result<FeedMessage, Unreadable> {
    let event: Incoming = serde_json::from_slice(payload).map_err(Unreadable::Form)?;
    if event.specversion != SPEC_VERSION {
        return Err(Unreadable::SpecVersion(event.specversion));
    }
    let at = event.time;
    let message = match event.r#type.as_str() {
        SEAT_CHANGED => serde_json::from_str(event.data.get()).map(|SeatsData { event_id, version, seats }| {
            let seats = seats.into_iter().map(|seat| (seat.id, seat.status)).collect();
            let kind = SeatChangeKind::Update { seats };
            FeedMessage::Seats { change: SeatChange { event_id, version, kind }, at, trace: None }
        }),
        SEAT_RESET => serde_json::from_str(event.data.get()).map(|ResetData { event_id, version }| {
            let kind = SeatChangeKind::Reset;
            FeedMessage::Seats { change: SeatChange { event_id, version, kind }, at, trace: None }
        }),
        HEARTBEAT => serde_json::from_str(event.data.get())
            .map(|HeartbeatData { partition }| FeedMessage::Heartbeat { partition, at }),
        _ => return Err(Unreadable::Type(event.r#type)),
    };
    message.map_err(|source| Unreadable::Data { kind: event.r#type, source })
}

/// The event that a seat-change record belongs to; `None` if the key isn't an event id.
pub(crate) fn event_of_key(key: Option<&[u8]>) -> Option<EventId> {
    std::str::from_utf8(key?).ok()?.parse().ok()
}
