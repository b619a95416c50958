//! `GET /admin/events/{eventId}/sales/periods`.

use std::time::Duration;

use axum::{Json, extract::State};
use chrono::{DateTime, Utc};
use holdfast_domain::{Currency, EventId};
use holdfast_stores::mysql::sales::SalesSpan;
use holdfast_web::{Code, Problem};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{extract::Id, orders::rfc3339, state::AppState};

/// Most periods of one response: a chart has no room for more.
const MAX_PERIODS: u64 = 120;
/// Lengths of a period that people think in, in seconds: from ten seconds to a week.
const LENGTHS: [u64; 9] = [10, 60, 300, 900, 3600, 6 * 3600, 24 * 3600, 3 * 24 * 3600, 7 * 24 * 3600];

/// Sold seats by the time of their orders.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct SalesPeriodsView {
    /// The event.
    event_id: u64,
    /// ISO 4217.
    #[schema(value_type = String, example = "KRW")]
    currency: Currency,
    /// The length of each period, in seconds: as short as at most 120 periods allow.
    period_seconds: u64,
    /// Periods with sales, oldest first. Refunded seats are not counted.
    periods: Vec<PeriodView>,
}

/// The sales of one period.
#[derive(Debug, Serialize, ToSchema)]
struct PeriodView {
    /// When it begins; RFC 3339, UTC.
    start: String,
    /// Seats with a live ticket that were ordered in this period.
    seats: u64,
    /// The sum of their prices, in minor units.
    amount: u64,
}

/// Counts sold seats over the time of the sale.
#[utoipa::path(get, path = "/admin/events/{eventId}/sales/periods", tag = "admin",
    params(("eventId" = u64, Path)),
    responses((status = 200, body = SalesPeriodsView),
        (status = 404, description = "EVENT_NOT_FOUND"), (status = 503, description = "UNAVAILABLE")))]
pub(super) async fn read_sales_periods(
    State(state): State<AppState>,
    Id(id): Id<EventId>,
) -> Result<Json<SalesPeriodsView>, Problem> {
    let event = state.reads.find_event(id).await?.ok_or_else(|| Problem::new(Code::EventNotFound))?.event;
    let mut view = SalesPeriodsView {
        event_id: id.get(),
        currency: event.currency,
        period_seconds: LENGTHS[0],
        periods: Vec::new(),
    };
    if let Some(span) = state.reads.sales_span(id).await? {
        let (start, length) = periods_of(span);
        view.period_seconds = length;
        let periods = state.reads.sales_by_period(id, start, Duration::from_secs(length)).await?;
        view.periods = periods
            .into_iter()
            .map(|sales| PeriodView {
                start: rfc3339(start + Duration::from_secs(sales.period * length)),
                seats: sales.seats,
                amount: sales.amount,
            })
            .collect();
    }
    Ok(Json(view))
}

/// Start of the first period, and the length of each in seconds. Periods begin at multiples of their length, so that
/// they stay where they are when more orders come.
fn periods_of(span: SalesSpan) -> (DateTime<Utc>, u64) {
    let seconds = |time: DateTime<Utc>| u64::try_from(time.timestamp()).unwrap_or_default();
    let (first, last) = (seconds(span.first), seconds(span.last));
    let count = |length: u64| last / length - first / length + 1;
    // An event that sells for longer than the longest period allows gets longer ones.
    let longest = || (last - first).div_ceil(MAX_PERIODS - 2);
    let length = LENGTHS.into_iter().find(|length| count(*length) <= MAX_PERIODS).unwrap_or_else(longest);
    let start = i64::try_from(first - first % length).unwrap_or_default();
    (DateTime::from_timestamp(start, 0).unwrap_or_default(), length)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(first: &str, seconds: i64) -> SalesSpan {
        let first = first.parse().unwrap();
        SalesSpan { first, last: first + chrono::TimeDelta::seconds(seconds) }
    }

    /// The period of the last order, counted from 0.
    fn last_period(span: SalesSpan) -> u64 {
        let (start, length) = periods_of(span);
        u64::try_from((span.last - start).num_seconds()).unwrap() / length
    }

    #[test]
    fn the_periods_of_a_rush_are_short_and_those_of_a_long_sale_are_long() {
        let first = "2026-11-29T20:00:07Z";
        let (hour, day) = (3600, 86_400);
        for (seconds, length) in [
            (0, 10),
            (1190, 10),
            (1200, 60),
            (7100, 60),
            (8 * hour, 300),
            (day, 900),
            (4 * day, 3600),
            (20 * day, 21_600),
            (90 * day, 86_400),
            (300 * day, 259_200),
            (800 * day, 604_800),
        ] {
            assert_eq!(periods_of(span(first, seconds)).1, length, "{seconds} s");
        }
    }

    #[test]
    fn there_are_never_more_than_120_periods_and_each_order_is_in_one() {
        for seconds in [0, 9, 10, 1189, 1190, 1195, 1200, 86_400, 10_000_000, 1_000_000_000] {
            let span = span("2026-11-29T20:00:05Z", seconds);
            assert!(periods_of(span).0 <= span.first, "{seconds} s");
            let last = last_period(span);
            assert!(last < MAX_PERIODS, "{seconds} s: {last}");
        }
    }

    #[test]
    fn a_sale_of_years_has_about_as_many_periods_as_a_chart_has_room_for() {
        let last = last_period(span("2026-11-29T20:00:05Z", 1_000_000_000));
        assert!(last > MAX_PERIODS - 5, "{last}");
    }
}
