//! Faults of the compensation's steps: nothing is left but the order's record.

use holdfast_domain::{CancelReason, PaymentStatus};

use super::{
    Failing, cancelled, fail_each_in_turn,
    wire::{Step, Store, give_back_script},
};

fn compensation() -> [Step; 5] {
    [
        Step { name: "begin to cancel", store: Store::Transaction, text: "SET state = 'CANCELLING'" },
        Step { name: "void", store: Store::Gateway, text: "/void " },
        Step { name: "whose seats are they", store: Store::Statement, text: LOST_SEATS },
        Step { name: "give back", store: Store::Redis, text: give_back_script() },
        Step { name: "finish the cancellation", store: Store::Transaction, text: "SET state = 'CANCELLED'" },
    ]
}

/// The query before seats are given back: which of them have another order's ticket.
const LOST_SEATS: &str = "order_id <> ?";

#[tokio::test]
async fn a_declined_order_leaves_only_its_record_if_any_step_of_the_compensation_fails() {
    fail_each_in_turn(&compensation(), async |failing: &Failing<'_>| {
        failing.arm();
        let id = failing.place("sim_decline").await;
        failing.expect_end(&id, cancelled(CancelReason::PaymentDeclined, PaymentStatus::Declined)).await;
        failing.expect_durable_tries(format!("order-{id}")).await;
    })
    .await;
}

#[tokio::test]
async fn a_sold_order_that_cannot_be_captured_leaves_only_its_record_if_any_step_of_the_compensation_fails() {
    fail_each_in_turn(&compensation(), async |failing: &Failing<'_>| {
        failing.arm();
        let id = failing.place("sim_capture_refuse").await;
        failing.expect_end(&id, cancelled(CancelReason::PaymentFailed, PaymentStatus::Voided)).await;
        failing.expect_durable_tries(format!("order-{id}")).await;
    })
    .await;
}
