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

use crate::{extract::Admin, openapi_words, orders::rfc3339, state::AppState};

/// An order without an end that nobody touched for so long has an operator's attention. Steps retry every few seconds.
const STUCK_AFTER: Duration = Duration::from_secs(30);
/// As many as anybody reads.
const MAX_STUCK: u32 = 50;

/// All orders at a glance.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Overview {
    /// Each state of the saga that any order is in.
    orders: Vec<StateCount>,
    /// Without an end, and untouched for 30 s or more; oldest first, 50 at most.
    stuck: Vec<StuckOrder>,
    /// Temporal's web UI, when this server was told where it is.
    temporal_ui: Option<String>,
}

/// How many orders are in a state.
#[derive(Debug, Serialize, ToSchema)]
struct StateCount {
    /// Where they stand.
    #[schema(value_type = openapi_words::OrderState)]
    state: OrderState,
    /// How many.
    orders: u64,
}

/// An order that waits for something.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct StuckOrder {
    /// The order.
    order_id: String,
    /// What it was ordered from.
    event_id: u64,
    /// Where its row is.
    #[schema(value_type = openapi_words::OrderState)]
    state: OrderState,
    /// The last that was heard of its payment.
    #[schema(value_type = openapi_words::PaymentStatus)]
    payment_status: PaymentStatus,
    /// RFC 3339, UTC.
    created_at: String,
    /// When its row was last touched; RFC 3339, UTC.
    updated_at: String,
    /// Its workflow in Temporal's web UI.
    #[serde(skip_serializing_if = "Option::is_none")]
    workflow: Option<String>,
}

/// Orders by state, and those that need a look.
#[utoipa::path(get, path = "/admin/overview", tag = "admin", security(("admin" = [])),
    responses((status = 200, body = Overview), (status = 401, description = "UNAUTHORIZED"),
        (status = 503, description = "UNAVAILABLE")))]
pub(super) async fn read_overview(_: Admin, State(state): State<AppState>) -> Result<Json<Overview>, Problem> {
    let (counts, stuck) = tokio::try_join!(
        state.engine.database.count_orders_by_state(),
        state.engine.database.list_unsettled(Utc::now() - STUCK_AFTER, MAX_STUCK),
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
