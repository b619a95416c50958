//! Spans that browsers report: the first of a trace, of which the spans of our processes are the rest.

use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};

use holdfast_domain::{OrderId, OrderStatus};
use holdfast_spans::{ORDER_ATTRIBUTE, passed_on};
use opentelemetry::{
    InstrumentationScope, KeyValue,
    trace::{SpanId, SpanKind, Status, TraceContextExt as _},
};
use opentelemetry_sdk::{
    Resource,
    error::OTelSdkResult,
    trace::{BatchSpanProcessor, SpanData, SpanEvents, SpanLinks, SpanProcessor as _},
};

/// How a trace store names the service.
const SERVICE: &str = "holdfast-browser";
/// The name of the span: from the buyer's click until the page shows how the order ended.
const NAME: &str = "buy";

/// Exports what browsers report. Cheap to clone; clones share the exporter, whose queue is bounded.
#[derive(Clone)]
pub struct BrowserSpans(Arc<BatchSpanProcessor>);

/// What a browser reports of one purchase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Purchase {
    /// The span, as the browser passed it on with its requests.
    pub traceparent: String,
    /// Its order; `None` if that was refused.
    pub order: Option<OrderId>,
    /// How the order ended; `None` if it was refused.
    pub status: Option<OrderStatus>,
    /// When the buyer clicked.
    pub started_at: SystemTime,
    /// When the page showed the end, or the refusal.
    pub ended_at: SystemTime,
}

impl BrowserSpans {
    pub(super) fn new(mut exporter: BatchSpanProcessor) -> Self {
        exporter.set_resource(&Resource::builder().with_service_name(SERVICE).build());
        Self(Arc::new(exporter))
    }

    /// Exports a span, unless its `traceparent` isn't one or isn't sampled.
    pub fn export(&self, purchase: &Purchase) {
        if let Some(span) = span(purchase) {
            self.0.on_end(span);
        }
    }

    pub(super) fn shutdown(&self, timeout: Duration) -> OTelSdkResult {
        self.0.shutdown_with_timeout(timeout)
    }
}

fn span(purchase: &Purchase) -> Option<SpanData> {
    let context = passed_on(&purchase.traceparent)?;
    let span_context = context.span().span_context().clone();
    let order = purchase.order.map(|order| KeyValue::new(ORDER_ATTRIBUTE, order.to_string()));
    let status = purchase.status.map(|status| KeyValue::new("holdfast.order_status", status.as_str()));
    span_context.is_sampled().then(|| SpanData {
        span_context,
        parent_span_id: SpanId::INVALID,
        parent_span_is_remote: false,
        span_kind: SpanKind::Internal,
        name: NAME.into(),
        start_time: purchase.started_at,
        end_time: purchase.ended_at,
        attributes: order.into_iter().chain(status).collect(),
        dropped_attributes_count: 0,
        events: SpanEvents::default(),
        links: SpanLinks::default(),
        status: purchase.status.map_or_else(|| Status::error("the order was refused"), |_| Status::Unset),
        instrumentation_scope: InstrumentationScope::builder("holdfast").build(),
    })
}
