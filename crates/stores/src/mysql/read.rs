//! Parses columns into domain types. An invalid value is an [`Error::Malformed`].

use holdfast_domain::{
    AccountId, CancelReason, EventId, OrderId, OrderStatus, PaymentStatus, Principal, SeatId, order::OrderState,
    step_messages::OrderRow,
};

use super::Error;

fn malformed(kind: &str, value: impl std::fmt::Display) -> Error {
    Error::Malformed(format!("{value} is not a valid {kind}"))
}

pub(super) fn order_id(text: &str) -> Result<OrderId, Error> {
    text.parse().map_err(|_| malformed("order id", text))
}

pub(super) fn account(text: Option<&str>) -> Result<Option<AccountId>, Error> {
    text.map(|text| text.parse().map_err(|_| malformed("account", text))).transpose()
}

pub(super) fn event_id(number: u64) -> Result<EventId, Error> {
    EventId::try_from(number).map_err(|_| malformed("event id", number))
}

pub(super) fn seat_id(number: u32) -> Result<SeatId, Error> {
    SeatId::try_from(number).map_err(|_| malformed("seat id", number))
}

pub(super) fn principal(text: &str) -> Result<Principal, Error> {
    [Principal::Public, Principal::BoxOffice]
        .into_iter()
        .find(|principal| principal.as_str() == text)
        .ok_or_else(|| malformed("principal", text))
}

pub(super) fn state(text: &str) -> Result<OrderState, Error> {
    OrderState::parse(text).ok_or_else(|| malformed("state of an order", text))
}

pub(super) fn status(text: &str) -> Result<OrderStatus, Error> {
    let known = OrderStatus::ALL.into_iter().find(|status| status.as_str() == text);
    known.ok_or_else(|| malformed("status of an order", text))
}

pub(super) fn row(state: &str, reason: Option<&str>, payment_status: &str) -> Result<OrderRow, Error> {
    let reason = reason.map(|text| CancelReason::parse(text).ok_or_else(|| malformed("reason", text)));
    Ok(OrderRow {
        state: self::state(state)?,
        reason: reason.transpose()?,
        payment_status: PaymentStatus::parse(payment_status)
            .ok_or_else(|| malformed("payment status", payment_status))?,
    })
}
