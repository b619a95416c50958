//! Events, their sections and seats.

use std::time::{Duration, Instant};

use chrono::{TimeDelta, Timelike};
use holdfast_domain::{EventId, EventStatus, SeatPlan, Section};
use holdfast_stores::mysql::{
    Database, Error,
    events::{EventFilter, EventOrder, NewEvent},
};
use sqlx::Row;

use crate::support::{
    database::FreshDatabase,
    orders::{an_event, now, seat},
};

fn unknown_event() -> EventId {
    EventId::try_from(4711).expect("an event id")
}

/// An event without its id, for comparisons.
fn content(event: &NewEvent) -> impl PartialEq + std::fmt::Debug {
    let (title, venue, plan) = (event.title.clone(), event.venue.clone(), event.plan.clone());
    let times = (event.starts_at, event.time_zone.clone(), event.window);
    (title, venue, times, event.currency, plan)
}

#[tokio::test]
async fn an_event_is_read_as_it_was_created() {
    let database = FreshDatabase::create().await;
    let section = |name: &str, rows, cols, price| Section { name: name.to_owned(), rows, cols, price };
    let sections =
        vec![section("바닥 \"1\" 🎭", 2, 3, 50_000), section("Balcony", 1, 4, 0), section("Balcony", 1, 4, 0)];
    let mut new = an_event(1);
    new.title = "Ring \\ 🎻 'Teil' %".to_owned();
    new.starts_at = now().with_nanosecond(123_456_789).expect("a time");
    new.time_zone = "America/Argentina/ComodRivadavia".to_owned();
    new.window.closes_at = now() + TimeDelta::days(2);
    new.plan = SeatPlan::new(sections).expect("a seat plan");

    let created = database.create_event(&new).await.expect("created");
    let found = database.find_event(created.id).await.expect("read").expect("there");

    assert_eq!(content(&found.event), content(&created.event));
    assert_eq!(found.event.starts_at.nanosecond(), 123_456_000, "MySQL keeps microseconds");
    assert_eq!((&found.event.title, &found.event.plan), (&new.title, &new.plan));
}

#[tokio::test]
async fn an_event_may_be_in_any_year_from_1970_to_9999() {
    let database = FreshDatabase::create().await;
    for time in ["1970-01-01T00:00:00Z", "2038-01-19T03:14:08Z", "9999-12-31T23:59:59.999999Z"] {
        let time = time.parse().expect("a time");
        let mut new = an_event(1);
        (new.starts_at, new.window.opens_at, new.window.closes_at) = (time, time, time);

        let created = database.create_event(&new).await.expect("created");

        let found = database.find_event(created.id).await.expect("read").expect("the event");
        assert_eq!(content(&found.event), content(&new));
    }
}

#[tokio::test]
async fn a_hundred_thousand_seats_are_written_within_seconds_and_as_the_plan_numbers_them() {
    let database = FreshDatabase::create().await;
    let section = |rows, cols, price| Section { name: "Block".to_owned(), rows, cols, price };
    let mut new = an_event(1);
    new.plan = SeatPlan::new(vec![section(500, 150, 70_000), section(250, 100, 30_000)]).expect("a seat plan");

    let begun = Instant::now();
    let created = database.create_event(&new).await.expect("created");
    let took = begun.elapsed();
    println!("100,000 seats in {took:?}");

    assert!(took < Duration::from_secs(10), "{took:?}");
    let mut connection = database.connection().await;
    let rows =
        sqlx::query("SELECT seat_id, label, r, c, section, price FROM seats WHERE event_id = ? ORDER BY seat_id")
            .bind(created.id.get())
            .fetch_all(&mut connection)
            .await
            .expect("read");
    assert_eq!(rows.len(), 100_000);
    for (row, planned) in rows.iter().zip(new.plan.seats()) {
        let written: (u32, String, u32, u32, u64) = (row.get(0), row.get(1), row.get(2), row.get(3), row.get(5));
        assert_eq!(written, (planned.id.get(), planned.label(), planned.row, planned.col, planned.section.price));
        assert_eq!(row.get::<u32, _>(4), u32::from(planned.id > seat(75_000)));
    }
}

