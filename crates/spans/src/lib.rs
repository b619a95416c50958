//! Spans of what a process does for a trace that another part of the code began, and the form in which a trace passes
//! from one process to the next.
//!
//! All of it happens within a sampled trace only. So background tasks begin no traces, and a process that doesn't export
//! pays one look at its context for each call.

use std::{borrow::Cow, collections::HashMap, fmt::Display, future::Future};

use opentelemetry::{
    Context, KeyValue,
    global::{self, BoxedSpan},
    propagation::TextMapPropagator,
    trace::{FutureExt, Link, Span, SpanKind, Status, TraceContextExt, Tracer},
};
use opentelemetry_sdk::propagation::TraceContextPropagator;

/// The name of the instrumentation, by which a trace store tells our spans from those of the Temporal SDK.
const TRACER: &str = "holdfast";
/// The header of W3C Trace Context; also the name of the field in a record or an entry.
pub const TRACEPARENT: &str = "traceparent";
/// The attribute that names an order.
pub const ORDER_ATTRIBUTE: &str = "holdfast.order_id";
/// The attribute that names an event.
pub const EVENT_ATTRIBUTE: &str = "holdfast.event_id";

/// Whether the current work belongs to a trace that is exported.
#[must_use]
pub fn is_sampled() -> bool {
    Context::map_current(|context| context.span().span_context().is_sampled())
}

/// Runs a call to another part in a span of its own. The span tells whether the call failed, and why.
///
/// # Errors
/// Those of the call.
pub async fn call<T, E: Display>(
    name: impl FnOnce() -> Cow<'static, str>,
    call: impl Future<Output = Result<T, E>>,
) -> Result<T, E> {
    if !is_sampled() {
        return call.await;
    }
    let parent = Context::current();
    let context = parent.with_span(start(name(), SpanKind::Client, &parent, Vec::new(), Vec::new()));
    let result = call.with_context(context.clone()).await;
    if let Err(error) = &result {
        context.span().set_status(Status::error(error.to_string()));
    }
    context.span().end();
    result
}

/// The current trace in the form of [`TRACEPARENT`]; `None` unless it is exported.
#[must_use]
pub fn traceparent() -> Option<String> {
    Context::map_current(traceparent_of)
}

/// As [`traceparent`], of this context.
#[must_use]
pub fn traceparent_of(context: &Context) -> Option<String> {
    if !context.span().span_context().is_sampled() {
        return None;
    }
    let mut fields = HashMap::new();
    TraceContextPropagator::new().inject_context(context, &mut fields);
    fields.remove(TRACEPARENT)
}

/// The context that another process passed on in the form of [`TRACEPARENT`]; `None` if it isn't one.
#[must_use]
pub fn passed_on(traceparent: &str) -> Option<Context> {
    let fields = HashMap::from([(TRACEPARENT.to_owned(), traceparent.to_owned())]);
    let context = TraceContextPropagator::new().extract_with_context(&Context::new(), &fields);
    context.has_active_span().then_some(context)
}

/// A span that continues a trace which another process passed on in the form of [`TRACEPARENT`]. It ends with the returned
/// context; `None` if there is no such trace.
#[must_use]
pub fn continued(name: &'static str, kind: SpanKind, traceparent: &str, attributes: Vec<KeyValue>) -> Option<Context> {
    let parent = passed_on(traceparent)?;
    Some(parent.with_span(start(name.into(), kind, &parent, attributes, Vec::new())))
}

/// A span in another trace, in the form of [`TRACEPARENT`], for work that the current request causes there. If the request
/// has a trace of its own, both spans are linked. The returned context keeps what else the current one has. The span ends
/// with it.
#[must_use]
pub fn joined(name: &'static str, traceparent: &str, attributes: Vec<KeyValue>) -> Context {
    let current = Context::current();
    let own = current.span().span_context().clone();
    let Some(other) = passed_on(traceparent) else { return current };
    if own.trace_id() == other.span().span_context().trace_id() {
        return current;
    }
    let links = if own.is_valid() { vec![Link::with_context(own)] } else { Vec::new() };
    let span = start(name.into(), SpanKind::Internal, &other, attributes, links);
    current.span().add_link(span.span_context().clone(), Vec::new());
    current.with_span(span)
}

