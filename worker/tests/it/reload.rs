//! Events are loaded again when Redis has lost them.

use std::time::Duration;

use chrono::{TimeDelta, Utc};
use futures::future::join_all;
use holdfast_domain::EventId;
use holdfast_stores::{loader::Loader, redis::SeatStore};
use holdfast_test_support::{FaultProxy, RedisServer, eventually_within, fresh_names};
use holdfast_worker::reload;
use tokio_util::sync::CancellationToken;

use crate::support::{an_event, database_at, record, seat_store};

/// One more than the reloader's page.
const EVENTS: usize = 201;

async fn all_are_loaded(seats: &SeatStore, events: &[EventId]) -> bool {
    let epochs = join_all(events.iter().map(|event| seats.loaded_epoch(*event))).await;
    epochs.into_iter().all(|epoch| matches!(epoch, Ok(Some(_))))
}

#[tokio::test]
async fn every_event_that_can_be_sold_is_loaded_at_the_start_and_after_redis_lost_its_data() {
    let mut server = RedisServer::start().await;
    let seats = seat_store(&server.url(), &fresh_names()).await;
    let (_fresh, database) = record().await;
    let mut open = Vec::new();
    for number in 0..EVENTS {
        // The sale of every other event is yet to open; its seats must be loaded by then.
        let opens_at = if number % 2 == 0 { Utc::now() } else { Utc::now() + TimeDelta::days(1) };
        open.push(database.create_event(&an_event(1, opens_at)).await.unwrap().id);
    }
    let closed = database.create_event(&an_event(1, Utc::now())).await.unwrap().id;
    assert!(database.close_event(closed).await.unwrap());

    let (stop, loader) = (CancellationToken::new(), Loader::new(database.clone(), seats.clone()));
    let running = tokio::spawn(reload::run(seats.clone(), database.clone(), loader, stop.clone()));
    let limit = Duration::from_secs(30);
    eventually_within("every event is loaded", limit, async || all_are_loaded(&seats, &open).await.then_some(())).await;
    assert_eq!(seats.loaded_epoch(closed).await.unwrap(), None, "a closed event has nothing to sell");

    server.kill().await;
    server.restart().await;
    eventually_within("every event is loaded", limit, async || all_are_loaded(&seats, &open).await.then_some(())).await;
    stop.cancel();
    running.await.unwrap();
}

#[tokio::test]
async fn a_check_that_fails_is_repeated_until_every_event_is_loaded() {
    let mut server = RedisServer::start().await;
    let seats = seat_store(&server.url(), &fresh_names()).await;
    let (fresh, database) = record().await;
    let mut open = Vec::new();
    for _ in 0..3 {
        open.push(database.create_event(&an_event(1, Utc::now())).await.unwrap().id);
    }
    let (proxy, url) = FaultProxy::before_mysql(&fresh.url());
    let behind = database_at(&url);
    // The list of events, and the first statement of each load.
    for statement in ["WHERE event_id > ? ORDER BY event_id LIMIT", "UPDATE events SET epoch"] {
        server.kill().await;
        server.restart().await;
        proxy.block(statement);
        let (stop, loader) = (CancellationToken::new(), Loader::new(behind.clone(), seats.clone()));
        let running = tokio::spawn(reload::run(seats.clone(), behind.clone(), loader, stop.clone()));
        proxy.met().await;
        proxy.disarm();
        let limit = Duration::from_secs(30);
        eventually_within("every event is loaded", limit, async || all_are_loaded(&seats, &open).await.then_some(()))
            .await;
        stop.cancel();
        running.await.unwrap();
    }
}
