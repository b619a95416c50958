//! `POST /admin/events`.

use axum::{
    Json as JsonResponse,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use chrono::{DateTime, Datelike, SubsecRound, Utc};
use chrono_tz::Tz;
use holdfast_domain::{
    Currency, SalesWindow, SeatPlan, Section, event::CreationKey, seat_plan, seat_plan::InvalidSeatPlan,
};
use holdfast_stores::mysql::{event_creation::Created, events::NewEvent};
use holdfast_web::{Code, FieldCode, FieldError, Problem};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{load, to_its_end};
use crate::{
    access::Caller,
    extract::{Json, OptionalIdempotencyKey, REPLAYED},
    routes::events::EventView,
    state::AppState,
};

/// Maximum length of a title, venue or section name, in characters.
const MAX_TEXT: usize = 255;
/// Maximum number of sections: more than any hall has, and few enough for a readable seat map.
const MAX_SECTIONS: usize = 1000;
/// Maximum price of a seat, in minor units. The total of an order's 8 seats is below 2⁵³, so it is exact in JSON.
const MAX_PRICE: u64 = 1_000_000_000_000;
/// Range of the limit of seats for each buyer. A buyer whose limit is above it needs none.
const SEATS_PER_BUYER: (u64, u64) = (1, 1000);

/// An event to create.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct CreateEventRequest {
    /// 1 to 255 characters.
    title: String,
    /// 1 to 255 characters.
    venue: String,
    /// When the event starts, in the future.
    starts_at: DateTime<Utc>,
    /// The venue's time zone: a name of the IANA database; UTC when absent.
    // Omitted when absent: the repeat of a request to release 0.1, which lacks the field, must stay the same request.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Asia/Seoul")]
    time_zone: Option<String>,
    /// From when seats may be held; now when absent.
    sales_open_at: Option<DateTime<Utc>>,
    /// Until when seats may be held; until the start of the event when absent.
    sales_close_at: Option<DateTime<Utc>>,
    /// The most seats that one buyer may have, held and bought together, from 1 to 1000; no limit when absent. Buyers need
    /// a token then.
    // Omitted when absent, as `time_zone`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 1000)]
    seats_per_buyer: Option<i64>,
    /// ISO 4217, three upper-case letters.
    #[schema(example = "KRW")]
    currency: String,
    /// 1 to 1000 sections, with at most 100,000 seats together.
    sections: Vec<SectionRequest>,
}

/// A block of equal rows with one price.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct SectionRequest {
    /// 1 to 255 characters.
    name: String,
    /// Number of rows, at least 1.
    #[schema(minimum = 1)]
    rows: i64,
    /// Seats in each row, at least 1.
    #[schema(minimum = 1)]
    cols: i64,
    /// Price of one seat, in minor units.
    #[schema(minimum = 0)]
    price: i64,
}

/// Creates an event. With the 201 it is on sale, unless `salesOpenAt` is in the future.
///
/// After a 503 the event is not on sale. If it was recorded, it was closed again; a repeat creates a new one. A repeat
/// with the same `Idempotency-Key` returns the event that an earlier request created.
#[utoipa::path(post, path = "/admin/events", tag = "admin", request_body = CreateEventRequest,
    params(("Idempotency-Key" = Option<String>, Header)),
    responses(
        (status = 200, body = EventView, description = "The event of an earlier request with this key"),
        (status = 201, body = EventView),
        (status = 400, description = "MALFORMED_REQUEST, IDEMPOTENCY_KEY_MISSING"),
        (status = 415, description = "UNSUPPORTED_MEDIA_TYPE"),
        (status = 422, description = "VALIDATION_FAILED, IDEMPOTENCY_KEY_REUSED"),
        (status = 503, description = "UNAVAILABLE")))]
