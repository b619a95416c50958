//! Visitors of an open loop: each comes for one purpose, and leaves.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use parking_lot::Mutex;
use rand::{Rng as _, SeedableRng as _, rngs::StdRng, seq::IndexedRandom as _};
use tokio::time::sleep_until;

use super::{
    mix::{Mix, Purpose},
    rush_record::{HOLD_SECONDS, Seen},
    shopper::{FIRST_POLL, MOST_SECONDS_TO_END, PAYMENT_METHODS, SLOWEST_POLL},
    wanted::Wanted,
};
use crate::{
    api::{Answer, Buyer, Fault, Hold, Order, OrderRequest, OrderStatus, open_stream},
    http::Server,
    timeline::{Operation, Recorder},
};

/// A buyer whose seats are taken tries others, so often at most.
const TRIES: u32 = 3;
/// A buyer who extends asks for this much more time.
const EXTENSION_SECONDS: u32 = 30;

/// How visitors behave.
#[derive(Debug)]
pub(super) struct Habits {
    pub(super) mix: Mix,
    /// Mean pause between two steps.
    pub(super) think: Duration,
    /// How many of 100 buyers are impatient.
    pub(super) impatient_percent: u32,
    /// How long an impatient buyer waits for a response, and for the end of an order.
    pub(super) patience: Duration,
    /// How long a visitor watches the stream.
    pub(super) watching: Duration,
}

/// State that all visitors share.
#[derive(Debug)]
pub(super) struct Visitors {
    server: Server,
    event: u64,
    recorder: Recorder,
    habits: Habits,
    wanted: Wanted,
    /// Connections that are open and not in use, as a browser or a proxy keeps them.
    idle: Mutex<Vec<Buyer>>,
    seen: Mutex<Seen>,
}

impl Visitors {
    pub(super) fn new(server: &Server, event: u64, wanted: Wanted, habits: Habits, recorder: &Recorder) -> Arc<Self> {
        Arc::new(Self {
            server: server.clone(),
            event,
            recorder: recorder.clone(),
            habits,
            wanted,
            idle: Mutex::default(),
            seen: Mutex::default(),
        })
    }

    /// One visit, due at `due`.
    pub(super) async fn visit(self: Arc<Self>, due: Instant) {
        let buyer = self.idle.lock().pop().unwrap_or_else(|| Buyer::new(&self.server));
        let dice = StdRng::from_rng(&mut rand::rng());
        let mut visitor = Visitor { all: self, buyer, dice, patience: None };
        visitor.visit(due).await;
        visitor.buyer.set_patience(None);
        visitor.all.idle.lock().push(visitor.buyer);
    }

    /// What the visitors did and saw. For the end of the run.
    pub(super) fn seen(&self) -> Seen {
        std::mem::take(&mut *self.seen.lock())
    }
}

struct Visitor {
    all: Arc<Visitors>,
    buyer: Buyer,
    dice: StdRng,
    /// How long an impatient buyer waits; `None` for the others.
    patience: Option<Duration>,
}

impl Visitor {
    async fn visit(&mut self, due: Instant) {
        let habits = &self.all.habits;
        let purpose = habits.mix.draw(&mut self.dice);
        if purpose.buys() && self.dice.random_range(0..100) < habits.impatient_percent {
            self.patience = Some(habits.patience);
            self.buyer.set_patience(self.patience);
        }
        match purpose {
            Purpose::Browse => self.browse(due).await,
            Purpose::Watch => self.watch(due).await,
            // Leaves the page; the hold expires.
            Purpose::Hold => drop(self.hold(due).await),
            Purpose::Extend => self.extend(due).await,
            Purpose::Release => self.release(due).await,
            Purpose::Order => self.order(due).await,
            Purpose::Cancel => self.cancel(due).await,
        }
    }

    async fn browse(&mut self, due: Instant) {
        let answer = self.buyer.event(self.all.event).await;
        let _ = self.saw(Operation::Event, due, answer);
        let due = self.think().await;
        let answer = self.buyer.seat_map(self.all.event).await;
        let _ = self.saw(Operation::Seats, due, answer);
    }

    async fn watch(&mut self, due: Instant) {
        let answer = open_stream(&self.all.server, self.all.event).await;
        let Ok(mut messages) = self.saw(Operation::Stream, due, answer) else { return };
        let until = Instant::now() + self.all.habits.watching;
        while let Ok(message) = tokio::time::timeout_at(until.into(), messages.next()).await {
            if message.is_err() {
                let outcome = Err::<(u16, ()), _>(Fault::NoAnswer("the stream ended".to_owned()));
                let now = Instant::now();
                let _ = self.saw(Operation::Stream, now, Answer { elapsed: Duration::ZERO, outcome });
                return;
            }
        }
    }

    /// Holds a basket of seats, or others if these are taken.
    async fn hold(&mut self, mut due: Instant) -> Option<Hold> {
        for _ in 0..TRIES {
            let Some(seats) = self.all.wanted.choose(&mut self.dice) else {
                self.all.seen.lock().sold_out += 1;
                return None;
            };
            let answer = self.buyer.hold(self.all.event, &seats, HOLD_SECONDS).await;
            match self.saw(Operation::Hold, due, answer) {
                Ok(hold) => return Some(hold),
                Err(fault) if fault.is_conflict() => due = self.think().await,
                Err(_) => return None,
            }
        }
        None
    }

