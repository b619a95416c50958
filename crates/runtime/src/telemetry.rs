//! Logs, traces and metrics of a process.
//!
//! The OpenTelemetry [`Context`] is the one carrier: it holds the trace id and the [`Subject`] of the work at hand, and
//! travels from the request through Temporal, Kafka and the gateway's client. Log lines read it, so a line needs no
//! fields of its own to be found by trace, order or event. It is there whether or not traces are exported.

mod log;

use std::{sync::OnceLock, time::Duration};

use holdfast_domain::{EventId, OrderId};
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};
use opentelemetry::{Context, KeyValue, global, trace::TraceContextExt};
use opentelemetry_otlp::{ExporterBuildError, SpanExporter};
use opentelemetry_sdk::{
    Resource,
    propagation::TraceContextPropagator,
    trace::{BatchSpanProcessor, Sampler, SdkTracerProvider, TracerProviderBuilder},
};
use thiserror::Error;
use tracing_subscriber::{EnvFilter, layer::SubscriberExt, util::SubscriberInitExt};

/// What is logged unless `RUST_LOG` says otherwise. The SDK's core opens several spans for every step of a workflow, at
/// `info`: they would be made and dropped unread.
const DEFAULT_FILTER: &str = "info,temporalio_sdk_core=warn,temporalio_sdk=warn";
/// How often measurements are sorted into their buckets.
const UPKEEP: Duration = Duration::from_secs(5);

/// Why a process can't tell what it does.
#[derive(Debug, Error)]
pub enum Error {
    /// `RUST_LOG` can't be read.
    #[error("RUST_LOG can't be read")]
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

/// What a log line is about, noted once it is known. Lies in the OpenTelemetry context of a request or an activity.
#[derive(Debug, Default)]
pub struct Subject {
    event: OnceLock<EventId>,
    order: OnceLock<OrderId>,
}

/// Says that the work at hand is about this event: in its log lines and its span. The first word stands.
pub fn note_event(id: EventId) {
    Context::map_current(|context| {
        if let Some(subject) = context.get::<Subject>()
            && subject.event.set(id).is_ok()
            && context.span().is_recording()
        {
            context.span().set_attribute(KeyValue::new("holdfast.event_id", id.to_string()));
        }
    });
}

/// Says that the work at hand is about this order: in its log lines and its span. The first word stands.
pub fn note_order(id: OrderId) {
    Context::map_current(|context| {
        if let Some(subject) = context.get::<Subject>()
            && subject.order.set(id).is_ok()
            && context.span().is_recording()
        {
            context.span().set_attribute(KeyValue::new("holdfast.order_id", id.to_string()));
        }
    });
}

/// Adds a process's span ids and span processors to its tracer provider: [`plain_spans`], or what its framework needs.
pub type SpanSetup = fn(TracerProviderBuilder, Option<BatchSpanProcessor>) -> TracerProviderBuilder;

/// The running telemetry of a process.
pub struct Telemetry {
    tracer_provider: SdkTracerProvider,
    metrics: PrometheusHandle,
}

impl Telemetry {
    /// Starts logs (JSON lines on standard output, filtered by `RUST_LOG`), traces (exported by OTLP
    /// over gRPC only when `OTEL_EXPORTER_OTLP_ENDPOINT` is set; trace ids exist anyway) and metrics. Call it once per
    /// process, inside its tokio runtime.
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
        Ok(Self { tracer_provider, metrics })
    }

    /// Renders what was measured, in Prometheus's text format.
    #[must_use]
    pub fn metrics(&self) -> PrometheusHandle {
        self.metrics.clone()
    }

    /// Sends the spans that still wait. Blocks for at most a few seconds.
    pub fn shutdown(self) {
        if let Err(error) = self.tracer_provider.shutdown_with_timeout(Duration::from_secs(5)) {
            tracing::warn!(%error, "the last spans were not exported");
        }
    }
}

/// Histograms are in seconds; the finest bucket is what one Redis script takes.
fn recorder() -> Result<PrometheusHandle, BuildError> {
    const SECONDS: [f64; 14] = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];
    PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &SECONDS)?
        .install_recorder()
}

/// Sorts what histograms have gathered into their buckets. Without this a process that nobody scrapes would keep every
/// single measurement.
async fn keep_up(metrics: PrometheusHandle) {
    let mut upkeep = tokio::time::interval(UPKEEP);
    loop {
        upkeep.tick().await;
        metrics.run_upkeep();
    }
}

/// Makes the tracer provider. `setup` gets the builder, and the exporter's batches if traces are exported. Without an exporter
/// nothing is recorded unless the caller asked for it; the caller's flag is then passed on to the services behind us.
fn tracer_provider(service: &'static str, setup: SpanSetup) -> Result<SdkTracerProvider, ExporterBuildError> {
    let provider = SdkTracerProvider::builder().with_resource(Resource::builder().with_service_name(service).build());
    let exports = ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"]
        .iter()
        .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()));
    if !exports {
        let sampler = Sampler::ParentBased(Box::new(Sampler::AlwaysOff));
        return Ok(setup(provider, None).with_sampler(sampler).build());
    }
    let exporter = SpanExporter::builder().with_tonic().build()?;
    Ok(setup(provider, Some(BatchSpanProcessor::builder(exporter).build())).build())
}

/// Spans with random ids, exported as they end.
#[must_use]
pub fn plain_spans(provider: TracerProviderBuilder, batches: Option<BatchSpanProcessor>) -> TracerProviderBuilder {
    match batches {
        Some(batches) => provider.with_span_processor(batches),
        None => provider,
    }
}
