//! A payment gateway for development and tests. The payment method of a payment scripts its failures. The simulator
//! takes a real gateway's place: a separate service with its own database, which the sale calls over HTTP only.

pub mod config;
pub mod dispatcher;
pub mod ledger;
mod routes;
mod script;
pub mod simulator;

use anyhow::Context as _;
use holdfast_runtime::signals;
use holdfast_web::serve::Limits;
use metrics_exporter_prometheus::PrometheusHandle;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

pub use self::config::Config;
use self::{dispatcher::Dispatcher, ledger::Ledger, routes::AppState, simulator::Simulator};

/// Brings the ledger's schema up to date.
///
/// # Errors
/// MySQL away, or a migration that fails.
pub async fn migrate(config: &Config) -> anyhow::Result<()> {
    Ledger::connect(config)?.migrate().await.context("migrating the ledger")
}

/// Listens and serves until SIGTERM or SIGINT.
///
/// # Errors
/// Settings that can't be used; an address that can't be listened on.
pub async fn run(config: Config, metrics: PrometheusHandle) -> anyhow::Result<()> {
    let listener = holdfast_web::serve::listen(config.bind)
        .with_context(|| format!("SIMULATOR_BIND: can't listen on {}", config.bind))?;
    let stop = CancellationToken::new();
    let mut server = tokio::spawn(serve(listener, config, metrics, stop.clone()));
    tokio::select! {
        // The server ends before the signal only by an error. The process must end too, or it would run but not serve.
        ended = &mut server => return ended.context("the server panicked")?,
        signal = signals::stop_requested() => signal?,
    }
    stop.cancel();
    server.await.context("the server panicked")?
}

/// Serves on a listener and sends callbacks until `stop`, then finishes requests, payments and callbacks under way. A
/// test can run a simulator on its own listener with it. Run [`migrate`] first: the ledger's schema must be up to date.
///
/// # Errors
/// Settings that can't be used.
pub async fn serve(
    listener: TcpListener,
    config: Config,
    metrics: PrometheusHandle,
    stop: CancellationToken,
) -> anyhow::Result<()> {
    let ledger = Ledger::connect(&config)?;
    let simulator = Simulator::new(ledger.clone(), &config);
    let callbacks = tokio::spawn(Dispatcher::new(ledger.clone(), &config)?.run(stop.clone()));
    let drain = config.drain;
    let router = routes::router(AppState::new(config, ledger, simulator.clone(), metrics));
    holdfast_web::serve::until_shutdown(listener, router, Limits::default(), stop, drain).await?;
    // Payments continue when their callers disconnect, so requests that have ended don't mean that the work has.
    simulator.drain().await;
    callbacks.await.context("the dispatcher panicked")
}
