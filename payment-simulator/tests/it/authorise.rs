use std::collections::HashSet;

use futures::future::join_all;
use holdfast_domain::{Money, PaymentStatus};
use holdfast_payment_simulator::simulator::Error;

use super::{Ledger, new_order, pay, paying};

#[tokio::test]
async fn fifty_equal_authorisations_at_once_are_one_payment() {
    let ledger = Ledger::create().await;
    let simulator = ledger.simulator();
    let order = new_order();
    let calls = (0..50).map(|_| simulator.authorise(paying(order, 50_000, "sim_approve")));
    for status in join_all(calls).await {
        assert_eq!(status.unwrap(), PaymentStatus::Authorized);
    }
    let captures = join_all((0..50).map(|_| simulator.capture(order.payment_id()))).await;
    assert!(captures.into_iter().all(|status| status.unwrap() == PaymentStatus::Captured));
}

#[tokio::test]
async fn scripted_failures_are_counted_exactly_when_calls_race() {
    let ledger = Ledger::create().await;
    let simulator = ledger.simulator();
    for method in ["sim_unavailable_7", "sim_lost_7"] {
        let order = new_order();
        let results = join_all((0..50).map(|_| simulator.authorise(paying(order, 50_000, method)))).await;
        let failed = results.iter().filter(|result| result.is_err()).count();
        assert_eq!(failed, 7, "{method}");
    }
    let (order, _) = pay(&simulator, "sim_capture_fail_7").await;
    let results = join_all((0..50).map(|_| simulator.capture(order.payment_id()))).await;
    assert_eq!(results.iter().filter(|result| result.is_err()).count(), 7);
}

#[tokio::test]
async fn authorise_raced_with_void_ends_voided() {
    let ledger = Ledger::create().await;
    let simulator = ledger.simulator();
    let mut answers = HashSet::new();
    for round in 0..50 {
        let order = new_order();
        let method = ["sim_approve", "sim_unavailable_0", "sim_lost_0", "sim_pending_600000"][round % 4];
        let authorise = simulator.authorise(paying(order, 50_000, method));
        let void = simulator.void(order.payment_id());
        let (authorised, voided) = if round % 2 == 0 {
            tokio::join!(authorise, void)
        } else {
            let (voided, authorised) = tokio::join!(void, authorise);
            (authorised, voided)
        };
        answers.insert(authorised.unwrap());
        assert_eq!(voided.unwrap(), PaymentStatus::Voided);
        assert_eq!(simulator.find(order).await.unwrap().unwrap().status, PaymentStatus::Voided);
    }
    assert!(answers.len() > 1, "the race had but one winner: {answers:?}");
}

#[tokio::test]
async fn capture_raced_with_void_ends_in_one_status_that_both_return() {
    let ledger = Ledger::create().await;
    let simulator = ledger.simulator();
    for _ in 0..50 {
        let (order, _) = pay(&simulator, "sim_approve").await;
        let id = order.payment_id();
        let (captured, voided) = tokio::join!(simulator.capture(id), simulator.void(id));
        let end = simulator.find(order).await.unwrap().unwrap().status;
        assert!(matches!(end, PaymentStatus::Captured | PaymentStatus::Voided));
        assert_eq!((captured.unwrap(), voided.unwrap()), (end, end));
    }
}

#[tokio::test]
async fn another_amount_or_currency_is_refused_and_changes_nothing() {
    let ledger = Ledger::create().await;
    let simulator = ledger.simulator();
    let (order, _) = pay(&simulator, "sim_approve").await;
    let other_amount = paying(order, 50_001, "sim_approve");
    let mut other_currency = paying(order, 50_000, "sim_approve");
    other_currency.total = Money { currency: "USD".parse().unwrap(), ..other_currency.total };
    for other in [other_amount, other_currency] {
        assert!(matches!(simulator.authorise(other).await, Err(Error::OtherAmount)));
    }
    let payment = simulator.find(order).await.unwrap().unwrap();
    assert_eq!(payment.status, PaymentStatus::Authorized);
    assert_eq!(payment.request.unwrap().0, paying(order, 50_000, "sim_approve").total);
}

#[tokio::test]
async fn a_repeat_returns_the_current_status_and_keeps_the_first_method() {
    let ledger = Ledger::create().await;
    let simulator = ledger.simulator();
    let (order, _) = pay(&simulator, "sim_approve").await;
    assert_eq!(simulator.capture(order.payment_id()).await.unwrap(), PaymentStatus::Captured);
    for other_method in ["sim_decline", "sim_lost_5"] {
        let again = simulator.authorise(paying(order, 50_000, other_method)).await;
        assert_eq!(again.unwrap(), PaymentStatus::Captured, "{other_method}");
    }
}

#[tokio::test]
async fn a_void_that_comes_first_is_remembered() {
    let ledger = Ledger::create().await;
    for method in ["sim_approve", "sim_decline", "sim_pending_0", "sim_unavailable_0", "sim_never"] {
        let simulator = ledger.simulator();
        let order = new_order();
        assert_eq!(simulator.void(order.payment_id()).await.unwrap(), PaymentStatus::Voided);
        let remembered = simulator.find(order).await.unwrap().unwrap();
        assert_eq!((remembered.status, remembered.request), (PaymentStatus::Voided, None));
        for _ in 0..2 {
            let status = simulator.authorise(paying(order, 50_000, method)).await.unwrap();
            assert_eq!(status, PaymentStatus::Voided, "{method}");
            assert_eq!(simulator.capture(order.payment_id()).await.unwrap(), PaymentStatus::Voided);
            assert_eq!(simulator.void(order.payment_id()).await.unwrap(), PaymentStatus::Voided);
        }
    }
}
