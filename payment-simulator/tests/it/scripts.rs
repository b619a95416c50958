use std::time::{Duration, Instant};

use holdfast_domain::PaymentStatus;
use holdfast_payment_simulator::{Config, simulator::Error};

use super::{Ledger, config, eventually, new_order, pay, paying};

#[tokio::test]
async fn the_default_method_approves_and_sim_decline_declines_for_good() {
    let ledger = Ledger::create().await;
    let simulator = ledger.simulator();
    let (_, status) = pay(&simulator, "sim_approve").await;
    assert_eq!(status.unwrap(), PaymentStatus::Authorized);
    let (order, status) = pay(&simulator, "sim_decline").await;
    assert_eq!(status.unwrap(), PaymentStatus::Declined);
    assert_eq!(simulator.capture(order.payment_id()).await.unwrap(), PaymentStatus::Declined);
}

#[tokio::test]
async fn an_unknown_method_is_refused_and_leaves_no_payment() {
    let ledger = Ledger::create().await;
    let simulator = ledger.simulator();
    let (order, status) = pay(&simulator, "visa").await;
    assert!(matches!(status, Err(Error::UnknownMethod)));
    assert_eq!(simulator.find(order).await.unwrap(), None);
}

#[tokio::test]
async fn sim_delay_delays_the_first_call_and_a_repeat_returns_at_once() {
    let ledger = Ledger::create().await;
    let simulator = ledger.simulator();
    let begun = Instant::now();
    let (order, status) = pay(&simulator, "sim_delay_600").await;
    assert_eq!(status.unwrap(), PaymentStatus::Authorized);
    assert!(begun.elapsed() >= Duration::from_millis(600));
    let begun = Instant::now();
    let again = simulator.authorise(paying(order, 50_000, "sim_delay_600")).await;
    assert_eq!(again.unwrap(), PaymentStatus::Authorized);
    assert!(begun.elapsed() < Duration::from_millis(600), "the repeat took {:?}", begun.elapsed());
}

#[tokio::test]
async fn a_void_during_the_delay_wins() {
    let ledger = Ledger::create().await;
    let simulator = ledger.simulator();
    let order = new_order();
    let authorise = simulator.authorise(paying(order, 50_000, "sim_delay_500"));
    let void = async { simulator.void(order.payment_id()).await };
    let (authorised, voided) = tokio::join!(authorise, void);
    assert_eq!((authorised.unwrap(), voided.unwrap()), (PaymentStatus::Voided, PaymentStatus::Voided));
}

#[tokio::test]
async fn sim_unavailable_refuses_the_first_calls_and_begins_nothing() {
    let ledger = Ledger::create().await;
    let order = new_order();
    for _ in 0..2 {
        // Each call meets another server, as it were: the count is in the ledger.
        let status = ledger.simulator().authorise(paying(order, 50_000, "sim_unavailable_2")).await;
        assert!(matches!(status, Err(Error::ScriptedOutage)));
        assert_eq!(ledger.simulator().find(order).await.unwrap(), None);
        assert!(matches!(ledger.simulator().capture(order.payment_id()).await, Err(Error::UnknownPayment)));
    }
    let status = ledger.simulator().authorise(paying(order, 50_000, "sim_unavailable_2")).await;
    assert_eq!(status.unwrap(), PaymentStatus::Authorized);
}

#[tokio::test]
async fn a_void_between_refused_calls_wins() {
    let ledger = Ledger::create().await;
    let simulator = ledger.simulator();
    let (order, status) = pay(&simulator, "sim_unavailable_1").await;
    assert!(matches!(status, Err(Error::ScriptedOutage)));
    assert_eq!(simulator.void(order.payment_id()).await.unwrap(), PaymentStatus::Voided);
    let status = simulator.authorise(paying(order, 50_000, "sim_unavailable_1")).await;
    assert_eq!(status.unwrap(), PaymentStatus::Voided);
}

#[tokio::test]
async fn sim_lost_authorises_and_keeps_the_first_replies() {
    let ledger = Ledger::create().await;
    let order = new_order();
    for _ in 0..2 {
        let simulator = ledger.simulator();
        assert!(matches!(simulator.authorise(paying(order, 50_000, "sim_lost_2")).await, Err(Error::LostReply)));
        assert_eq!(simulator.find(order).await.unwrap().unwrap().status, PaymentStatus::Authorized);
    }
    let status = ledger.simulator().authorise(paying(order, 50_000, "sim_lost_2")).await;
    assert_eq!(status.unwrap(), PaymentStatus::Authorized);
}

