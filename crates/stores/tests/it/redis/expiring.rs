use holdfast_domain::Partition;

use super::fixture::{Fixture, LEASE, claim_of, event, hold_id, order, plan, seats, sweep};

#[tokio::test]
async fn the_sweep_frees_due_holds_in_one_change_an_event_and_no_other() {
    let fixture = Fixture::new().await;
    let event = fixture.event(10).await;
    let (first, second) = (fixture.hold(event, [1, 2]).await, fixture.hold(event, [3]).await);
    fixture.hold(event, [4]).await;
    assert_eq!(sweep(&fixture.store, event.partition()).await.unwrap(), 0);
    fixture.make_due(event, &first.id).await;
    fixture.make_due(event, &second.id).await;
    let before = fixture.store.version(event).await.unwrap();
    assert_eq!(sweep(&fixture.store, event.partition()).await.unwrap(), 2);
    assert_eq!(fixture.store.version(event).await.unwrap(), before.next());
    assert_eq!(fixture.taken(event).await.into_keys().collect::<Vec<_>>(), [4]);
    assert_eq!(sweep(&fixture.store, event.partition()).await.unwrap(), 0);
    assert_eq!(fixture.store.version(event).await.unwrap(), before.next());
    fixture.finish().await;
}

#[tokio::test]
async fn a_claimed_seat_never_expires() {
    let fixture = Fixture::new().await;
    let event = fixture.event(10).await;
    let hold = fixture.hold(event, [1, 2]).await;
    let mut claim = claim_of(order(), &hold);
    claim.seats.pop();
    fixture.store.claim(&claim).await.unwrap();
    fixture.make_due(event, &hold.id).await;
    assert_eq!(sweep(&fixture.store, event.partition()).await.unwrap(), 1);
    assert_eq!(fixture.taken(event).await.into_keys().collect::<Vec<_>>(), [1]);
    fixture.finish().await;
}

#[tokio::test]
async fn the_sweep_takes_every_batch_of_many_due_holds() {
    let fixture = Fixture::new().await;
    let event = fixture.event(300).await;
    for number in 1..=250 {
        let hold = fixture.hold(event, [number]).await;
        fixture.make_due(event, &hold.id).await;
    }
    assert_eq!(sweep(&fixture.store, event.partition()).await.unwrap(), 250);
    assert!(fixture.taken(event).await.is_empty());
    fixture.finish().await;
}

#[tokio::test]
async fn the_sweep_frees_a_hold_by_its_own_expiry_and_repairs_the_list_of_expiries() {
    let fixture = Fixture::new().await;
    let event = fixture.event(10).await;
    let hold = fixture.hold(event, [1]).await;
    let expiries = fixture.names.expiries(event.partition());
    let mut raw = fixture.raw.clone();
    ::redis::pipe()
        .zadd(&expiries, format!("{event}:{}", hold.id.as_str()), 1)
        .zadd(&expiries, format!("{event}:{}", hold_id().as_str()), 2)
        .zadd(&expiries, "nonsense", 3)
        .exec_async(&mut raw)
        .await
        .unwrap();
    assert_eq!(sweep(&fixture.store, event.partition()).await.unwrap(), 0);
    assert!(fixture.store.find_hold(event, &hold.id).await.unwrap().is_some());
    let left: Vec<String> = ::redis::cmd("ZRANGE").arg(&expiries).arg(0).arg(-1).query_async(&mut raw).await.unwrap();
    assert_eq!(left, [format!("{event}:{}", hold.id.as_str())]);
    fixture.finish().await;
}

#[tokio::test]
async fn due_holds_of_an_event_that_is_not_loaded_wait_for_its_load_and_do_not_block_the_sweep() {
    let fixture = Fixture::new().await;
    let unloaded = fixture.event(200).await;
    // An event id that is 64 higher is in the same partition.
    let other = event(unloaded.get() + u64::from(Partition::COUNT));
    fixture.load(other, &plan(1, 10)).await;
    let mut holds = Vec::new();
    for number in 1..=120 {
        let hold = fixture.hold(unloaded, [number]).await;
        fixture.make_due(unloaded, &hold.id).await;
        holds.push(hold.id);
    }
    let live = fixture.hold(unloaded, [121]).await;
    let ticket = fixture.store.begin_load(unloaded, LEASE).await.unwrap().unwrap();
    let due = fixture.hold(other, [1]).await;
    fixture.make_due(other, &due.id).await;
    assert_eq!(sweep(&fixture.store, other.partition()).await.unwrap(), 1);

    fixture.store.finish_load(unloaded, &ticket, &plan(2, 200)).await.unwrap();
    assert_eq!(fixture.taken(unloaded).await.into_keys().collect::<Vec<_>>(), [121]);
    fixture.make_due(unloaded, &live.id).await;
    assert_eq!(sweep(&fixture.store, unloaded.partition()).await.unwrap(), 1);
    assert!(fixture.taken(unloaded).await.is_empty());
    let free = fixture.store.hold(unloaded, &hold_id(), &seats([1]), 60, None).await.unwrap();
    assert!(free.is_ok());
    fixture.assert_consistent(other).await;
    let mut raw = fixture.raw.clone();
    ::redis::cmd("DEL")
        .arg(fixture.names.seats(other))
        .arg(fixture.names.holds(other))
        .exec_async(&mut raw)
        .await
        .unwrap();
    fixture.finish().await;
}
