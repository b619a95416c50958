//! The cost of a hold: the script alone, over 50 connections with one call at a time each, and as a process runs it,
//! over the one connection that its tasks share. The first is the floor of the HTTP figures.
//!
//! `REDIS_URL=… cargo bench -p holdfast-stores --bench holds`; writes under a prefix of its own and removes it.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a benchmark prints its figures and fails by panicking")]

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use chrono::{TimeDelta, Utc};
use futures::future::join_all;
use holdfast_domain::{EventId, HoldToken, SalesWindow, SeatId};
use holdfast_settings::Names;
use holdfast_stores::redis::{LoadPlan, RedisConfig, SeatStore};

const HOLDS: u32 = 100_000;

#[tokio::main]
async fn main() {
    let config = RedisConfig {
        url: std::env::var("REDIS_URL").unwrap(),
        timeout: Duration::from_mins(1),
        stream_cap: 100_000,
        trace_changes: false,
    };
    let names = Names::with_prefix(format!("bench-{:08x}-", rand::random::<u32>()));
    for (what, connections, tasks) in
        [("floor: 50 connections, one hold at a time each", 50, 1), ("50 tasks", 1, 50), ("200 tasks", 1, 200)]
    {
        let event = EventId::try_from(1 + u64::from(rand::random::<u32>())).unwrap();
        let mut stores = Vec::new();
        for _ in 0..connections {
            stores.push(SeatStore::connect(&config, names.clone()).await.unwrap());
        }
        load(&stores[0], event).await;
        let each = HOLDS / (connections * tasks);
        let started = Instant::now();
        let buyers = (0..connections * tasks).map(|buyer| {
            let store = stores[usize::try_from(buyer / tasks).unwrap()].clone();
            tokio::spawn(async move {
                for seat in buyer * each + 1..=(buyer + 1) * each {
                    let (token, seat) = (HoldToken::from_random(rand::random()).id(), SeatId::try_from(seat).unwrap());
                    store.hold(event, &token, &[seat], 120, None).await.unwrap().unwrap();
                }
            })
        });
        for buyer in join_all(buyers).await {
            buyer.unwrap();
        }
        let elapsed = started.elapsed();
        println!("{what}: {:.0} holds/s", f64::from(HOLDS) / elapsed.as_secs_f64());
        remove(&config.url, &names, event).await;
    }
}

async fn load(store: &SeatStore, event: EventId) {
    let day = TimeDelta::days(1);
    let window = SalesWindow { opens_at: Utc::now() - day, closes_at: Utc::now() + day, closed: false };
    let plan = LoadPlan {
        epoch: 1,
        seat_count: HOLDS,
        window,
        sold: Vec::new(),
        claimed: Vec::new(),
        seats_per_buyer: None,
        buyers: BTreeMap::new(),
    };
    let ticket = store.begin_load(event, Duration::from_secs(5)).await.unwrap().unwrap();
    store.finish_load(event, &ticket, &plan).await.unwrap();
}

async fn remove(url: &str, names: &Names, event: EventId) {
    let mut redis = ::redis::Client::open(url).unwrap().get_multiplexed_async_connection().await.unwrap();
    let partition = event.partition();
    let keys = [
        names.seats(event),
        names.holds(event),
        names.expiries(partition),
        names.changes(partition),
        names.buyers(event),
    ];
    ::redis::cmd("UNLINK").arg(&keys).exec_async(&mut redis).await.unwrap();
}
