//! The spans of workflows and steps: their order, and the attempts of a step.

use std::time::Duration;

use holdfast_runtime::telemetry::Subject;
use holdfast_spans::ORDER_ATTRIBUTE;
use holdfast_workflows::ids;
use opentelemetry::{
    Context, KeyValue,
    trace::{FutureExt as _, TraceContextExt as _},
};
use opentelemetry_sdk::{
    Resource,
    error::OTelSdkResult,
    trace::{BatchSpanProcessor, Span, SpanData, SpanProcessor, TracerProviderBuilder},
};
use temporalio_sdk::{
    interceptors::{ActivityInboundInterceptor, ExecuteActivityInput, ExecuteActivityOutput, Next},
    opentelemetry::{WorkflowIdGenerator, WorkflowSpanProcessor},
};

/// The attribute by which the plugin names a workflow.
const WORKFLOW_ATTRIBUTE: &str = "temporalWorkflowID";

/// Sets up the spans of a process that runs workflows. Temporal's id generator yields the same ids in a replay, and its
/// span processor drops the spans of a replay.
#[must_use]
pub fn workflow_spans(provider: TracerProviderBuilder, batches: Option<BatchSpanProcessor>) -> TracerProviderBuilder {
    let provider = provider.with_id_generator(WorkflowIdGenerator::default());
    match batches {
        Some(batches) => provider.with_span_processor(WorkflowSpanProcessor::new(OrderOfSpans(batches))),
        None => provider,
    }
}

/// Gives the work of a step its order, and its span the number of the attempt.
pub(crate) struct NameStep;

impl ActivityInboundInterceptor for NameStep {
    fn execute_activity<'a>(
        &'a self,
        input: ExecuteActivityInput,
        next: Next<'a, ExecuteActivityInput, ExecuteActivityOutput<'a>>,
    ) -> ExecuteActivityOutput<'a> {
        let info = input.activity_info();
        let (step, attempt, locally) = (info.activity_type.clone(), info.attempt, info.is_local);
        let order = info.workflow_id.as_deref().and_then(ids::order_of_any_workflow);
        Box::pin(async move {
            let context = Context::current();
            context.span().set_attribute(KeyValue::new("holdfast.attempt", i64::from(attempt)));
            context.span().set_attribute(KeyValue::new("holdfast.local", locally));
            let context = match order {
                Some(order) => context.with_value(Subject::of_order(order)),
                None => context,
            };
            let work = async {
                tracing::debug!(step, attempt, locally, "a step begins");
                next.run(input).await
            };
            work.with_context(context).await
        })
    }
}

/// Names the order of each span that has a workflow of ours.
#[derive(Debug)]
struct OrderOfSpans(BatchSpanProcessor);

impl SpanProcessor for OrderOfSpans {
    fn on_start(&self, span: &mut Span, context: &Context) {
        self.0.on_start(span, context);
    }

    fn on_end(&self, mut span: SpanData) {
        let value_of = |name| span.attributes.iter().find(|attribute| attribute.key.as_str() == name);
        if value_of(ORDER_ATTRIBUTE).is_none()
            && let Some(workflow) = value_of(WORKFLOW_ATTRIBUTE)
            && let Some(order) = ids::order_of_any_workflow(&workflow.value.as_str())
        {
            span.attributes.push(KeyValue::new(ORDER_ATTRIBUTE, order.to_string()));
        }
        self.0.on_end(span);
    }

    fn force_flush(&self) -> OTelSdkResult {
        self.0.force_flush()
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.0.shutdown_with_timeout(timeout)
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.0.set_resource(resource);
    }
}
