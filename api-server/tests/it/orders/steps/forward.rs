//! Faults of the sale's steps: the order is confirmed with one charge.

use super::{
    CONFIRMED, Failing, fail_each_in_turn,
    wire::{Step, Store, claim_script, sell_script},
};

async fn is_still_confirmed(failing: &Failing<'_>) {
    failing.arm();
    let id = failing.place("sim_approve").await;
    failing.expect_end(&id, CONFIRMED).await;
    failing.expect_durable_tries(format!("order-{id}")).await;
}

#[tokio::test]
async fn an_order_whose_record_claim_or_authorisation_fails_is_still_confirmed() {
    fail_each_in_turn(
        &[
            Step { name: "record", store: Store::Transaction, text: "INSERT INTO orders" },
            Step { name: "claim", store: Store::Redis, text: claim_script() },
            Step { name: "authorise", store: Store::Gateway, text: "/payments/authorize " },
        ],
        is_still_confirmed,
    )
    .await;
}

#[tokio::test]
async fn an_order_is_still_confirmed_if_any_step_of_the_sale_fails() {
    fail_each_in_turn(
        &[
            Step { name: "commit", store: Store::Transaction, text: "SET state = 'SOLD'" },
            Step { name: "tickets", store: Store::Statement, text: "INSERT INTO tickets" },
            Step { name: "capture", store: Store::Gateway, text: "/capture " },
            Step { name: "sell", store: Store::Redis, text: sell_script() },
            Step { name: "confirm", store: Store::Statement, text: "SET state = 'CONFIRMED'" },
        ],
        is_still_confirmed,
    )
    .await;
}
