//! Latency from a change of a seat to the client of the event's stream.

use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use clap::Args;
use rand::Rng as _;
use serde::Deserialize;
use tokio::{sync::mpsc, time::timeout};

use super::{Quiet, System};
use crate::{
    api::{Buyer, Seat},
    http::{Messages, Server},
    report::{Bound, Report},
    stats::{Latencies, Tally},
};

const HOLD_SECONDS: u32 = 120;
const PATIENCE: Duration = Duration::from_secs(10);
const MOST_P95_MS: f64 = 50.0;
/// Between two changes. Random, so that changes don't fall into step with anything that polls.
const PAUSE_MS: std::ops::Range<u64> = 20..120;

/// One client listens to an event on an idle system while another holds one seat after another
#[derive(Debug, Clone, Args)]
pub struct Options {
    /// Holds
    #[arg(long, default_value_t = 100)]
    pub changes: u32,
}

#[derive(Deserialize)]
struct SeatUpdate {
    seats: Vec<Seat>,
}

/// A seat that the stream reported as held, and when the report arrived.
type Seen = (u32, Instant);

/// Runs the scenario.
///
/// # Errors
/// When set-up, floor or clean-up fails, or a change doesn't arrive within 10 s.
pub async fn run(system: &System, options: &Options) -> anyhow::Result<Report> {
    let server = system.server()?;
    let mut operator = system.operator()?;
    let event = operator.create_event("Load: stream", options.changes).await?;
    let script = system.hold_script(event).await?;
    let mut seen = listen(&server, event).await?;

    let mut quiet = Quiet::default();
    quiet.wait().await?;
    let floor = script.changes(options.changes).await?.summary();
    quiet.wait().await?;
    let (mut buyer, mut tally, mut arrivals) = (Buyer::new(&server), Tally::default(), Latencies::default());
    let mut holds = Vec::new();
    for seat in 1..=options.changes {
        tokio::time::sleep(Duration::from_millis(rand::rng().random_range(PAUSE_MS))).await;
        let begun = Instant::now();
        let answer = buyer.hold(event, &[seat], HOLD_SECONDS).await;
        tally.record(&answer);
        let Ok(hold) = answer.accepted() else { continue };
        holds.push(hold);
        let arrived = timeout(PATIENCE, arrival(&mut seen, seat)).await.context("a change didn't arrive in 10 s")??;
        arrivals.record(arrived.duration_since(begun));
    }
    super::release_holds(&server, holds).await?;
    operator.close_events(&[event]).await?;

    let arrival = arrivals.summary();
    let mut report = Report::new("stream-latency");
    report.latencies("floor: script to XREAD", &floor);
    report.latencies("hold's own reply", &tally.latencies.summary());
    report.latencies("change to SSE client", &arrival);
    quiet.report(&mut report);
    report.tally(&tally);
    report.target("change to SSE client, p95", arrival.p95, "ms", Bound::AtMost(MOST_P95_MS));
    report.target("changes lost", f64::from(options.changes) - arrival.count as f64, "", Bound::AtMost(0.0));
    Ok(report)
}

/// Reads the stream in a task of its own; returns once INIT has arrived.
pub(super) async fn listen(server: &Server, event: u64) -> anyhow::Result<mpsc::UnboundedReceiver<Seen>> {
    let path = format!("/api/events/{event}/seats/stream");
    let mut messages = server.connection().messages(&path).await.context("opening the stream")?;
    let first = messages.next().await?;
    if first.event != "INIT" {
        bail!("the stream began with {:?}", first.event);
    }
    let (tell, seen) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        // Ends with the stream or with its receiver. The receiver notices a change that doesn't arrive.
        while let Some(held) = next_held(&mut messages).await {
            if held.into_iter().any(|seat| tell.send(seat).is_err()) {
                break;
            }
        }
    });
    Ok(seen)
}

async fn next_held(messages: &mut Messages) -> Option<Vec<Seen>> {
    let message = messages.next().await.ok()?;
    let arrived = Instant::now();
    if message.event != "SEAT_UPDATE" {
        return Some(Vec::new());
    }
    let update: SeatUpdate = serde_json::from_str(&message.data).ok()?;
    Some(update.seats.iter().filter(|seat| seat.status == "HELD").map(|seat| (seat.id, arrived)).collect())
}

async fn arrival(seen: &mut mpsc::UnboundedReceiver<Seen>, seat: u32) -> anyhow::Result<Instant> {
    loop {
        let (id, arrived) = seen.recv().await.context("the stream ended")?;
        if id == seat {
            return Ok(arrived);
        }
    }
}
