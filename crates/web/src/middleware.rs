//! The layer around every request: traces it, measures it, renders its problem, and catches its panic.

use std::{panic::AssertUnwindSafe, sync::Arc, time::Instant};

use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderName, HeaderValue, StatusCode, Uri, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use futures::FutureExt as _;
use holdfast_runtime::telemetry::Subject;
use opentelemetry::{
    Context, KeyValue,
    global::{self, BoxedTracer},
    propagation::TextMapPropagator,
    trace::{FutureExt as _, SpanKind, Status, TraceContextExt, Tracer},
};
use opentelemetry_http::HeaderExtractor;
use opentelemetry_sdk::propagation::TraceContextPropagator;

use crate::problem::{Code, Pending, Problem};

/// The response header with the trace id, which identifies the request in logs and traces.
pub const TRACE_ID: HeaderName = HeaderName::from_static("trace-id");

/// The response header of W3C Trace Context with the request's span, if that is exported: the caller may then begin
/// traces of its own, and report their first spans.
const TRACERESPONSE: HeaderName = HeaderName::from_static("traceresponse");

/// A response extension that marks another service's response, which is then returned unchanged.
#[derive(Debug, Clone, Copy)]
pub struct PassedOn;

/// Traces a service's requests. Cheap to clone.
#[derive(Clone)]
pub struct Tracing(Arc<BoxedTracer>);

impl Tracing {
    /// Creates the tracer of the service with this name.
    #[must_use]
    pub fn new(service: &'static str) -> Self {
        Self(Arc::new(global::tracer(service)))
    }
}

/// Runs a request in its OpenTelemetry context, completes its response, and records its duration.
pub async fn around_request(State(tracing): State<Tracing>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = method_label(request.method());
    let route = request.extensions().get::<MatchedPath>().cloned();
    let uri = request.uri().clone();
    let context = context_of(&tracing, &request, method, route.as_ref());
    let trace_id = context.span().span_context().trace_id().to_string();

    let work = async {
        let response = match AssertUnwindSafe(next.run(request)).catch_unwind().await {
            Ok(response) => response,
            Err(panic) => Problem::caused(Code::Internal, Panic(text_of(panic.as_ref()))).into_response(),
        };
        finish(response, &uri, &trace_id)
    };
    let mut response = work.with_context(context.clone()).await;
    if let Some(span) = holdfast_spans::traceparent_of(&context).and_then(|span| span.parse().ok()) {
        response.headers_mut().insert(TRACERESPONSE, span);
    }

    close_span(&context, response.status());
    let route = route.as_ref().map_or("none", MatchedPath::as_str).to_owned();
    metrics::histogram!(
        "holdfast_http_request_seconds",
        "method" => method, "route" => route, "status" => class_of(response.status()),
    )
    .record(started.elapsed());
    response
}

/// The request's context: a span in the caller's trace or in a new one, and an empty [`Subject`].
fn context_of(tracing: &Tracing, request: &Request, method: &'static str, route: Option<&MatchedPath>) -> Context {
    let parent = if request.headers().contains_key("traceparent") {
        TraceContextPropagator::new().extract_with_context(&Context::new(), &HeaderExtractor(request.headers()))
    } else {
        Context::new()
    };
    let name = route.map_or_else(|| method.to_owned(), |route| format!("{method} {}", route.as_str()));
    let tracer = tracing.0.as_ref();
    let span = tracer.span_builder(name).with_kind(SpanKind::Server).start_with_context(tracer, &parent);
    parent.with_span(span).with_value(Subject::default())
}

/// Renders a problem, also for a refusal by the framework, and adds the trace id.
fn finish(response: Response, uri: &Uri, trace_id: &str) -> Response {
    let mut response = match response.extensions().get::<Pending>() {
        Some(pending) => pending.problem().render(uri.path(), trace_id),
        None => match framework_refusal(&response) {
            Some(code) => Problem::new(code).render(uri.path(), trace_id),
            None => response,
        },
    };
    if let Ok(value) = HeaderValue::from_str(trace_id) {
        response.headers_mut().insert(TRACE_ID, value);
    }
    response
}

/// The code for a bare error status, which comes from the framework's router or an extractor. `None` for any other
/// response.
fn framework_refusal(response: &Response) -> Option<Code> {
    let status = response.status();
    if !(status.is_client_error() || status.is_server_error()) || response.extensions().get::<PassedOn>().is_some() {
        return None;
    }
    let is_problem =
        response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind == "application/problem+json");
    if is_problem {
        return None;
    }
    Some(match status {
        StatusCode::NOT_FOUND => Code::NotFound,
        StatusCode::METHOD_NOT_ALLOWED => Code::MethodNotAllowed,
        StatusCode::PAYLOAD_TOO_LARGE => Code::PayloadTooLarge,
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Code::UnsupportedMediaType,
        status if status.is_client_error() => Code::MalformedRequest,
        _ => Code::Internal,
    })
}

fn close_span(context: &Context, status: StatusCode) {
    let span = context.span();
    if span.is_recording() {
        span.set_attribute(KeyValue::new("http.response.status_code", i64::from(status.as_u16())));
        if status.is_server_error() {
            span.set_status(Status::error(status.as_str().to_owned()));
        }
    }
    span.end();
}

/// The method as a metric label. A client may send any method, and each label value is a time series.
fn method_label(method: &axum::http::Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "POST" => "POST",
        "PUT" => "PUT",
        "DELETE" => "DELETE",
        "HEAD" => "HEAD",
        _ => "OTHER",
    }
}

fn class_of(status: StatusCode) -> &'static str {
    match status.as_u16() / 100 {
        2 => "2xx",
        3 => "3xx",
        4 => "4xx",
        _ => "5xx",
    }
}

#[derive(Debug, thiserror::Error)]
#[error("a handler panicked: {0}")]
struct Panic(String);

fn text_of(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default()
}
