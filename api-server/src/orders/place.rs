//! Places an order: one workflow for each key, across crashes and repeats.

use std::time::Duration;

use chrono::Utc;
use holdfast_domain::{
    AccountId, EventId, Fingerprint, HoldId, HoldToken, Money, OrderId, OrderStatus, Owner, PaymentMethod, SeatId,
    order::OrderState,
    step_messages::{FencedSeat, PlacedOrder},
};
use holdfast_order_engine::Started;
use holdfast_runtime::telemetry;
use holdfast_stores::{mysql::orders::Order, redis::Hold};
use holdfast_web::{Code, Problem};
use holdfast_workflows::start::OrderMemo;
use secrecy::ExposeSecret;
use tokio::time::{self, Instant};

use super::{
    OrderBody,
    turn::{self, Refusal},
    wait::{Wait, has_ended},
};
use crate::{prices, state::AppState};

/// Time limit for finding the row of an order that is about to be refused. The refusal must be quick, and it is correct
/// without the row: `TOO_BUSY` is only about this request.
const RECORDED: Duration = Duration::from_millis(200);

/// A request to place an order.
#[derive(Debug, Clone)]
pub struct Request {
    /// Who places the order.
    pub owner: Owner,
    /// Names the order: the same owner and key always get the same order.
    pub idempotency_key: String,
    /// The event.
    pub event_id: EventId,
    /// 1 to 8 different seats, sorted by id.
    pub seats: Vec<SeatId>,
    /// How to pay.
    pub payment_method: PaymentMethod,
    /// The hold that has the seats.
    pub hold_token: HoldToken,
}

impl Request {
    pub(super) fn hold_id(&self) -> HoldId {
        self.hold_token.id_for(self.owner.account)
    }

    fn fingerprint(&self) -> Fingerprint {
        Fingerprint::of(self.owner.principal, self.event_id, &self.seats, &self.payment_method, &self.hold_token)
    }
}

/// An order, and whether this request is a repeat.
#[derive(Debug)]
pub struct Placed {
    /// The order as it is now.
    pub order: OrderBody,
    /// Whether an earlier request placed the order.
    pub replayed: bool,
}

/// Places the order, or finds the one that an earlier request with this key placed. Waits up to `timeout` for its end.
///
/// # Errors
/// 410 if the hold has expired, 403 if it lacks a seat, 404 if there is no such event, 422 if the key belongs to
/// another request, 503 if a store or Temporal is away or if more orders arrive than can be processed. A refusal
/// doesn't bind the key: it may be sent again with a new hold.
pub async fn place(state: &AppState, request: Request, timeout: Option<Duration>) -> Result<Placed, Problem> {
    let arrived = Instant::now();
    let secret = state.config.engine.secrets.order_id.expose_secret();
    let id = OrderId::derive(secret.as_bytes(), request.owner, &request.idempotency_key);
    telemetry::note_order(id);
    let found = state.on_seats(state.engine.seats.find_hold(request.event_id, &request.hold_id())).await;
    let held = match check_hold(&request, found) {
        Ok(seats) => seats,
        // The order of an earlier request with this key may have claimed the seats.
        Err(refusal) => return replay(state, id, &request, timeout).await?.ok_or(refusal),
    };
    let permit = match turn::take(state, id, &request, held.expires_at, timeout).await {
        Ok(permit) => permit,
        Err(Refusal { problem, refused_before: true }) => return Err(problem),
        // On its first refusal here: another process may have accepted an earlier request with this key.
        Err(Refusal { problem, refused_before: false }) => {
            return replay_recorded(state, id, &request, timeout).await.ok_or(problem)?;
        }
    };
    let (row, total) =
        tokio::join!(state.engine.database.find_order(id), state.prices.total(request.event_id, &request.seats));
    if let Some(order) = row? {
        drop(permit);
        return replay_row(state, order, &request, timeout).await;
    }
    let total = total.map_err(|error| match error {
        prices::Error::UnknownEvent(_) => Problem::new(Code::EventNotFound),
        error => error.into(),
    })?;
    let order = accept(id, &request, held, total);
    let accepted = OrderBody::accepted(id, OrderMemo::from(&order));
    let wait = timeout.map(|timeout| Wait::new(state, id, timeout.saturating_sub(arrived.elapsed())));
    match (state.engine.orders.start(order, permit).await?, wait) {
        // A request without a wait gets the accepted order, even if the order has ended meanwhile.
        (Started::Now, None) => Ok(Placed { order: accepted, replayed: false }),
        (Started::Now, Some(mut wait)) => {
            // The row doesn't exist before the first change, so reading it would be wasted.
            wait.pause().await;
            let ended = wait.until(has_ended).await?;
            Ok(Placed { order: ended.map_or(accepted, OrderBody::from), replayed: false })
        }
        (Started::Before, _) => replay_known(state, id, &request, timeout).await?.ok_or_else(|| {
            Problem::with_detail(Code::Unavailable, "the order was accepted earlier and can't be read yet")
        }),
    }
}