pub(super) async fn create_event(
    caller: Caller,
    State(state): State<AppState>,
    OptionalIdempotencyKey(key): OptionalIdempotencyKey,
    Json(request): Json<CreateEventRequest>,
) -> Result<Response, Problem> {
    let creation = key.map(|key| request.creation(caller, &key));
    let (event, taken) = match to_its_end(put_on_sale(state.clone(), request.parse()?, creation)).await? {
        Created::Now(event) => (event, None),
        Created::Before(event) => {
            let taken = state.on_seats(state.engine.seats.taken_counts(&[event.id])).await?;
            (event, Some(taken.first().copied().flatten()))
        }
        Created::KeyReused => return Err(Problem::new(Code::IdempotencyKeyReused)),
    };
    let location = [(header::LOCATION, format!("/api/events/{}", event.id))];
    Ok(match taken {
        None => (StatusCode::CREATED, location, JsonResponse(EventView::new(event, Some(0)))).into_response(),
        Some(taken) => {
            (StatusCode::OK, location, [REPLAYED], JsonResponse(EventView::new(event, taken))).into_response()
        }
    })
}

/// Creates the event, or finds the one that an earlier request created, and loads it.
async fn put_on_sale(state: AppState, event: NewEvent, creation: Option<CreationKey>) -> Result<Created, Problem> {
    let database = &state.engine.database;
    let created = match creation {
        Some(creation) => database.create_event_once(&event, &creation).await?,
        None => Created::Now(database.create_event(&event).await?),
    };
    match &created {
        Created::Now(event) => {
            if let Err(problem) = load(&state, event.id).await {
                if let Err(error) = database.abandon_event(event.id).await {
                    let error = &error as &dyn std::error::Error;
                    tracing::warn!(event_id = event.id.get(), error, "can't close an event whose load failed");
                }
                return Err(problem);
            }
        }
        // The earlier request may have ended before the load.
        Created::Before(event) => load(&state, event.id).await?,
        Created::KeyReused => {}
    }
    Ok(created)
}

impl CreateEventRequest {
    /// Binds the caller's key to this request as it was sent: an absent opening would be another "now" at each repeat.
    fn creation(&self, caller: Caller, key: &str) -> CreationKey {
        #[expect(clippy::expect_used, reason = "the request consists of texts, numbers and times")]
        let request = serde_json::to_vec(self).expect("a JSON form");
        match caller.account {
            None => CreationKey::of(key, &request),
            // No header has a NUL, so no key of another imitates this one.
            Some(account) => CreationKey::of(&format!("{account}\0{key}"), &request),
        }
    }

    /// Returns the event, or an error for each invalid field.
    fn parse(self) -> Result<NewEvent, Problem> {
        let mut errors = Vec::new();
        for (field, text) in [("title", &self.title), ("venue", &self.venue)] {
            errors.extend(check_text(field, text));
        }
        let times = [
            ("startsAt", Some(self.starts_at)),
            ("salesOpenAt", self.sales_open_at),
            ("salesCloseAt", self.sales_close_at),
        ];
        let now = Utc::now();
        for (field, time) in times {
            if time.is_some_and(|time| !(1970..=9999).contains(&time.year())) {
                let error = FieldError::new(field, FieldCode::OutOfRange, "must lie between the years 1970 and 9999");
                errors.push(error.at_least(1970).at_most(9999));
            } else if field == "startsAt" && self.starts_at <= now {
                errors.push(FieldError::new(field, FieldCode::NotInFuture, "must be in the future"));
            }
        }
        let time_zone = self.time_zone.unwrap_or_else(|| "UTC".to_owned());
        if time_zone.parse::<Tz>().is_err() {
            let message = "must be a name of the IANA database, such as Asia/Seoul";
            errors.push(FieldError::new("timeZone", FieldCode::Malformed, message));
        }
        // Cut to a full second, so that the event is on sale at once even by a clock that is slightly behind.
        let opens_at = self.sales_open_at.unwrap_or_else(|| now.trunc_subsecs(0));
        match self.sales_close_at {
            Some(closes_at) if closes_at <= opens_at => {
                let message = "must be later than the opening";
                errors.push(FieldError::new("salesCloseAt", FieldCode::OutOfOrder, message));
            }
            None if self.starts_at > now && self.starts_at <= opens_at => {
                let message = "must be before the start, or salesCloseAt must be given";
                errors.push(FieldError::new("salesOpenAt", FieldCode::OutOfOrder, message));
            }
            _ => {}
        }
        let seats_per_buyer = self.seats_per_buyer.map(|limit| u32::try_from(limit).unwrap_or_default());
        let (least, most) = SEATS_PER_BUYER;
        if seats_per_buyer.is_some_and(|limit| !(least..=most).contains(&u64::from(limit))) {
            errors.push(FieldError::out_of_range("seatsPerBuyer", least, most));
        }
        let currency = self.currency.parse::<Currency>();
        if currency.is_err() {
            let message = "must be an ISO 4217 code: three upper-case letters";
            errors.push(FieldError::new("currency", FieldCode::Malformed, message));
        }
        let plan = check_plan(self.sections, &mut errors);
        match (currency, plan) {
            (Ok(currency), Some(plan)) if errors.is_empty() => Ok(NewEvent {
                title: self.title,
                venue: self.venue,
                starts_at: self.starts_at,
                time_zone,
                window: SalesWindow {
                    opens_at,
                    closes_at: self.sales_close_at.unwrap_or(self.starts_at),
                    closed: false,
                },
                seats_per_buyer,
                currency,
                plan,
            }),
            _ => Err(Problem::invalid(errors)),
        }
    }
}

