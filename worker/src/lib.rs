//! What works behind the sale: the steps of orders, the relay of changes, the sweep of due holds, reloads of events,
//! and the reconciler. Any number of workers may run; a crash of one delays, and loses nothing.

pub mod config;
mod health;
mod outage;
pub mod reconciler;
pub mod relay;
pub mod reload;
pub mod sweep;
pub mod temporal;

use std::{sync::Arc, time::Duration};

use anyhow::Context as _;
use holdfast_activities::{
    config::{MysqlConfig, Reader},
    kafka::Publisher,
    loader::Loader,
    mysql::Database,
    order_watch::OrderWatch,
    payment::Gateway,
    redis::SeatStore,
    saga::OrderActivities,
};
use metrics_exporter_prometheus::PrometheusHandle;
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use self::{config::Config, health::Health, outage::Outage, reload::Reloader, temporal::Host};

/// Prometheus's histograms are folded together this often, so that they don't grow between two scrapes.
const METRICS_UPKEEP: Duration = Duration::from_secs(5);

/// Brings MySQL's schema up to date, from `DATABASE_…` alone.
///
/// # Errors
/// Settings at fault, or MySQL away.
pub async fn migrate() -> anyhow::Result<()> {
    let database = Database::connect(&Reader::read(MysqlConfig::read)?).await?;
    database.migrate().await.context("migrating")
}

/// Works until SIGTERM or SIGINT, then finishes what is under way. A store that is away at the start, or later, is
/// waited for.
///
/// # Errors
/// Settings that can't be used; an address that can't be listened on.
pub async fn work(config: Config, metrics: PrometheusHandle) -> anyhow::Result<()> {
    let stop = CancellationToken::new();
    let tasks = TaskTracker::new();
    let listener = TcpListener::bind(config.bind).await.with_context(|| format!("can't listen on {}", config.bind))?;
    let database = Database::connect(&config.mysql).await?;
    let seats = SeatStore::connect(&config.redis, config.names.clone()).await?;
    let publisher = Publisher::new(&config.kafka, config.names.clone())?;
    let loader = Loader::new(database.clone(), seats.clone());

    let activities = OrderActivities {
        database: database.clone(),
        seats: seats.clone(),
        loader: loader.clone(),
        gateway: Gateway::new(&config.gateway)?,
        publisher: publisher.clone(),
        watch: OrderWatch::default(),
        ticket_secret: config.secrets.order_id.clone(),
    };
    let task_queue = config.names.task_queue();
    let host = Arc::new(Host::start(&config.temporal, task_queue.clone(), activities)?);
    let deadline = config.payment_deadline_seconds;
    tasks.spawn(reconciler::run(database.clone(), Arc::clone(&host), task_queue, deadline, stop.clone()));

    tasks.spawn(create_topics(publisher.clone(), stop.clone()));
    relay::start(&seats, &publisher, &tasks, &stop)?;
    tasks.spawn(sweep::run(seats.clone(), stop.clone()));
    tasks.spawn(Reloader::new(seats.clone(), database.clone(), loader).run(stop.clone()));
    tasks.spawn(upkeep(metrics.clone(), stop.clone()));

    tracing::info!(address = %config.bind, "working");
    let health = Health { seats, database, publisher, host: Arc::clone(&host), metrics };
    let answering = tokio::spawn(health::serve(listener, health, stop.clone()));
    told_to_stop().await?;
    stop.cancel();
    tasks.close();
    let drained = async {
        let ((), (), answered) = tokio::join!(tasks.wait(), host.drain(), answering);
        answered.context("the health endpoint panicked")?
    };
    tokio::time::timeout(config.drain, drained).await.unwrap_or_else(|_| {
        tracing::warn!("work was still under way when the time to end it was over; another worker repeats it");
        Ok(())
    })
}

async fn told_to_stop() -> std::io::Result<()> {
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    tracing::info!("told to stop");
    Ok(())
}

/// Creates the topics as soon as Kafka is there, until `stop` is cancelled.
pub async fn create_topics(publisher: Publisher, stop: CancellationToken) {
    let mut outage = Outage::of("creating topics");
    while let Err(error) = publisher.create_topics().await {
        tokio::select! {
            () = tokio::time::sleep(outage.goes_on(&error.into())) => {}
            () = stop.cancelled() => return,
        }
    }
    outage.over();
}

async fn upkeep(metrics: PrometheusHandle, stop: CancellationToken) {
    let mut interval = tokio::time::interval(METRICS_UPKEEP);
    loop {
        tokio::select! {
            _ = interval.tick() => metrics.run_upkeep(),
            () = stop.cancelled() => return,
        }
    }
}
