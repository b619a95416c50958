//! The way back: whichever step of the compensation fails, the slate is clean.

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

/// Before seats are given back, MySQL is asked which of them have another order's ticket.
const LOST_SEATS: &str = "order_id <> ?";

#[tokio::test]
async fn an_order_of_which_any_part_of_the_compensation_fails_leaves_a_clean_slate() {
    fail_each_in_turn(&compensation(), async |failing: &Failing<'_>| {
        failing.arm();
        let id = failing.place("sim_decline").await;
        failing.expect_end(&id, cancelled(CancelReason::PaymentDeclined, PaymentStatus::Declined)).await;
        failing.expect_durable_tries(format!("order-{id}")).await;
    })
    .await;
}

#[tokio::test]
async fn an_order_that_is_sold_and_can_not_be_captured_leaves_a_clean_slate_whatever_fails() {
    fail_each_in_turn(&compensation(), async |failing: &Failing<'_>| {
        failing.arm();
        let id = failing.place("sim_capture_refuse").await;
        failing.expect_end(&id, cancelled(CancelReason::PaymentFailed, PaymentStatus::Voided)).await;
        failing.expect_durable_tries(format!("order-{id}")).await;
    })
    .await;
}
