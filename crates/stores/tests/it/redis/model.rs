//! Tests the rules of seats against a small model: any sequence of steps gives the results, versions and seats that the
//! model predicts.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use futures::future::{join, join_all};
use holdfast_domain::{
    AccountId, CancelReason, EventId, Fence, HoldId, OrderId, SalesWindow, SeatId, SeatStatus, Version,
    hold::MAX_SEATS,
    step_messages::{ClaimInput, ClaimOutcome, FencedSeat, GiveBackInput, UnclaimedHold},
};
use holdfast_stores::redis::{Hold, LoadPlan, MarkSoldOutcome, Refusal};
use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};

use super::fixture::{Fixture, account, first_version, hold_id, open, order, plan, seat, sweep};

const SEATS: u32 = 12;
const BUYERS: usize = 4;

/// Most seats of an account, in the events that have a limit. Each account has two of the buyers.
const LIMIT: u32 = 5;

/// One call of the store. A buyer, given by number, has one id and one order.
#[derive(Debug, Clone)]
enum Step {
    Hold(usize, BTreeSet<u32>),
    Add(usize, BTreeSet<u32>),
    Extend(usize, u32),
    Release(usize, Option<u32>),
    RunOut(usize),
    Sweep,
    /// The first buyer's order claims seats with the second buyer's id; with wrong fences if `false`. Where the event
    /// has a limit, an order has one buyer: the second one is then replaced by the other one of the same account.
    Claim(usize, usize, BTreeSet<u32>, bool),
    Sell(usize, BTreeSet<u32>),
    GiveBack(usize, BTreeSet<u32>),
    Compensate(usize, usize, BTreeSet<u32>, bool),
    Close,
    /// A load by a record that has the orders' seats as Redis has them.
    Load,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let buyer = || 0..BUYERS;
    let few = || prop::collection::btree_set(1..=SEATS, 1..5);
    let many = prop::collection::btree_set(1..=SEATS + 1, 1..10);
    let step = prop_oneof![
        6 => (buyer(), few()).prop_map(|(buyer, seats)| Step::Hold(buyer, seats)),
        2 => (buyer(), many.clone()).prop_map(|(buyer, seats)| Step::Hold(buyer, seats)),
        4 => (buyer(), few()).prop_map(|(buyer, seats)| Step::Add(buyer, seats)),
        2 => (buyer(), many).prop_map(|(buyer, seats)| Step::Add(buyer, seats)),
        2 => (buyer(), prop_oneof![Just(1), Just(1000)]).prop_map(|(buyer, seconds)| Step::Extend(buyer, seconds)),
        3 => (buyer(), prop::option::of(1..=SEATS)).prop_map(|(buyer, seat)| Step::Release(buyer, seat)),
        3 => buyer().prop_map(Step::RunOut),
        2 => Just(Step::Sweep),
        6 => (buyer(), buyer(), few(), prop::bool::weighted(0.8)).prop_map(|(a, b, c, d)| Step::Claim(a, b, c, d)),
        4 => (buyer(), few()).prop_map(|(buyer, seats)| Step::Sell(buyer, seats)),
        3 => (buyer(), few()).prop_map(|(buyer, seats)| Step::GiveBack(buyer, seats)),
        3 => (buyer(), buyer(), few(), prop::bool::weighted(0.8)).prop_map(|(a, b, c, d)| Step::Compensate(a, b, c, d)),
        1 => Just(Step::Close),
        2 => Just(Step::Load),
    ];
    prop::collection::vec(step, 1..40)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Held(usize, Fence),
    Claimed(usize),
    Sold(usize),
}

#[derive(Debug, Clone, Copy, Default)]
struct Life {
    due: bool,
    at_its_cap: bool,
}

/// The expected state. Seats that aren't in `seats` are available; a hold exists while it has a seat.
#[derive(Debug)]
struct Model {
    epoch: u32,
    version: Version,
    seats: BTreeMap<u32, State>,
    lives: BTreeMap<usize, Life>,
    closed: bool,
    limit: Option<u32>,
}

