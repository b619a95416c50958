//! Buyers of a sale: each holds a seat, orders it, and polls for the end of the order, until the sale is over.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use rand::{Rng as _, SeedableRng as _, rngs::StdRng, seq::IndexedRandom as _};

use super::{
    rush_record::{HOLD_SECONDS, Seen},
    together,
    wanted::Wanted,
};
use crate::{
    api::{Answer, Buyer, Fault, Order, OrderRequest, OrderStatus},
    http::Server,
    timeline::{Operation, Recorder},
};

/// An order without an end after this counts as one that never ends.
pub(super) const MOST_SECONDS_TO_END: u64 = 60;
/// Percentage of orders that are sent twice at once with the same key, as by a double click.
const SENT_TWICE: u32 = 10;
/// Percentage of holds that are released without an order.
const GIVEN_BACK: u32 = 5;
/// Buyers draw one of these. A payment that is declined frees its seat for other buyers.
pub(super) const PAYMENT_METHODS: [&str; 10] = [
    "sim_approve",
    "sim_approve",
    "sim_approve",
    "sim_approve",
    "sim_approve",
    "sim_approve",
    "sim_approve",
    "sim_delay_200",
    "sim_pending_300",
    "sim_decline",
];

/// The time in which all buyers connect and hold at once.
const THE_START: Duration = Duration::from_secs(2);
/// Pause before the first poll for an order's end. Each further pause is twice as long, up to [`SLOWEST_POLL`].
pub(super) const FIRST_POLL: Duration = Duration::from_millis(300);
pub(super) const SLOWEST_POLL: Duration = Duration::from_secs(2);

/// Lets this many buyers shop at once until the sale is over.
pub(super) async fn shop(sale: Sale, buyers: usize) -> anyhow::Result<Seen> {
    let (sale, mut seen) = (Arc::new(sale), Seen::default());
    for one in together((0..buyers).map(|_| Shopper::new(&sale).shop())).await? {
        seen.merge(one);
    }
    Ok(seen)
}

/// State that all buyers share.
#[derive(Debug)]
pub(super) struct Sale {
    server: Server,
    event: u64,
    wanted: Wanted,
    think_ms: u64,
    recorder: Recorder,
    begun: Instant,
    deadline: Instant,
    over: AtomicBool,
}

impl Sale {
    /// A sale that is over after `length`, or once every seat is sold.
    pub(super) fn new(server: &Server, event: u64, wanted: Wanted, length: Duration) -> Self {
        Self {
            server: server.clone(),
            event,
            wanted,
            think_ms: 100,
            recorder: Recorder::default(),
            begun: Instant::now(),
            deadline: Instant::now() + length,
            over: AtomicBool::new(false),
        }
    }

    /// Buyers pause between two steps for this long on average.
    pub(super) fn with_think_ms(self, think_ms: u64) -> Self {
        Self { think_ms, ..self }
    }

    /// The sale second by second. Clones record into the same timeline.
    pub(super) fn recorder(&self) -> Recorder {
        self.recorder.clone()
    }

    fn is_over(&self) -> bool {
        self.over.load(Ordering::Relaxed) || Instant::now() > self.deadline
    }

    fn bought(&self, seats: &[u32]) {
        if self.wanted.sold(seats) {
            self.over.store(true, Ordering::Relaxed);
        }
    }
}

/// An accepted order, when its request was sent and when the response came.
struct Placed {
    order: Order,
    sent: Instant,
    accepted: Instant,
}

struct Shopper {
    sale: Arc<Sale>,
    buyer: Buyer,
    /// The second connection of a double click.
    second: Buyer,
    dice: StdRng,
    seen: Seen,
}

impl Shopper {
    fn new(sale: &Arc<Sale>) -> Self {
        Self {
            sale: Arc::clone(sale),
            buyer: Buyer::new(&sale.server),
            second: Buyer::new(&sale.server),
            dice: StdRng::from_rng(&mut rand::rng()),
            seen: Seen::default(),
        }
    }

