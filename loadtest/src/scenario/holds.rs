//! Holds per second, against the hold script alone.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context as _, ensure};
use clap::Args;

use super::{Quiet, Rounds, System, release_holds, together};
use crate::{
    api::{Buyer, Hold, MAX_EVENT_SEATS},
    http::Server,
    machine::Meter,
    report::{Bound, Report},
    stats::{Latencies, Tally},
};

const EVENTS: u64 = 4;
const FLOOR_CONNECTIONS: usize = 50;
/// Longer than a run, so that no hold expires within one.
const HOLD_SECONDS: u32 = 300;
const LEAST_RATIO: f64 = 0.3;

/// Each buyer holds one free seat after another over a connection of its own, in four events of 100,000 seats
#[derive(Debug, Clone, Args)]
pub struct Options {
    /// Buyers at once
    #[arg(long, default_value_t = 50)]
    pub buyers: usize,
    /// Seconds of each round
    #[arg(long, default_value_t = 5)]
    pub seconds: u64,
    /// Rounds of the floor and of the system, taking turns
    #[arg(long, default_value_t = 2)]
    pub rounds: u32,
}

/// Runs the scenario.
///
/// # Errors
/// When set-up, floor or clean-up fails. A measured request that fails is only counted.
pub async fn run(system: &System, options: &Options) -> anyhow::Result<Report> {
    let server = system.server()?;
    let mut operator = system.operator()?;
    let mut events = Vec::new();
    for number in 1..=EVENTS {
        events.push(operator.create_event(&format!("Load: holds {number}"), MAX_EVENT_SEATS).await?);
    }
    // The floor copies the entry of an event that nobody buys from, so that the entry stays as it was loaded.
    let untouched = operator.create_event("Load: holds, floor", MAX_EVENT_SEATS).await?;
    let script = system.hold_script(untouched).await?;

    let duration = Duration::from_secs(options.seconds);
    let sale = Sale { server, events: events.clone().into(), next: Arc::default() };
    let (mut quiet, mut floor_rounds, mut rounds) = (Quiet::default(), Rounds::default(), Rounds::default());
    let (mut floor, mut tally) = (Latencies::default(), Tally::default());
    for _ in 0..options.rounds {
        quiet.wait().await?;
        let meter = Meter::start()?;
        floor.merge(script.round(FLOOR_CONNECTIONS, duration).await?);
        floor_rounds.add(meter.stop()?);

        quiet.wait().await?;
        let meter = Meter::start()?;
        let (held, holds) = sale.round(options.buyers, duration).await?;
        rounds.add(meter.stop()?);
        tally.merge(held);
        release_holds(&sale.server, holds).await?;
    }
    events.push(untouched);
    operator.close_events(&events).await?;

    let (floor_rate, rate) = (floor_rounds.rate(floor.count() as u64), rounds.rate(tally.accepted));
    ensure!(floor_rate > 0.0, "the floor made no hold");
    let mut report = Report::new(format!("holds, {} buyers", options.buyers));
    report.figure("floor: EVALSHA, 50 connections", floor_rate, "/s");
    report.latencies("floor", &floor.summary());
    floor_rounds.report("floor", &mut report);
    report.figure("holds", rate, "/s");
    report.latencies("hold", &tally.latencies.summary());
    rounds.report("holds", &mut report);
    quiet.report(&mut report);
    report.tally(&tally);
    report.target("holds / floor", rate / floor_rate, "", Bound::AtLeast(LEAST_RATIO));
    report.target("hold errors", tally.error_percent(), "%", Bound::AtMost(0.0));
    Ok(report)
}

/// Gives each request a free seat, from one event after another.
#[derive(Debug, Clone)]
struct Sale {
    server: Server,
    events: Arc<[u64]>,
    next: Arc<AtomicU64>,
}

impl Sale {
    async fn round(&self, buyers: usize, duration: Duration) -> anyhow::Result<(Tally, Vec<Hold>)> {
        let deadline = Instant::now() + duration;
        let (mut tally, mut holds) = (Tally::default(), Vec::new());
        for one in together((0..buyers).map(|_| self.clone().hold_until(deadline))).await? {
            let (held, made) = one?;
            tally.merge(held);
            holds.extend(made);
        }
        Ok((tally, holds))
    }

    async fn hold_until(self, deadline: Instant) -> anyhow::Result<(Tally, Vec<Hold>)> {
        let mut buyer = Buyer::new(&self.server);
        let (mut tally, mut holds) = (Tally::default(), Vec::new());
        while Instant::now() < deadline {
            let (event, seat) = self.next_seat()?;
            let answer = buyer.hold(event, &[seat], HOLD_SECONDS).await;
            tally.record(&answer);
            holds.extend(answer.accepted());
        }
        Ok((tally, holds))
    }

    fn next_seat(&self) -> anyhow::Result<(u64, u32)> {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let event = self.events.get(usize::try_from(number % EVENTS)?).context("no event")?;
        // May start again at the first seat: holds are released between the rounds.
        let seat = u32::try_from(number / EVENTS % u64::from(MAX_EVENT_SEATS))? + 1;
        Ok((*event, seat))
    }
}