impl Model {
    /// How many seats an account has.
    fn has(&self, account: usize) -> u32 {
        let of_account = |state: &&State| match state {
            State::Held(buyer, _) | State::Claimed(buyer) | State::Sold(buyer) => account_of(*buyer) == account,
        };
        u32::try_from(self.seats.values().filter(of_account).count()).unwrap()
    }

    /// The holder whose hold the buyer's order may claim from.
    fn holder_for(&self, buyer: usize, holder: usize) -> usize {
        if self.limit.is_none() || account_of(holder) == account_of(buyer) {
            return holder;
        }
        (0..BUYERS).find(|other| *other != buyer && account_of(*other) == account_of(buyer)).unwrap()
    }

    fn bought(&self) -> BTreeMap<AccountId, u32> {
        let accounts = (0..BUYERS).map(account_of).filter(|_| self.limit.is_some());
        accounts.map(|number| (account(number), self.has(number))).filter(|(_, seats)| *seats > 0).collect()
    }

    fn seats_of(&self, buyer: usize) -> Vec<(u32, Fence)> {
        let of_buyer = self.seats.iter().filter_map(|(&number, state)| match state {
            State::Held(holder, fence) if *holder == buyer => Some((number, *fence)),
            _ => None,
        });
        of_buyer.collect()
    }

    fn is_live(&self, buyer: usize) -> bool {
        self.lives.get(&buyer).is_some_and(|life| !life.due)
    }

    /// The seats that a live hold reports.
    fn live_hold(&self, buyer: usize) -> Option<Vec<(u32, Fence)>> {
        self.is_live(buyer).then(|| self.seats_of(buyer))
    }

    fn change(&mut self, changes: impl IntoIterator<Item = (u32, Option<State>)>) {
        let changes: Vec<_> = changes.into_iter().collect();
        if changes.is_empty() {
            return;
        }
        self.version = self.version.next();
        for (number, state) in changes {
            match state {
                Some(state) => self.seats.insert(number, state),
                None => self.seats.remove(&number),
            };
        }
        let holders: BTreeSet<usize> = (0..BUYERS).filter(|&buyer| !self.seats_of(buyer).is_empty()).collect();
        self.lives.retain(|buyer, _| holders.contains(buyer));
    }

    fn hold(&mut self, buyer: usize, asked: &BTreeSet<u32>, adding: bool) -> Result<Vec<(u32, Fence)>, Refusal> {
        let ids = |numbers: &[u32]| numbers.iter().map(|&number| seat(number)).collect();
        let (own, life) = (self.seats_of(buyer), self.lives.get(&buyer).copied());
        let joining: Vec<u32> =
            asked.iter().copied().filter(|number| own.iter().all(|(owned, _)| owned != number)).collect();
        if life.is_some_and(|life| life.due) || (adding && life.is_none()) {
            return Err(Refusal::Expired);
        }
        let unknown: Vec<u32> = asked.iter().copied().filter(|&number| number > SEATS).collect();
        if !unknown.is_empty() {
            return Err(Refusal::UnknownSeats(ids(&unknown)));
        }
        if life.is_some() && !adding && (!joining.is_empty() || asked.len() != own.len()) {
            return Err(Refusal::OtherHold);
        }
        if joining.is_empty() {
            return Ok(own);
        }
        if own.len() + joining.len() > MAX_SEATS {
            return Err(Refusal::TooMany);
        }
        if self.closed {
            return Err(Refusal::SalesNotOpen);
        }
        let taken = |number: &u32| match self.seats.get(number) {
            None => false,
            Some(State::Held(holder, _)) => self.is_live(*holder),
            Some(State::Claimed(_) | State::Sold(_)) => true,
        };
        let conflicts: Vec<u32> = joining.iter().copied().filter(taken).collect();
        if !conflicts.is_empty() {
            return Err(Refusal::Conflicts(ids(&conflicts)));
        }
        if let Some(limit) = self.limit {
            let own = |number: &&u32| matches!(self.seats.get(number), Some(State::Held(other, _)) if account_of(*other) == account_of(buyer));
            let count = |numbers: usize| u32::try_from(numbers).unwrap();
            let has = self.has(account_of(buyer)) - count(joining.iter().filter(own).count());
            if has + count(joining.len()) > limit.max(self.has(account_of(buyer))) {
                return Err(Refusal::BuyerLimit { limit, has });
            }
        }
        let fence = Fence::new(self.version.next().get());
        self.lives.entry(buyer).or_default();
        self.change(joining.into_iter().map(|number| (number, Some(State::Held(buyer, fence)))));
        Ok(self.seats_of(buyer))
    }

