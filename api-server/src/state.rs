//! The state that all handlers share.

use std::{ops::Deref, sync::Arc, time::Duration};

use dashmap::DashSet;
use holdfast_access::{Csrf, Login, Verifier};
use holdfast_domain::{EventId, InvalidPaymentMethod, PaymentMethod};
use holdfast_gateway::CallbackReader;
use holdfast_order_engine::{OrderEngine, Service, admission::Admission};
use holdfast_runtime::telemetry::BrowserSpans;
use holdfast_stores::{
    loader,
    mysql::{self, Database},
    redis::{self, Sessions},
};
use holdfast_web::{Code, Problem};
use metrics_exporter_prometheus::PrometheusHandle;
use thiserror::Error;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;

use crate::{
    config::Config,
    feed::Feed,
    prices::Prices,
    proof_of_work::ProofOfWork,
    rate_limits::RateLimits,
    sales_windows::SalesWindows,
    seat_map::{self, SeatMaps},
};

/// Timeout of a request that is passed on to a public gateway.
const PASS_THROUGH_TIMEOUT: Duration = Duration::from_mins(1);

/// Why the api-server can't start.
#[derive(Debug, Error)]
pub enum Error {
    /// The settings of a store, the gateway or Temporal can't be used.
    #[error(transparent)]
    Engine(#[from] holdfast_order_engine::Error),
    /// MySQL's settings can't be used.
    #[error("can't use the settings of mysql")]
    Mysql(#[from] mysql::Error),
    /// Kafka's settings can't be used.
    #[error("can't follow Kafka")]
    Feed(#[from] holdfast_messaging::Error),
    /// `GATEWAY_DEFAULT_METHOD` isn't the name of a payment method.
    #[error("GATEWAY_DEFAULT_METHOD {0}")]
    DefaultMethod(#[from] InvalidPaymentMethod),
    /// TLS can't be set up on this machine.
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
    /// Verifies the tokens of callers.
    pub verifier: Verifier,
    /// Limits the requests of accounts and addresses.
    pub rate_limits: RateLimits,
    /// Puts a price on new holds while many are asked for.
    pub proof_of_work: ProofOfWork,
    /// The login at the provider, if there is one.
    pub login: Option<Login>,
    /// The sessions of browsers that have logged in.
    pub sessions: Sessions,
    /// What requests by a cookie must repeat.
    pub csrf: Csrf,
    /// Decides which orders are started now, and which wait.
    pub admission: Admission,
    /// Verifies and parses the gateway's callbacks.
    pub callbacks: CallbackReader,
    /// The payment method of an order that names none.
    pub default_payment_method: PaymentMethod,
    /// The durable record for pages and polls. Its own connections keep a storm of reads from delaying orders.
    pub reads: Database,
    /// The seats of recently requested events.
    pub seat_maps: Arc<SeatMaps>,
    /// The prices of recently ordered events.
    pub prices: Prices,
    /// The sales windows of events that aren't on sale yet.
    pub sales_windows: SalesWindows,
    /// The seat changes for the streams of the catalogue.
    pub feed: Feed,
    /// Cancelled when the server stops, which ends streams and waits.
    pub shutdown: CancellationToken,
    /// Exports the spans that browsers report, if traces are exported.
    pub(crate) browser_spans: Option<BrowserSpans>,
    /// Calls a public gateway.
    pub(crate) http: reqwest::Client,
    /// Events that this process is loading.
    loading: DashSet<EventId>,
    /// Free places for streams.
    free_streams: Arc<Semaphore>,
}

impl Deref for AppState {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

impl AppState {
    /// Prepares the connections. A store that is away doesn't fail the start, but the first request that needs it.
    /// `metrics` are what this process reports to the operators' page.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn start(
        config: Config,
        metrics: PrometheusHandle,
        browser_spans: Option<BrowserSpans>,
    ) -> Result<Self, Error> {
        let engine = OrderEngine::start(&config.engine, Service::ApiServer).await?;
        let reads = Database::connect_with(&config.engine.mysql, "pages", config.read_connections)?;
        let shutdown = CancellationToken::new();
        tokio::spawn(holdfast_reports::share(metrics, engine.seats.clone(), shutdown.clone()));
        let feed = Feed::start(&config.engine.kafka, &config.engine.names, engine.seats.clone(), &shutdown)?;
        let (access, secret) = (&config.access, &config.engine.secrets.order_id);
        let seconds = |seconds: u32| Duration::from_secs(seconds.into());
        Ok(Self(Arc::new(Shared {
            seat_maps: Arc::new(SeatMaps::new(reads.clone(), engine.seats.clone())),
            prices: Prices::new(engine.database.clone()),
            sales_windows: SalesWindows::new(reads.clone()),
            feed,
            verifier: Verifier::start(access.tokens.as_ref(), &access.guest_tokens, secret.clone())?,
            login: access.login.clone().map(|login| Login::new(login, secret.clone())).transpose()?,
            sessions: Sessions::new(
                engine.seats.clone(),
                seconds(access.sessions.idle),
                seconds(access.sessions.total),
            ),
            csrf: Csrf::new(secret.clone()),
            rate_limits: RateLimits::new(&config.rate_limits, engine.seats.clone()),
            proof_of_work: ProofOfWork::new(&config.proof_of_work, secret),
            admission: Admission::new(&config.admission),
            callbacks: CallbackReader::new(&config.callbacks),
            default_payment_method: config.default_payment_method.parse()?,
            engine,
            reads,
            shutdown,
            browser_spans,
            http: reqwest::Client::builder()
                .timeout(PASS_THROUGH_TIMEOUT)
                .redirect(reqwest::redirect::Policy::none())
                .build()?,
            loading: DashSet::new(),
            free_streams: Arc::new(Semaphore::new(config.max_streams)),
            config,
        })))
    }

    /// Takes a place for a stream, which is free again when the permit is dropped; 503 when none is free.
    pub(crate) fn take_stream(&self) -> Result<OwnedSemaphorePermit, Problem> {
        self.free_streams.clone().try_acquire_owned().map_err(|_| {
            metrics::counter!("holdfast_streams_refused_total").increment(1);
            Problem::with_detail(Code::Unavailable, "Too many streams are open")
        })
    }

    /// Awaits an operation on the seats, and maps its error by [`Self::seats_problem`].
    pub async fn on_seats<T, E: Into<seat_map::Error>>(
        &self,
        operation: impl Future<Output = Result<T, E>>,
    ) -> Result<T, Problem> {
        match operation.await {
            Ok(outcome) => Ok(outcome),
            Err(error) => Err(self.seats_problem(error.into()).await),
        }
    }

    /// The problem for a failed operation on the seats. An event that isn't loaded into Redis is 404 if MySQL doesn't
    /// know it either; otherwise it is 503 and is loaded in the background.
    async fn seats_problem(&self, error: seat_map::Error) -> Problem {
        match error {
            seat_map::Error::UnknownEvent(_) => Problem::new(Code::EventNotFound),
            seat_map::Error::NotLoaded(event) => self.not_loaded(event).await,
            error @ seat_map::Error::Unreadable(_) => error.into(),
        }
    }

    /// The problem for an event that isn't loaded into Redis; see [`Self::seats_problem`].
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

    /// Loads the event in a new task, unless this process is loading it already.
    pub fn load_in_background(&self, event: EventId) {
        if !self.loading.insert(event) {
            return;
        }
        let state = self.clone();
        tokio::spawn(async move {
            if let Err(error) = state.engine.loader.ensure_loaded(event).await {
                tracing::warn!(event_id = event.get(), error = &error as &dyn std::error::Error, "can't load an event");
            }
            state.loading.remove(&event);
        });
    }
}

/// The problem for a failed load: 404 if MySQL doesn't know the event.
pub(crate) fn load_problem(error: loader::Error) -> Problem {
    match error {
        loader::Error::UnknownEvent(_) => Problem::new(Code::EventNotFound),
        error @ (loader::Error::Overtaken(_) | loader::Error::Mysql(_) | loader::Error::Redis(_)) => error.into(),
    }
}
