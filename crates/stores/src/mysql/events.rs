//! Reads events with their sections, and closes sales. The module `event_creation` creates events.

use std::iter;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use holdfast_domain::{Currency, EventId, EventStatus, SalesWindow, SeatPlan, Section};
use sqlx::MySqlConnection;

use super::{Database, Error};

/// The range of MySQL's times.
const EARLIEST: DateTime<Utc> = DateTime::UNIX_EPOCH;
const LATEST: DateTime<Utc> =
    NaiveDate::from_ymd_opt(9999, 12, 31).unwrap().and_hms_micro_opt(23, 59, 59, 999_999).unwrap().and_utc();

/// An event to be created.
#[derive(Debug, Clone)]
pub struct NewEvent {
    /// Shown to buyers; at most 255 characters.
    pub title: String,
    /// Shown to buyers; at most 255 characters.
    pub venue: String,
    /// When the event starts.
    pub starts_at: DateTime<Utc>,
    /// The venue's time zone: a name of the IANA database, at most 64 characters.
    pub time_zone: String,
    /// When seats may be held.
    pub window: SalesWindow,
    /// The most seats that one buyer may have; `None`: no limit.
    pub seats_per_buyer: Option<u32>,
    /// The currency of all prices.
    pub currency: Currency,
    /// The sections, which determine the seats.
    pub plan: SeatPlan,
}

/// An event as recorded.
#[derive(Debug, Clone)]
pub struct Event {
    /// Assigned by MySQL.
    pub id: EventId,
    /// The event as it was created, except that `window.closed` is the current value.
    pub event: NewEvent,
}

/// Which events a list has. The default is all.
#[derive(Debug, Clone, Default)]
pub struct EventFilter {
    /// Text in title or venue. The comparison ignores case, and `%` and `_` are literal.
    pub query: Option<String>,
    /// The status, and the time at which it is the event's.
    pub status: Option<(EventStatus, DateTime<Utc>)>,
    /// The earliest start.
    pub starts_from: Option<DateTime<Utc>>,
    /// The end of the time in which events start, exclusive.
    pub starts_before: Option<DateTime<Utc>>,
}

/// The order of a list of events. Events that start together are by id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventOrder {
    /// By start.
    EarliestFirst,
    /// By start, and by id, both descending.
    LatestFirst,
}

/// A place in a list of events: that of the event with this start and id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EventPosition {
    /// The start.
    pub starts_at: DateTime<Utc>,
    /// The event.
    pub id: EventId,
}

/// A page of a list of events.
#[derive(Debug, Clone)]
pub struct Page<Position> {
    /// At most `limit` events.
    pub items: Vec<Event>,
    /// Pass this as `after` to get the next page; `None` on the last page.
    pub next: Option<Position>,
}

impl Database {
    /// The event with this id; `None` if there is none.
    pub async fn find_event(&self, id: EventId) -> Result<Option<Event>, Error> {
        self.run(async |connection| find(connection, id).await).await
    }

    /// At most `limit` events with an id above `after`, by id.
    pub async fn events_by_id(&self, after: Option<EventId>, limit: u32) -> Result<Page<EventId>, Error> {
        let after = after.map_or(0, EventId::get);
        let lines = self
            .run(async |connection| {
                let lines = section_lines!(
                    ["(SELECT * FROM events WHERE event_id > ? ORDER BY event_id LIMIT ?)"],
                    "e.event_id",
                    after,
                    one_more(limit),
                );
                Ok(lines.fetch_all(connection).await?)
            })
            .await?;
        page(&lines, limit, |event| event.id)
    }

