//! The sweep of due holds.

use std::time::Duration;

use holdfast_domain::EventId;
use holdfast_test_support::{RedisServer, clear_redis, eventually, eventually_within, fresh_names, variable};
use holdfast_worker::sweep;
use tokio_util::sync::CancellationToken;

use crate::support::{hold, load, seat_store, taken};

#[tokio::test]
async fn a_due_hold_is_freed_within_a_second_and_a_live_one_stays() {
    let (url, names) = (variable("REDIS_URL"), fresh_names());
    let seats = seat_store(&url, &names).await;
    let [due, live] = [1, 2].map(|id: u64| EventId::try_from(id).unwrap());
    for event in [due, live] {
        load(&seats, event).await;
    }
    let stop = CancellationToken::new();
    let sweeping = tokio::spawn(sweep::run(seats.clone(), stop.clone()));
    hold(&seats, live, 120).await;
    hold(&seats, due, 1).await;
    // One second until the hold is due, and one until its seat is free.
    eventually_within("the due hold is swept", Duration::from_secs(3), async || {
        taken(&seats, due).await.is_empty().then_some(())
    })
    .await;
    assert_eq!(taken(&seats, live).await.len(), 1);
    stop.cancel();
    sweeping.await.unwrap();
    clear_redis(&url, &names).await;
}

#[tokio::test]
async fn the_sweep_goes_on_when_redis_is_back() {
    let mut server = RedisServer::start().await;
    let seats = seat_store(&server.url(), &fresh_names()).await;
    let event = EventId::try_from(1).unwrap();
    server.kill().await;
    let stop = CancellationToken::new();
    let sweeping = tokio::spawn(sweep::run(seats.clone(), stop.clone()));
    // The sweep has met the outage before it ends.
    eventually("Redis is away", async || seats.ping().await.is_err().then_some(())).await;
    server.restart().await;
    eventually("Redis is back", async || seats.ping().await.is_ok().then_some(())).await;
    load(&seats, event).await;
    hold(&seats, event, 1).await;
    eventually("the due hold is swept", async || taken(&seats, event).await.is_empty().then_some(())).await;
    stop.cancel();
    sweeping.await.unwrap();
}
