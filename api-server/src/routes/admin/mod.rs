//! Operators' routes: creating events, watching their sales, and closing them; what happened to an order.

mod close_event;
mod create_event;
mod figures;
mod overview;
mod sales;
mod sales_periods;
mod timeline;

use std::time::Duration;

use holdfast_domain::EventId;
use holdfast_stores::redis;
use holdfast_web::{Code, Problem};
use opentelemetry::{Context, trace::FutureExt};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::state::{AppState, load_problem};

/// How long an operator's request waits for the load of an event, by any process.
const LOAD_TIMEOUT: Duration = Duration::from_secs(10);
/// Pause between two checks of the load.
const LOAD_PAUSE: Duration = Duration::from_millis(20);

/// The routes of this module.
#[must_use]
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(create_event::create_event))
        .routes(routes!(close_event::close_event))
        .routes(routes!(sales::read_sales))
        .routes(routes!(sales_periods::read_sales_periods))
        .routes(routes!(overview::read_overview))
        .routes(routes!(figures::read_figures))
        .routes(routes!(timeline::read_timeline))
}

/// Runs a change of MySQL and Redis to its end, even if the client disconnects between the two.
async fn to_its_end<T: Send + 'static>(
    step: impl Future<Output = Result<T, Problem>> + Send + 'static,
) -> Result<T, Problem> {
    let step = tokio::spawn(step.with_context(Context::current()));
    step.await.unwrap_or_else(|panic| Err(Problem::caused(Code::Internal, panic)))
}

/// Loads the event into Redis, or waits for the process that is loading it.
async fn load(state: &AppState, event: EventId) -> Result<(), Problem> {
    let load = async {
        loop {
            state.engine.loader.ensure_loaded(event).await.map_err(load_problem)?;
            if state.on_seats(state.engine.seats.loaded_epoch(event)).await?.is_some() {
                return Ok(());
            }
            tokio::time::sleep(LOAD_PAUSE).await;
        }
    };
    let timed_out = |_| Err(Problem::caused(Code::Unavailable, redis::Error::NotLoaded(event)));
    tokio::time::timeout(LOAD_TIMEOUT, load).await.unwrap_or_else(timed_out)
}
