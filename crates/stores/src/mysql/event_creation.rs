//! Creates events. The module `events` reads them.

use std::iter;

use chrono::{DateTime, Utc};
use holdfast_domain::{EventId, SalesWindow, SeatPlan, Section, event::CreationKey};
use sqlx::{Connection, MySqlConnection};

use super::{
    Database, Error, duplicate_key,
    events::{Event, NewEvent, find, json},
    read,
};

/// Seats per INSERT: few round trips, and packets far below the limit of any server.
const SEATS_PER_INSERT: usize = 5000;

/// The outcome of a creation with a key.
#[derive(Debug, Clone)]
pub enum Created {
    /// By this call.
    Now(Event),
    /// By an earlier call with the same key and request.
    Before(Event),
    /// The key belongs to another request.
    KeyReused,
}

impl Database {
    /// Writes an event with its sections and seats in one transaction. Returns the event as recorded, with its times
    /// truncated to microseconds.
    pub async fn create_event(&self, event: &NewEvent) -> Result<Event, Error> {
        self.insert_event(event, None).await
    }

    /// As [`Self::create_event`], unless an earlier call has bound the key.
    pub async fn create_event_once(&self, event: &NewEvent, creation: &CreationKey) -> Result<Created, Error> {
        if let Some(known) = self.find_creation(creation).await? {
            return Ok(known);
        }
        match self.insert_event(event, Some(creation)).await {
            Ok(event) => Ok(Created::Now(event)),
            // Another call with this key was faster.
            Err(Error::Refused(error)) if duplicate_key(&error) == Some("events_creation_key_once") => {
                self.find_creation(creation).await?.ok_or(Error::Refused(error))
            }
            Err(error) => Err(error),
        }
    }

    async fn find_creation(&self, creation: &CreationKey) -> Result<Option<Created>, Error> {
        self.run(async |connection| {
            let known = sqlx::query!(
                r#"SELECT event_id, creation_request AS "creation_request!" FROM events WHERE creation_key = ?"#,
                creation.key()
            );
            let Some(known) = known.fetch_optional(&mut *connection).await? else {
                return Ok(None);
            };
            if known.creation_request != creation.request() {
                return Ok(Some(Created::KeyReused));
            }
            Ok(find(connection, read::event_id(known.event_id)?).await?.map(Created::Before))
        })
        .await
    }

    async fn insert_event(&self, event: &NewEvent, creation: Option<&CreationKey>) -> Result<Event, Error> {
        let window = SalesWindow {
            opens_at: recorded(event.window.opens_at),
            closes_at: recorded(event.window.closes_at),
            closed: event.window.closed,
        };
        let event = NewEvent { starts_at: recorded(event.starts_at), window, ..event.clone() };
        let seats = seat_lines(&event.plan);
        let chunks: Vec<&[SeatLine]> = seats.chunks(SEATS_PER_INSERT).collect();
        let limit = self.pool.statement_timeout().saturating_mul(u32::try_from(chunks.len()).unwrap_or(u32::MAX));
        let id = self
            .run_within(limit, async |connection| {
                let mut transaction = connection.begin().await?;
                let id = insert_event(&mut transaction, &event).await?;
                if let Some(creation) = creation {
                    bind_creation(&mut transaction, id, creation).await?;
                }
                insert_sections(&mut transaction, id, event.plan.sections()).await?;
                for chunk in chunks {
                    insert_seats(&mut transaction, id, chunk).await?;
                }
                transaction.commit().await?;
                Ok(id)
            })
            .await?;
        Ok(Event { id, event })
    }

    /// Closes the sales of an event that didn't get on sale, and frees its creation key for a repeat. Idempotent.
    pub async fn abandon_event(&self, id: EventId) -> Result<(), Error> {
        self.run(async |connection| {
            let update = sqlx::query!(
                "UPDATE events SET closed_at = COALESCE(closed_at, UTC_TIMESTAMP(6)), creation_key = NULL
                WHERE event_id = ?",
                id.get()
            );
            update.execute(connection).await?;
            Ok(())
        })
        .await
    }
}

