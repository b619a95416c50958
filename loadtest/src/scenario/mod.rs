//! The scenarios. Each creates events of its own and closes them at its end.

pub mod fan_out;
pub mod growth;
pub mod holds;
pub mod mix;
pub mod order_latency;
pub mod orders;
pub mod overload;
pub mod rush;
mod rush_audit;
mod rush_record;
pub mod seat_map;
mod shopper;
pub mod soak;
pub mod stream_latency;
pub mod traffic;
mod visitor;
mod wanted;

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Args;
use tokio::task::JoinSet;

use crate::{
    api::{Buyer, Hold, Operator},
    floor::{HoldScript, IdleWorkflows},
    http::Server,
    machine::{self, DRIVER, OTHERS, Usage},
    report::Report,
    timeline::TimelineView,
};

/// Addresses of the running Holdfast, and of the servers under it for the floors, as `infra/dev env` prints them.
#[derive(Debug, Clone, Args)]
pub struct System {
    /// URL of the API: `http://host:port`
    #[arg(long, env, global = true, default_value = "http://127.0.0.1:18080")]
    api_url: String,
    /// Bearer token of the admin routes
    #[arg(long, env, global = true, hide_env_values = true, default_value = "")]
    admin_token: String,
    /// The API's Redis, for the floor of holds
    #[arg(long, env, global = true, hide_env_values = true)]
    redis_url: Option<String>,
    /// Prefix of the API's key names
    #[arg(long, env, global = true, default_value = "")]
    holdfast_prefix: String,
    /// The API's MySQL, for the growth of past orders
    #[arg(long, env, global = true, hide_env_values = true)]
    database_url: Option<String>,
    /// Temporal of the orders, for the floor of orders
    #[arg(long, env, global = true)]
    temporal_address: Option<String>,
    /// Namespace of the orders
    #[arg(long, env, global = true, default_value = "holdfast")]
    temporal_namespace: String,
    /// Directory with a file NAME.pid for each part, whose CPU the report then has
    #[arg(long, global = true, value_name = "DIRECTORY")]
    parts: Option<PathBuf>,
}

impl System {
    fn server(&self) -> anyhow::Result<Server> {
        Server::parse(&self.api_url).context("API_URL")
    }

    fn parts(&self) -> Option<&Path> {
        self.parts.as_deref()
    }

    fn operator(&self) -> anyhow::Result<Operator> {
        Ok(Operator::new(&self.server()?, &self.admin_token))
    }

    /// The floor of holds, on an event that was created through the API and has no seat taken.
    async fn hold_script(&self, event: u64) -> anyhow::Result<HoldScript> {
        let url = self.redis_url.as_deref().context("the floor needs REDIS_URL")?;
        HoldScript::connect(url, &self.holdfast_prefix, event).await
    }

    async fn idle_workflows(&self) -> anyhow::Result<IdleWorkflows> {
        let address = self.temporal_address.as_deref().context("the floor needs TEMPORAL_ADDRESS")?;
        IdleWorkflows::start(address, &self.temporal_namespace).await
    }
}

/// Runs all tasks concurrently and waits for the last; their results come in no particular order.
///
/// # Errors
/// When a task panics.
pub async fn together<T: Send + 'static>(
    tasks: impl IntoIterator<Item = impl Future<Output = T> + Send + 'static>,
) -> anyhow::Result<Vec<T>> {
    let mut running: JoinSet<T> = tasks.into_iter().collect();
    let mut ended = Vec::new();
    while let Some(one) = running.join_next().await {
        ended.push(one?);
    }
    Ok(ended)
}

/// The highest CPU usage of the machine right before a round; see [`machine::settle`].
#[derive(Debug, Default)]
struct Quiet {
    worst_percent: f64,
}

impl Quiet {
    async fn wait(&mut self) -> anyhow::Result<()> {
        self.worst_percent = self.worst_percent.max(machine::settle().await?);
        Ok(())
    }

    fn report(&self, report: &mut Report) {
        report.figure("machine busy before a round, at most", self.worst_percent, "%");
    }
}