    /// At most `limit` events after the position `after`; the first ones without it.
    pub async fn list_events(
        &self,
        filter: &EventFilter,
        order: EventOrder,
        after: Option<EventPosition>,
        limit: u32,
    ) -> Result<Page<EventPosition>, Error> {
        let pattern = containing(filter.query.as_deref().unwrap_or_default());
        let (status, now) = filter.status.map_or(("", EARLIEST), |(status, now)| (status_word(status), now));
        let within = |time: DateTime<Utc>| time.clamp(EARLIEST, LATEST);
        let mut first = filter.starts_from.map_or(EARLIEST, within);
        let mut last = filter.starts_before.map_or(LATEST, |end| within(end) - TimeDelta::microseconds(1));
        // The bounds of the start are for the index, which can't be used to compare with start and id.
        let after = after.map(|after| (within(after.starts_at), after.id.get()));
        let (after_start, after_id) = after.unwrap_or(match order {
            EventOrder::EarliestFirst => (EARLIEST, 0),
            EventOrder::LatestFirst => (LATEST, u64::MAX),
        });
        match order {
            EventOrder::EarliestFirst => first = first.max(after_start),
            EventOrder::LatestFirst => last = last.min(after_start),
        }
        let [first, last, now, after_start] = [first, last, now, after_start].map(|time| time.naive_utc());
        let limit_plus_one = one_more(limit);
        let lines = self
            .run(async |connection| match order {
                EventOrder::EarliestFirst => {
                    let lines = listed_lines!(
                        "(starts_at > ? OR event_id > ?)",
                        "ORDER BY starts_at, event_id",
                        "e.starts_at, e.event_id",
                        [first, last, after_start, after_id, status, now, pattern, limit_plus_one],
                    );
                    Ok(lines.fetch_all(connection).await?)
                }
                EventOrder::LatestFirst => {
                    let lines = listed_lines!(
                        "(starts_at < ? OR event_id < ?)",
                        "ORDER BY starts_at DESC, event_id DESC",
                        "e.starts_at DESC, e.event_id DESC",
                        [first, last, after_start, after_id, status, now, pattern, limit_plus_one],
                    );
                    Ok(lines.fetch_all(connection).await?)
                }
            })
            .await?;
        page(&lines, limit, |event| EventPosition { starts_at: event.event.starts_at, id: event.id })
    }

    /// Closes sales permanently. Returns whether the event exists. Idempotent.
    pub async fn close_event(&self, id: EventId) -> Result<bool, Error> {
        let closed = self
            .run(async |connection| {
                let update = sqlx::query!(
                    "UPDATE events SET closed_at = COALESCE(closed_at, UTC_TIMESTAMP(6)) WHERE event_id = ?",
                    id.get()
                );
                Ok(update.execute(connection).await?)
            })
            .await?;
        // Our connections count matched rows, not changed ones, so a repeated call returns true as well.
        Ok(closed.rows_affected() == 1)
    }
}

/// One row of a query: a section with its event.
struct SectionLine {
    event_id: u64,
    title: String,
    venue: String,
    starts_at: DateTime<Utc>,
    time_zone: String,
    sales_open_at: DateTime<Utc>,
    sales_close_at: DateTime<Utc>,
    closed: bool,
    seats_per_buyer: Option<u32>,
    currency: String,
    name: String,
    seat_rows: u32,
    seat_cols: u32,
    price: u64,
}

/// Queries events with their sections, one line per section, in the order `$order`. `$events` is a subquery in place of
/// the table `events`, in parts. Without an end of its own, a sale ends when the event starts.
macro_rules! section_lines {
    ([$($events:literal)+], $order:literal, $($argument:expr),+ $(,)?) => {
        sqlx::query_as!(
            SectionLine,
            r#"SELECT e.event_id AS "event_id!", e.title AS "title!", e.venue AS "venue!",
                e.starts_at AS "starts_at!: DateTime<Utc>", e.time_zone AS "time_zone!",
                e.sales_open_at AS "sales_open_at!: DateTime<Utc>",
                COALESCE(e.sales_close_at, e.starts_at) AS "sales_close_at!: DateTime<Utc>",
                e.closed_at IS NOT NULL AS "closed!: bool", e.seats_per_buyer AS "seats_per_buyer?",
                e.currency AS "currency!", s.name AS "name!", s.seat_rows AS "seat_rows!", s.seat_cols AS "seat_cols!", s.price AS "price!"
            FROM "# $(+ $events)+ + r#" AS e
            JOIN sections AS s ON s.event_id = e.event_id
            ORDER BY "# + $order + ", s.position",
            $($argument),+
        )
    };
}
use section_lines;

