//! The worker's process: `holdfast-worker` works until SIGTERM, `holdfast-worker migrate` migrates MySQL's schema.

use std::process::ExitCode;

use anyhow::bail;
use holdfast_order_engine::workflow_spans;
use holdfast_runtime::{exit, telemetry::Telemetry};
use holdfast_settings::{Reader, environment};
use holdfast_worker::{config::Config, migrate, work};

/// Faster than the system's allocator for many small, short-lived allocations on every core.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    exit::code(run().await)
}

async fn run() -> anyhow::Result<()> {
    let telemetry = Telemetry::start("holdfast-worker", workflow_spans)?;
    match std::env::args().nth(1).as_deref() {
        None => work(Reader::read(environment, Config::read)?, telemetry.metrics()).await?,
        Some("migrate") => migrate().await?,
        Some(other) => bail!("there is no command {other}; the only one is migrate"),
    }
    tokio::task::spawn_blocking(|| telemetry.shutdown()).await?;
    Ok(())
}
