use std::time::{Duration, Instant};

use holdfast_domain::Partition;
use holdfast_settings::Names;
use holdfast_stores::redis::{Error, SeatStore};

use super::{
    fixture::{DEADLINE, Fixture, LEASE, config, eventually, hold_id, plan, seat, seats},
    own_server::OwnServer,
};

#[tokio::test]
async fn steps_fail_fast_while_redis_is_away_and_work_again_when_it_is_back() {
    let mut server = OwnServer::start(&[]).await;
    let mut fixture = Fixture::at(&server.url()).await;
    let event = fixture.event(10).await;
    server.kill();
    for _ in 0..20 {
        let started = Instant::now();
        let refused = fixture.store.hold(event, &hold_id(), &seats([1]), 60, None).await;
        assert!(matches!(refused, Err(Error::Unavailable(_))), "{refused:?}");
        assert!(started.elapsed() < DEADLINE / 4, "waited for the time-out: {:?}", started.elapsed());
    }
    server.start_again().await;
    // The first operation after the restart succeeds.
    fixture.store.ping().await.unwrap();
    fixture.raw = server.connection().await;
    fixture.load(event, &plan(2, 10)).await;
    fixture.hold(event, [1]).await;
    fixture.finish().await;
}

#[tokio::test]
async fn a_store_may_be_made_before_redis_is_there() {
    let mut server = OwnServer::start(&[]).await;
    server.kill();
    let store = SeatStore::connect(&config(&server.url()), Names::default()).await.unwrap();
    assert!(matches!(store.ping().await, Err(Error::Unavailable(_))));
    server.start_again().await;
    store.ping().await.unwrap();
}

#[tokio::test]
async fn a_redis_that_does_not_respond_times_out_for_all_callers_at_once() {
    let server = OwnServer::start(&[]).await;
    let fixture = Fixture::at(&server.url()).await;
    let event = fixture.event(10).await;
    let mut brief = config(&server.url());
    brief.timeout = Duration::from_millis(200);
    let store = SeatStore::connect(&brief, fixture.names.clone()).await.unwrap();
    server.signal("-STOP");
    let started = Instant::now();
    let answers = futures::future::join_all((0..50).map(|_| store.version(event))).await;
    assert!(answers.iter().all(|answer| matches!(answer, Err(Error::Unavailable(_)))));
    assert!(started.elapsed() < DEADLINE / 2, "one after the other: {:?}", started.elapsed());
    server.signal("-CONT");
    eventually("the store answers again", async || store.version(event).await.is_ok()).await;
    fixture.finish().await;
}

#[tokio::test]
async fn a_step_that_redis_has_no_memory_for_changes_nothing() {
    let server = OwnServer::start(&["--maxmemory-policy", "noeviction"]).await;
    let fixture = Fixture::at(&server.url()).await;
    let event = fixture.event(10).await;
    let hold = fixture.hold(event, [1]).await;
    let before = fixture.store.version(event).await.unwrap();
    let limit = async |bytes: u64| {
        let mut raw = fixture.raw.clone();
        ::redis::cmd("CONFIG").arg("SET").arg("maxmemory").arg(bytes).exec_async(&mut raw).await.unwrap();
    };
    limit(1).await;
    let refused = fixture.store.hold(event, &hold_id(), &seats([2]), 60, None).await;
    assert!(matches!(refused, Err(Error::Unavailable(_))), "{refused:?}");
    let refused = fixture.store.add(event, &hold.id, &seats([3])).await;
    assert!(matches!(refused, Err(Error::Unavailable(_))), "{refused:?}");
    assert!(fixture.store.begin_load(event, LEASE).await.is_err());
    assert_eq!(fixture.store.version(event).await.unwrap(), before);
    assert_eq!(fixture.taken(event).await.len(), 1);
    limit(0).await;
    fixture.finish().await;
}

#[tokio::test]
async fn a_server_that_lost_its_scripts_gets_them_again() {
    let server = OwnServer::start(&[]).await;
    let fixture = Fixture::at(&server.url()).await;
    let event = fixture.event(10).await;
    fixture.hold(event, [1]).await;
    ::redis::cmd("SCRIPT").arg("FLUSH").exec_async(&mut fixture.raw.clone()).await.unwrap();
    let hold = fixture.hold(event, [2]).await;
    fixture.store.release(event, &hold.id, Some(seat(2))).await.unwrap();
    fixture.finish().await;
}

#[tokio::test]
async fn a_url_that_cannot_be_parsed_fails_the_start() {
    for url in ["", "nonsense", "http://127.0.0.1"] {
        let store = SeatStore::connect(&config(url), Names::default()).await;
        assert!(matches!(store.map(drop), Err(Error::Unavailable(_))), "{url}");
    }
}

#[tokio::test]
async fn an_identity_is_the_servers_clock_and_its_replication_id() {
    let fixture = Fixture::new().await;
    let partition = Partition::try_from(7).unwrap();
    let (first, id) = fixture.store.server_identity(partition).await.unwrap();
    let (second, same) = fixture.store.server_identity(partition).await.unwrap();
    assert!(first <= second && id == same && id.len() == 40);
    fixture.finish().await;
}
