use holdfast_domain::{CancelReason, SeatStatus, step_messages::ClaimOutcome};
use holdfast_stores::redis::{Error, LoadPlan, SeatStore};

use super::{
    fixture::{Fixture, claim_of, config, eventually, hold_id, order, plan, seat, seats},
    own_server::OwnServer,
};

#[tokio::test]
async fn a_redis_that_was_killed_and_started_again_has_nothing_loaded_until_it_is() {
    let mut server = OwnServer::start(&[]).await;
    let mut fixture = Fixture::at(&server.url()).await;
    let event = fixture.event(10).await;
    let (hold, buyer) = (fixture.hold(event, [1]).await, fixture.sold(event, [2]).await);
    let before = fixture.store.version(event).await.unwrap();
    server.kill();
    server.start_again().await;

    fixture.raw = server.connection().await;
    // The data has survived, but the last writes may be missing, so the event must not count as loaded.
    let refused = fixture.store.hold(event, &hold_id(), &seats([3]), 60, None).await;
    assert!(matches!(refused, Err(Error::NotLoaded(_))), "{refused:?}");
    fixture.load(event, &LoadPlan { sold: vec![(seat(2), buyer)], ..plan(2, 10) }).await;
    assert_eq!(fixture.taken(event).await, [(1, SeatStatus::Held), (2, SeatStatus::Sold)].into());
    assert!(fixture.store.version(event).await.unwrap() > before);
    assert_eq!(fixture.store.claim(&claim_of(order(), &hold)).await.unwrap(), ClaimOutcome::Claimed);
    fixture.finish().await;
}

#[tokio::test]
async fn a_flushed_redis_has_nothing_loaded_and_versions_still_grow() {
    let server = OwnServer::start(&[]).await;
    let fixture = Fixture::at(&server.url()).await;
    let event = fixture.event(10).await;
    let hold = fixture.hold(event, [1]).await;
    let before = fixture.store.version(event).await.unwrap();
    ::redis::cmd("FLUSHALL").exec_async(&mut fixture.raw.clone()).await.unwrap();
    assert!(matches!(fixture.store.version(event).await, Err(Error::NotLoaded(_))));
    fixture.load(event, &plan(2, 10)).await;
    assert!(fixture.store.version(event).await.unwrap() > before);
    assert_eq!(
        fixture.store.claim(&claim_of(order(), &hold)).await.unwrap(),
        ClaimOutcome::Refused { reason: CancelReason::HoldExpired }
    );
    fixture.finish().await;
}

#[tokio::test]
async fn a_replica_that_was_promoted_has_nothing_loaded() {
    let primary = OwnServer::start(&[]).await;
    let replica = OwnServer::start(&["--replicaof", "127.0.0.1", &primary.port().to_string()]).await;
    let fixture = Fixture::at(&primary.url()).await;
    let event = fixture.event(10).await;
    fixture.hold(event, [1]).await;
    let (key, mut raw) = (fixture.names.seats(event), replica.connection().await);
    eventually("the replica has the hold", async || {
        let state: Option<String> = ::redis::cmd("HGET").arg(&key).arg(1).query_async(&mut raw).await.unwrap();
        state.is_some()
    })
    .await;
    ::redis::cmd("REPLICAOF").arg("NO").arg("ONE").exec_async(&mut raw).await.unwrap();
    let store = SeatStore::connect(&config(&replica.url()), fixture.names.clone()).await.unwrap();
    let refused = store.hold(event, &hold_id(), &seats([2]), 60, None).await;
    assert!(matches!(refused, Err(Error::NotLoaded(_))), "{refused:?}");
    fixture.finish().await;
}