    fn extend(&mut self, buyer: usize, seconds: u32) -> Result<Vec<(u32, Fence)>, Refusal> {
        match self.lives.get_mut(&buyer) {
            None | Some(Life { due: true, .. }) => return Err(Refusal::Expired),
            Some(Life { at_its_cap: true, .. }) => return Err(Refusal::LifeUsedUp),
            Some(life) => life.at_its_cap = seconds == 1000,
        }
        Ok(self.seats_of(buyer))
    }

    fn claim(&mut self, buyer: usize, holder: usize, seats: &[(u32, Fence)]) -> ClaimOutcome {
        let owned = |number| matches!(self.seats.get(number), Some(State::Claimed(o) | State::Sold(o)) if *o == buyer);
        let wanted: Vec<_> = seats.iter().filter(|(number, _)| !owned(number)).copied().collect();
        let matches = |(number, fence): &(u32, Fence)| self.seats.get(number) == Some(&State::Held(holder, *fence));
        if wanted.is_empty() {
            return ClaimOutcome::Claimed;
        }
        if !self.is_live(holder) {
            return ClaimOutcome::Refused { reason: CancelReason::HoldExpired };
        }
        if !wanted.iter().all(matches) {
            return ClaimOutcome::Refused { reason: CancelReason::HoldMismatch };
        }
        self.change(wanted.into_iter().map(|(number, _)| (number, Some(State::Claimed(buyer)))));
        ClaimOutcome::Claimed
    }

    fn sell(&mut self, buyer: usize, seats: &BTreeSet<u32>) -> MarkSoldOutcome {
        let owned = |number| matches!(self.seats.get(number), Some(State::Claimed(o) | State::Sold(o)) if *o == buyer);
        if !seats.iter().all(owned) {
            return MarkSoldOutcome::NotOurs;
        }
        let claimed: Vec<u32> =
            seats.iter().copied().filter(|number| self.seats[number] == State::Claimed(buyer)).collect();
        self.change(claimed.into_iter().map(|number| (number, Some(State::Sold(buyer)))));
        MarkSoldOutcome::Sold
    }

    fn give_back(&mut self, buyer: usize, seats: &BTreeSet<u32>, unclaimed: Option<(usize, &[(u32, Fence)])>) {
        let ours = |number: &u32| match self.seats.get(number) {
            Some(State::Claimed(owner) | State::Sold(owner)) => *owner == buyer,
            Some(State::Held(holder, fence)) => {
                unclaimed.is_some_and(|(id, seats)| id == *holder && seats.contains(&(*number, *fence)))
            }
            None => false,
        };
        let freed: Vec<u32> = seats.iter().copied().filter(ours).collect();
        self.change(freed.into_iter().map(|number| (number, None)));
    }

    fn sweep(&mut self) -> usize {
        let due: Vec<usize> = self.lives.iter().filter(|(_, life)| life.due).map(|(&buyer, _)| buyer).collect();
        let freed: Vec<u32> = due.iter().flat_map(|&buyer| self.seats_of(buyer)).map(|(number, _)| number).collect();
        self.change(freed.into_iter().map(|number| (number, None)));
        due.len()
    }

    /// Ends due holds; every other hold and every order keeps its seats.
    fn load(&mut self) {
        self.epoch += 1;
        self.version = first_version(self.epoch);
        let lives = &mut self.lives;
        lives.retain(|_, life| !life.due);
        self.seats.retain(|_, state| !matches!(state, State::Held(holder, _) if !lives.contains_key(holder)));
    }

