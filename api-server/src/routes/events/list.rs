//! `GET /events`.

use axum::{Json, extract::State};
use chrono::{DateTime, Utc};
use holdfast_domain::{EventId, EventStatus};
use holdfast_stores::mysql::events::{EventFilter, EventOrder, EventPosition};
use holdfast_web::{FieldError, Problem};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::EventView;
use crate::{extract::Query, openapi_words, routes::page, state::AppState};

const MAX_QUERY_CHARACTERS: usize = 255;

/// Filter, order and page of the list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(super) struct ListQuery {
    /// 1 to 100, default 20.
    limit: Option<i64>,
    /// The `nextCursor` of the previous page, with the same filter and order.
    cursor: Option<String>,
    /// Text in title or venue, case-insensitive; at most 255 characters.
    q: Option<String>,
    /// The status that the events have now.
    #[param(value_type = Option<openapi_words::EventStatus>)]
    status: Option<EventStatus>,
    /// The earliest start, inclusive.
    starts_from: Option<DateTime<Utc>>,
    /// The end of the time in which events start, exclusive.
    starts_before: Option<DateTime<Utc>>,
    /// `startsAt`, the default, or `-startsAt` for the latest first.
    #[param(inline)]
    sort: Option<Sort>,
}

#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
enum Sort {
    #[serde(rename = "startsAt")]
    EarliestFirst,
    #[serde(rename = "-startsAt")]
    LatestFirst,
}

/// A page of events.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ListResponse {
    /// The events.
    items: Vec<EventView>,
    /// Cursor of the next page; null on the last page.
    next_cursor: Option<String>,
}

/// Lists events by start. Events that start together are by id.
///
/// An event that isn't loaded into Redis has `seatsAvailable: null`, and is loaded in the background. One such event
/// doesn't fail the list.
#[utoipa::path(get, path = "/events", tag = "catalog", params(ListQuery),
    responses((status = 200, body = ListResponse), (status = 400, description = "MALFORMED_REQUEST"),
        (status = 422, description = "VALIDATION_FAILED"), (status = 503, description = "UNAVAILABLE")))]
pub(super) async fn list_events(
    State(state): State<AppState>,
    Query(query): Query<ListQuery>,
) -> Result<Json<ListResponse>, Problem> {
    let (limit, after) = query.check()?;
    let order = match query.sort {
        None | Some(Sort::EarliestFirst) => EventOrder::EarliestFirst,
        Some(Sort::LatestFirst) => EventOrder::LatestFirst,
    };
    let page = state.reads.list_events(&query.into_filter(), order, after, limit).await?;
    let ids: Vec<EventId> = page.items.iter().map(|event| event.id).collect();
    let taken = if ids.is_empty() { Vec::new() } else { state.on_seats(state.engine.seats.taken_counts(&ids)).await? };
    for (id, _) in ids.iter().zip(&taken).filter(|(_, taken)| taken.is_none()) {
        state.load_in_background(*id);
    }
    Ok(Json(ListResponse {
        items: page.items.into_iter().zip(taken).map(|(event, taken)| EventView::new(event, taken)).collect(),
        next_cursor: page.next.map(|EventPosition { starts_at, id }| {
            page::encode_cursor(format_args!("start:{}:{id}", starts_at.timestamp_micros()))
        }),
    }))
}

impl ListQuery {
    fn check(&self) -> Result<(u32, Option<EventPosition>), Problem> {
        let after = page::decode_cursor(self.cursor.as_deref(), position)?;
        let too_long = self.q.as_ref().is_some_and(|q| q.chars().count() > MAX_QUERY_CHARACTERS);
        let query = too_long.then(|| FieldError::too_long("q", MAX_QUERY_CHARACTERS));
        match (page::limit(self.limit), query) {
            (Ok(limit), None) => Ok((limit, after)),
            (limit, query) => Err(Problem::invalid(limit.err().into_iter().chain(query).collect())),
        }
    }

    fn into_filter(self) -> EventFilter {
        EventFilter {
            query: self.q,
            status: self.status.map(|status| (status, Utc::now())),
            starts_from: self.starts_from,
            starts_before: self.starts_before,
        }
    }
}

fn position(cursor: &str) -> Option<EventPosition> {
    let (starts_at, id) = cursor.strip_prefix("start:")?.split_once(':')?;
    let starts_at = DateTime::from_timestamp_micros(starts_at.parse().ok()?)?;
    Some(EventPosition { starts_at, id: id.parse().ok()? })
}
