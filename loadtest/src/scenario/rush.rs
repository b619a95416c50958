//! Everybody wants the same seats.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use clap::Args;
use rand::{Rng as _, SeedableRng as _, rngs::StdRng, seq::IndexedRandom as _};

use super::{
    Quiet, Rounds, System, rush_audit,
    rush_record::{HOLD_SECONDS, Seen},
    together,
};
use crate::{
    api::{Answer, Buyer, Fault, Order, OrderRequest, OrderStatus},
    http::Server,
    machine::Meter,
    report::{Bound, Report},
};

/// An order that has not ended by then counts as one that never does.
const MOST_SECONDS_TO_END: u64 = 60;
const MOST_P95_MS: f64 = 300.0;
const MOST_ERROR_PERCENT: f64 = 0.5;
/// Of 100 orders, this many are sent twice at once with one key, as by a double click.
const SENT_TWICE: u32 = 10;
/// Of 100 holds, this many are given back after some thought.
const GIVEN_BACK: u32 = 5;
/// What buyers pay with. A payment that is declined frees its seat for the others.
const PAYMENT_METHODS: [&str; 10] = [
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

/// Buyers hold, order and look until every seat is sold; then every order, seat and payment is compared
#[derive(Debug, Clone, Args)]
pub struct Options {
    /// Buyers at once
    #[arg(long, default_value_t = 100)]
    pub buyers: usize,
    /// Seats that they all want
    #[arg(long, default_value_t = 300)]
    pub event_seats: u32,
    /// Milliseconds that a buyer takes between two steps, on average
    #[arg(long, default_value_t = 100)]
    pub think_ms: u64,
    /// Seconds after which buyers give up
    #[arg(long, default_value_t = 60)]
    pub seconds: u64,
}

/// Rushes, and audits what came of it.
///
/// # Errors
/// When the system can't be set up, or asked afterwards; a request that fails is counted.
pub async fn run(system: &System, options: &Options) -> anyhow::Result<Report> {
    let server = system.server()?;
    let mut operator = system.operator()?;
    let event = operator.create_event("Load: rush", options.event_seats).await?;
    let sale = Arc::new(Sale {
        server: server.clone(),
        event,
        wanted: Mutex::new((1..=options.event_seats).collect()),
        think_ms: options.think_ms,
        deadline: Instant::now() + Duration::from_secs(options.seconds),
        over: AtomicBool::new(false),
    });

    let mut quiet = Quiet::default();
    quiet.wait().await?;
    let (mut seen, mut rounds) = (Seen::default(), Rounds::default());
    let meter = Meter::start()?;
    for one in together((0..options.buyers).map(|_| Shopper::new(&sale).shop())).await? {
        seen.merge(one);
    }
    rounds.add(meter.stop()?);
    let audit = rush_audit::audit(&mut operator, event, options.event_seats, &seen).await?;
    operator.close_events(&[event]).await?;

    let requests = seen.tally.latencies.summary();
    let mut report = Report::new(format!("rush, {} buyers for {} seats", options.buyers, options.event_seats));
    report.figure("requests", rounds.rate(seen.tally.requests()), "/s");
    report.figure("orders CONFIRMED", rounds.rate(audit.confirmed), "/s");
    report.figure("seats sold", audit.sold as f64, "");
    report.latencies("request", &requests);
    report.latencies("order to its end", &seen.to_the_end.summary());
    rounds.report("rush", &mut report);
    quiet.report(&mut report);
    report.tally(&seen.tally);
    report.target("requests, p95", requests.p95, "ms", Bound::AtMost(MOST_P95_MS));
    report.target("errors", seen.tally.error_percent(), "%", Bound::AtMost(MOST_ERROR_PERCENT));
    report.target("seats sold twice", audit.sold_twice as f64, "", Bound::AtMost(0.0));
    report.target("seats unsold", f64::from(options.event_seats) - audit.sold as f64, "", Bound::AtMost(0.0));
    for fault in seen.faults.into_iter().chain(audit.faults) {
        report.fault(fault);
    }
    Ok(report)
}

/// What all buyers share.
#[derive(Debug)]
struct Sale {
    server: Server,
    event: u64,
    /// Seats that nobody was told to have bought.
    wanted: Mutex<Vec<u32>>,
    think_ms: u64,
    deadline: Instant,
    over: AtomicBool,
}

impl Sale {
    fn is_over(&self) -> bool {
        self.over.load(Ordering::Relaxed) || Instant::now() > self.deadline
    }

    fn any_seat(&self, dice: &mut StdRng) -> Option<u32> {
        self.wanted.lock().unwrap_or_else(PoisonError::into_inner).choose(dice).copied()
    }

    fn bought(&self, seats: &[u32]) {
        let mut wanted = self.wanted.lock().unwrap_or_else(PoisonError::into_inner);
        wanted.retain(|seat| !seats.contains(seat));
        if wanted.is_empty() {
            self.over.store(true, Ordering::Relaxed);
        }
    }
}

struct Shopper {
    sale: Arc<Sale>,
    buyer: Buyer,
    /// The second tab, for the double click.
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
        while !self.sale.is_over() {
            self.think().await;
            let Some(seat) = self.sale.any_seat(&mut self.dice) else { break };
            let answer = self.buyer.hold(self.sale.event, &[seat], HOLD_SECONDS).await;
            self.seen.tally.record(&answer);
            let Ok(hold) = answer.accepted() else { continue };
            self.think().await;
            if self.percent() < GIVEN_BACK {
                let answer = self.buyer.release(&hold).await;
                self.seen.tally.record(&answer);
                continue;
            }
            let key = format!("{:032x}", rand::random::<u128>());
            let payment_method = PAYMENT_METHODS.choose(&mut self.dice).copied().unwrap_or_default();
            self.buy(OrderRequest { hold: &hold, key: &key, payment_method, wait: false }).await;
        }
        self.seen
    }

    async fn buy(&mut self, request: OrderRequest<'_>) {
        let begun = Instant::now();
        let patience = begun + Duration::from_secs(MOST_SECONDS_TO_END);
        if self.percent() < SENT_TWICE {
            let (one, other) = tokio::join!(self.buyer.order(request), self.second.order(request));
            self.seen.tally.record(&one);
            self.seen.tally.record(&other);
            self.compare(&one, &other);
        }
        let Some(mut order) = self.place(request, patience).await else { return };
        while order.status == OrderStatus::Pending && Instant::now() < patience {
            self.think().await;
            let answer = self.buyer.find_order(&order.order_id, false).await;
            self.seen.tally.record(&answer);
            if let Ok(now) = answer.accepted() {
                order = now;
            }
        }
        if order.status == OrderStatus::Pending {
            self.seen.faults.push(format!("order {} has no end after {MOST_SECONDS_TO_END} s", order.order_id));
        }
        if order.status == OrderStatus::Confirmed {
            self.sale.bought(&order.seat_ids);
            self.seen.to_the_end.record(begun.elapsed());
        }
        self.seen.orders.push(order);
    }

    /// Orders, and asks again with the same key while nobody can say what became of it: an order must not be lost to
    /// its buyer. `None` once it was refused.
    async fn place(&mut self, request: OrderRequest<'_>, patience: Instant) -> Option<Order> {
        loop {
            let answer = self.buyer.order(request).await;
            self.seen.tally.record(&answer);
            match answer.accepted() {
                Ok(order) => return Some(order),
                Err(Fault::Refused { status: 400..=428 | 430..=499, .. }) => return None,
                Err(_) if Instant::now() > patience => return None,
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
