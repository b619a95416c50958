//! `GET /orders/{orderId}/stream`.

use std::{convert::Infallible, time::Duration};

use axum::{
    extract::State,
    response::sse::{Event, KeepAlive, Sse},
};
use futures::Stream;
use holdfast_domain::OrderId;
use holdfast_web::Problem;

use crate::{
    access::Caller,
    extract::Id,
    orders::{self, OrderBody},
    state::AppState,
};

/// Longest time between two reads of the order. The wait ends early only at the order's end; reading finds all other
/// changes.
const READ_INTERVAL: Duration = Duration::from_secs(2);

/// Streams an order as `event: STATUS` whenever it changes, until it ends.
#[utoipa::path(get, path = "/orders/{orderId}/stream", tag = "orders", params(("orderId" = String, Path)),
    responses(
        (status = 200, content_type = "text/event-stream", body = String),
        (status = 404, description = "ORDER_NOT_FOUND"),
        (status = 503, description = "UNAVAILABLE")))]
pub(super) async fn stream_order(
    caller: Caller,
    State(state): State<AppState>,
    Id(id): Id<OrderId>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Problem> {
    let place = state.take_stream()?;
    let first = orders::find_for(&state, id, caller).await?;
    let changes = async_stream::stream! {
        // The place is taken until the stream is dropped.
        let _place = place;
        let mut shown = first;
        yield Ok(message(&shown));
        while !shown.status.has_ended() && !state.shutdown.is_cancelled() {
            // When a store is away, the stream ends. The client reconnects, and gets the order or a 503.
            let Ok(order) = orders::wait_for_end(&state, id, READ_INTERVAL).await else { break };
            if let Some(order) = order.map(OrderBody::from).filter(|order| *order != shown) {
                shown = order;
                yield Ok(message(&shown));
            }
        }
    };
    Ok(Sse::new(changes).keep_alive(KeepAlive::new().interval(Duration::from_secs(15))))
}

fn message(order: &OrderBody) -> Event {
    #[expect(clippy::expect_used, reason = "an order has a JSON form without a line break")]
    Event::default().event("STATUS").json_data(order).expect("one line of JSON")
}
