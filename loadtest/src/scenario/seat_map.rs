//! The seat map of a large event.

use std::{
    io::Read as _,
    time::{Duration, Instant},
};

use anyhow::{Context as _, bail, ensure};
use clap::Args;
use flate2::read::GzDecoder;
use rand::{rng, seq::index};

use super::{Quiet, Rounds, System, make_holds, release_holds, together};
use crate::{
    api::{Buyer, Hold, SeatMap},
    http::Server,
    machine::Meter,
    report::{Bound, Report},
    stats::{Latencies, Tally},
};

const HOLD_SECONDS: u32 = 300;
/// One seat in ten is taken, at random, as in the middle of a sale: such a map compresses worse than one without holds.
const TAKEN: u32 = 10;
const LOOKS: u32 = 50;
const PATIENCE: Duration = Duration::from_secs(10);
const READERS: usize = 20;
const CHANGES_PER_SECOND: u32 = 50;
const MOST_MS: f64 = 50.0;
const MOST_KB: f64 = 300.0;
const LEAST_PER_SECOND: f64 = 300.0;

/// The whole map, gzipped: just changed, unchanged, by 20 readers at once, and by 20 readers while 50 holds/s change it
#[derive(Debug, Clone, Args)]
pub struct Options {
    /// Seats of the event
    #[arg(long, default_value_t = 20_000)]
    pub seats: u32,
    /// Seconds of each round of 20 readers
    #[arg(long, default_value_t = 5)]
    pub seconds: u64,
}

/// Runs the scenario.
///
/// # Errors
/// When set-up or clean-up fails, or a map is malformed. A measured request that fails is only counted.
pub async fn run(system: &System, options: &Options) -> anyhow::Result<Report> {
    let server = system.server()?;
    let mut operator = system.operator()?;
    let event = operator.create_event("Load: seat map", options.seats).await?;
    let (taken, mut free) = split(options.seats);
    let mut holds = make_holds(&server, event, taken, HOLD_SECONDS).await?;
    let mut quiet = Quiet::default();
    quiet.wait().await?;

    let mut buyer = Buyer::new(&server);
    let first = buyer.seat_map(event).await;
    let first_hit = first.elapsed;
    let packed = first.accepted().context("the first map")?;
    ensure!(packed.header("content-encoding") == Some("gzip"), "the map isn't compressed");
    let mut unpacked = Vec::new();
    GzDecoder::new(packed.body.as_slice()).read_to_end(&mut unpacked)?;
    let map: SeatMap = serde_json::from_slice(&unpacked)?;
    ensure!(map.seats.len() == options.seats as usize, "the map has {} seats", map.seats.len());

    let (mut holder, mut changed) = (Buyer::patient(&server), Changed::default());
    let mut last = packed.header("etag").context("the map has no ETag")?.to_owned();
    for seat in free.split_off(free.len().saturating_sub(LOOKS as usize)) {
        holds.push(holder.hold(event, &[seat], HOLD_SECONDS).await.accepted().context("a hold between two maps")?);
        last = changed.look(&mut buyer, event, &last).await?;
    }
    let mut unchanged = Tally::default();
    for _ in 0..LOOKS {
        unchanged.record(&buyer.seat_map(event).await);
    }

    let duration = Duration::from_secs(options.seconds);
    quiet.wait().await?;
    let floor = readers(&server, Look::Healthz, duration).await?;
    quiet.wait().await?;
    let still = readers(&server, Look::Map(event), duration).await?;
    quiet.wait().await?;
    let changing = change(&server, event, free, duration);
    let (moving, (held, made)) = tokio::join!(readers(&server, Look::Map(event), duration), changing);
    let moving = moving?;
    holds.extend(made);
    release_holds(&server, holds).await?;
    operator.close_events(&[event]).await?;

    let mut report = Report::new(format!("seat-map, {} seats", options.seats));
    report.figure("unpacked", unpacked.len() as f64 / 1e3, "kB");
    report.latencies("just changed", &changed.slowest.summary());
    report.latencies("change to a map that shows it", &changed.shown.summary());
    report.latencies("unchanged", &unchanged.latencies.summary());
    report.figure("floor: GET /healthz, 20 readers", floor.rate(), "/s");
    for (name, round) in [("20 readers", &still), ("20 readers, 50 holds/s", &moving)] {
        report.latencies(name, &round.tally.latencies.summary());
        round.rounds.report(name, &mut report);
    }
    report.latencies("hold beside 20 readers", &held.latencies.summary());
    report.figure("maps / floor", still.rate() / floor.rate(), "");
    quiet.report(&mut report);
    let mut tally = unchanged.clone();
    tally.merge(still.tally.clone());
    tally.merge(moving.tally.clone());
    tally.merge(held);
    report.tally(&tally);
    report.target("first hit", first_hit.as_secs_f64() * 1e3, "ms", Bound::AtMost(MOST_MS));
    report.target("just changed, p95", changed.slowest.summary().p95, "ms", Bound::AtMost(MOST_MS));
    report.target("unchanged, p95", unchanged.latencies.summary().p95, "ms", Bound::AtMost(MOST_MS));
    report.target("compressed", packed.body.len() as f64 / 1e3, "kB", Bound::AtMost(MOST_KB));
    report.target("20 readers", still.rate(), "/s", Bound::AtLeast(LEAST_PER_SECOND));
    report.target("20 readers, 50 holds/s", moving.rate(), "/s", Bound::AtLeast(LEAST_PER_SECOND));
    report.target("map errors", tally.error_percent(), "%", Bound::AtMost(0.0));
    Ok(report)
}