    async fn shop(mut self) -> Seen {
        self.sale.recorder.came(Instant::now());
        while !self.sale.is_over() {
            self.think().await;
            let Some(seats) = self.sale.wanted.choose(&mut self.dice) else { break };
            let due = Instant::now();
            let answer = self.buyer.hold(self.sale.event, &seats, HOLD_SECONDS).await;
            self.record(Operation::Hold, due, &answer);
            self.seen.holds.record(answer.elapsed);
            if self.sale.begun.elapsed() > THE_START {
                self.seen.later_holds.record(answer.elapsed);
            }
            let Ok(hold) = answer.accepted() else { continue };
            self.think().await;
            if self.percent() < GIVEN_BACK {
                let due = Instant::now();
                let answer = self.buyer.release(&hold).await;
                self.record(Operation::Release, due, &answer);
                continue;
            }
            let key = format!("{:032x}", rand::random::<u128>());
            let payment_method = PAYMENT_METHODS.choose(&mut self.dice).copied().unwrap_or_default();
            self.buy(OrderRequest { hold: &hold, key: &key, payment_method, wait: false }).await;
        }
        self.sale.recorder.went();
        self.seen
    }

    fn record<T>(&mut self, operation: Operation, due: Instant, answer: &Answer<T>) {
        self.seen.tally.record(answer);
        self.sale.recorder.record(operation, due, answer);
    }

    async fn buy(&mut self, request: OrderRequest<'_>) {
        let begun = Instant::now();
        let mut known = None;
        if self.percent() < SENT_TWICE {
            let (one, other) = tokio::join!(self.buyer.order(request), self.second.order(request));
            self.record(Operation::Order, begun, &one);
            self.record(Operation::Order, begun, &other);
            self.compare(&one, &other);
            let accepted = Instant::now();
            known = one.accepted().or(other.accepted()).ok().map(|order| Placed { order, sent: begun, accepted });
        }
        let Some(Placed { mut order, sent, accepted }) = self.place(request).await.or(known) else { return };
        let patience = Instant::now() + Duration::from_secs(MOST_SECONDS_TO_END);
        let mut pause = FIRST_POLL;
        while order.status == OrderStatus::Pending && Instant::now() < patience {
            tokio::time::sleep(pause.mul_f64(self.dice.random_range(0.75..1.25))).await;
            pause = SLOWEST_POLL.min(pause * 2);
            let due = Instant::now();
            let answer = self.buyer.find_order(&order.order_id, false).await;
            self.record(Operation::Poll, due, &answer);
            if let Ok(now) = answer.accepted() {
                order = now;
            }
        }
        if order.status == OrderStatus::Pending {
            self.seen.faults.push(format!("order {} has not ended after {MOST_SECONDS_TO_END} s", order.order_id));
        }
        if order.status == OrderStatus::Confirmed {
            self.seen.confirmed_in_time += u64::from(Instant::now() <= self.sale.deadline);
            self.sale.bought(&order.seat_ids);
            self.sale.recorder.purchased(begun);
            self.seen.to_the_end.record(sent.elapsed());
            self.seen.accepted.record(accepted.elapsed());
            self.seen.waited.record(begun.elapsed());
        }
        self.seen.orders.push(order);
    }

    /// Orders, and repeats the request with the same key while its outcome is unknown or the system is busy, so that no
    /// order is lost to its buyer. `None` when the order was refused, or wasn't accepted after the sale was over.
    async fn place(&mut self, request: OrderRequest<'_>) -> Option<Placed> {
        let patience = Instant::now() + Duration::from_secs(MOST_SECONDS_TO_END);
        loop {
            let sent = Instant::now();
            let answer = self.buyer.order(request).await;
            self.record(Operation::Order, sent, &answer);
            match answer.accepted() {
                Ok(order) => return Some(Placed { order, sent, accepted: Instant::now() }),
                Err(Fault::Refused { status: 400..=428 | 430..=499, .. }) => return None,
                Err(_) if Instant::now() > patience => return None,
                // Nothing was accepted, so a buyer who leaves loses nothing.
                Err(Fault::Busy { .. }) if self.sale.is_over() => {
                    let due = Instant::now();
                    let answer = self.buyer.release(request.hold).await;
                    self.record(Operation::Release, due, &answer);
                    return None;
                }
                Err(Fault::Busy { retry_after }) => tokio::time::sleep(retry_after).await,
                Err(_) => self.think().await,
            }
        }
    }

    fn compare(&mut self, one: &Answer<Order>, other: &Answer<Order>) {
        if let (Ok((_, one)), Ok((_, other))) = (&one.outcome, &other.outcome)
            && one.order_id != other.order_id
        {
            self.seen.faults.push(format!("one key, two orders: {} and {}", one.order_id, other.order_id));
        }
    }

    async fn think(&mut self) {
        let millis = self.dice.random_range(self.sale.think_ms / 2..=self.sale.think_ms * 3 / 2);
        tokio::time::sleep(Duration::from_millis(millis)).await;
    }

    fn percent(&mut self) -> u32 {
        self.dice.random_range(0..100)
    }
}