    /// The record of MySQL from which the event is loaded next.
    fn plan(&self, orders: &[OrderId]) -> LoadPlan {
        let owned = |of: &dyn Fn(&State) -> Option<usize>| {
            let owned = self.seats.iter().filter_map(|(&number, state)| Some((seat(number), orders[of(state)?])));
            owned.collect()
        };
        let sold = owned(&|state| if let State::Sold(buyer) = state { Some(*buyer) } else { None });
        let claimed = owned(&|state| if let State::Claimed(buyer) = state { Some(*buyer) } else { None });
        let owners = orders.iter().enumerate().filter(|_| self.limit.is_some());
        let buyers = owners.map(|(buyer, order)| (*order, account(account_of(buyer)))).collect();
        let window = SalesWindow { closed: self.closed, ..open() };
        LoadPlan {
            epoch: self.epoch + 1,
            seat_count: SEATS,
            window,
            sold,
            claimed,
            seats_per_buyer: self.limit,
            buyers,
        }
    }

    /// These seats with the fences of the holder's hold. A seat outside that hold, or any seat if not `fresh`, gets a
    /// wrong fence.
    fn fenced(&self, holder: usize, seats: &BTreeSet<u32>, fresh: bool) -> Vec<(u32, Fence)> {
        let fence = |number| match self.seats.get(number) {
            Some(State::Held(owner, fence)) if *owner == holder && fresh => *fence,
            _ => Fence::new(7),
        };
        seats.iter().map(|number| (*number, fence(number))).collect()
    }

    fn statuses(&self) -> BTreeMap<u32, SeatStatus> {
        let status = |state: &State| match state {
            State::Held(..) | State::Claimed(_) => SeatStatus::Held,
            State::Sold(_) => SeatStatus::Sold,
        };
        self.seats.iter().map(|(&number, state)| (number, status(state))).collect()
    }
}

/// The real store and the model, driven by the same steps.
struct Run<'a> {
    fixture: &'a Fixture,
    event: EventId,
    holds: Vec<HoldId>,
    orders: Vec<OrderId>,
    model: Model,
}

impl Run<'_> {
    async fn take(&mut self, step: &Step) {
        let (store, event, model) = (&self.fixture.store, self.event, &mut self.model);
        match step {
            Step::Hold(buyer, asked) => {
                let answer = store
                    .hold(event, &self.holds[*buyer], &ids(asked), 120, Some(account(account_of(*buyer))))
                    .await
                    .unwrap();
                assert_eq!(answer.map(|held| fences(held.into_hold())), model.hold(*buyer, asked, false));
            }
            Step::Add(buyer, asked) => {
                let answer = store.add(event, &self.holds[*buyer], &ids(asked)).await.unwrap();
                assert_eq!(answer.map(fences), model.hold(*buyer, asked, true));
            }
            Step::Extend(buyer, seconds) => {
                let answer = store.extend(event, &self.holds[*buyer], *seconds).await.unwrap();
                assert_eq!(answer.map(fences), model.extend(*buyer, *seconds));
            }
            Step::Release(buyer, number) => {
                store.release(event, &self.holds[*buyer], number.map(seat)).await.unwrap();
                let own = model.seats_of(*buyer).into_iter().map(|(owned, _)| owned);
                let freed: Vec<u32> = own.filter(|owned| number.is_none_or(|number| number == *owned)).collect();
                model.change(freed.into_iter().map(|number| (number, None)));
            }
            Step::RunOut(buyer) => {
                self.fixture.age(event, &self.holds[*buyer], Duration::from_secs(700)).await;
                if let Some(life) = model.lives.get_mut(buyer) {
                    life.due = true;
                }
            }
            Step::Sweep => {
                assert_eq!(sweep(store, event.partition()).await.unwrap(), model.sweep());
            }
            Step::Claim(buyer, holder, seats, fresh) => {
                let holder = &model.holder_for(*buyer, *holder);
                let seats = model.fenced(*holder, seats, *fresh);
                let input = ClaimInput {
                    order_id: self.orders[*buyer],
                    event_id: event,
                    hold_id: self.holds[*holder].clone(),
                    seats: fenced_seats(&seats),
                };
                assert_eq!(store.claim(&input).await.unwrap(), model.claim(*buyer, *holder, &seats));
            }
            Step::Sell(buyer, seats) => {
                let answer = store.sell(event, self.orders[*buyer], &ids(seats)).await.unwrap();
                assert_eq!(answer, model.sell(*buyer, seats));
            }
            Step::GiveBack(buyer, seats) => {
                let (order_id, seats_given) = (self.orders[*buyer], ids(seats));
                let input = GiveBackInput { order_id, event_id: event, seats: seats_given, unclaimed: None };
                assert_eq!(store.give_back(&input, &[]).await.unwrap(), model.epoch);
                model.give_back(*buyer, seats, None);
            }
            Step::Compensate(buyer, holder, seats, fresh) => {
                let holder = &model.holder_for(*buyer, *holder);
                let fenced = model.fenced(*holder, seats, *fresh);
                let hold_id = self.holds[*holder].clone();
                let unclaimed = Some(UnclaimedHold { hold_id, seats: fenced_seats(&fenced) });
                let (order_id, seats_given) = (self.orders[*buyer], ids(seats));
                let input = GiveBackInput { order_id, event_id: event, seats: seats_given, unclaimed };
                assert_eq!(store.give_back(&input, &[]).await.unwrap(), model.epoch);
                model.give_back(*buyer, seats, Some((*holder, &fenced)));
            }
            Step::Close => {
                store.close_sales(event).await.unwrap();
                model.closed = true;
            }
            Step::Load => {
                let version = self.fixture.load(event, &model.plan(&self.orders)).await;
                model.load();
                assert_eq!(version, model.version);
            }
        }
    }

    /// Reads everything in one round trip, since it runs after every step.
    async fn compare(&self) {
        let store = &self.fixture.store;
        let holds = join_all(self.holds.iter().map(|id| store.find_hold(self.event, id)));
        let (snapshot, holds) = join(store.snapshot(self.event), holds).await;
        let snapshot = snapshot.unwrap();
        assert_eq!(snapshot.version, self.model.version);
        let taken: BTreeMap<u32, SeatStatus> =
            snapshot.taken.into_iter().map(|(seat, status)| (seat.get(), status)).collect();
        assert_eq!(taken, self.model.statuses());
        assert_eq!(self.fixture.bought(self.event).await, self.model.bought());
        for (buyer, hold) in holds.into_iter().enumerate() {
            assert_eq!(hold.unwrap().map(fences), self.model.live_hold(buyer), "buyer {buyer}");
        }
    }
}

