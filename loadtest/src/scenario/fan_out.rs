//! The streams of many clients of one event: their latency, completeness and cost.

use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use clap::Args;
use tokio::time::timeout;

use super::{Quiet, Rounds, System, stream_latency, together};
use crate::{
    api::{Buyer, Hold},
    http::Server,
    machine::{Meter, age, resident_kilobytes},
    report::{Bound, Report},
    stats::{Latencies, Tally},
};

const HOLD_SECONDS: u32 = 300;
/// How long all clients may take to connect, and the last change to reach all of them.
const PATIENCE: Duration = Duration::from_mins(1);
/// Clients that note when each change arrived.
const WATCHERS: usize = 20;
/// Buyers who make the changes in turns.
const BUYERS: u32 = 20;
/// Age of an api that hasn't had other clients yet.
const FRESH: Duration = Duration::from_mins(1);
/// Connections that are opened at once.
const AT_ONCE: usize = 200;
const MOST_P95_MS: f64 = 100.0;
const MOST_KILOBYTES: f64 = 20.0;
const MOST_CONNECT_SECONDS: f64 = 10.0;

/// Many clients follow one event while its seats change at a steady rate
#[derive(Debug, Clone, Args)]
pub struct Options {
    /// Clients of the stream
    #[arg(long, default_value_t = 5000)]
    pub clients: usize,
    /// Changes each second
    #[arg(long, default_value_t = 100)]
    pub rate: u32,
    /// Length of the measurement
    #[arg(long, default_value_t = 10)]
    pub seconds: u32,
}

impl Options {
    /// Each seat is held once.
    const fn changes(&self) -> u32 {
        self.rate * self.seconds
    }

    /// When the hold of a seat is due. A late one counts from then.
    fn due(&self, begun: Instant, seat: u32) -> Instant {
        begun + Duration::from_secs(1) / self.rate * seat
    }
}

/// Runs the scenario.
///
/// # Errors
/// When set-up or clean-up fails, or a client doesn't get every change.
pub async fn run(system: &System, options: &Options) -> anyhow::Result<Report> {
    let server = system.server()?;
    let mut operator = system.operator()?;
    let changes = options.changes();
    let event = operator.create_event("Load: fan-out", changes).await?;
    let mut quiet = Quiet::default();
    quiet.wait().await?;

    let is_old = system.parts().and_then(|directory| age(directory, "api")).is_some_and(|age| age > FRESH);
    let memory = || system.parts().and_then(|directory| resident_kilobytes(directory, "api"));
    let before = memory();
    let connecting = Instant::now();
    let crowd = timeout(PATIENCE, connect(&server, event, options.clients)).await.context("connecting")??;
    let connected_in = connecting.elapsed();
    let after = memory();
    let mut watchers = Vec::new();
    for _ in 0..WATCHERS {
        watchers.push(stream_latency::listen(&server, event).await?);
    }

    let meter = Meter::start()?;
    let followers = crowd.into_iter().map(move |mut client| async move {
        client.until(1 + u64::from(changes)).await?;
        anyhow::Ok(client)
    });
    let followers = tokio::spawn(together(followers));
    let begun = Instant::now();
    let (holds, tally) = make_changes(&server, event, options, begun).await?;
    ensure!(holds.len() == changes as usize, "{} of {changes} holds were made", holds.len());
    let followed = timeout(PATIENCE, followers).await.context("not every client got every change")???;
    let mut rounds = Rounds::default();
    rounds.add(meter.stop()?);

    let mut arrivals = Latencies::default();
    for watcher in &mut watchers {
        for _ in 0..changes {
            let (seat, arrived) = timeout(PATIENCE, watcher.recv()).await?.context("a stream ended")?;
            arrivals.record(arrived.saturating_duration_since(options.due(begun, seat)));
        }
    }
    let ended = followed.iter().filter(|client| client.is_err()).count();
    drop(followed);
    super::release_holds(&server, holds).await?;
    operator.close_events(&[event]).await?;

    let arrival = arrivals.summary();
    let mut report = Report::new(format!("fan-out, {} clients, {} changes/s", options.clients, options.rate));
    report.latencies("hold's own response", &tally.latencies.summary());
    report.latencies("change to SSE client", &arrival);
    rounds.report("fan-out", &mut report);
    quiet.report(&mut report);
    report.tally(&tally);
    // What the api got for earlier clients, it gives to these.
    if is_old {
        report.doubt("the api isn't freshly started, so the memory of a client isn't known");
    } else if let (Some(before), Some(after)) = (before, after) {
        let each = (after as f64 - before as f64) / options.clients as f64;
        report.target("memory of the api, per client", each, "kB", Bound::AtMost(MOST_KILOBYTES));
    }
    let seconds = connected_in.as_secs_f64();
    report.target("all clients connected after", seconds, "s", Bound::AtMost(MOST_CONNECT_SECONDS));
    report.target("change to SSE client, p95", arrival.p95, "ms", Bound::AtMost(MOST_P95_MS));
    report.target("streams that ended", ended as f64, "", Bound::AtMost(0.0));
    Ok(report)
}

/// Opens the streams. Each has its INIT.
async fn connect(server: &Server, event: u64, clients: usize) -> anyhow::Result<Vec<crate::http::Drain>> {
    let path = format!("/api/events/{event}/seats/stream");
    let mut crowd = Vec::with_capacity(clients);
    while crowd.len() < clients {
        let some = (0..AT_ONCE.min(clients - crowd.len())).map(|_| {
            let (server, path) = (server.clone(), path.clone());
            async move {
                let mut client = server.drain(&path).await?;
                client.until(1).await?;
                anyhow::Ok(client)
            }
        });
        for client in together(some).await? {
            crowd.push(client?);
        }
    }
    Ok(crowd)
}

/// Holds one seat after another at the rate.
async fn make_changes(
    server: &Server,
    event: u64,
    options: &Options,
    begun: Instant,
) -> anyhow::Result<(Vec<Hold>, Tally)> {
    let seats = options.changes();
    let buyers = (0..BUYERS).map(|first| {
        let (mut buyer, options) = (Buyer::new(server), options.clone());
        async move {
            let (mut holds, mut tally) = (Vec::new(), Tally::default());
            for seat in (first + 1..=seats).step_by(BUYERS as usize) {
                tokio::time::sleep_until(options.due(begun, seat).into()).await;
                let answer = buyer.hold(event, &[seat], HOLD_SECONDS).await;
                tally.record(&answer);
                holds.extend(answer.accepted());
            }
            (holds, tally)
        }
    });
    let (mut holds, mut tally) = (Vec::new(), Tally::default());
    for (some, counted) in together(buyers).await? {
        holds.extend(some);
        tally.merge(counted);
    }
    Ok((holds, tally))
}
