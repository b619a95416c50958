//! `GET /events/{eventId}/seats/stream`.

use std::convert::Infallible;

use axum::{
    body::Body,
    extract::State,
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use futures::StreamExt;
use holdfast_domain::{EventId, Version};
use holdfast_web::{Code, Problem};

use crate::{
    extract::Id,
    feed::{NoInit, SeatUpdate, SeatsInit},
    state::AppState,
};

/// Every change of the event's seats, as server-sent events.
///
/// First `INIT` (`SeatsInit`), then a `SEAT_UPDATE` (`SeatUpdate`) per version, each with its version as `id:`. After a
/// reconnect with `Last-Event-ID` exactly what was missed, or a new `INIT`. `STALE` when the feed has stopped, `LIVE`
/// when it is back, both without `id:`. A comment every 15 seconds.
#[utoipa::path(get, path = "/events/{eventId}/seats/stream", tag = "catalog",
    params(("eventId" = u64, Path), ("Last-Event-ID" = Option<String>, Header)),
    responses((status = 200, content((SeatsInit = "text/event-stream"), (SeatUpdate = "text/event-stream"))),
        (status = 404, description = "EVENT_NOT_FOUND"), (status = 503, description = "UNAVAILABLE")))]
pub(super) async fn stream_seats(
    State(state): State<AppState>,
    Id(id): Id<EventId>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let session = match state.feed.open(id, state.engine.seats.clone(), last_event_id(&headers)).await {
        Ok(session) => session,
        Err(NoInit::NotLoaded) => return Err(state.not_loaded(id).await),
        Err(NoInit::Unavailable) => return Err(Problem::new(Code::Unavailable)),
    };
    let body = Body::from_stream(session.into_stream().map(Ok::<_, Infallible>));
    let headers = [
        (header::CONTENT_TYPE.as_str(), "text/event-stream"),
        (header::CACHE_CONTROL.as_str(), "no-store"),
        // nginx would collect messages before it passes them on.
        ("x-accel-buffering", "no"),
    ];
    Ok((headers, body).into_response())
}

/// The version that the client had last. Text that is no version is as good as none: the client gets an INIT.
fn last_event_id(headers: &HeaderMap) -> Option<Version> {
    let text = headers.get("last-event-id")?.to_str().ok()?.trim();
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok().map(Version::new)).flatten()
}
