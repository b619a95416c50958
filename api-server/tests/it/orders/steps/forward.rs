//! Faults of the sale's steps: the order is confirmed with one charge.

use super::{CONFIRMED, Failing, fail_each_in_turn, wire::Step};

async fn is_still_confirmed(failing: &Failing<'_>) {
    failing.arm();
    let id = failing.place("sim_approve").await;
    failing.expect_end(&id, CONFIRMED).await;
    failing.expect_durable_tries(format!("order-{id}")).await;
}

#[tokio::test]
async fn an_order_whose_record_claim_or_authorisation_fails_is_still_confirmed() {
    let steps = [Step::Transaction("record_order"), Step::Script("claim_seats"), Step::Call("/payments/authorize")];
    fail_each_in_turn(&steps, is_still_confirmed).await;
}

#[tokio::test]
async fn an_order_is_still_confirmed_if_any_step_of_the_sale_fails() {
    let steps = [
        Step::Transaction("commit_order"),
        Step::Statement("insert_tickets"),
        Step::Call("/capture"),
        Step::Script("sell_seats"),
        Step::Statement("confirm_order"),
    ];
    fail_each_in_turn(&steps, is_still_confirmed).await;
}
