//! OpenAPI schemas of the enums of other crates, generated from their serialised values. These crates don't depend on
//! OpenAPI.

use holdfast_domain as domain;
use holdfast_order_engine::timeline;
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
    /// The status of a seat, as a seat map shows it.
    SeatStatus domain::SeatStatus::ALL;
    /// The status of an order, as its buyer sees it.
    OrderStatus domain::OrderStatus::ALL;
    /// The state of an order in its saga.
    OrderState domain::OrderState::ALL;
    /// Why an order was cancelled or refunded.
    CancelReason domain::CancelReason::ALL;
    /// The status of a payment; NONE before there is one.
    PaymentStatus domain::PaymentStatus::ALL;
    /// Who did something to an order.
    TimelineActor timeline::Actor::ALL;
    /// What an entry of an order's timeline is about.
    TimelineKind timeline::Kind::ALL;
}

fn enumeration<T: Serialize>(description: &str, words: &[T]) -> RefOr<Schema> {
    let values = words.iter().map(|word| json!(word));
    ObjectBuilder::new().schema_type(Type::String).description(Some(description)).enum_values(Some(values)).into()
}
