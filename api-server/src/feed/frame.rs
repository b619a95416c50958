//! The feed's server-sent events (WHATWG HTML, section 9.2). Each is serialised once and shared by all clients.

use bytes::Bytes;
use holdfast_domain::{EventId, SeatId, SeatStatus, Version};
use serde::Serialize;
use utoipa::ToSchema;

use crate::openapi_words;

/// The feed has stopped. There is no `id:`, so that a reconnect resumes from the last change. There is data, because
/// browsers ignore an event without any.
pub(super) const STALE: Bytes = Bytes::from_static(b"event: STALE\ndata: {}\n\n");
/// The feed has resumed.
pub(super) const LIVE: Bytes = Bytes::from_static(b"event: LIVE\ndata: {}\n\n");
/// Keeps proxies from closing a quiet stream.
pub(super) const COMMENT: Bytes = Bytes::from_static(b": still here\n\n");

/// Data of `event: INIT`: the state of all seats at one version.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SeatsInit {
    /// The event.
    #[schema(value_type = u64)]
    pub event_id: EventId,
    /// The version of this state; the next `SEAT_UPDATE` has its successor. Also the `id:`.
    #[schema(value_type = u64)]
    pub version: Version,
    /// Every seat that is not AVAILABLE, by id.
    pub seats: Vec<SeatState>,
}

/// Data of `event: SEAT_UPDATE`: the seats of one version.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SeatUpdate {
    /// The event.
    #[schema(value_type = u64)]
    pub event_id: EventId,
    /// The successor of the previous version; also the `id:`.
    #[schema(value_type = u64)]
    pub version: Version,
    /// The seats that changed, with their new status.
    pub seats: Vec<SeatState>,
}

/// A seat and its status.
#[derive(Debug, Serialize, ToSchema)]
pub struct SeatState {
    /// The seat.
    #[schema(value_type = u32)]
    pub id: SeatId,
    /// The seat's status at this version.
    #[schema(value_type = openapi_words::SeatStatus)]
    pub status: SeatStatus,
}

/// `statuses` has one status for each seat, in the order of their ids, which run from 1.
pub(super) fn init(event: EventId, version: Version, statuses: &[SeatStatus]) -> Bytes {
    let taken = (1..).zip(statuses).filter(|(_, status)| **status != SeatStatus::Available);
    let seats = taken.filter_map(|(id, status)| Some(SeatState { id: SeatId::try_from(id).ok()?, status: *status }));
    frame("INIT", version, &SeatsInit { event_id: event, version, seats: seats.collect() })
}

pub(super) fn seat_update(event: EventId, version: Version, seats: &[(SeatId, SeatStatus)]) -> Bytes {
    frame("SEAT_UPDATE", version, &SeatUpdate { event_id: event, version, seats: states(seats) })
}

/// Joins frames into one piece of the response, since hyper writes a chunk of its own for each piece.
pub(super) fn join(frames: &[Bytes]) -> Bytes {
    match frames {
        [one] => one.clone(),
        frames => frames.concat().into(),
    }
}

fn states(seats: &[(SeatId, SeatStatus)]) -> Vec<SeatState> {
    seats.iter().map(|&(id, status)| SeatState { id, status }).collect()
}

fn frame(name: &str, version: Version, data: &impl Serialize) -> Bytes {
    #[expect(clippy::expect_used, reason = "the data consists of ids, numbers and statuses")]
    let data = serde_json::to_string(data).expect("a JSON form");
    format!("event: {name}\nid: {version}\ndata: {data}\n\n").into()
}
