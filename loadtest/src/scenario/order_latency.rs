//! Latency of a single order, from POST to CONFIRMED.

use anyhow::Context as _;
use clap::Args;

use super::{Quiet, System, make_holds, release_holds};
use crate::{
    api::{Buyer, OrderRequest, OrderStatus},
    floor::Shape,
    report::{Bound, Report},
    stats::{Latencies, Tally},
};

const WARM_UP: u32 = 10;
/// Empty workflows in a row, then as many orders.
const TURN: usize = 20;
const HOLD_SECONDS: u32 = 300;
const MOST_P95_MS: f64 = 60.0;

/// One buyer holds a seat (not timed) and orders it, and waits in the same request until the order is CONFIRMED
#[derive(Debug, Clone, Args)]
pub struct Options {
    /// Orders, after ten to warm up
    #[arg(long, default_value_t = 200)]
    pub orders: u32,
}

/// Runs the scenario.
///
/// # Errors
/// When set-up, floor or clean-up fails. An order that fails is only counted.
pub async fn run(system: &System, options: &Options) -> anyhow::Result<Report> {
    let server = system.server()?;
    let mut operator = system.operator()?;
    let seats = WARM_UP + options.orders;
    let event = operator.create_event("Load: one order at a time", seats).await?;
    let floor = system.idle_workflows().await?;
    let mut holds = make_holds(&server, event, 1..=seats, HOLD_SECONDS).await?;

    let mut buyer = Buyer::new(&server);
    for hold in holds.drain(..holds.len().min(WARM_UP as usize)) {
        order(&mut buyer, &hold, &mut Tally::default()).await;
    }
    let mut quiet = Quiet::default();
    let (mut empty, mut tally) = (Latencies::default(), Tally::default());
    let mut unconfirmed = 0_u32;
    quiet.wait().await?;
    for turn in holds.chunks(TURN) {
        empty.merge(floor.one_by_one(Shape::Empty, u32::try_from(turn.len())?).await?);
        for hold in turn {
            unconfirmed += u32::from(!order(&mut buyer, hold, &mut tally).await);
        }
    }
    if unconfirmed > 0 {
        release_holds(&server, holds).await.context("after orders that failed")?;
    }
    operator.close_events(&[event]).await?;

    let (floor, order) = (empty.summary(), tally.latencies.summary());
    let mut report = Report::new("order-latency");
    report.latencies("floor: empty workflow", &floor);
    report.latencies("order", &order);
    report.figure("order p50 / floor p50", order.p50 / floor.p50, "");
    quiet.report(&mut report);
    report.tally(&tally);
    report.target("order p95", order.p95, "ms", Bound::AtMost(MOST_P95_MS));
    report.target("orders not CONFIRMED in their reply", f64::from(unconfirmed), "", Bound::AtMost(0.0));
    Ok(report)
}

/// Orders; returns whether the response says CONFIRMED.
async fn order(buyer: &mut Buyer, hold: &crate::api::Hold, tally: &mut Tally) -> bool {
    let key = format!("{:032x}", rand::random::<u128>());
    let answer = buyer.order(OrderRequest { hold, key: &key, payment_method: "sim_approve", wait: true }).await;
    tally.record(&answer);
    matches!(&answer.outcome, Ok((201, order)) if order.status == OrderStatus::Confirmed)
}