#[tokio::test]
async fn a_name_that_is_too_long_is_refused_and_not_cut() {
    let database = FreshDatabase::create().await;
    let long = "밤".repeat(256);
    let section = Section { name: long.clone(), rows: 1, cols: 1, price: 1 };
    let plan = SeatPlan::new(vec![section]).expect("a seat plan");
    let events = [
        NewEvent { title: long.clone(), ..an_event(1) },
        NewEvent { venue: long, ..an_event(1) },
        NewEvent { plan, ..an_event(1) },
    ];
    for event in events {
        let refused = database.create_event(&event).await;
        assert!(matches!(refused, Err(Error::Refused(_))), "{refused:?}");
    }
    let page = database.events_by_id(None, 1).await.expect("read");
    assert!(page.items.is_empty(), "nothing is written half");
}

#[tokio::test]
async fn an_event_is_closed_once_and_for_all() {
    let database = FreshDatabase::create().await;
    let event = database.create_event(&an_event(1)).await.expect("created").id;

    for _ in 0..2 {
        assert!(database.close_event(event).await.expect("closed"));
        assert!(database.find_event(event).await.expect("read").expect("there").event.window.closed);
    }
    let closed_at = "SELECT closed_at FROM events";
    let mut connection = database.connection().await;
    let first: chrono::NaiveDateTime = sqlx::query_scalar(closed_at).fetch_one(&mut connection).await.expect("read");
    database.close_event(event).await.expect("closed");
    let again: chrono::NaiveDateTime = sqlx::query_scalar(closed_at).fetch_one(&mut connection).await.expect("read");
    assert_eq!(again, first);
}

#[tokio::test]
async fn an_event_that_may_be_closed_from_the_start_is_created_closed() {
    let database = FreshDatabase::create().await;
    let mut new = an_event(1);
    new.window.closed = true;
    let event = database.create_event(&new).await.expect("created").id;
    assert!(database.find_event(event).await.expect("read").expect("there").event.window.closed);
}

#[tokio::test]
async fn an_unknown_event_is_reported_as_unknown() {
    let (database, event) = (FreshDatabase::create().await, unknown_event());
    assert!(database.find_event(event).await.expect("read").is_none());
    assert!(!database.close_event(event).await.expect("closed"));
    assert_eq!(database.raise_epoch(event, 0).await.expect("raised"), None);
    assert_eq!(database.with_ownership(event, async |_| ()).await.expect("read"), None);
}

#[tokio::test]
async fn each_load_has_an_epoch_of_its_own() {
    let database = FreshDatabase::create().await;
    let [one, other] = [an_event(1), an_event(1)];
    let one = database.create_event(&one).await.expect("created").id;
    let other = database.create_event(&other).await.expect("created").id;
    for epoch in 1..=3 {
        assert_eq!(database.raise_epoch(one, 0).await.expect("raised"), Some(epoch));
    }
    assert_eq!(database.raise_epoch(other, 0).await.expect("raised"), Some(1));
}

