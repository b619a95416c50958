//! The api-server's process: settings, telemetry, stores, HTTP.

use std::process::ExitCode;

use anyhow::Context as _;
use holdfast_api_server::{config::Config, serve, state::AppState};
use holdfast_order_engine::workflow_spans;
use holdfast_runtime::{exit, memory, signals, telemetry::Telemetry};
use holdfast_settings::{Reader, environment};
use holdfast_web::{metrics_server::serve_metrics, serve::listen};

/// Faster than the system's allocator for many small, short-lived allocations on every core.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    exit::code(run().await)
}

async fn run() -> anyhow::Result<()> {
    // 5,000 streams then take 83 MB instead of 108.
    memory::use_small_pages();
    let mut telemetry = Telemetry::start("holdfast-api-server", workflow_spans)?;
    let config = Reader::read(environment, Config::read)?;
    config.warn_of_risks();
    let listener = listen(config.bind).with_context(|| format!("API_BIND: can't listen on {}", config.bind))?;
    let metrics_listener = listen(config.metrics_bind)
        .with_context(|| format!("METRICS_BIND: can't listen on {}", config.metrics_bind))?;
    let state = AppState::start(config, telemetry.metrics(), telemetry.take_browser_spans()?).await?;
    let metrics = tokio::spawn(serve_metrics(metrics_listener, telemetry.metrics(), state.shutdown.clone()));
    let server = tokio::spawn(serve(listener, state.clone()));
    signals::stop_requested().await?;
    state.shutdown.cancel();
    server.await??;
    metrics.await??;
    tokio::task::spawn_blocking(|| telemetry.shutdown()).await?;
    Ok(())
}