fn account_of(buyer: usize) -> usize {
    buyer % 2
}

fn ids(numbers: &BTreeSet<u32>) -> Vec<SeatId> {
    numbers.iter().map(|&number| seat(number)).collect()
}

fn fences(hold: Hold) -> Vec<(u32, Fence)> {
    hold.seats.into_iter().map(|seat| (seat.seat_id.get(), seat.fence)).collect()
}

fn fenced_seats(seats: &[(u32, Fence)]) -> Vec<FencedSeat> {
    seats.iter().map(|&(number, fence)| FencedSeat { seat_id: seat(number), fence }).collect()
}

#[test]
fn any_sequence_of_steps_does_what_the_model_predicts() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let fixture = runtime.block_on(Fixture::new());
    let config = Config { cases: 64, failure_persistence: None, max_shrink_iters: 2000, ..Config::default() };
    let outcome = TestRunner::new(config).run(&(steps(), prop::option::of(Just(LIMIT))), |(steps, limit)| {
        runtime.block_on(async {
            let event = fixture.new_event();
            fixture.load(event, &LoadPlan { seats_per_buyer: limit, ..plan(1, SEATS) }).await;
            let mut run = Run {
                fixture: &fixture,
                event,
                holds: (0..BUYERS).map(|_| hold_id()).collect(),
                orders: (0..BUYERS).map(|_| order()).collect(),
                model: Model {
                    epoch: 1,
                    version: first_version(1),
                    seats: BTreeMap::new(),
                    lives: BTreeMap::new(),
                    closed: false,
                    limit,
                },
            };
            for step in &steps {
                run.take(step).await;
                run.compare().await;
            }
            fixture.assert_consistent(event).await;
            // The next case may share the partition, where its sweep must not find due holds of this case.
            for id in &run.holds {
                fixture.store.release(event, id, None).await.unwrap();
            }
        });
        Ok(())
    });
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
    runtime.block_on(fixture.finish());
}
