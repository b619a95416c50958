//! The spans of a traced change: one in the relay, and one in the seat feed of each api-server.

use holdfast_domain::fact::SeatChange;
use holdfast_spans::EVENT_ATTRIBUTE;
use opentelemetry::{
    Context, KeyValue,
    trace::{SpanKind, Status, TraceContextExt},
};

/// The span of a change's way through this process. It ends with the value.
pub struct ChangeSpan(Context);

impl ChangeSpan {
    /// In the relay, until Kafka has the change. `None` unless the change is traced.
    #[must_use]
    pub fn of_relay(change: &SeatChange, trace: Option<&str>) -> Option<Self> {
        Self::begin("relay seats", SpanKind::Producer, change, trace?)
    }

    /// In a seat feed, until the change is in its event's log and the event's streams are woken. `None` unless the change
    /// is traced.
    #[must_use]
    pub fn of_feed(change: &SeatChange, trace: Option<&str>) -> Option<Self> {
        Self::begin("feed seats", SpanKind::Consumer, change, trace?)
    }

    /// What the next process continues, as W3C Trace Context.
    #[must_use]
    pub fn trace(&self) -> Option<String> {
        holdfast_spans::traceparent_of(&self.0)
    }

    /// Says why the change didn't get further; it is sent again.
    pub fn fail(&self, reason: &str) {
        self.0.span().set_status(Status::error(reason.to_owned()));
    }

    fn begin(name: &'static str, kind: SpanKind, change: &SeatChange, trace: &str) -> Option<Self> {
        let (event, version) = (change.event_id.get(), change.version.get());
        // As text, because a store of traces may keep numbers as floats.
        let attributes = vec![
            KeyValue::new(EVENT_ATTRIBUTE, event.to_string()),
            KeyValue::new("holdfast.version", version.to_string()),
        ];
        let context = holdfast_spans::continued(name, kind, trace, attributes)?;
        let _within = context.clone().attach();
        tracing::debug!(event_id = event, version, "{name}");
        Some(Self(context))
    }
}