/// Truncates a time to the microseconds that its column stores. MySQL has no leap seconds (RFC 3339, section 5.7), so a
/// leap second becomes the start of the next minute.
fn recorded(time: DateTime<Utc>) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(time.timestamp_micros()).unwrap_or(time)
}

/// Times are passed as naive UTC, which the driver sends as DATETIME. It sends times with a zone as TIMESTAMP, whose
/// range ends in 2038.
async fn insert_event(connection: &mut MySqlConnection, event: &NewEvent) -> Result<EventId, Error> {
    let inserted = sqlx::query!(
        "INSERT INTO events
            (title, venue, starts_at, time_zone, sales_open_at, sales_close_at, closed_at, seats_per_buyer, currency,
            created_at)
        VALUES (?, ?, ?, ?, ?, ?, IF(?, UTC_TIMESTAMP(6), NULL), ?, ?, UTC_TIMESTAMP(6))",
        event.title,
        event.venue,
        event.starts_at.naive_utc(),
        event.time_zone,
        event.window.opens_at.naive_utc(),
        event.window.closes_at.naive_utc(),
        event.window.closed,
        event.seats_per_buyer,
        event.currency.as_str(),
    )
    .execute(connection)
    .await?;
    let id = inserted.last_insert_id();
    EventId::try_from(id).map_err(|_| Error::Malformed(format!("new event with the id {id}")))
}

async fn bind_creation(connection: &mut MySqlConnection, id: EventId, creation: &CreationKey) -> Result<(), Error> {
    sqlx::query!(
        "UPDATE events SET creation_key = ?, creation_request = ? WHERE event_id = ?",
        creation.key(),
        creation.request(),
        id.get(),
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// The name's column in `JSON_TABLE` is wider than the table's: `JSON_TABLE` would silently truncate a name that is too
/// long, while the table rejects it.
async fn insert_sections(connection: &mut MySqlConnection, id: EventId, sections: &[Section]) -> Result<(), Error> {
    let lines: Vec<_> =
        (0_u32..).zip(sections).map(|(position, s)| (position, &s.name, s.rows, s.cols, s.price)).collect();
    sqlx::query!(
        "INSERT INTO sections (event_id, position, name, seat_rows, seat_cols, price)
        SELECT ?, j.position, j.name, j.seat_rows, j.seat_cols, j.price
        FROM JSON_TABLE(?, '$[*]' COLUMNS (
            position INT UNSIGNED PATH '$[0]',
            name VARCHAR(1024) PATH '$[1]',
            seat_rows INT UNSIGNED PATH '$[2]',
            seat_cols INT UNSIGNED PATH '$[3]',
            price BIGINT UNSIGNED PATH '$[4]'
        )) AS j",
        id.get(),
        json(&lines),
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Seat id, label, row, column, position of the section, price in minor units.
type SeatLine = (u32, String, u32, u32, u32, u64);

fn seat_lines(plan: &SeatPlan) -> Vec<SeatLine> {
    let positions = (0..)
        .zip(plan.sections())
        .flat_map(|(position, section)| iter::repeat_n(position, section.rows as usize * section.cols as usize));
    plan.seats()
        .zip(positions)
        .map(|(seat, position)| (seat.id.get(), seat.label(), seat.row, seat.col, position, seat.section.price))
        .collect()
}

async fn insert_seats(connection: &mut MySqlConnection, id: EventId, seats: &[SeatLine]) -> Result<(), Error> {
    sqlx::query!(
        "INSERT INTO seats (event_id, seat_id, label, r, c, section, price)
        SELECT ?, j.seat_id, j.label, j.r, j.c, j.section, j.price
        FROM JSON_TABLE(?, '$[*]' COLUMNS (
            seat_id INT UNSIGNED PATH '$[0]',
            label VARCHAR(32) PATH '$[1]',
            r INT UNSIGNED PATH '$[2]',
            c INT UNSIGNED PATH '$[3]',
            section INT UNSIGNED PATH '$[4]',
            price BIGINT UNSIGNED PATH '$[5]'
        )) AS j",
        id.get(),
        json(&seats),
    )
    .execute(connection)
    .await?;
    Ok(())
}