/// CPU usage of all rounds of one kind.
#[derive(Debug, Default)]
struct Rounds {
    usage: Option<Usage>,
}

impl Rounds {
    fn add(&mut self, usage: Usage) {
        self.usage = Some(self.usage.map_or(usage, |before| before.and(usage)));
    }

    fn rate(&self, count: u64) -> f64 {
        self.usage.map_or(0.0, |usage| usage.per_second(count))
    }

    fn report(&self, name: &str, report: &mut Report) {
        if let Some(usage) = self.usage {
            report.figure(format!("{name}: driver's CPU, of one core"), usage.driver_percent, "%");
            report.figure(format!("{name}: machine busy"), usage.machine_percent, "%");
        }
    }
}

/// Adds what a reader should doubt: a driver at its limit, and other users of the machine.
fn doubt(report: &mut Report, timeline: &TimelineView, rounds: &Rounds) {
    const MOST_OF_A_CORE: f64 = 85.0;
    const MOST_OF_OTHERS: f64 = 30.0;
    let driver = rounds.usage.map_or(0.0, |usage| usage.driver_percent).max(timeline.mean_cpu(DRIVER).unwrap_or(0.0));
    if driver > MOST_OF_A_CORE {
        report.doubt(format!(
            "the driver used {driver:.0} % of its one core, so part of the latency is its own: fewer buyers, or a lower \
             rate, measure the system better"
        ));
    }
    let conflicts: u64 =
        timeline.outcomes.iter().filter(|(code, _)| code.starts_with("409 ")).map(|(_, count)| count).sum();
    let all = timeline.operation("all").map_or(0, |all| all.requests);
    if conflicts * 2 > all {
        let percent = conflicts as f64 * 100.0 / all as f64;
        report.doubt(format!(
            "{percent:.0} % of the requests were for seats that were taken (409), so the percentiles of all requests are \
             mostly theirs: read them by operation"
        ));
    }
    // The kernel's threads and a desktop are in it too.
    let others = timeline.mean_cpu(OTHERS).unwrap_or(0.0);
    if timeline.cpu.len() > 2 && others > MOST_OF_OTHERS {
        report.doubt(format!(
            "other processes used {others:.0} % of a core on average: repeat the run on an idle machine for figures"
        ));
    }
}

/// Holds each of these seats, one seat per hold. Seats that are taken are skipped.
async fn make_holds(
    server: &Server,
    event: u64,
    seats: impl IntoIterator<Item = u32>,
    seconds: u32,
) -> anyhow::Result<Vec<Hold>> {
    let buyer = |seats: Vec<u32>| {
        let mut buyer = Buyer::patient(server);
        async move {
            let mut holds = Vec::new();
            for seat in seats {
                match buyer.hold(event, &[seat], seconds).await.accepted() {
                    // Already held, by an attempt that got a 503.
                    Err(fault) if fault.is_conflict() => {}
                    hold => holds.push(hold.context("making a hold")?),
                }
            }
            anyhow::Ok(holds)
        }
    };
    let holds = together(shares(&seats.into_iter().collect::<Vec<_>>()).into_iter().map(buyer)).await?;
    Ok(holds.into_iter().collect::<anyhow::Result<Vec<_>>>()?.into_iter().flatten().collect())
}

/// Releases holds, so that their expiry doesn't load the servers in a later round.
async fn release_holds(server: &Server, holds: Vec<Hold>) -> anyhow::Result<()> {
    let buyer = |holds: Vec<Hold>| {
        let mut buyer = Buyer::patient(server);
        async move {
            for hold in holds {
                buyer.release(&hold).await.accepted().context("releasing a hold")?;
            }
            anyhow::Ok(())
        }
    };
    together(shares(&holds).into_iter().map(buyer)).await?.into_iter().collect()
}

/// Divides `all` among at most 20 buyers.
fn shares<T: Clone>(all: &[T]) -> Vec<Vec<T>> {
    const BUYERS: usize = 20;
    all.chunks(all.len().div_ceil(BUYERS).max(1)).map(<[T]>::to_vec).collect()
}
