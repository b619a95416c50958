//! What every handler shares.

use std::{ops::Deref, sync::Arc, time::Duration};

use dashmap::DashSet;
use holdfast_domain::EventId;
use holdfast_order_engine::OrderEngine;
use holdfast_stores::{loader, redis};
use holdfast_web::{Code, Problem};
use metrics_exporter_prometheus::PrometheusHandle;
use thiserror::Error;
use tokio_util::sync::CancellationToken;

use crate::{config::Config, feed::Feed, seat_map::SeatMaps};

/// Limit of a request that is passed on to a public gateway.
const PASS_THROUGH_TIMEOUT: Duration = Duration::from_mins(1);

/// Why the api-server can't start.
#[derive(Debug, Error)]
pub enum Error {
    /// A part's settings can't be used.
    #[error(transparent)]
    Engine(#[from] holdfast_order_engine::Error),
    /// Kafka's settings can't be used.
    #[error("can't follow kafka")]
    Feed(#[from] holdfast_messaging::Error),
    /// This machine's TLS can't be set up.
    #[error("can't set up HTTP calls")]
    Http(#[from] reqwest::Error),
}

/// The engine, the settings and the caches of one api-server. Cheap to clone.
#[derive(Clone)]
pub struct AppState(Arc<Shared>);

/// What clones of [`AppState`] share.
pub struct Shared {
    /// The settings.
    pub config: Config,
    /// The stores, the gateway and the order workflows.
    pub engine: OrderEngine,
    /// The seat maps of the events that were asked for lately.
    pub seat_maps: SeatMaps,
    /// What the catalogue's streams read.
    pub feed: Feed,
    /// Renders the metrics.
    pub metrics: PrometheusHandle,
    /// Cancelled when the server stops: streams and waits end.
    pub shutdown: CancellationToken,
    /// Calls a public gateway.
    pub(crate) http: reqwest::Client,
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
    /// Connects to the stores; one that is away is met by the first request that needs it.
    pub async fn start(config: Config, metrics: PrometheusHandle) -> Result<Self, Error> {
        let engine = OrderEngine::start(&config.engine).await?;
        let shutdown = CancellationToken::new();
        let feed = Feed::start(&config.engine.kafka, &config.engine.names, engine.seats.clone(), &shutdown)?;
        Ok(Self(Arc::new(Shared {
            seat_maps: SeatMaps::new(engine.database.clone(), engine.seats.clone()),
            feed,
            engine,
            metrics,
            shutdown,
            http: reqwest::Client::builder()
                .timeout(PASS_THROUGH_TIMEOUT)
                .redirect(reqwest::redirect::Policy::none())
                .build()?,
            loading: DashSet::new(),
            config,
        })))
    }

    /// Takes a step on the seats, and turns its error into a problem: see [`Self::seats_problem`].
    pub async fn on_seats<T>(&self, step: impl Future<Output = Result<T, redis::Error>>) -> Result<T, Problem> {
        match step.await {
            Ok(outcome) => Ok(outcome),
            Err(error) => Err(self.seats_problem(error).await),
        }
    }

    /// The problem for a step on the seats that failed. An event that Redis doesn't know is 404 if MySQL doesn't know it
    /// either; otherwise 503, and the event is loaded in the background.
    pub async fn seats_problem(&self, error: redis::Error) -> Problem {
        match error {
            redis::Error::NotLoaded(event) => self.not_loaded(event).await,
            error @ (redis::Error::Unavailable(_) | redis::Error::Malformed(_)) => error.into(),
        }
    }

    /// The problem for an event that Redis doesn't know.
    pub async fn not_loaded(&self, event: EventId) -> Problem {
        match self.engine.database.find_event(event).await {
            Ok(None) => Problem::new(Code::EventNotFound),
            Ok(Some(_)) => {
                self.load_in_background(event);
                Problem::caused(Code::Unavailable, redis::Error::NotLoaded(event))
            }
            Err(error) => error.into(),
        }
    }

    /// Loads the event unless this process is loading it already.
    pub fn load_in_background(&self, event: EventId) {
        if !self.loading.insert(event) {
            return;
        }
        let state = self.clone();
        tokio::spawn(async move {
            if let Err(error) = state.engine.loader.ensure_loaded(event).await {
                tracing::warn!(event_id = event.get(), error = &error as &dyn std::error::Error, "event not loaded");
            }
            state.loading.remove(&event);
        });
    }
}

/// The problem for an event that could not be loaded: 404 if the record doesn't know it.
pub(crate) fn load_problem(error: loader::Error) -> Problem {
    match error {
        loader::Error::UnknownEvent(_) => Problem::new(Code::EventNotFound),
        error @ (loader::Error::Mysql(_) | loader::Error::Redis(_)) => error.into(),
    }
}
