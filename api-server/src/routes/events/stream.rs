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
use holdfast_web::Problem;

use crate::{
    extract::Id,
    feed::{SeatUpdate, SeatsInit},
    state::AppState,
};

/// Streams every change of the event's seats as server-sent events.
///
/// The first is `INIT` (`SeatsInit`), followed by one `SEAT_UPDATE` (`SeatUpdate`) per version; `id:` is the version. A
/// reconnect with `Last-Event-ID` gets exactly the missed versions, or a new `INIT`. `STALE` means that the feed has
/// stopped and `LIVE` that it has resumed; both are without `id:`. A comment is sent every 15 seconds.
#[utoipa::path(get, path = "/events/{eventId}/seats/stream", tag = "catalog",
    params(("eventId" = u64, Path), ("Last-Event-ID" = Option<String>, Header)),
    responses((status = 200, content((SeatsInit = "text/event-stream"), (SeatUpdate = "text/event-stream"))),
        (status = 404, description = "EVENT_NOT_FOUND"), (status = 503, description = "UNAVAILABLE")))]
pub(super) async fn stream_seats(
    State(state): State<AppState>,
    Id(id): Id<EventId>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let place = state.take_stream()?;
    let session = state.on_seats(state.feed.open(id, state.seat_maps.clone(), last_event_id(&headers))).await?;
    let messages = session.into_stream().map(move |message| {
        // The place is taken until the stream is dropped.
        let _ = &place;
        Ok::<_, Infallible>(message)
    });
    let body = Body::from_stream(messages);
    let headers = [
        (header::CONTENT_TYPE.as_str(), "text/event-stream"),
        (header::CACHE_CONTROL.as_str(), "no-store"),
        // Keeps nginx from buffering messages.
        ("x-accel-buffering", "no"),
    ];
    Ok((headers, body).into_response())
}

/// Returns the last version that the client received. Invalid text counts as absent: the client gets an INIT.
fn last_event_id(headers: &HeaderMap) -> Option<Version> {
    let text = headers.get("last-event-id")?.to_str().ok()?.trim();
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok().map(Version::new)).flatten()
}
