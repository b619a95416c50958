//! The domain's words in the OpenAPI document: each set is an enumeration of its serialised values. The domain itself knows
//! no document.

use holdfast_domain as domain;
use serde::Serialize;
use serde_json::json;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{ObjectBuilder, RefOr, Schema, Type},
};

macro_rules! words {
    ($($(#[doc = $doc:literal])+ $name:ident $all:expr;)+) => {$(
        $(#[doc = $doc])+
        pub struct $name;

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                enumeration(concat!($($doc),+).trim(), &$all[..])
            }
        }

        impl ToSchema for $name {}
    )+};
}

words! {
    /// Whether an event's seats may be held.
    EventStatus domain::EventStatus::ALL;
    /// What a seat map shows of a seat.
    SeatStatus domain::SeatStatus::ALL;
    /// Where an order stands for its buyer.
    OrderStatus domain::OrderStatus::ALL;
    /// Where an order stands in its saga.
    OrderState domain::OrderState::ALL;
    /// Why an order was cancelled or refunded.
    CancelReason domain::CancelReason::ALL;
    /// Where a payment stands; NONE before there is one.
    PaymentStatus domain::PaymentStatus::ALL;
}

fn enumeration<T: Serialize>(description: &str, words: &[T]) -> RefOr<Schema> {
    let values = words.iter().map(|word| json!(word));
    ObjectBuilder::new().schema_type(Type::String).description(Some(description)).enum_values(Some(values)).into()
}
