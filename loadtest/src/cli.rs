//! The command line.

use std::{
    io::{self, Write as _},
    path::PathBuf,
};

use anyhow::{Context as _, ensure};
use clap::{Parser, Subcommand};

use crate::{
    page,
    report::Report,
    scenario::{
        System, fan_out, growth, holds, mix::Baskets, order_latency, orders, overload, rush, seat_map, soak,
        stream_latency, traffic,
    },
    threshold::Threshold,
};

/// Makes load on a running Holdfast and measures it beside its floor
///
/// Settings come from the environment, as `infra/dev env` prints them. Each scenario ends with a table and one line of
/// JSON.
#[derive(Debug, Parser)]
#[command(name = "holdfast-loadtest")]
pub struct Cli {
    #[command(flatten)]
    system: System,
    /// Fail when a target is missed, and not only when a fault was found
    #[arg(long, global = true)]
    check: bool,
    /// Fail when a limit is missed, for rush and traffic: 'order.p95<300ms', 'all.errors<0.5%', 'purchase.rate>50/s'
    #[arg(long = "threshold", global = true, value_name = "OPERATION.FIGURE<LIMIT")]
    thresholds: Vec<Threshold>,
    /// Write a page with charts to FILE, for rush and traffic, and the same as JSON beside it
    #[arg(long, global = true, value_name = "FILE")]
    page: Option<PathBuf>,
    #[command(subcommand)]
    scenario: Scenario,
}

#[derive(Debug, Clone, Subcommand)]
enum Scenario {
    Holds(holds::Options),
    OrderLatency(order_latency::Options),
    Orders(orders::Options),
    StreamLatency(stream_latency::Options),
    FanOut(fan_out::Options),
    SeatMap(seat_map::Options),
    Rush(rush::Options),
    Traffic(traffic::Options),
    Overload(overload::Options),
    Growth(growth::Options),
    Soak(soak::Options),
    /// Every scenario but `fan-out`, `growth`, `overload`, `soak` and `traffic`, within about 4 minutes
    All,
}

impl Cli {
    /// Runs the scenarios. Returns false when a fault was found, a threshold was missed, or `--check` was given and a
    /// target was missed.
    ///
    /// # Errors
    /// When a scenario could not be measured; `all` still measures the others.
    pub async fn run(self) -> anyhow::Result<bool> {
        ensure!(
            self.scenario.has_timeline() || (self.thresholds.is_empty() && self.page.is_none()),
            "--threshold and --page are for rush and traffic"
        );
        let mut all_met = true;
        let mut is_acceptable = true;
        let mut failed = None;
        for scenario in self.scenario.single() {
            match scenario.run(&self.system).await {
                Ok(mut report) => {
                    report.thresholds(&self.thresholds);
                    if let Some(path) = &self.page {
                        page::write(&report, path).with_context(|| format!("writing {}", path.display()))?;
                    }
                    report.write(&mut io::stdout().lock())?;
                    all_met &= report.is_met();
                    is_acceptable &= report.is_acceptable();
                }
                // The other scenarios don't depend on this one.
                Err(error) => {
                    writeln!(io::stdout().lock(), "\n== {}: NOT MEASURED: {error:#}", scenario.name())?;
                    failed = Some(error);
                }
            }
        }
        failed.map_or(Ok(is_acceptable && (all_met || !self.check)), Err)
    }
}

impl Scenario {
    /// For `All`, latencies come before throughput: work that a saturating scenario leaves behind would distort them.
    fn single(self) -> Vec<Self> {
        match self {
            Self::All => vec![
                Self::OrderLatency(order_latency::Options { orders: 200 }),
                Self::StreamLatency(stream_latency::Options { changes: 100 }),
                Self::SeatMap(seat_map::Options { seats: 20_000, seconds: 5 }),
                Self::Rush(rush::Options {
                    buyers: 100,
                    event_seats: 300,
                    think_ms: 100,
                    seconds: 60,
                    baskets: Baskets::ONE,
                    zipf: 0.0,
                }),
                Self::Orders(orders::Options { buyers: 50, seconds: 8, rounds: 2 }),
                Self::Holds(holds::Options { buyers: 50, seconds: 5, rounds: 2 }),
                Self::Holds(holds::Options { buyers: 200, seconds: 5, rounds: 2 }),
            ],
            one => vec![one],
        }
    }

    /// Whether its report has a timeline, which thresholds and the page are made from.
    const fn has_timeline(&self) -> bool {
        matches!(self, Self::Rush(_) | Self::Traffic(_))
    }

    const fn name(&self) -> &'static str {
        match self {
            Self::Holds(_) => "holds",
            Self::OrderLatency(_) => "order-latency",
            Self::Orders(_) => "orders",
            Self::StreamLatency(_) => "stream-latency",
            Self::FanOut(_) => "fan-out",
            Self::SeatMap(_) => "seat-map",
            Self::Rush(_) => "rush",
            Self::Traffic(_) => "traffic",
            Self::Overload(_) => "overload",
            Self::Growth(_) => "growth",
            Self::Soak(_) => "soak",
            Self::All => "all",
        }
    }

    async fn run(&self, system: &System) -> anyhow::Result<Report> {
        match self {
            Self::Holds(options) => holds::run(system, options).await,
            Self::OrderLatency(options) => order_latency::run(system, options).await,
            Self::Orders(options) => orders::run(system, options).await,
            Self::StreamLatency(options) => stream_latency::run(system, options).await,
            Self::FanOut(options) => fan_out::run(system, options).await,
            Self::SeatMap(options) => seat_map::run(system, options).await,
            Self::Rush(options) => rush::run(system, options).await,
            Self::Traffic(options) => traffic::run(system, options).await,
            Self::Overload(options) => overload::run(system, options).await,
            Self::Growth(options) => growth::run(system, options).await,
            Self::Soak(options) => soak::run(system, options).await,
            Self::All => anyhow::bail!("all is more than one scenario"),
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_is_sound_and_all_runs_only_single_scenarios() {
        Cli::command().debug_assert();
        assert!(!Scenario::All.single().iter().any(|scenario| matches!(scenario, Scenario::All)));
    }
}
