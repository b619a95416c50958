//! Logs, traces and metrics of a process.
//!
//! The OpenTelemetry [`Context`] carries the trace id and the [`Subject`] of the current work, from the request through
//! Temporal, Kafka and the gateway's client. Log lines take trace, order and event from the context, so callers needn't
//! add these fields. The context exists whether or not traces are exported.

mod browser;
mod log;

use std::{fmt::Display, sync::OnceLock, time::Duration};

use holdfast_domain::{AccountId, EventId, OrderId};
use holdfast_spans::{EVENT_ATTRIBUTE, ORDER_ATTRIBUTE};
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};
use opentelemetry::{
    Context, KeyValue, global,
    trace::{Span as _, TraceContextExt},
};
use opentelemetry_otlp::{ExporterBuildError, SpanExporter};
use opentelemetry_sdk::{
    Resource,
    error::OTelSdkResult,
    propagation::TraceContextPropagator,
    trace::{BatchSpanProcessor, Sampler, SdkTracerProvider, Span, SpanData, SpanProcessor, TracerProviderBuilder},
};
use thiserror::Error;
use tracing_subscriber::{EnvFilter, layer::SubscriberExt, util::SubscriberInitExt};

pub use browser::{BrowserSpans, Purchase};

/// The content type of rendered metrics: Prometheus's text format.
pub const METRICS_FORMAT: &str = "text/plain; version=0.0.4; charset=utf-8";
/// The log filter unless `RUST_LOG` is set. At `info`, the Temporal SDK would open several spans for every step of a
/// workflow, which nothing reads.
pub const DEFAULT_FILTER: &str = "info,temporalio_sdk_core=warn,temporalio_sdk=warn";
/// Interval of the recorder's upkeep; see [`keep_up`].
const UPKEEP: Duration = Duration::from_secs(5);
/// How long the last spans may take.
const SHUTDOWN: Duration = Duration::from_secs(5);

