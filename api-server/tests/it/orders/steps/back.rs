//! Faults of the compensation's steps: nothing is left but the order's record.

use holdfast_domain::{CancelReason, PaymentStatus};

use super::{Failing, cancelled, fail_each_in_turn, wire::Step};

const COMPENSATION: [Step; 5] = [
    Step::Transaction("begin_cancel"),
    Step::Call("/void"),
    Step::Statement("tickets_of_others"),
    Step::Script("give_back"),
    Step::Transaction("finish_cancel"),
];

#[tokio::test]
async fn a_declined_order_leaves_only_its_record_if_any_step_of_the_compensation_fails() {
    fail_each_in_turn(&COMPENSATION, async |failing: &Failing<'_>| {
        failing.arm();
        let id = failing.place("sim_decline").await;
        failing.expect_end(&id, cancelled(CancelReason::PaymentDeclined, PaymentStatus::Declined)).await;
        failing.expect_durable_tries(format!("order-{id}")).await;
    })
    .await;
}

#[tokio::test]
async fn a_sold_order_that_cannot_be_captured_leaves_only_its_record_if_any_step_of_the_compensation_fails() {
    fail_each_in_turn(&COMPENSATION, async |failing: &Failing<'_>| {
        failing.arm();
        let id = failing.place("sim_capture_refuse").await;
        failing.expect_end(&id, cancelled(CancelReason::PaymentFailed, PaymentStatus::Voided)).await;
        failing.expect_durable_tries(format!("order-{id}")).await;
    })
    .await;
}