/// The ordered seats of a hold, and whom they count for.
struct Held {
    seats: Vec<FencedSeat>,
    buyer: Option<AccountId>,
    expires_at: Instant,
}

/// Returns the ordered seats with their fences. Refuses if the hold has expired or lacks one of them.
fn check_hold(request: &Request, hold: Result<Option<Hold>, Problem>) -> Result<Held, Problem> {
    let hold = hold?.ok_or_else(|| Problem::new(Code::ReservationExpired))?;
    let fenced = |seat: &SeatId| hold.seats.iter().find(|held| held.seat_id == *seat).copied();
    let seats = request.seats.iter().map(fenced).collect::<Option<_>>();
    Ok(Held {
        seats: seats.ok_or_else(|| Problem::new(Code::HoldMismatch))?,
        buyer: hold.buyer,
        expires_at: Instant::now() + Duration::from_millis(hold.expires_in_ms),
    })
}

fn accept(id: OrderId, request: &Request, held: Held, total: Money) -> PlacedOrder {
    PlacedOrder {
        order_id: id,
        principal: request.owner.principal,
        account: request.owner.account,
        buyer: held.buyer,
        event_id: request.event_id,
        seats: held.seats,
        total,
        payment_method: request.payment_method.clone(),
        hold_id: request.hold_id(),
        fingerprint: request.fingerprint(),
        created_at: Utc::now(),
    }
}

/// Handles a repeat whose order has a row; `None` if no row is found in time. Uses the connections of reads.
async fn replay_recorded(
    state: &AppState,
    id: OrderId,
    request: &Request,
    timeout: Option<Duration>,
) -> Option<Result<Placed, Problem>> {
    let found = time::timeout(RECORDED, state.reads.find_order(id)).await;
    let order = found.ok()?.ok()??;
    Some(replay_row(state, order, request, timeout).await)
}

/// Handles a repeat; `None` if there is no order of this key.
async fn replay(
    state: &AppState,
    id: OrderId,
    request: &Request,
    timeout: Option<Duration>,
) -> Result<Option<Placed>, Problem> {
    match state.engine.database.find_order(id).await? {
        Some(order) => replay_row(state, order, request, timeout).await.map(Some),
        None => replay_known(state, id, request, timeout).await,
    }
}

/// Handles a repeat whose order has a row. Restarts the workflow if the order is PENDING and Temporal has lost it.
async fn replay_row(
    state: &AppState,
    order: Order,
    request: &Request,
    timeout: Option<Duration>,
) -> Result<Placed, Problem> {
    same_request(&order.placed.fingerprint, request)?;
    let id = order.placed.order_id;
    if order.row.state == OrderState::Pending && state.engine.orders.find(id).await?.is_none() {
        state.engine.orders.start(order.placed, None).await?;
    }
    present(state, id, timeout).await
}

/// Handles a repeat whose order Temporal knows; `None` if Temporal doesn't know it.
async fn replay_known(
    state: &AppState,
    id: OrderId,
    request: &Request,
    timeout: Option<Duration>,
) -> Result<Option<Placed>, Problem> {
    match state.engine.orders.find(id).await? {
        Some(known) => {
            same_request(&known.memo.fingerprint, request)?;
            present(state, id, timeout).await.map(Some)
        }
        None => Ok(None),
    }
}

fn same_request(fingerprint: &Fingerprint, request: &Request) -> Result<(), Problem> {
    if *fingerprint == request.fingerprint() { Ok(()) } else { Err(Problem::new(Code::IdempotencyKeyReused)) }
}

/// Returns the order of an earlier request, after waiting up to `timeout` for its end.
async fn present(state: &AppState, id: OrderId, timeout: Option<Duration>) -> Result<Placed, Problem> {
    let order = match timeout {
        Some(timeout) => Wait::new(state, id, timeout).find(has_ended).await?,
        None => super::find(state, id).await?,
    };
    Ok(Placed { order, replayed: true })
}

impl Placed {
    /// 202 while PENDING; otherwise 201 for a new order and 200 for a repeat.
    #[must_use]
    pub const fn status(&self) -> axum::http::StatusCode {
        match (self.order.status, self.replayed) {
            (OrderStatus::Pending, _) => axum::http::StatusCode::ACCEPTED,
            (_, false) => axum::http::StatusCode::CREATED,
            (_, true) => axum::http::StatusCode::OK,
        }
    }
}