fn check_text(field: impl Into<String>, text: &str) -> Option<FieldError> {
    if text.trim().is_empty() {
        Some(FieldError::new(field, FieldCode::Empty, "must not be empty"))
    } else if text.chars().any(char::is_control) {
        Some(FieldError::new(field, FieldCode::Malformed, "must not have control characters"))
    } else if text.chars().count() > MAX_TEXT {
        Some(FieldError::too_long(field, MAX_TEXT))
    } else {
        None
    }
}

fn plan_error(error: InvalidSeatPlan) -> FieldError {
    let (code, max) = match error {
        InvalidSeatPlan::NoSection | InvalidSeatPlan::EmptySection => (FieldCode::Empty, None),
        InvalidSeatPlan::TooManySeats => (FieldCode::TooLarge, Some(seat_plan::MAX_SEATS.into())),
    };
    FieldError { max, ..FieldError::new("sections", code, error.to_string()) }
}

fn check_plan(requests: Vec<SectionRequest>, errors: &mut Vec<FieldError>) -> Option<SeatPlan> {
    if requests.len() > MAX_SECTIONS {
        let error = FieldError::new("sections", FieldCode::TooMany, format!("must be at most {MAX_SECTIONS}"));
        errors.push(error.at_most(MAX_SECTIONS as u64));
        return None;
    }
    let mut sections = Vec::with_capacity(requests.len());
    for (index, request) in requests.into_iter().enumerate() {
        let field = |name: &str| format!("sections[{index}].{name}");
        let before = errors.len();
        errors.extend(check_text(field("name"), &request.name));
        let mut number = |name: &str, value: i64, (min, max): (u64, u64)| {
            let value = u64::try_from(value).ok().filter(|value| (min..=max).contains(value));
            if value.is_none() {
                errors.push(FieldError::out_of_range(field(name), min, max));
            }
            value.unwrap_or_default()
        };
        let seats = (1, u64::from(seat_plan::MAX_SEATS));
        let rows = number("rows", request.rows, seats);
        let cols = number("cols", request.cols, seats);
        let price = number("price", request.price, (0, MAX_PRICE));
        if let (Ok(rows), Ok(cols), true) = (rows.try_into(), cols.try_into(), errors.len() == before) {
            sections.push(Section { name: request.name, rows, cols, price });
        }
    }
    if errors.iter().any(|error| error.field.starts_with("sections[")) {
        return None;
    }
    SeatPlan::new(sections).map_err(|error| errors.push(plan_error(error))).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_has_at_most_as_many_characters_as_mysql_keeps() {
        assert!(check_text("title", &"é".repeat(MAX_TEXT)).is_none());
        assert!(check_text("title", &"é".repeat(MAX_TEXT + 1)).is_some());
    }

    #[test]
    fn a_plan_has_at_most_a_thousand_sections() {
        let section = || SectionRequest { name: "Floor".into(), rows: 1, cols: 1, price: 1 };
        for (sections, is_valid) in [(MAX_SECTIONS, true), (MAX_SECTIONS + 1, false)] {
            let mut errors = Vec::new();
            let plan = check_plan((0..sections).map(|_| section()).collect(), &mut errors);
            assert_eq!((plan.is_some(), errors.is_empty()), (is_valid, is_valid), "{sections}");
        }
    }
}
