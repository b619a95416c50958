//! Events and orders to test with.

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use holdfast_domain::{
    EventId, Fence, Fingerprint, HoldToken, Money, OrderId, OrderState, PaymentMethod, PaymentStatus, Principal,
    SalesWindow, SeatId, SeatPlan, Section,
    order::CancelReason,
    step_messages::{FencedSeat, PlacedOrder},
};
use holdfast_stores::mysql::{Database, events::NewEvent};

/// The secret from which tests derive ticket codes.
pub(crate) const TICKET_SECRET: &[u8] = b"ticket secret";

/// The price of each seat of [`an_event`].
pub(crate) const PRICE: u64 = 50_000;

/// The current time, in MySQL's precision (microseconds).
pub(crate) fn now() -> DateTime<Utc> {
    Utc::now().trunc_subsecs(6)
}

/// An event on sale with `seats` seats in one row.
pub(crate) fn an_event(seats: u32) -> NewEvent {
    let section = Section { name: "Floor".to_owned(), rows: 1, cols: seats, price: PRICE };
    NewEvent {
        title: "Concert".to_owned(),
        venue: "Hall".to_owned(),
        starts_at: now() + TimeDelta::days(1),
        time_zone: "UTC".to_owned(),
        window: SalesWindow { opens_at: now(), closes_at: now() + TimeDelta::days(1), closed: false },
        seats_per_buyer: None,
        currency: "KRW".parse().expect("a currency"),
        plan: SeatPlan::new(vec![section]).expect("a seat plan"),
    }
}

/// Records [`an_event`].
pub(crate) async fn create_event(database: &Database, seats: u32) -> EventId {
    database.create_event(&an_event(seats)).await.expect("the event is created").id
}

/// A seat.
pub(crate) fn seat(id: u32) -> SeatId {
    SeatId::try_from(id).expect("a seat id")
}

/// A payment method; the stores treat it as text.
fn a_payment_method() -> PaymentMethod {
    "card".parse::<PaymentMethod>().expect("a payment method")
}

/// An order of these seats with an id of its own.
pub(crate) fn an_order(event_id: EventId, seats: &[u32]) -> PlacedOrder {
    let seat_ids: Vec<SeatId> = seats.iter().copied().map(seat).collect();
    let (principal, payment_method) = (Principal::Public, a_payment_method());
    let hold_token = HoldToken::from_random(rand::random());
    PlacedOrder {
        account: None,
        buyer: None,
        order_id: OrderId::derive(b"secret", principal, hold_token.as_str()),
        principal,
        event_id,
        seats: seat_ids.iter().map(|seat_id| FencedSeat { seat_id: *seat_id, fence: Fence::new(7 << 32) }).collect(),
        total: Money { amount: PRICE * seats.len() as u64, currency: "KRW".parse().expect("a currency") },
        fingerprint: Fingerprint::of(principal, event_id, &seat_ids, &payment_method, &hold_token),
        payment_method,
        hold_id: hold_token.id(),
        created_at: now(),
    }
}

/// Records a new order and brings it into a state, by the same transitions as the saga.
pub(crate) async fn bring_to(database: &Database, order: &PlacedOrder, state: OrderState) {
    let (id, event, reason) = (order.order_id, order.event_id, CancelReason::CustomerCancelled);
    database.record_order(order).await.expect("recorded");
    if matches!(state, OrderState::Cancelling | OrderState::Cancelled) {
        database.begin_cancel(id, reason, false).await.expect("cancelling");
    }
    if state == OrderState::Cancelled {
        let epoch = database.with_ownership(event, async |ownership| ownership.epoch).await.expect("read");
        let epoch = epoch.expect("an event");
        database.finish_cancel(id, event, epoch, PaymentStatus::Voided).await.expect("cancelled");
    }
    if matches!(state, OrderState::Sold | OrderState::Confirmed | OrderState::Refunding | OrderState::Refunded) {
        database.commit_order(id, PaymentStatus::Authorized, None, TICKET_SECRET).await.expect("sold");
    }
    if matches!(state, OrderState::Confirmed | OrderState::Refunding | OrderState::Refunded) {
        database.confirm_order(id, PaymentStatus::Captured).await.expect("confirmed");
    }
    if matches!(state, OrderState::Refunding | OrderState::Refunded) {
        database.begin_refund(id, reason).await.expect("refunding");
    }
    if state == OrderState::Refunded {
        database.finish_refund(id, PaymentStatus::Refunded).await.expect("refunded");
    }
    let row = database.find_order(id).await.expect("read").expect("recorded").row;
    assert_eq!(row.state, state);
}
