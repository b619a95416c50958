//! Faults of the refund's steps: the money goes back once and the seats become free.

use super::{CONFIRMED, Failing, REFUNDED, fail_each_in_turn, wire::Step};

#[tokio::test]
async fn an_order_is_still_refunded_if_any_step_of_the_refund_fails() {
    let steps = [
        Step::Statement("begin_refund"),
        Step::Call("/refund"),
        Step::Transaction("finish_refund"),
        Step::Script("give_back"),
    ];
    fail_each_in_turn(&steps, async |failing: &Failing<'_>| {
        let id = failing.place("sim_approve").await;
        failing.expect_end(&id, CONFIRMED).await;
        failing.arm();
        let answer = failing.app.post(&format!("/orders/{id}/cancel")).send().await;
        assert!([200, 202].contains(&answer.status.as_u16()), "{answer:?}");
        failing.expect_end(&id, REFUNDED).await;
        failing.expect_durable_tries(format!("refund-{id}")).await;
    })
    .await;
}