    async fn extend(&mut self, due: Instant) {
        let Some(hold) = self.hold(due).await else { return };
        let due = self.think().await;
        let answer = self.buyer.extend(&hold, EXTENSION_SECONDS).await;
        let _ = self.saw(Operation::Extend, due, answer);
        self.give_back(&hold).await;
    }

    async fn release(&mut self, due: Instant) {
        if let Some(hold) = self.hold(due).await {
            self.give_back(&hold).await;
        }
    }

    async fn give_back(&mut self, hold: &Hold) {
        let due = self.think().await;
        let answer = self.buyer.release(hold).await;
        let _ = self.saw(Operation::Release, due, answer);
    }

    async fn order(&mut self, due: Instant) {
        if let Some(order) = self.buy(due).await {
            if order.status == OrderStatus::Confirmed {
                self.all.wanted.sold(&order.seat_ids);
            }
            self.all.seen.lock().orders.push(order);
        }
    }

    async fn cancel(&mut self, due: Instant) {
        let Some(mut order) = self.buy(due).await else { return };
        if order.status == OrderStatus::Confirmed {
            // Of a patient buyer, so that the end is known.
            self.buyer.set_patience(None);
            let due = self.think().await;
            let answer = self.buyer.cancel(&order.order_id).await;
            if let Ok(cancelled) = self.saw(Operation::Cancel, due, answer) {
                order = cancelled;
                self.follow(&mut order, None, |status| status != OrderStatus::Refunded).await;
                if order.status != OrderStatus::Refunded {
                    let fault = format!("order {} is cancelled and not refunded in time", order.order_id);
                    self.all.seen.lock().faults.push(fault);
                }
            } else {
                // The cancellation may have been accepted all the same.
                self.all.seen.lock().left.push(order.seat_ids);
                return;
            }
        }
        self.all.seen.lock().orders.push(order);
    }

    /// Holds, orders and follows the order to its end. Returns it; `None` when there is none, or its buyer has left.
    async fn buy(&mut self, due: Instant) -> Option<Order> {
        let hold = self.hold(due).await?;
        let first = self.think().await;
        let mut order = self.place(&hold, first).await?;
        let has_ended = self.follow(&mut order, self.patience.map(|patience| first + patience), is_pending).await;
        if !has_ended {
            let mut seen = self.all.seen.lock();
            if self.patience.is_none() {
                seen.faults.push(format!("order {} has not ended after {MOST_SECONDS_TO_END} s", order.order_id));
            }
            seen.gave_up += 1;
            seen.left.push(hold.seat_ids);
            return None;
        }
        if order.status == OrderStatus::Confirmed {
            self.all.recorder.purchased(first);
        }
        Some(order)
    }

    /// Orders, and repeats the request with the same key while its outcome is unknown or the system is busy.
    async fn place(&mut self, hold: &Hold, first: Instant) -> Option<Order> {
        let key = format!("{:032x}", rand::random::<u128>());
        let payment_method = PAYMENT_METHODS.choose(&mut self.dice).copied().unwrap_or_default();
        let request = OrderRequest { hold, key: &key, payment_method, wait: false };
        let last = first + self.patience.unwrap_or(Duration::from_secs(MOST_SECONDS_TO_END));
        let mut due = first;
        loop {
            let answer = self.buyer.order(request).await;
            due = match self.saw(Operation::Order, due, answer) {
                Ok(order) => return Some(order),
                Err(Fault::Refused { status: 400..=428 | 430..=499, .. }) => return None,
                Err(Fault::Busy { retry_after }) => {
                    // Nothing was accepted, so the hold just expires.
                    let again = Instant::now() + retry_after;
                    if again > last {
                        self.all.seen.lock().gave_up += 1;
                        return None;
                    }
                    again
                }
                Err(fault) => {
                    if matches!(fault, Fault::Left) || Instant::now() > last {
                        let mut seen = self.all.seen.lock();
                        seen.gave_up += 1;
                        seen.left.push(hold.seat_ids.clone());
                        return None;
                    }
                    Instant::now() + self.pause()
                }
            };
            sleep_until(due.into()).await;
        }
    }

    /// Polls an order while `goes_on` says so. Returns false when the buyer has stopped before.
    async fn follow(&mut self, order: &mut Order, last: Option<Instant>, goes_on: fn(OrderStatus) -> bool) -> bool {
        let last = last.unwrap_or_else(|| Instant::now() + Duration::from_secs(MOST_SECONDS_TO_END));
        let mut pause = FIRST_POLL;
        while goes_on(order.status) {
            let due = Instant::now() + pause.mul_f64(self.dice.random_range(0.75..1.25));
            if due > last {
                return false;
            }
            pause = SLOWEST_POLL.min(pause * 2);
            sleep_until(due.into()).await;
            let answer = self.buyer.find_order(&order.order_id, false).await;
            match self.saw(Operation::Poll, due, answer) {
                Ok(now) => *order = now,
                Err(Fault::Left) => return false,
                Err(_) => {}
            }
        }
        true
    }

    fn saw<T>(&self, operation: Operation, due: Instant, answer: Answer<T>) -> Result<T, Fault> {
        self.all.recorder.record(operation, due, &answer);
        answer.accepted()
    }

    /// Pauses, and returns when the next step is due.
    async fn think(&mut self) -> Instant {
        let due = Instant::now() + self.pause();
        sleep_until(due.into()).await;
        due
    }

    fn pause(&mut self) -> Duration {
        self.all.habits.think.mul_f64(self.dice.random_range(0.5..1.5))
    }
}

fn is_pending(status: OrderStatus) -> bool {
    status == OrderStatus::Pending
}
