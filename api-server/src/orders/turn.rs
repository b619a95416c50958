//! Takes an order's turn in the admission queue, and keeps the hold alive while the order waits.

use std::{ops::Range, time::Duration};

use holdfast_domain::OrderId;
use holdfast_order_engine::admission::{Busy, Permit, Turn};
use holdfast_web::{Code, Problem};
use tokio::time::Instant;

use super::Request;
use crate::state::AppState;

/// How long a hold lives beyond the expected turn of its order, so that a buyer who retries a little late still has it.
const HOLD_MARGIN: Duration = Duration::from_secs(30);
/// A refused buyer is asked back before its turn, by this share of the time that a request waits in the queue. So there
/// are always orders in the queue, and the engine always has work. The share is random, so that buyers don't retry all
/// at once.
const EARLIER: Range<f64> = 0.0..0.5;

/// A refusal to admit an order.
pub(super) struct Refusal {
    /// `TOO_BUSY` with the time when the turn is expected, or `UNAVAILABLE` if the server stops.
    pub(super) problem: Problem,
    /// Whether this process has refused the order before.
    pub(super) refused_before: bool,
}

/// Waits for the order's turn, up to `timeout` or the default of the settings. `None`: another request with this key
/// has started the order, or is about to.
///
/// # Errors
/// [`Refusal`] if the turn doesn't come in time. The hold lives until the turn is expected.
pub(super) async fn take(
    state: &AppState,
    id: OrderId,
    request: &Request,
    hold_expires_at: Instant,
    timeout: Option<Duration>,
) -> Result<Option<Permit>, Refusal> {
    if state.engine.orders.has_accepted(id) {
        return Ok(None);
    }
    let waiting = match state.admission.arrive(id, timeout) {
        Turn::Now(permit) => return Ok(Some(permit)),
        Turn::Past => return Ok(None),
        Turn::Refused(busy) => return Err(refuse(state, request, hold_expires_at, busy).await),
        Turn::Later(waiting) => waiting,
    };
    keep_hold_until(state, request, hold_expires_at, waiting.deadline()).await;
    tokio::select! {
        turn = waiting.turn() => match turn {
            Ok(permit) => Ok(permit),
            Err(busy) => Err(refuse(state, request, hold_expires_at, busy).await),
        },
        () = state.shutdown.cancelled() => {
            Err(Refusal { problem: Problem::new(Code::Unavailable), refused_before: false })
        }
    }
}

async fn refuse(state: &AppState, request: &Request, hold_expires_at: Instant, busy: Busy) -> Refusal {
    keep_hold_until(state, request, hold_expires_at, Instant::now() + busy.turn_in).await;
    let seconds = retry_after(busy.turn_in, busy.timeout, rand::random_range(EARLIER));
    let detail = format!("More orders arrive than can be processed. The hold is kept: repeat in {seconds} s");
    Refusal {
        problem: Problem::with_detail(Code::TooBusy, detail).retry_after(seconds),
        refused_before: busy.refused_before,
    }
}

/// Returns the `Retry-After`, in seconds: before the turn by the share `earlier` of `timeout`.
fn retry_after(turn_in: Duration, timeout: Duration, earlier: f64) -> u32 {
    let wait = turn_in.saturating_sub(timeout.mul_f64(earlier)).as_secs_f64().round().max(1.0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "1 to 15")]
    let seconds = wait as u32;
    seconds
}

/// Extends the hold so that it outlives `turn`, within the total life of a hold.
async fn keep_hold_until(state: &AppState, request: &Request, hold_expires_at: Instant, turn: Instant) {
    let needed = turn + HOLD_MARGIN;
    if hold_expires_at >= needed {
        return;
    }
    let seconds = u32::try_from(needed.saturating_duration_since(Instant::now()).as_secs()).unwrap_or(u32::MAX);
    // A hold at the end of its total life stays as it is. If Redis is away, the order's own claim reports that.
    if let Err(error) = state.engine.seats.extend(request.event_id, &request.hold_id(), seconds).await {
        tracing::warn!(error = &error as &dyn std::error::Error, "the hold of a waiting order was not extended");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_buyer_comes_back_within_its_time_in_the_queue_before_its_turn() {
        for (turn_in, timeout) in
            [(1.0, 2.0), (1.4, 2.0), (3.2, 2.0), (7.9, 2.0), (15.0, 2.0), (15.0, 10.0), (4.4, 0.0)]
        {
            for step in 0..=10 {
                let earlier = EARLIER.start + (EARLIER.end - EARLIER.start) * f64::from(step) / 10.0;
                let [turn, patience] = [turn_in, timeout].map(Duration::from_secs_f64);
                let waits = turn_in - f64::from(retry_after(turn, patience, earlier));
                assert!((-0.5..=timeout / 2.0 + 0.5).contains(&waits), "{turn_in} {timeout} {earlier}: {waits}");
            }
        }
    }
}
