//! `GET /admin/overview`.

use std::time::Duration;

use axum::{Json, extract::State};
use chrono::Utc;
use holdfast_domain::{OrderState, PaymentStatus};
use holdfast_stores::mysql::orders::Order;
use holdfast_web::Problem;
use holdfast_workflows::ids;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{openapi_words, orders::rfc3339, state::AppState};

/// An unsettled order is stuck if its row hasn't changed for this long. Steps retry every few seconds.
const STUCK_AFTER: Duration = Duration::from_secs(30);
/// Maximum number of listed orders: as many as an operator reads.
const MAX_STUCK: u32 = 50;

/// Counts of all orders, and the stuck ones.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Overview {
    /// The number of orders in each state; a state without orders is absent.
    orders: Vec<StateCount>,
    /// Up to 50 unsettled orders whose row hasn't changed for 30 s, oldest first.
    stuck: Vec<StuckOrder>,
    /// Address of Temporal's web UI, if it is configured.
    temporal_ui: Option<String>,
}

/// The number of orders in a state.
#[derive(Debug, Serialize, ToSchema)]
struct StateCount {
    /// The state.
    #[schema(value_type = openapi_words::OrderState)]
    state: OrderState,
    /// The number of orders.
    orders: u64,
}

/// An unsettled order without recent changes.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct StuckOrder {
    /// The order.
    order_id: String,
    /// The event.
    event_id: u64,
    /// The state of its row.
    #[schema(value_type = openapi_words::OrderState)]
    state: OrderState,
    /// The last known status of the payment.
    #[schema(value_type = openapi_words::PaymentStatus)]
    payment_status: PaymentStatus,
    /// When the order was placed; RFC 3339, UTC.
    created_at: String,
    /// When its row last changed; RFC 3339, UTC.
    updated_at: String,
    /// Address of its workflow in Temporal's web UI; absent if the UI isn't configured.
    #[serde(skip_serializing_if = "Option::is_none")]
    workflow: Option<String>,
}

/// Counts all orders by state, and lists the stuck ones.
#[utoipa::path(get, path = "/admin/overview", tag = "admin",
    responses((status = 200, body = Overview),
        (status = 503, description = "UNAVAILABLE")))]
pub(super) async fn read_overview(State(state): State<AppState>) -> Result<Json<Overview>, Problem> {
    let (counts, stuck) = tokio::try_join!(
        state.reads.count_orders_by_state(),
        state.reads.list_unsettled(Utc::now() - STUCK_AFTER, None, MAX_STUCK),
    )?;
    let temporal_ui = state.config.temporal_ui.clone();
    let workflows = temporal_ui.as_ref().map(|ui| {
        format!("{}/namespaces/{}/workflows", ui.trim_end_matches('/'), state.config.engine.temporal.namespace)
    });
    Ok(Json(Overview {
        orders: counts.into_iter().map(|(state, orders)| StateCount { state, orders }).collect(),
        stuck: stuck.into_iter().map(|order| StuckOrder::new(&order, workflows.as_deref())).collect(),
        temporal_ui,
    }))
}

impl StuckOrder {
    fn new(order: &Order, workflows: Option<&str>) -> Self {
        let id = order.placed.order_id;
        let workflow_id = ids::driving_workflow_id(id, order.row.state);
        Self {
            order_id: id.to_string(),
            event_id: order.placed.event_id.get(),
            state: order.row.state,
            payment_status: order.row.payment_status,
            created_at: rfc3339(order.placed.created_at),
            updated_at: rfc3339(order.updated_at),
            workflow: workflows.map(|workflows| format!("{workflows}/{workflow_id}")),
        }
    }
}
