//! Orders per second, against workflows that do nothing.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::ensure;
use clap::Args;
use parking_lot::Mutex;

use super::{Quiet, Rounds, System, make_holds, release_holds, together};
use crate::{
    api::{Answer, Buyer, Hold, Order, OrderRequest, OrderStatus},
    floor::Shape,
    http::Server,
    machine::Meter,
    report::{Bound, Report},
    stats::{Latencies, Tally},
};

/// More than the system sells; the rest is released after the round.
const HOLDS_PER_SECOND: u64 = 250;
const HOLD_SECONDS: u32 = 300;
const LEAST_RATIO: f64 = 0.65;

/// Each buyer orders one seat after another, all held beforehand, and waits for the end of each order
#[derive(Debug, Clone, Args)]
pub struct Options {
    /// Buyers at once, and empty workflows at once
    #[arg(long, default_value_t = 50)]
    pub buyers: usize,
    /// Seconds of each round
    #[arg(long, default_value_t = 8)]
    pub seconds: u64,
    /// Rounds of the floor and of the system, taking turns
    #[arg(long, default_value_t = 2)]
    pub rounds: u32,
}

/// Results of workflows of one shape.
#[derive(Debug, Default)]
struct Idle {
    latencies: Latencies,
    rounds: Rounds,
}

/// Results of the buyers.
#[derive(Debug, Default)]
struct Sold {
    /// Every POST.
    tally: Tally,
    /// Of CONFIRMED orders, from POST to the end.
    confirmed: Latencies,
    /// Accepted orders that ended otherwise or not in time.
    unconfirmed: u64,
}

/// Runs the scenario.
///
/// # Errors
/// When set-up, floor or clean-up fails. An order that fails is only counted.
pub async fn run(system: &System, options: &Options) -> anyhow::Result<Report> {
    let server = system.server()?;
    let mut operator = system.operator()?;
    let each = u32::try_from(options.seconds * HOLDS_PER_SECOND)?;
    let event = operator.create_event("Load: orders", each * options.rounds).await?;
    let floor = system.idle_workflows().await?;

    let duration = Duration::from_secs(options.seconds);
    let (mut quiet, mut empty, mut idle) = (Quiet::default(), Idle::default(), Idle::default());
    let (mut rounds, mut sold) = (Rounds::default(), Sold::default());
    for round in 0..options.rounds {
        let holds = make_holds(&server, event, round * each + 1..=(round + 1) * each, HOLD_SECONDS).await?;
        for (shape, idle) in [(Shape::Empty, &mut empty), (Shape::IdleSaga, &mut idle)] {
            quiet.wait().await?;
            let meter = Meter::start()?;
            idle.latencies.merge(floor.round(shape, options.buyers, duration).await?);
            idle.rounds.add(meter.stop()?);
        }
        quiet.wait().await?;
        let meter = Meter::start()?;
        let left = sell(&server, holds, options.buyers, duration, &mut sold).await?;
        rounds.add(meter.stop()?);
        release_holds(&server, left).await?;
    }
    operator.close_events(&[event]).await?;

    let (floor_rate, rate) = (empty.rate(), rounds.rate(sold.confirmed.count() as u64));
    ensure!(floor_rate > 0.0, "no empty workflow ended");
    let mut report = Report::new(format!("orders, {} buyers", options.buyers));
    empty.report("floor", "floor: empty workflows", &mut report);
    idle.report("idle sagas", "idle sagas", &mut report);
    report.figure("idle sagas / floor", idle.rate() / floor_rate, "");
    report.figure("orders CONFIRMED", rate, "/s");
    report.latencies("order to its end", &sold.confirmed.summary());
    rounds.report("orders", &mut report);
    quiet.report(&mut report);
    report.tally(&sold.tally);
    report.target("orders / floor", rate / floor_rate, "", Bound::AtLeast(LEAST_RATIO));
    report.target("order errors", sold.tally.error_percent(), "%", Bound::AtMost(0.0));
    report.target("orders accepted and not CONFIRMED", sold.unconfirmed as f64, "", Bound::AtMost(0.0));
    Ok(report)
}

impl Idle {
    fn rate(&self) -> f64 {
        self.rounds.rate(self.latencies.count() as u64)
    }

    fn report(&self, name: &str, rate: &str, report: &mut Report) {
        report.figure(rate, self.rate(), "/s");
        report.latencies(name, &self.latencies.summary());
        self.rounds.report(name, report);
    }
}

/// Orders held seats until `duration` is over; returns the holds that are left.
async fn sell(
    server: &Server,
    holds: Vec<Hold>,
    buyers: usize,
    duration: Duration,
    sold: &mut Sold,
) -> anyhow::Result<Vec<Hold>> {
    let holds = Arc::new(Mutex::new(holds));
    let deadline = Instant::now() + duration;
    let buy = |_| buy_until(Buyer::new(server), Arc::clone(&holds), deadline);
    for one in together((0..buyers).map(buy)).await? {
        sold.tally.merge(one.tally);
        sold.confirmed.merge(one.confirmed);
        sold.unconfirmed += one.unconfirmed;
    }
    Ok(take(&holds, usize::MAX))
}

async fn buy_until(mut buyer: Buyer, holds: Arc<Mutex<Vec<Hold>>>, deadline: Instant) -> Sold {
    let mut sold = Sold::default();
    while Instant::now() < deadline {
        let Some(hold) = take(&holds, 1).pop() else { break };
        let key = format!("{:032x}", rand::random::<u128>());
        let begun = Instant::now();
        let request = OrderRequest { hold: &hold, key: &key, payment_method: "sim_approve", wait: true };
        let answer = buyer.order(request).await;
        sold.tally.record(&answer);
        match end(&mut buyer, answer).await {
            Some(OrderStatus::Confirmed) => sold.confirmed.record(begun.elapsed()),
            Some(_) => sold.unconfirmed += 1,
            None => {}
        }
    }
    sold
}

/// Status of the order at its end, or after another 10 s; `None` when it wasn't accepted.
async fn end(buyer: &mut Buyer, answer: Answer<Order>) -> Option<OrderStatus> {
    let order = answer.accepted().ok()?;
    if order.status != OrderStatus::Pending {
        return Some(order.status);
    }
    let later = buyer.find_order(&order.order_id, true).await.accepted();
    Some(later.map_or(OrderStatus::Pending, |order| order.status))
}

fn take(holds: &Mutex<Vec<Hold>>, most: usize) -> Vec<Hold> {
    let mut holds = holds.lock();
    let left = holds.len().saturating_sub(most);
    holds.split_off(left)
}
