//! `GET /events`.

use axum::{Json, extract::State};
use holdfast_domain::EventId;
use holdfast_web::{FieldError, Problem};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::EventView;
use crate::{extract::Query, routes::page, state::AppState};

const MAX_QUERY_CHARACTERS: usize = 255;

/// Filter and page of the list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct ListQuery {
    /// 1 to 100, default 20.
    limit: Option<i64>,
    /// The `nextCursor` of the previous page.
    cursor: Option<String>,
    /// Text in title or venue, case-insensitive; at most 255 characters.
    q: Option<String>,
}

/// A page of events, by id.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ListResponse {
    /// The events.
    items: Vec<EventView>,
    /// Cursor of the next page; null on the last page.
    next_cursor: Option<String>,
}

/// Lists events by id, oldest first.
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
    let page = state.reads.list_events(query.q.as_deref(), after, limit).await?;
    let ids: Vec<EventId> = page.items.iter().map(|event| event.id).collect();
    let taken = if ids.is_empty() { Vec::new() } else { state.on_seats(state.engine.seats.taken_counts(&ids)).await? };
    for (id, _) in ids.iter().zip(&taken).filter(|(_, taken)| taken.is_none()) {
        state.load_in_background(*id);
    }
    Ok(Json(ListResponse {
        items: page.items.into_iter().zip(taken).map(|(event, taken)| EventView::new(event, taken)).collect(),
        next_cursor: page.next.map(|after| page::encode_cursor(format_args!("events:{after}"))),
    }))
}

impl ListQuery {
    fn check(&self) -> Result<(u32, Option<EventId>), Problem> {
        let after = page::decode_cursor(self.cursor.as_deref(), |text| text.strip_prefix("events:")?.parse().ok())?;
        let too_long = self.q.as_ref().is_some_and(|q| q.chars().count() > MAX_QUERY_CHARACTERS);
        let query = too_long.then(|| FieldError::new("q", "must have at most 255 characters"));
        match (page::limit(self.limit), query) {
            (Ok(limit), None) => Ok((limit, after)),
            (limit, query) => Err(Problem::invalid(limit.err().into_iter().chain(query).collect())),
        }
    }
}