fn start(
    name: Cow<'static, str>,
    kind: SpanKind,
    parent: &Context,
    attributes: Vec<KeyValue>,
    links: Vec<Link>,
) -> BoxedSpan {
    let tracer = global::tracer(TRACER);
    let span = tracer.span_builder(name).with_kind(kind).with_attributes(attributes).with_links(links);
    span.start_with_context(&tracer, parent)
}

#[cfg(test)]
mod tests {
    use std::{sync::Once, time::Duration};

    use opentelemetry::trace::{SpanId, TraceId};
    use opentelemetry_sdk::{
        error::OTelSdkResult,
        trace::{self, SdkTracerProvider, SpanData, SpanProcessor},
    };
    use parking_lot::Mutex;

    use super::*;

    static ENDED: Mutex<Vec<SpanData>> = Mutex::new(Vec::new());

    /// Keeps the spans of this process as they end.
    #[derive(Debug)]
    struct Keep;

    impl SpanProcessor for Keep {
        fn on_start(&self, _: &mut trace::Span, _: &Context) {}

        fn on_end(&self, span: SpanData) {
            ENDED.lock().push(span);
        }

        fn force_flush(&self) -> OTelSdkResult {
            Ok(())
        }

        fn shutdown_with_timeout(&self, _: Duration) -> OTelSdkResult {
            Ok(())
        }
    }

    const TRACE: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    /// The spans of this name that have ended.
    fn ended(name: &str) -> Vec<SpanData> {
        ENDED.lock().iter().filter(|span| span.name == name).cloned().collect()
    }

    fn export() {
        static ONCE: Once = Once::new();
        ONCE.call_once(|| global::set_tracer_provider(SdkTracerProvider::builder().with_span_processor(Keep).build()));
    }

    #[tokio::test]
    async fn a_call_outside_of_a_trace_has_no_span_and_passes_nothing_on() {
        export();
        let done: Result<_, &str> = call(|| "outside".into(), async { Ok(traceparent()) }).await;
        assert_eq!(done, Ok(None));
        assert!(ended("outside").is_empty());
    }

    #[tokio::test]
    async fn a_call_that_failed_is_a_child_span_with_the_error() {
        export();
        let within = passed_on(TRACE).unwrap();
        let passed = async { call(|| "within".into(), async { Err::<(), _>("away") }).await };
        assert_eq!(passed.with_context(within).await, Err("away"));
        let span = ended("within").remove(0);
        assert_eq!(span.parent_span_id, SpanId::from_hex("00f067aa0ba902b7").unwrap());
        assert_eq!(span.status, Status::error("away"));
    }

    #[tokio::test]
    async fn work_in_another_trace_is_linked_with_its_request_in_both_directions() {
        export();
        let request = continued("request", SpanKind::Server, &TRACE.replace('4', "5"), Vec::new()).unwrap();
        let joined = async { joined("joins", TRACE, Vec::new()) }.with_context(request.clone()).await;
        assert_eq!(joined.span().span_context().trace_id(), TraceId::from_hex(&TRACE[3..35]).unwrap());
        drop(joined);
        drop(request);
        let [joins, request] = ["joins", "request"].map(|name| ended(name).remove(0));
        assert_eq!(joins.links[0].span_context, request.span_context);
        assert_eq!(request.links[0].span_context, joins.span_context);
    }

    #[tokio::test]
    async fn a_request_in_the_same_trace_needs_no_link() {
        export();
        let request = continued("same", SpanKind::Server, TRACE, Vec::new()).unwrap();
        let kept = async { joined("needless", TRACE, Vec::new()) }.with_context(request.clone()).await;
        assert_eq!(kept.span().span_context(), request.span().span_context());
        assert!(ended("needless").is_empty());
    }

    #[test]
    fn what_is_no_trace_is_not_continued() {
        for text in ["", "nonsense", "00-00000000000000000000000000000000-00f067aa0ba902b7-01"] {
            assert!(passed_on(text).is_none(), "{text}");
        }
    }
}
