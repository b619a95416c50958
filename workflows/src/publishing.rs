//! The last step of both workflows: publishing what they have brought the order to.

use std::time::SystemTime;

use chrono::{DateTime, Utc};
use holdfast_domain::{
    OrderId,
    step_messages::{OrderRow, PublishInput},
};
use temporalio_sdk::WorkflowContext;

use crate::{
    activities::OrderActivities,
    search_attributes,
    step::{self, RetryClass},
};

/// Publishes the outcome, and shows it in the workflow's search attributes. The order has already ended, so a slow Kafka
/// delays only the end of the workflow.
pub(crate) async fn publish<W>(ctx: &WorkflowContext<W>, order_id: OrderId, row: OrderRow) {
    ctx.upsert_search_attributes(search_attributes::of_ended_order(row));
    let at = ctx.workflow_time().unwrap_or(SystemTime::UNIX_EPOCH);
    let input = PublishInput::Reached { order_id, row, at: DateTime::<Utc>::from(at) };
    step::run_to_the_end(ctx, &OrderActivities::publish, input, RetryClass::Publish, "Publish the outcome").await;
}