#[tokio::test]
async fn pages_of_events_are_continued_where_they_ended() {
    let database = FreshDatabase::create().await;
    let mut expected = Vec::new();
    for _ in 0..5 {
        expected.push(database.create_event(&an_event(1)).await.expect("created").id);
    }

    let (mut ids, mut after, mut pages) = (Vec::new(), None, 0);
    loop {
        let page = database.events_by_id(after, 2).await.expect("read");
        ids.extend(page.items.iter().map(|event| event.id));
        pages += 1;
        assert!(pages < 100, "the pages have no end");
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!((ids, pages), (expected.clone(), 3));

    let page = database.events_by_id(Some(expected[2]), 2).await.expect("read");
    assert_eq!((page.items.len(), page.next), (2, None), "a page that is just full is the last");
}

#[tokio::test]
async fn a_search_finds_title_and_venue_in_any_case_and_knows_no_wildcards() {
    let database = FreshDatabase::create().await;
    for (title, venue) in
        [("100% Jazz", "Blue Note"), ("1000 Jazz!", "club_7"), ("Ópera", "club27"), ("밤", "Blue\\Note")]
    {
        let new = NewEvent { title: title.to_owned(), venue: venue.to_owned(), ..an_event(2) };
        database.create_event(&new).await.expect("created");
    }
    let found = async |query: &str| {
        let filter = EventFilter { query: Some(query.to_owned()), ..EventFilter::default() };
        titles(&database, &filter, EventOrder::EarliestFirst).await
    };

    assert_eq!(found("jazz").await, ["100% Jazz", "1000 Jazz!"]);
    assert_eq!(found("0% J").await, ["100% Jazz"]);
    assert_eq!(found("%").await, ["100% Jazz"]);
    assert_eq!(found("b_7").await, ["1000 Jazz!"]);
    assert_eq!(found("!").await, ["1000 Jazz!"]);
    assert_eq!(found("\\").await, ["밤"]);
    assert_eq!(found("BLUE").await, ["100% Jazz", "밤"]);
    assert_eq!(found("밤").await, ["밤"]);
    assert_eq!(found("' OR 1=1 -- ").await, Vec::<String>::new());
    assert_eq!(found("").await.len(), 4);
}

/// The titles of all pages of a list, read two events at a time.
async fn titles(database: &Database, filter: &EventFilter, order: EventOrder) -> Vec<String> {
    let (mut titles, mut after) = (Vec::new(), None);
    loop {
        let page = database.list_events(filter, order, after, 2).await.expect("read");
        assert!(page.items.len() <= 2);
        titles.extend(page.items.into_iter().map(|event| event.event.title));
        assert!(titles.len() < 100, "the pages have no end");
        after = page.next;
        if after.is_none() {
            return titles;
        }
    }
}

#[tokio::test]
async fn a_list_is_by_start_and_by_id_where_events_start_together() {
    let database = FreshDatabase::create().await;
    let start = now() + TimeDelta::days(1);
    for (title, days) in [("d", 3), ("b", 1), ("a", 0), ("c", 1), ("e", 3)] {
        let new = NewEvent { title: title.to_owned(), starts_at: start + TimeDelta::days(days), ..an_event(1) };
        database.create_event(&new).await.expect("created");
    }
    let all = EventFilter::default();
    assert_eq!(titles(&database, &all, EventOrder::EarliestFirst).await, ["a", "b", "c", "d", "e"]);
    assert_eq!(titles(&database, &all, EventOrder::LatestFirst).await, ["e", "d", "c", "b", "a"]);

    let (from, before) = (Some(start + TimeDelta::days(1)), Some(start + TimeDelta::days(3)));
    let between = EventFilter { starts_from: from, starts_before: before, ..EventFilter::default() };
    assert_eq!(titles(&database, &between, EventOrder::EarliestFirst).await, ["b", "c"], "from is in, before is out");
    assert_eq!(titles(&database, &between, EventOrder::LatestFirst).await, ["c", "b"]);
}

#[tokio::test]
async fn a_list_by_status_agrees_with_the_status_of_each_event() {
    let database = FreshDatabase::create().await;
    let now = now();
    let times = [-1, 0, 1].map(|hours| now + TimeDelta::hours(hours));
    for opens_at in times {
        for closes_at in times {
            for closed in [false, true] {
                let mut new = an_event(1);
                new.title = format!("{opens_at} {closes_at} {closed}");
                (new.window.opens_at, new.window.closes_at, new.window.closed) = (opens_at, closes_at, closed);
                database.create_event(&new).await.expect("created");
            }
        }
    }
    let all = database.events_by_id(None, 100).await.expect("read").items;
    for status in EventStatus::ALL {
        let filter = EventFilter { status: Some((status, now)), ..EventFilter::default() };
        let mut expected: Vec<_> = all.iter().filter(|event| event.event.window.status_at(now) == status).collect();
        expected.sort_by_key(|event| (event.event.starts_at, event.id));
        let expected: Vec<_> = expected.into_iter().map(|event| event.event.title.clone()).collect();
        assert!(!expected.is_empty());
        assert_eq!(titles(&database, &filter, EventOrder::EarliestFirst).await, expected, "{status:?}");
    }
}

/// As versions before 0.2 write it.
#[tokio::test]
async fn the_sale_of_an_event_without_an_end_ends_when_the_event_starts() {
    let database = FreshDatabase::create().await;
    let event = database.create_event(&an_event(1)).await.expect("created").id;
    let mut connection = database.connection().await;
    sqlx::query("UPDATE events SET sales_close_at = NULL").execute(&mut connection).await.expect("updated");
    let event = database.find_event(event).await.expect("read").expect("there").event;
    assert_eq!(event.window.closes_at, event.starts_at);
    let filter = EventFilter { status: Some((EventStatus::Closed, event.starts_at)), ..EventFilter::default() };
    assert_eq!(titles(&database, &filter, EventOrder::EarliestFirst).await, [event.title]);
}
