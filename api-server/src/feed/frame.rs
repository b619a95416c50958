//! What goes over the wire: server-sent events (WHATWG HTML, section 9.2), each written once for all of its readers.

use bytes::Bytes;
use holdfast_domain::{EventId, SeatId, SeatStatus, Version};
use holdfast_stores::redis::Snapshot;
use serde::Serialize;
use utoipa::ToSchema;

use crate::openapi_words;

/// The feed has stopped. Without `id:`, so that a client comes back where it was; with data, since browsers pass over
/// an event that has none.
pub(super) const STALE: Bytes = Bytes::from_static(b"event: STALE\ndata: {}\n\n");
/// The feed is back.
pub(super) const LIVE: Bytes = Bytes::from_static(b"event: LIVE\ndata: {}\n\n");
/// Keeps proxies from taking a quiet stream for a dead one.
pub(super) const COMMENT: Bytes = Bytes::from_static(b": still here\n\n");

/// Data of `event: INIT`: the whole truth at one version.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SeatsInit {
    /// The event.
    #[schema(value_type = u64)]
    pub event_id: EventId,
    /// What a `SEAT_UPDATE` counts on from; also the `id:`.
    #[schema(value_type = u64)]
    pub version: Version,
    /// Every seat that is not AVAILABLE, by id.
    pub seats: Vec<SeatState>,
}

/// Data of `event: SEAT_UPDATE`: what one step changed.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SeatUpdate {
    /// The event.
    #[schema(value_type = u64)]
    pub event_id: EventId,
    /// One above that of the message before; also the `id:`.
    #[schema(value_type = u64)]
    pub version: Version,
    /// The seats that changed.
    pub seats: Vec<SeatState>,
}

/// A seat and its state.
#[derive(Debug, Serialize, ToSchema)]
pub struct SeatState {
    /// The seat.
    #[schema(value_type = u32)]
    pub id: SeatId,
    /// Its state now.
    #[schema(value_type = openapi_words::SeatStatus)]
    pub status: SeatStatus,
}

pub(super) fn init(event: EventId, snapshot: &Snapshot) -> Bytes {
    let mut seats = states(&snapshot.taken);
    seats.sort_unstable_by_key(|seat| seat.id);
    frame("INIT", snapshot.version, &SeatsInit { event_id: event, version: snapshot.version, seats })
}

pub(super) fn seat_update(event: EventId, version: Version, seats: &[(SeatId, SeatStatus)]) -> Bytes {
    frame("SEAT_UPDATE", version, &SeatUpdate { event_id: event, version, seats: states(seats) })
}

fn states(seats: &[(SeatId, SeatStatus)]) -> Vec<SeatState> {
    seats.iter().map(|&(id, status)| SeatState { id, status }).collect()
}

fn frame(name: &str, version: Version, data: &impl Serialize) -> Bytes {
    // Ids, numbers and states always have a JSON form.
    let data = serde_json::to_string(data).unwrap_or_default();
    format!("event: {name}\nid: {version}\ndata: {data}\n\n").into()
}
