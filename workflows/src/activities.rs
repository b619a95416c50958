//! The typed declarations of the saga's steps. Their bodies are in the `activities` crate, under the same
//! type and method names; the worker's tests compare the two.
//!
//! Every step may be run twice, late, and after its compensation.
#![allow(
    clippy::unimplemented,
    clippy::unused_async,
    unused_variables,
    missing_docs,
    reason = "the macro wants exactly this body, and generates items from it"
)]

use holdfast_domain::{
    OrderId, PaymentStatus,
    step_messages::{
        AuthoriseInput, BeginRefundInput, CancelInput, ClaimInput, ClaimOutcome, FinishCancelInput,
        FinishCancelOutcome, GiveBackInput, OrderRow, PaymentReport, PlacedOrder, SellInput, SellOutcome, SettleInput,
        SettleOutcome,
    },
};
use temporalio_macros::activity_definitions;
use temporalio_sdk::activities::ActivityError;

/// The steps of both workflows.
pub struct OrderActivities;

#[activity_definitions]
impl OrderActivities {
    /// Writes the order's row, PENDING, unless it is there. Answers the row.
    #[activity]
    pub async fn record(order: PlacedOrder) -> Result<OrderRow, ActivityError> {
        unimplemented!()
    }

    /// held → claimed in Redis.
    #[activity]
    pub async fn claim(input: ClaimInput) -> Result<ClaimOutcome, ActivityError> {
        unimplemented!()
    }

    /// Asks the gateway for the money; a repeat answers the payment's present state.
    #[activity]
    pub async fn authorise(input: AuthoriseInput) -> Result<PaymentStatus, ActivityError> {
        unimplemented!()
    }

    /// Keeps in the row that the payment is pending.
    #[activity]
    pub async fn note_payment(word: PaymentReport) -> Result<(), ActivityError> {
        unimplemented!()
    }

    /// PENDING → SOLD, and the tickets: the commit; then all that [`Self::settle`] does. One step and not four, since
    /// SOLD only rolls forward and a repeat of any part finds it done, while each further step costs a Temporal server
    /// some 4 % of its orders a second (docs/benchmarks.md).
    #[activity]
    pub async fn sell(input: SellInput) -> Result<SellOutcome, ActivityError> {
        unimplemented!()
    }

    /// SOLD → CONFIRMED: takes the money, then claimed → sold in Redis (loading the event when Redis doesn't know what
    /// MySQL knows), then the row.
    #[activity]
    pub async fn settle(input: SettleInput) -> Result<SettleOutcome, ActivityError> {
        unimplemented!()
    }

    /// Tells Kafka how the order ended, from the row.
    #[activity]
    pub async fn publish(order_id: OrderId) -> Result<(), ActivityError> {
        unimplemented!()
    }

    /// PENDING (or SOLD) → CANCELLING; live tickets end. Answers the row.
    #[activity]
    pub async fn begin_cancel(input: CancelInput) -> Result<OrderRow, ActivityError> {
        unimplemented!()
    }

    /// Lets the money go, or forbids an authorisation that is still under way.
    #[activity]
    pub async fn void(order_id: OrderId) -> Result<PaymentStatus, ActivityError> {
        unimplemented!()
    }

    /// claimed or sold → available in Redis; answers the epoch in which that was so.
    #[activity]
    pub async fn give_back(input: GiveBackInput) -> Result<u32, ActivityError> {
        unimplemented!()
    }

    /// CANCELLING → CANCELLED.
    #[activity]
    pub async fn finish_cancel(input: FinishCancelInput) -> Result<FinishCancelOutcome, ActivityError> {
        unimplemented!()
    }

    /// CONFIRMED → REFUNDING. Answers the row.
    #[activity]
    pub async fn begin_refund(input: BeginRefundInput) -> Result<OrderRow, ActivityError> {
        unimplemented!()
    }

    /// Gives the money back.
    #[activity]
    pub async fn refund(order_id: OrderId) -> Result<PaymentStatus, ActivityError> {
        unimplemented!()
    }

    /// REFUNDING → REFUNDED; the tickets end in the same transaction. Answers the row.
    #[activity]
    pub async fn finish_refund(word: PaymentReport) -> Result<OrderRow, ActivityError> {
        unimplemented!()
    }
}
