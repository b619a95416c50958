//! How speed and memory change as the system holds more of one thing.

mod grower;
mod probe;

use anyhow::ensure;
use clap::{Args, ValueEnum};

use self::{
    grower::Grower,
    probe::{Measured, Probe},
};
use super::{Quiet, System};
use crate::report::Report;

/// The same requests while the system holds more and more of one thing
#[derive(Debug, Clone, Args)]
pub struct Options {
    /// What grows
    #[arg(long, value_enum)]
    pub of: Dimension,
    /// The sizes, ascending; default: four powers of ten up to what one installation is built for
    #[arg(long, value_delimiter = ',')]
    pub sizes: Vec<u32>,
    /// Holds that are timed at each size; a tenth as many orders
    #[arg(long, default_value_t = 300)]
    pub probes: u32,
}

/// What a system may have much of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Dimension {
    /// Seats of the event that is sold
    Seats,
    /// Events on sale, of 100 seats each
    Events,
    /// Open holds, in another event
    Holds,
    /// Orders in MySQL that have ended; written directly (`DATABASE_URL`), and deleted at the end
    Orders,
}

impl Dimension {
    /// Name in reports.
    const fn name(self) -> &'static str {
        match self {
            Self::Seats => "seats",
            Self::Events => "events",
            Self::Holds => "open holds",
            Self::Orders => "past orders",
        }
    }

    const fn sizes(self) -> &'static [u32] {
        match self {
            Self::Seats | Self::Holds => &[100, 1000, 10_000, 100_000],
            Self::Events => &[10, 100, 1000, 10_000],
            Self::Orders => &[1000, 10_000, 100_000, 1_000_000],
        }
    }
}

/// Runs the scenario.
///
/// # Errors
/// When growing, measuring or cleaning up fails.
pub async fn run(system: &System, options: &Options) -> anyhow::Result<Report> {
    let sizes = if options.sizes.is_empty() { options.of.sizes() } else { &options.sizes };
    ensure!(sizes.is_sorted() && sizes.first() > Some(&0), "--sizes must ascend from 1 or more");
    let mut grower = Grower::new(system, options.of).await?;
    let measured = measure(system, options, sizes, &mut grower).await;
    // What was grown is removed, whether or not it could be measured.
    grower.clean_up().await?;
    let (measured, quiet) = measured?;
    let mut report = Report::new(format!("growth of {}", options.of.name()));
    table(&mut report, options.of, &measured);
    quiet.report(&mut report);
    Ok(report)
}

async fn measure(
    system: &System,
    options: &Options,
    sizes: &[u32],
    grower: &mut Grower,
) -> anyhow::Result<(Vec<(u32, Measured)>, Quiet)> {
    let (mut all, mut quiet) = (Vec::new(), Quiet::default());
    let mut probe = Probe::new(system)?;
    for &size in sizes {
        let event = grower.grow_to(size).await?;
        quiet.wait().await?;
        all.push((size, probe.measure(event, options.probes).await?));
    }
    Ok((all, quiet))
}

/// One line for each figure and size, and how much the figure has grown from the first size to the last.
fn table(report: &mut Report, of: Dimension, measured: &[(u32, Measured)]) {
    let (Some((smallest, first)), Some((largest, last))) = (measured.first(), measured.last()) else { return };
    let growth = f64::from(*largest) / f64::from(*smallest);
    for (name, unit) in first.names() {
        for (size, figures) in measured {
            report.figure(format!("{name} at {size} {}", of.name()), figures.value(name), unit);
        }
        let ratio = last.value(name) / first.value(name);
        report.figure(format!("{name}: last / first"), ratio, "");
        if ratio > growth {
            report.doubt(format!("{name} grew by {ratio:.1} while {} grew by {growth:.0}", of.name()));
        }
    }
}