#[tokio::test]
async fn sim_never_stays_pending_and_has_no_callback() {
    let ledger = Ledger::create().await;
    let simulator = ledger.simulator();
    let (order, status) = pay(&simulator, "sim_never").await;
    assert_eq!(status.unwrap(), PaymentStatus::Pending);
    assert_eq!(simulator.capture(order.payment_id()).await.unwrap(), PaymentStatus::Pending);
    let again = simulator.authorise(paying(order, 50_000, "sim_never")).await;
    assert_eq!(again.unwrap(), PaymentStatus::Pending);
    assert_eq!(ledger.database.lease_callbacks(10, Duration::from_secs(1)).await.unwrap(), []);
}

#[tokio::test]
async fn sim_capture_fail_refuses_the_first_captures_and_takes_nothing() {
    let ledger = Ledger::create().await;
    let (order, status) = pay(&ledger.simulator(), "sim_capture_fail_2").await;
    assert_eq!(status.unwrap(), PaymentStatus::Authorized);
    for _ in 0..2 {
        let simulator = ledger.simulator();
        assert!(matches!(simulator.capture(order.payment_id()).await, Err(Error::ScriptedOutage)));
        assert_eq!(simulator.find(order).await.unwrap().unwrap().status, PaymentStatus::Authorized);
    }
    assert_eq!(ledger.simulator().capture(order.payment_id()).await.unwrap(), PaymentStatus::Captured);
}

#[tokio::test]
async fn sim_capture_refuse_refuses_every_capture_and_the_payment_can_be_voided() {
    let ledger = Ledger::create().await;
    let simulator = ledger.simulator();
    let (order, status) = pay(&simulator, "sim_capture_refuse").await;
    assert_eq!(status.unwrap(), PaymentStatus::Authorized);
    for _ in 0..2 {
        assert_eq!(simulator.capture(order.payment_id()).await.unwrap(), PaymentStatus::Declined);
        assert_eq!(simulator.find(order).await.unwrap().unwrap().status, PaymentStatus::Authorized);
    }
    assert_eq!(simulator.void(order.payment_id()).await.unwrap(), PaymentStatus::Voided);
    assert_eq!(simulator.capture(order.payment_id()).await.unwrap(), PaymentStatus::Voided);
}

#[tokio::test]
async fn the_success_rate_decides_each_payment_once() {
    let ledger = Ledger::create().await;
    let simulator = ledger.simulator_with(&Config { success_rate: 0.5, ..config() });
    let mut seen = [0, 0];
    for _ in 0..40 {
        let (order, first) = pay(&simulator, "sim_approve").await;
        let first = first.unwrap();
        seen[usize::from(first == PaymentStatus::Authorized)] += 1;
        for _ in 0..5 {
            assert_eq!(simulator.authorise(paying(order, 50_000, "sim_approve")).await.unwrap(), first);
        }
    }
    // Each is missing once in 2⁴⁰ runs.
    assert!(seen[0] > 0 && seen[1] > 0, "declined and authorised: {seen:?}");
}

#[tokio::test]
async fn the_general_delay_holds_for_every_new_payment() {
    let ledger = Ledger::create().await;
    let delay = Duration::from_millis(300);
    let simulator = ledger.simulator_with(&Config { delay, ..config() });
    let begun = Instant::now();
    let (_, status) = pay(&simulator, "sim_approve").await;
    assert_eq!(status.unwrap(), PaymentStatus::Authorized);
    assert!(begun.elapsed() >= delay);
}

#[tokio::test]
async fn work_is_finished_when_its_caller_hangs_up_and_a_drain_waits_for_it_without_its_delay() {
    let ledger = Ledger::create().await;
    let simulator = ledger.simulator();
    let (hung_up, patient) = (new_order(), new_order());
    // Polled once, so that the work has begun, and dropped.
    let call = simulator.authorise(paying(hung_up, 50_000, "sim_delay_200"));
    assert!(tokio::time::timeout(Duration::from_millis(20), call).await.is_err());
    eventually("the payment whose caller hung up", async || simulator.find(hung_up).await.unwrap().is_some()).await;

    let call = simulator.authorise(paying(patient, 50_000, "sim_delay_600000"));
    assert!(tokio::time::timeout(Duration::from_millis(20), call).await.is_err());
    tokio::time::timeout(Duration::from_secs(10), simulator.drain()).await.expect("the drain doesn't wait for delays");
    assert_eq!(simulator.find(patient).await.unwrap().unwrap().status, PaymentStatus::Authorized);
}
