//! The api-server's process: settings, telemetry, stores, HTTP.

use anyhow::Context;
use holdfast_activities::{config::Reader, telemetry::Telemetry};
use holdfast_api_server::{config::Config, serve, state::AppState};
use tokio::net::TcpListener;

/// Many small, short-lived allocations on every core.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let telemetry = Telemetry::start("holdfast-api-server")?;
    let config = Reader::read(Config::read)?;
    let listener = TcpListener::bind(config.bind).await.with_context(|| format!("can't listen on {}", config.bind))?;
    let state = AppState::start(config, telemetry.metrics()).await?;
    serve::until_told_to_stop(listener, state).await?;
    tokio::task::spawn_blocking(|| telemetry.shutdown()).await?;
    Ok(())
}
