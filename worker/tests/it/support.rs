//! Stores that only one test uses, and sample events.

pub(crate) mod engine;

use std::{collections::BTreeMap, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use holdfast_domain::{EventId, HoldToken, SalesWindow, SeatId, SeatPlan, SeatStatus, Section};
use holdfast_settings::{Names, Reader};
use holdfast_stores::{
    mysql::{Database, MysqlConfig, events::NewEvent},
    redis::{Hold, LoadOutcome, LoadPlan, RedisConfig, SeatStore},
};
use holdfast_test_support::{FreshDatabase, lookup, sale_settings};

/// A seat store that fails fast.
pub(crate) async fn seat_store(url: &str, names: &Names) -> SeatStore {
    let config =
        RedisConfig { url: url.to_owned(), timeout: Duration::from_secs(2), stream_cap: 10_000, trace_changes: false };
    SeatStore::connect(&config, names.clone()).await.unwrap()
}

/// A migrated database that only one test uses.
pub(crate) async fn record() -> (FreshDatabase, Database) {
    let fresh = FreshDatabase::create_empty().await;
    let database = database_at(&fresh.url());
    database.migrate().await.expect("the schema is brought up to date");
    (fresh, database)
}

pub(crate) fn database_at(url: &str) -> Database {
    let config = Reader::read(lookup(&sale_settings(url, "")), MysqlConfig::read).unwrap();
    Database::connect(&config).unwrap()
}

/// An event with one row of seats, on sale from `opens_at`.
pub(crate) fn an_event(seats: u32, opens_at: DateTime<Utc>) -> NewEvent {
    let section = Section { name: "Floor".to_owned(), rows: 1, cols: seats, price: 50_000 };
    NewEvent {
        title: "Concert".to_owned(),
        venue: "Hall".to_owned(),
        starts_at: tomorrow(),
        time_zone: "UTC".to_owned(),
        window: SalesWindow { opens_at, closes_at: tomorrow(), closed: false },
        seats_per_buyer: None,
        currency: "KRW".parse().unwrap(),
        plan: SeatPlan::new(vec![section]).unwrap(),
    }
}

fn tomorrow() -> DateTime<Utc> {
    Utc::now() + TimeDelta::days(1)
}

/// Loads an event of two seats, on sale since yesterday.
pub(crate) async fn load(seats: &SeatStore, event: EventId) {
    let window = SalesWindow { opens_at: Utc::now() - TimeDelta::days(1), closes_at: tomorrow(), closed: false };
    let plan = LoadPlan {
        epoch: 1,
        seat_count: 2,
        window,
        sold: Vec::new(),
        claimed: Vec::new(),
        seats_per_buyer: None,
        buyers: BTreeMap::new(),
    };
    let ticket = seats.begin_load(event, Duration::from_secs(5)).await.unwrap().expect("nobody else loads this event");
    assert!(matches!(seats.finish_load(event, &ticket, &plan).await.unwrap(), LoadOutcome::Loaded(_)));
}

/// A new hold of the event's first seat.
pub(crate) async fn hold(seats: &SeatStore, event: EventId, seconds: u32) -> Hold {
    let token = HoldToken::from_random(rand::random()).id();
    seats.hold(event, &token, &[SeatId::try_from(1).unwrap()], seconds, None).await.unwrap().unwrap().into_hold()
}

/// The seats of an event that are not available.
pub(crate) async fn taken(seats: &SeatStore, event: EventId) -> Vec<(SeatId, SeatStatus)> {
    seats.snapshot(event).await.unwrap().taken
}
