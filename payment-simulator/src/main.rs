//! The simulator's process: `holdfast-payment-simulator` serves until SIGTERM;
//! `holdfast-payment-simulator migrate` brings its schema up to date.

use std::process::ExitCode;

use anyhow::bail;
use holdfast_payment_simulator::{Config, migrate, run};
use holdfast_runtime::{
    exit,
    telemetry::{Telemetry, plain_spans},
};
use holdfast_settings::{Reader, environment};

/// Faster than the system's allocator for many small, short-lived allocations on every core.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    exit::code(start().await)
}

async fn start() -> anyhow::Result<()> {
    let telemetry = Telemetry::start("holdfast-payment-simulator", plain_spans)?;
    let config = Reader::read(environment, Config::read)?;
    match std::env::args().nth(1).as_deref() {
        None => run(config, telemetry.metrics()).await?,
        Some("migrate") => migrate(&config).await?,
        Some(other) => bail!("there is no command {other}; the only one is migrate"),
    }
    tokio::task::spawn_blocking(|| telemetry.shutdown()).await?;
    Ok(())
}