/// The lines of a page of [`Database::list_events`]. The status is that of `SalesWindow::status_at`.
macro_rules! listed_lines {
    ($behind:literal, $inner:literal, $outer:literal, [
        $first:expr, $last:expr, $start:expr, $id:expr, $status:expr, $now:expr, $pattern:expr, $limit:expr $(,)?
    ] $(,)?) => {
        section_lines!(
            ["(SELECT * FROM events WHERE starts_at BETWEEN ? AND ? AND " $behind
             " AND (title LIKE ? ESCAPE '!' OR venue LIKE ? ESCAPE '!')
               AND ? IN ('', CASE WHEN closed_at IS NOT NULL OR COALESCE(sales_close_at, starts_at) <= ? THEN 'CLOSED'
                   WHEN sales_open_at > ? THEN 'SCHEDULED' ELSE 'ON_SALE' END)
             " $inner " LIMIT ?)"],
            $outer,
            $first, $last, $start, $id, $pattern, $pattern, $status, $now, $now, $limit,
        )
    };
}
use listed_lines;

fn status_word(status: EventStatus) -> &'static str {
    match status {
        EventStatus::Scheduled => "SCHEDULED",
        EventStatus::OnSale => "ON_SALE",
        EventStatus::Closed => "CLOSED",
    }
}

/// The lines to read for a page of `limit` events: the last one only tells whether there is another page.
fn one_more(limit: u32) -> u64 {
    u64::from(limit) + 1
}

fn page<P>(lines: &[SectionLine], limit: u32, position: impl Fn(&Event) -> P) -> Result<Page<P>, Error> {
    let mut items = gather(lines)?;
    let more = items.len() > limit as usize;
    items.truncate(limit as usize);
    let next = if more { items.last().map(position) } else { None };
    Ok(Page { items, next })
}

/// Reads one event within the connection's current transaction, if there is one.
pub(super) async fn find(connection: &mut MySqlConnection, id: EventId) -> Result<Option<Event>, Error> {
    let lines = section_lines!(["(SELECT * FROM events WHERE event_id = ?)"], "e.event_id", id.get())
        .fetch_all(connection)
        .await?;
    Ok(gather(&lines)?.pop())
}

fn gather(lines: &[SectionLine]) -> Result<Vec<Event>, Error> {
    lines.chunk_by(|a, b| a.event_id == b.event_id).map(event).collect()
}

/// Builds an event from its lines; `lines` is never empty.
fn event(lines: &[SectionLine]) -> Result<Event, Error> {
    let malformed = |what: &str| Error::Malformed(format!("event {}: {what}", lines[0].event_id));
    let line = &lines[0];
    let sections = lines.iter().map(|line| Section {
        name: line.name.clone(),
        rows: line.seat_rows,
        cols: line.seat_cols,
        price: line.price,
    });
    Ok(Event {
        id: EventId::try_from(line.event_id).map_err(|_| malformed("id"))?,
        event: NewEvent {
            title: line.title.clone(),
            venue: line.venue.clone(),
            starts_at: line.starts_at,
            time_zone: line.time_zone.clone(),
            window: SalesWindow { opens_at: line.sales_open_at, closes_at: line.sales_close_at, closed: line.closed },
            seats_per_buyer: line.seats_per_buyer,
            currency: line.currency.parse().map_err(|_| malformed("currency"))?,
            plan: SeatPlan::new(sections.collect()).map_err(|_| malformed("seat plan"))?,
        },
    })
}

/// A LIKE pattern for text that contains `part`; the escape character is `!`.
fn containing(part: &str) -> String {
    let escapes = part.chars().flat_map(|c| matches!(c, '%' | '_' | '!').then_some('!').into_iter().chain([c]));
    iter::once('%').chain(escapes).chain(['%']).collect()
}

/// Serialises a list as the JSON text that `JSON_TABLE` expects.
pub(super) fn json<T: serde::Serialize + ?Sized>(list: &T) -> String {
    serde_json::json!(list).to_string()
}

#[cfg(test)]
mod tests {
    use super::containing;

    #[test]
    fn wildcards_in_a_search_stand_for_themselves() {
        assert_eq!(containing("100%_sure!"), "%100!%!_sure!!%");
        assert_eq!(containing(""), "%%");
    }
}
