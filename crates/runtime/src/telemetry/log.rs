//! The log format: one JSON object per line.

use std::{fmt, io};

use chrono::{SecondsFormat, Utc};
use opentelemetry::{Context, trace::TraceContextExt};
use serde_json::{Map, Value};
use tracing::{
    Event, Subscriber,
    field::{Field, Visit},
};
use tracing_subscriber::{
    Layer,
    fmt::{
        FmtContext, FormatEvent, FormatFields, FormattedFields,
        format::{JsonFields, Writer},
    },
    registry::LookupSpan,
};

use super::Subject;

/// Writes lines to standard output.
pub(super) fn layer<S>() -> impl Layer<S>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    tracing_subscriber::fmt::layer().fmt_fields(JsonFields::new()).event_format(JsonLine).with_writer(io::stdout)
}

/// Formats an event: `timestamp`, `level`, `target`, `message` and its own fields, then the fields of its spans from
/// the innermost outwards, then `trace_id`, `order_id`, `event_id` and `account_id` of the current context. If a name
/// occurs twice, the first value is kept.
struct JsonLine;

impl<S, N> FormatEvent<S, N> for JsonLine
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(&self, spans: &FmtContext<'_, S, N>, mut out: Writer<'_>, event: &Event<'_>) -> fmt::Result {
        let mut line = Fields::default();
        line.put("timestamp", Utc::now().to_rfc3339_opts(SecondsFormat::Micros, true));
        line.put("level", event.metadata().level().as_str());
        line.put("target", event.metadata().target());
        event.record(&mut line);
        for span in spans.event_scope().into_iter().flatten() {
            let extensions = span.extensions();
            let fields = extensions.get::<FormattedFields<N>>().map_or("", |fields| fields.as_str());
            if let Ok(Value::Object(fields)) = serde_json::from_str(fields) {
                fields.into_iter().for_each(|(name, value)| line.put(&name, value));
            }
        }
        Context::map_current(|context| line.add_context(context));
        let text = serde_json::to_string(&line.0).map_err(|_| fmt::Error)?;
        writeln!(out, "{text}")
    }
}

#[derive(Default)]
struct Fields(Map<String, Value>);

impl Fields {
    fn put(&mut self, name: &str, value: impl Into<Value>) {
        self.0.entry(name).or_insert_with(|| value.into());
    }

    fn add_context(&mut self, context: &Context) {
        let span = context.span();
        if span.span_context().is_valid() {
            self.put("trace_id", span.span_context().trace_id().to_string());
        }
        if let Some(subject) = context.get::<Subject>() {
            if let Some(order) = subject.order.get() {
                self.put("order_id", order.to_string());
            }
            if let Some(event) = subject.event.get() {
                self.put("event_id", event.get());
            }
            if let Some(account) = subject.account.get() {
                self.put("account_id", account.to_string());
            }
        }
    }
}

impl Visit for Fields {
    fn record_f64(&mut self, field: &Field, value: f64) {
        self.put(field.name(), value);
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.put(field.name(), value);
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.put(field.name(), value);
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.put(field.name(), value);
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.put(field.name(), value);
    }

    fn record_error(&mut self, field: &Field, value: &(dyn std::error::Error + 'static)) {
        let chain: Vec<_> =
            std::iter::successors(Some(value), |error| error.source()).map(ToString::to_string).collect();
        self.put(field.name(), chain.join(": "));
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.put(field.name(), format!("{value:?}"));
    }
}
