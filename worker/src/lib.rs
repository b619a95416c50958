//! The background work of the sale: the steps of orders, the relay of seat changes, the outbox of outcomes, the sweep
//! of due holds, reloads of events, and the reconciler. Any number of workers may run. A crashed worker delays work but
//! loses none.

pub mod config;
mod health;
pub mod outbox;
pub mod reconciler;
pub mod relay;
pub mod reload;
pub mod sweep;

use anyhow::Context as _;
use holdfast_order_engine::{OrderEngine, Service};
use holdfast_reports as reports;
use holdfast_runtime::signals;
use holdfast_settings::{Reader, environment};
use holdfast_stores::mysql::{Database, MysqlConfig};
use metrics_exporter_prometheus::PrometheusHandle;
use tokio::net::TcpListener;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use self::{config::Config, health::Health};

/// Migrates MySQL's schema. Reads only the `DATABASE_…` settings.
///
/// # Errors
/// If a setting is invalid, MySQL is away, or a migration fails.
pub async fn migrate() -> anyhow::Result<()> {
    let database = Database::connect(&Reader::read(environment, MysqlConfig::read)?)?;
    database.migrate().await.context("migrating")
}

/// Works until SIGTERM or SIGINT, then finishes the work under way. While a dependency is away, at start or later, the
/// affected work is retried.
///
/// # Errors
/// If a setting can't be used, or the address can't be bound.
pub async fn work(config: Config, metrics: PrometheusHandle) -> anyhow::Result<()> {
    let stop = CancellationToken::new();
    let tasks = TaskTracker::new();
    let listener = TcpListener::bind(config.bind)
        .await
        .with_context(|| format!("WORKER_BIND: can't listen on {}", config.bind))?;
    let engine = OrderEngine::start(&config.engine, Service::Worker).await?;

    relay::start(&engine.seats, &engine.publisher, &tasks, &stop)?;
    let (database, orders) = (engine.database.clone(), engine.orders.clone());
    tasks.spawn(reconciler::run(database, orders, reconciler::Pace::default(), stop.clone()));
    tasks.spawn(sweep::run(engine.seats.clone(), stop.clone()));
    tasks.spawn(outbox::run(engine.database.clone(), engine.publisher.clone(), stop.clone()));
    tasks.spawn(reports::share(metrics.clone(), engine.seats.clone(), stop.clone()));
    tasks.spawn(reload::run(engine.seats.clone(), engine.database.clone(), engine.loader.clone(), stop.clone()));

    tracing::info!(address = %config.bind, "working");
    let health = tokio::spawn(health::serve(listener, Health { engine: engine.clone(), metrics }, stop.clone()));
    signals::stop_requested().await?;
    stop.cancel();
    tasks.close();
    let drained = async {
        let ((), (), served) = tokio::join!(tasks.wait(), engine.drain(), health);
        served.context("the health endpoint panicked")?
    };
    tokio::time::timeout(config.drain, drained).await.unwrap_or_else(|_| {
        tracing::warn!("work was still under way at the end of the drain; another worker repeats it");
        Ok(())
    })
}