/// Splits the seats at random: those to hold beforehand, and the others.
fn split(seats: u32) -> (Vec<u32>, Vec<u32>) {
    let mut all: Vec<u32> = index::sample(&mut rng(), seats as usize, seats as usize)
        .into_iter()
        .filter_map(|index| u32::try_from(index + 1).ok())
        .collect();
    let free = all.split_off((seats / TAKEN) as usize);
    (all, free)
}

/// Latencies of maps that are requested right after a change.
#[derive(Debug, Default)]
struct Changed {
    /// The slowest of the maps up to the first that shows the change.
    slowest: Latencies,
    /// From the response to the hold until a map that shows it.
    shown: Latencies,
}

impl Changed {
    /// Requests the map until its ETag differs from `before`; returns the new ETag.
    async fn look(&mut self, buyer: &mut Buyer, event: u64, before: &str) -> anyhow::Result<String> {
        let begun = Instant::now();
        let mut slowest = Duration::ZERO;
        while begun.elapsed() < PATIENCE {
            let answer = buyer.seat_map(event).await;
            slowest = slowest.max(answer.elapsed);
            let map = answer.accepted().context("a map after a change")?;
            let tag = map.header("etag").context("the map has no ETag")?;
            if tag != before {
                self.slowest.record(slowest);
                self.shown.record(begun.elapsed());
                return Ok(tag.to_owned());
            }
        }
        bail!("the map didn't show a hold within {} s", PATIENCE.as_secs())
    }
}

/// What readers request.
#[derive(Debug, Clone, Copy)]
enum Look {
    Healthz,
    Map(u64),
}

struct Reading {
    tally: Tally,
    rounds: Rounds,
}

impl Reading {
    fn rate(&self) -> f64 {
        self.rounds.rate(self.tally.accepted)
    }
}

/// Runs 20 readers, each with one request in flight.
async fn readers(server: &Server, look: Look, duration: Duration) -> anyhow::Result<Reading> {
    let deadline = Instant::now() + duration;
    let meter = Meter::start()?;
    let reader = |_| {
        let mut buyer = Buyer::new(server);
        async move {
            let mut tally = Tally::default();
            while Instant::now() < deadline {
                match look {
                    Look::Healthz => tally.record(&buyer.healthz().await),
                    Look::Map(event) => tally.record(&buyer.seat_map(event).await),
                }
            }
            tally
        }
    };
    let (mut tally, mut rounds) = (Tally::default(), Rounds::default());
    for one in together((0..READERS).map(reader)).await? {
        tally.merge(one);
    }
    rounds.add(meter.stop()?);
    Ok(Reading { tally, rounds })
}

/// Holds 50 free seats per second.
async fn change(server: &Server, event: u64, free: Vec<u32>, duration: Duration) -> (Tally, Vec<Hold>) {
    let deadline = Instant::now() + duration;
    let mut tick = tokio::time::interval(Duration::from_secs(1) / CHANGES_PER_SECOND);
    let (mut buyer, mut tally, mut holds) = (Buyer::new(server), Tally::default(), Vec::new());
    for seat in free {
        tick.tick().await;
        if Instant::now() > deadline {
            break;
        }
        let answer = buyer.hold(event, &[seat], HOLD_SECONDS).await;
        tally.record(&answer);
        holds.extend(answer.accepted());
    }
    (tally, holds)
}