/// Why telemetry can't start.
#[derive(Debug, Error)]
pub enum Error {
    /// `RUST_LOG` can't be parsed.
    #[error("RUST_LOG can't be parsed")]
    Filter(#[from] tracing_subscriber::filter::ParseError),
    /// The process has a logger already.
    #[error("the logger was set twice")]
    Logger(#[from] tracing_subscriber::util::TryInitError),
    /// The process has a metrics recorder already, or a bucket list is empty.
    #[error("metrics can't be recorded")]
    Metrics(#[from] BuildError),
    /// `OTEL_EXPORTER_OTLP_…` can't be used.
    #[error("traces can't be exported")]
    Exporter(#[from] ExporterBuildError),
}

/// What the current work is about: the event, the order, and the account that asked for it, each set once it is known.
/// Part of the OpenTelemetry context of a request or an activity.
#[derive(Debug, Default)]
pub struct Subject {
    event: OnceLock<EventId>,
    order: OnceLock<OrderId>,
    account: OnceLock<AccountId>,
}

impl Subject {
    /// The subject of work on this order.
    #[must_use]
    pub fn of_order(id: OrderId) -> Self {
        Self { order: OnceLock::from(id), ..Self::default() }
    }

    fn attributes(&self) -> impl Iterator<Item = KeyValue> {
        let event = self.event.get().map(|id| KeyValue::new(EVENT_ATTRIBUTE, id.to_string()));
        let order = self.order.get().map(|id| KeyValue::new(ORDER_ATTRIBUTE, id.to_string()));
        event.into_iter().chain(order)
    }
}

/// Gives spans the order and the event that are known when they begin.
#[derive(Debug)]
struct SubjectOfSpans;

impl SpanProcessor for SubjectOfSpans {
    fn on_start(&self, span: &mut Span, context: &Context) {
        if let Some(subject) = context.get::<Subject>() {
            subject.attributes().for_each(|attribute| span.set_attribute(attribute));
        }
    }

    fn on_end(&self, _: SpanData) {}

    fn force_flush(&self) -> OTelSdkResult {
        Ok(())
    }

    fn shutdown_with_timeout(&self, _: Duration) -> OTelSdkResult {
        Ok(())
    }
}

/// Adds an event id to the current work's log lines and span. Later calls have no effect.
pub fn note_event(id: EventId) {
    note(|subject| &subject.event, EVENT_ATTRIBUTE, id);
}

/// Adds an order id to the current work's log lines and span. Later calls have no effect.
pub fn note_order(id: OrderId) {
    note(|subject| &subject.order, ORDER_ATTRIBUTE, id);
}

/// Adds the account of a request's token to its log lines and span. Later calls have no effect.
pub fn note_account(id: AccountId) {
    note(|subject| &subject.account, "holdfast.account_id", id);
}

fn note<T: Copy + Display>(slot: impl FnOnce(&Subject) -> &OnceLock<T>, attribute: &'static str, id: T) {
    Context::map_current(|context| {
        if let Some(subject) = context.get::<Subject>()
            && slot(subject).set(id).is_ok()
            && context.span().is_recording()
        {
            context.span().set_attribute(KeyValue::new(attribute, id.to_string()));
        }
    });
}

/// Sets the id generator and the span processors of a process's tracer provider: [`plain_spans`], or what a framework
/// needs. The second argument is the exporter's processor; `None` if traces aren't exported.
pub type SpanSetup = fn(TracerProviderBuilder, Option<BatchSpanProcessor>) -> TracerProviderBuilder;

/// The running telemetry of a process.
pub struct Telemetry {
    tracer_provider: SdkTracerProvider,
    metrics: PrometheusHandle,
    browser_spans: Option<BrowserSpans>,
}

impl Telemetry {
    /// Starts logs, traces and metrics. Call it once per process, inside its tokio runtime.
    ///
    /// Logs are JSON lines on standard output, filtered by `RUST_LOG`. Traces are exported by OTLP over gRPC if
    /// `OTEL_EXPORTER_OTLP_ENDPOINT` is set; trace ids exist in any case.
    ///
    /// # Errors
    /// [`Error`] if a variable can't be used, or if telemetry was started before.
    pub fn start(service: &'static str, setup: SpanSetup) -> Result<Self, Error> {
        let filter = match std::env::var(EnvFilter::DEFAULT_ENV) {
            Ok(filter) if !filter.is_empty() => EnvFilter::try_new(filter)?,
            _ => EnvFilter::try_new(DEFAULT_FILTER)?,
        };
        tracing_subscriber::registry().with(filter).with(log::layer()).try_init()?;
        let metrics = recorder()?;
        tokio::spawn(keep_up(metrics.clone()));
        let tracer_provider = tracer_provider(service, setup)?;
        global::set_tracer_provider(tracer_provider.clone());
        global::set_text_map_propagator(TraceContextPropagator::new());
        Ok(Self { tracer_provider, metrics, browser_spans: None })
    }

    /// The handle that renders the metrics in Prometheus's text format.
    #[must_use]
    pub fn metrics(&self) -> PrometheusHandle {
        self.metrics.clone()
    }

    /// Takes spans of browsers too, from now on; `None` if traces aren't exported.
    ///
    /// # Errors
    /// [`Error::Exporter`].
    pub fn take_browser_spans(&mut self) -> Result<Option<BrowserSpans>, Error> {
        self.browser_spans = exporter()?.map(BrowserSpans::new);
        Ok(self.browser_spans.clone())
    }

    /// Exports the remaining spans. Blocks for up to 5 s, and as long again for those of browsers.
    pub fn shutdown(self) {
        let own = self.tracer_provider.shutdown_with_timeout(SHUTDOWN);
        let of_browsers = self.browser_spans.map_or(Ok(()), |spans| spans.shutdown(SHUTDOWN));
        for error in [own, of_browsers].into_iter().filter_map(Result::err) {
            tracing::warn!(%error, "the last spans were not exported");
        }
    }
}

/// Installs the metrics recorder of a process. Histograms are in seconds; the smallest bucket is the duration of one Redis script.
/// 0.3 is the target of a hold (infra/prometheus), which can be counted exactly only at a bucket's limit.
///
/// # Errors
/// If the process has a recorder already.
pub fn recorder() -> Result<PrometheusHandle, BuildError> {
    const SECONDS: [f64; 15] =
        [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.3, 0.5, 1.0, 2.5, 5.0, 10.0];
    PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &SECONDS)?
        .install_recorder()
}

/// Moves recorded values into the histograms' buckets at an interval. Without this, a process that isn't scraped would
/// keep every value in memory.
async fn keep_up(metrics: PrometheusHandle) {
    let mut upkeep = tokio::time::interval(UPKEEP);
    loop {
        upkeep.tick().await;
        metrics.run_upkeep();
    }
}

/// Builds the tracer provider. Without an exporter, a span is sampled only if its parent is, so that a caller's
/// sampling flag reaches the services behind us.
fn tracer_provider(service: &'static str, setup: SpanSetup) -> Result<SdkTracerProvider, ExporterBuildError> {
    let provider = SdkTracerProvider::builder().with_resource(Resource::builder().with_service_name(service).build());
    let Some(exporter) = exporter()? else {
        let sampler = Sampler::ParentBased(Box::new(Sampler::AlwaysOff));
        return Ok(setup(provider, None).with_sampler(sampler).build());
    };
    Ok(setup(provider.with_span_processor(SubjectOfSpans), Some(exporter)).build())
}

/// Exports spans in batches, from a bounded queue; `None` if `OTEL_EXPORTER_OTLP_…` names no endpoint.
fn exporter() -> Result<Option<BatchSpanProcessor>, ExporterBuildError> {
    let exports = ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"]
        .iter()
        .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()));
    let build = || Ok(BatchSpanProcessor::builder(SpanExporter::builder().with_tonic().build()?).build());
    exports.then(build).transpose()
}

/// Spans with random ids, exported as they end.
#[must_use]
pub fn plain_spans(provider: TracerProviderBuilder, batches: Option<BatchSpanProcessor>) -> TracerProviderBuilder {
    match batches {
        Some(batches) => provider.with_span_processor(batches),
        None => provider,
    }
}
