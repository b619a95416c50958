use std::{
    collections::{HashMap, HashSet},
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use futures::future::join_all;
use holdfast_domain::{EventId, SeatId, SeatStatus, step_messages::ClaimOutcome};
use holdfast_stores::redis::{Error, Hold, MarkSoldOutcome, Refusal};
use rand::{Rng, SeedableRng, rngs::StdRng};

use super::fixture::{
    Fixture, LEASE, claim_of, compensation_of, give_back_of, hold_id, order, plan, seat, seats, sweep,
};

/// Runs one task for each of 64 buyers, on all threads.
async fn race<T: Send + 'static, F: Future<Output = T> + Send + 'static>(
    fixture: &Arc<Fixture>,
    runner: impl Fn(Arc<Fixture>, u32) -> F,
) -> Vec<T> {
    let tasks = (0..64).map(|number| tokio::spawn(runner(Arc::clone(fixture), number)));
    join_all(tasks).await.into_iter().map(Result::unwrap).collect()
}

async fn finish(fixture: Arc<Fixture>) {
    Arc::into_inner(fixture).expect("every task has ended").finish().await;
}

fn some_seats(rng: &mut StdRng, of: u32) -> Vec<SeatId> {
    let wanted: HashSet<u32> = (0..rng.random_range(1..=3)).map(|_| rng.random_range(1..=of)).collect();
    wanted.into_iter().map(seat).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn racing_holds_never_share_a_seat() {
    let fixture = Arc::new(Fixture::new().await);
    let event = fixture.event(40).await;
    let holds = race(&fixture, move |fixture, number| async move {
        let mut rng = StdRng::seed_from_u64(number.into());
        let mut won = Vec::new();
        for _ in 0..20 {
            let wanted = some_seats(&mut rng, 40);
            match fixture.store.hold(event, &hold_id(), &wanted, 60, None).await.unwrap() {
                Ok(held) => won.push(held.into_hold()),
                Err(refusal) => assert!(matches!(refusal, Refusal::Conflicts(_)), "{refusal:?}"),
            }
        }
        won
    })
    .await;
    let mut owners = HashMap::new();
    for hold in holds.into_iter().flatten() {
        for seat in hold.seats {
            assert_eq!(owners.insert(seat.seat_id, hold.id.clone()), None, "seat {} twice", seat.seat_id);
        }
    }
    assert_eq!(owners.len(), fixture.taken(event).await.len());
    finish(fixture).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn racing_repeats_of_one_hold_are_one_hold() {
    let fixture = Arc::new(Fixture::new().await);
    let event = fixture.event(10).await;
    let id = hold_id();
    let holds = race(&fixture, |fixture, _| {
        let id = id.clone();
        async move { fixture.store.hold(event, &id, &seats([1, 2]), 60, None).await.unwrap().unwrap().into_hold().seats }
    })
    .await;
    assert!(holds.iter().all(|seats| *seats == holds[0]));
    assert_eq!(fixture.entries(event).await.len(), 2);
    finish(fixture).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn racing_additions_fill_a_hold_to_its_maximum_and_no_further() {
    let fixture = Arc::new(Fixture::new().await);
    let event = fixture.event(100).await;
    let hold = fixture.hold(event, [100]).await;
    let answers = race(&fixture, |fixture, number| {
        let id = hold.id.clone();
        async move { fixture.store.add(event, &id, &[seat(number + 1)]).await.unwrap() }
    })
    .await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 7);
    assert!(answers.iter().all(|answer| matches!(answer, Ok(_) | Err(Refusal::TooMany))));
    finish(fixture).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_racing_claims_on_one_hold_one_wins() {
    let fixture = Arc::new(Fixture::new().await);
    let event = fixture.event(10).await;
    let hold = fixture.hold(event, [1, 2]).await;
    let outcomes = race(&fixture, |fixture, _| {
        let claim = claim_of(order(), &hold);
        async move { (fixture.store.claim(&claim).await.unwrap(), claim.order_id) }
    })
    .await;
    let winners: Vec<_> = outcomes.iter().filter(|(outcome, _)| *outcome == ClaimOutcome::Claimed).collect();
    assert_eq!(winners.len(), 1);
    assert_eq!(fixture.store.sell(event, winners[0].1, &seats([1, 2])).await.unwrap(), MarkSoldOutcome::Sold);
    finish(fixture).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn racing_extensions_and_sweeps_leave_a_hold_whole_or_gone() {
    let fixture = Arc::new(Fixture::new().await);
    for _ in 0..20 {
        let event = fixture.event(10).await;
        let hold = fixture.hold(event, [1, 2]).await;
        let due = hold.expires_in_ms - 3;
        fixture.age(event, &hold.id, Duration::from_millis(due)).await;
        let extended = race(&fixture, |fixture, number| {
            let id = hold.id.clone();
            async move {
                if number % 2 == 0 {
                    sweep(&fixture.store, event.partition()).await.unwrap();
                    return false;
                }
                fixture.store.extend(event, &id, 200).await.unwrap().is_ok()
            }
        })
        .await
        .contains(&true);
        let left = fixture.store.find_hold(event, &hold.id).await.unwrap().map(|hold| hold.seats.len());
        assert_eq!(left, extended.then_some(2));
        fixture.assert_consistent(event).await;
    }
    finish(fixture).await;
}

/// Seats above this are claimed in the storm and never sold, because a sold-out event would end the storm early.
const LAST_FOR_SALE: u32 = 6;

/// One buyer in the storm: every operation on a hold and its order, at random.
async fn buy(fixture: &Fixture, event: EventId, rng: &mut StdRng, sold: &mut Vec<SeatId>) -> Result<(), Error> {
    let (store, id) = (&fixture.store, hold_id());
    // Before the hold: a refused hold ends the function, so the storm would stop once every seat is held.
    if rng.random_bool(0.2) {
        sweep(store, event.partition()).await?;
    }
    if store.hold(event, &id, &some_seats(rng, 12), 60, None).await?.is_err() {
        return Ok(());
    }
    if rng.random_bool(0.3) {
        let _ = store.add(event, &id, &some_seats(rng, 12)).await?;
    }
    if rng.random_bool(0.2) {
        let _ = store.extend(event, &id, 300).await?;
    }
    if rng.random_bool(0.3) {
        fixture.make_due(event, &id).await;
    }
    let Some(hold): Option<Hold> = store.find_hold(event, &id).await? else { return Ok(()) };
    if rng.random_bool(0.3) {
        store.release(event, &id, Some(hold.seats[0].seat_id).filter(|_| rng.random_bool(0.5))).await?;
        // An abandoned hold becomes due, so that a sweep frees its seats; otherwise all seats would stay held.
        fixture.make_due(event, &id).await;
        return Ok(());
    }
    let order = order();
    if rng.random_bool(0.2) {
        store.give_back(&compensation_of(order, &hold), &[]).await?;
    }
    if store.claim(&claim_of(order, &hold)).await? != ClaimOutcome::Claimed {
        return Ok(());
    }
    let numbers: Vec<SeatId> = hold.seats.iter().map(|seat| seat.seat_id).collect();
    if rng.random_bool(0.5) || numbers.iter().any(|seat| seat.get() > LAST_FOR_SALE) {
        store.give_back(&compensation_of(order, &hold), &[]).await?;
    } else {
        assert_eq!(store.sell(event, order, &numbers).await?, MarkSoldOutcome::Sold);
        sold.extend(numbers);
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_storm_of_all_steps_sells_no_seat_twice_and_leaves_stream_and_seats_agreeing() {
    let fixture = Arc::new(Fixture::new().await);
    let event = fixture.event(12).await;
    let sold = race(&fixture, move |fixture, number| async move {
        let mut rng = StdRng::seed_from_u64(number.into());
        let mut sold = Vec::new();
        for _ in 0..100 {
            buy(&fixture, event, &mut rng, &mut sold).await.unwrap();
        }
        sold
    })
    .await;
    let mut at_last: Vec<u32> = sold.into_iter().flatten().map(SeatId::get).collect();
    at_last.sort_unstable();
    sweep(&fixture.store, event.partition()).await.unwrap();
    let in_redis = fixture.taken(event).await.into_iter().filter(|(_, status)| *status == SeatStatus::Sold);
    assert_eq!(at_last, in_redis.map(|(number, _)| number).collect::<Vec<_>>());
    assert!(!at_last.is_empty());
    assert!(fixture.entries(event).await.len() > 200, "the storm was no storm");
    finish(fixture).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn loads_that_race_with_each_other_and_with_holds_leave_one_epoch_and_all_holds() {
    let fixture = Arc::new(Fixture::new().await);
    let event = fixture.event(200).await;
    // Stands for the epoch in MySQL, which each load raises.
    let epoch = Arc::new(AtomicU32::new(1));
    let (counter, loads) = (Arc::clone(&epoch), Arc::new(AtomicU32::new(0)));
    let finished = Arc::clone(&loads);
    let holds = race(&fixture, move |fixture, number| {
        let (epoch, finished) = (Arc::clone(&counter), Arc::clone(&finished));
        async move {
            if number % 8 == 0 {
                for _ in 0..5 {
                    let Some(ticket) = fixture.store.begin_load(event, LEASE).await.unwrap() else { continue };
                    let plan = plan(epoch.fetch_add(1, Ordering::SeqCst) + 1, 200);
                    fixture.store.finish_load(event, &ticket, &plan).await.unwrap();
                    finished.fetch_add(1, Ordering::SeqCst);
                }
                return None;
            }
            let id = hold_id();
            loop {
                match fixture.store.hold(event, &id, &[seat(number + 1)], 60, None).await {
                    Ok(held) => return Some(held.unwrap().into_hold()),
                    Err(Error::NotLoaded(_)) => tokio::task::yield_now().await,
                    Err(error) => panic!("{error}"),
                }
            }
        }
    })
    .await;
    assert_eq!(fixture.store.loaded_epoch(event).await.unwrap(), Some(epoch.load(Ordering::SeqCst)));
    assert!(loads.load(Ordering::SeqCst) >= 5);
    for hold in holds.into_iter().flatten() {
        let found = fixture.store.find_hold(event, &hold.id).await.unwrap();
        assert_eq!(found.map(|found| found.seats), Some(hold.seats));
    }
    finish(fixture).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn racing_returns_and_sales_of_one_order_end_in_one_of_the_two() {
    let fixture = Arc::new(Fixture::new().await);
    let event = fixture.event(10).await;
    let order = fixture.claimed(event, [1, 2]).await;
    race(&fixture, move |fixture, number| async move {
        if number % 2 == 0 {
            fixture.store.sell(event, order, &seats([1, 2])).await.unwrap();
        } else {
            fixture.store.give_back(&give_back_of(order, event, [1, 2]), &[]).await.unwrap();
        }
    })
    .await;
    assert!(fixture.taken(event).await.is_empty(), "a seat that was given back isn't sold again");
    finish(fixture).await;
}
