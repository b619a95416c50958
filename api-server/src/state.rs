//! What every handler shares.

use std::{ops::Deref, sync::Arc};

use dashmap::DashSet;
use holdfast_activities::{
    kafka::{self, Publisher},
    loader::Loader,
    mysql::{self, Database},
    order_watch::OrderWatch,
    payment::{self, Gateway, simulator::Simulator},
    redis::{self, SeatStore},
    saga::OrderActivities,
};
use holdfast_domain::EventId;
use holdfast_worker::temporal::Host;
use metrics_exporter_prometheus::PrometheusHandle;
use opentelemetry::global::{self, BoxedTracer};
use thiserror::Error;
use tokio_util::sync::CancellationToken;

use crate::{
    config::Config,
    error::{Code, Problem},
    feed::Feed,
    saga::Saga,
    seat_map::SeatMaps,
};

/// Why the api-server can't start.
#[derive(Debug, Error)]
pub enum Error {
    /// The seats' settings can't be used.
    #[error("can't reach the seats")]
    Redis(#[from] redis::Error),
    /// The record's settings can't be used.
    #[error("can't reach the record")]
    Mysql(#[from] mysql::Error),
    /// The gateway's settings can't be used.
    #[error("can't reach the payment gateway")]
    Gateway(#[from] payment::Error),
    /// Kafka's settings can't be used.
    #[error("can't reach kafka")]
    Kafka(#[from] kafka::Error),
    /// Temporal's settings can't be used.
    #[error("can't reach temporal")]
    Temporal(#[source] anyhow::Error),
}

/// The stores, the settings and the caches of one api-server. Cheap to clone.
#[derive(Clone)]
pub struct AppState(Arc<Shared>);

/// What clones of [`AppState`] share.
pub struct Shared {
    /// The settings.
    pub config: Config,
    /// The record.
    pub database: Database,
    /// The seats.
    pub seats: SeatStore,
    /// The way to Kafka.
    pub publisher: Publisher,
    /// Brings events from the record to the seats.
    pub loader: Loader,
    /// The seat maps that were asked for lately.
    pub seat_maps: SeatMaps,
    /// What the streams of the catalogue read.
    pub feed: Feed,
    /// The order workflows.
    pub saga: Saga,
    /// The payment gateway's engine.
    pub simulator: Simulator,
    /// Renders the metrics.
    pub metrics: PrometheusHandle,
    /// Starts the spans of requests.
    pub tracer: BoxedTracer,
    /// Cancelled when the server is to end: streams end, waits end.
    pub shutdown: CancellationToken,
    /// Events whose load this process has begun.
    loading: DashSet<EventId>,
}

impl Deref for AppState {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

impl AppState {
    /// Connects to the stores; one that is away now is met by the first request that needs it.
    pub async fn start(config: Config, metrics: PrometheusHandle) -> Result<Self, Error> {
        let database = Database::connect(&config.mysql).await?;
        let seats = SeatStore::connect(&config.redis, config.names.clone()).await?;
        let loader = Loader::new(database.clone(), seats.clone());
        let watch = OrderWatch::default();
        let publisher = Publisher::new(&config.kafka, config.names.clone())?;
        let shutdown = CancellationToken::new();
        // Orders that run here publish their outcomes here, whether or not a worker was there before.
        tokio::spawn(holdfast_worker::create_topics(publisher.clone(), shutdown.clone()));
        let activities = OrderActivities {
            database: database.clone(),
            seats: seats.clone(),
            loader: loader.clone(),
            gateway: Gateway::new(&config.gateway)?,
            publisher: publisher.clone(),
            watch: watch.clone(),
            ticket_secret: config.secrets.order_id.clone(),
        };
        let task_queue = config.names.task_queue();
        let host = Host::start(&config.temporal, task_queue.clone(), activities).map_err(Error::Temporal)?;
        let feed = Feed::start(&config.kafka, &config.names, seats.clone(), &shutdown)?;
        Ok(Self(Arc::new(Shared {
            loader,
            simulator: Simulator::new(database.clone(), &config.simulator),
            database,
            seats,
            publisher,
            feed,
            seat_maps: SeatMaps::default(),
            saga: Saga::new(Arc::new(host), task_queue, config.payment_deadline_seconds, watch),
            metrics,
            tracer: global::tracer("holdfast-api-server"),
            shutdown,
            loading: DashSet::new(),
            config,
        })))
    }

    /// Takes a step on the seats. An event that Redis doesn't know is 404 when MySQL doesn't know it either, and
    /// otherwise 503 while it is loaded in the background: until then nobody guesses.
    pub async fn on_seats<T>(&self, step: impl Future<Output = Result<T, redis::Error>>) -> Result<T, Problem> {
        match step.await {
            Ok(answer) => Ok(answer),
            Err(redis::Error::NotLoaded(event)) => Err(self.not_loaded(event).await),
            Err(error @ redis::Error::Unavailable(_)) => Err(Problem::caused(Code::Unavailable, error)),
            Err(error @ redis::Error::Malformed(_)) => Err(Problem::caused(Code::Internal, error)),
        }
    }

    /// What to say of an event that Redis doesn't know.
    pub async fn not_loaded(&self, event: EventId) -> Problem {
        match self.database.find_event(event).await {
            Ok(None) => Problem::new(Code::EventNotFound),
            Ok(Some(_)) => {
                self.load_in_background(event);
                Problem::caused(Code::Unavailable, redis::Error::NotLoaded(event))
            }
            Err(error) => error.into(),
        }
    }

    /// Loads the event unless this process is at it already.
    pub fn load_in_background(&self, event: EventId) {
        if !self.loading.insert(event) {
            return;
        }
        let state = self.clone();
        tokio::spawn(async move {
            if let Err(error) = state.loader.ensure_loaded(event).await {
                tracing::warn!(event_id = event.get(), error = &error as &dyn std::error::Error, "event not loaded");
            }
            state.loading.remove(&event);
        });
    }
}
