//! The command line, as `infra/chaos` calls it.

use std::{io::Write, path::PathBuf, time::Duration};

use clap::{Parser, Subcommand};

use crate::{
    audit,
    facts::Facts,
    load::{Load, create_event},
    schedule,
};

/// The schedule, the load and the audit of a chaos run. `infra/chaos` calls them.
#[derive(Debug, Parser)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Prints the faults of a seed: time in ms, name, arguments.
    Schedule {
        #[arg(long)]
        seed: u64,
        #[arg(long)]
        seconds: u64,
    },
    /// Creates an event and prints its id.
    Event {
        #[arg(long)]
        url: String,
        #[arg(long)]
        seats: u32,
        #[arg(long, env = "ADMIN_TOKEN", hide_env_values = true)]
        admin_token: String,
    },
    /// Buys seats of an event for some time, and records what the buyers are told.
    Load {
        #[command(flatten)]
        run: Run,
        #[arg(long)]
        seconds: u64,
        #[arg(long, default_value_t = 24)]
        buyers: u64,
        #[arg(long)]
        seed: u64,
    },
    /// Records the seat map once more, after the load.
    Look {
        #[command(flatten)]
        run: Run,
    },
    /// Compares the dumps in the directory. Fails if they disagree.
    Audit {
        #[arg(long)]
        directory: PathBuf,
        #[arg(long)]
        event: u64,
    },
}

#[derive(Debug, clap::Args)]
struct Run {
    #[arg(long)]
    directory: PathBuf,
    #[arg(long)]
    event: u64,
    #[arg(long)]
    seats: u32,
    /// Each api-server.
    #[arg(long, required = true)]
    url: Vec<String>,
}

impl Run {
    const fn load(&self, seconds: u64, buyers: u64, seed: u64) -> Load<'_> {
        let time = Duration::from_secs(seconds);
        Load { urls: self.url.as_slice(), event: self.event, seats: self.seats, buyers, seed, time }
    }
}

impl Cli {
    /// Does what the arguments say.
    ///
    /// # Errors
    /// If it fails, or if the audit finds a disagreement.
    pub async fn run(self) -> anyhow::Result<()> {
        let mut out = std::io::stdout().lock();
        match self.command {
            Command::Schedule { seed, seconds } => {
                for (at, fault) in schedule::draw(seed, seconds) {
                    writeln!(out, "{at} {fault}")?;
                }
            }
            Command::Event { url, seats, admin_token } => {
                writeln!(out, "{}", create_event(&url, &admin_token, seats).await?)?;
            }
            Command::Load { run, seconds, buyers, seed } => run.load(seconds, buyers, seed).run(&run.directory).await?,
            Command::Look { run } => run.load(0, 0, 0).look_again(&run.directory).await?,
            Command::Audit { directory, event } => {
                let facts = Facts::read(&directory, event)?;
                let faults = audit::audit(&facts);
                for fault in &faults {
                    writeln!(out, "fault: {fault}")?;
                }
                let confirmed = facts.orders.iter().filter(|order| order.state == "CONFIRMED").count();
                let (calls, orders) = (facts.history.len(), facts.orders.len());
                writeln!(out, "{calls} calls, {orders} orders, {confirmed} confirmed, {} faults", faults.len())?;
                anyhow::ensure!(faults.is_empty(), "the audit found {} faults", faults.len());
            }
        }
        Ok(())
    }
}
