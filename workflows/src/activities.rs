//! The typed declarations of the saga's steps. Their bodies are `OrderSteps` in the `activities` crate, registered
//! under these names; a test in `order-engine` compares the two.
//!
//! Every step must be idempotent, and safe to run late or after its compensation.
#![allow(
    clippy::unimplemented,
    clippy::unused_async,
    unused_variables,
    missing_docs,
    reason = "the macro requires exactly these bodies, and generates undocumented items from them"
)]

use holdfast_domain::{
    OrderId, PaymentStatus,
    step_messages::{
        AuthoriseInput, BeginRefundInput, CancelInput, ClaimInput, ClaimOutcome, FinishCancelInput,
        FinishCancelOutcome, GiveBackInput, OrderRow, PaymentReport, PlacedOrder, PublishInput, SellInput, SellOutcome,
        SettleInput, SettleOutcome,
    },
};
use temporalio_macros::activity_definitions;
use temporalio_sdk::activities::ActivityError;

/// The steps of both workflows.
pub struct OrderActivities;

#[activity_definitions]
impl OrderActivities {
    /// Writes the order's row as PENDING unless it exists. Returns the current row.
    #[activity]
    pub async fn record(order: PlacedOrder) -> Result<OrderRow, ActivityError> {
        unimplemented!()
    }

    /// Claims the seats in Redis: held → claimed.
    #[activity]
    pub async fn claim(input: ClaimInput) -> Result<ClaimOutcome, ActivityError> {
        unimplemented!()
    }

    /// Authorises the payment. A repeat returns the payment's current status.
    #[activity]
    pub async fn authorise(input: AuthoriseInput) -> Result<PaymentStatus, ActivityError> {
        unimplemented!()
    }

    /// Records in the row that the payment is pending.
    #[activity]
    pub async fn note_payment(report: PaymentReport) -> Result<(), ActivityError> {
        unimplemented!()
    }

    /// The commit, PENDING → SOLD with the tickets, followed by [`Self::settle`]. All this is one step because SOLD
    /// only goes forward and each part is idempotent, while every further step costs a Temporal server about 4 % of its
    /// orders per second (docs/benchmarks.md).
    #[activity]
    pub async fn sell(input: SellInput) -> Result<SellOutcome, ActivityError> {
        unimplemented!()
    }

    /// SOLD → CONFIRMED: captures the money, marks the claimed seats as sold in Redis, and then updates the row. Loads
    /// the event if Redis has lost the claim.
    #[activity]
    pub async fn settle(input: SettleInput) -> Result<SettleOutcome, ActivityError> {
        unimplemented!()
    }

    /// Publishes to Kafka what the workflow has brought the order to.
    #[activity]
    pub async fn publish(input: PublishInput) -> Result<(), ActivityError> {
        unimplemented!()
    }

    /// PENDING (or SOLD) → CANCELLING; live tickets end. Returns the current row.
    #[activity]
    pub async fn begin_cancel(input: CancelInput) -> Result<OrderRow, ActivityError> {
        unimplemented!()
    }

    /// Voids the payment. An authorisation that is still in progress can't succeed after that.
    #[activity]
    pub async fn void(order_id: OrderId) -> Result<PaymentStatus, ActivityError> {
        unimplemented!()
    }

    /// Frees the order's claimed or sold seats in Redis. Returns the event's epoch at that moment.
    #[activity]
    pub async fn give_back(input: GiveBackInput) -> Result<u32, ActivityError> {
        unimplemented!()
    }

    /// CANCELLING → CANCELLED.
    #[activity]
    pub async fn finish_cancel(input: FinishCancelInput) -> Result<FinishCancelOutcome, ActivityError> {
        unimplemented!()
    }

    /// CONFIRMED → REFUNDING. Returns the current row.
    #[activity]
    pub async fn begin_refund(input: BeginRefundInput) -> Result<OrderRow, ActivityError> {
        unimplemented!()
    }

    /// Refunds the payment.
    #[activity]
    pub async fn refund(order_id: OrderId) -> Result<PaymentStatus, ActivityError> {
        unimplemented!()
    }

    /// REFUNDING → REFUNDED; the tickets end in the same transaction. Returns the current row.
    #[activity]
    pub async fn finish_refund(report: PaymentReport) -> Result<OrderRow, ActivityError> {
        unimplemented!()
    }
}
