use holdfast_domain::{
    OrderId,
    PaymentStatus::{self, Authorized, Captured, Declined, Pending, Refunded, Voided},
};
use holdfast_payment_simulator::{simulator::Error, simulator::Simulator};

use super::{Ledger, new_order, pay, paying};

/// A payment that stands at `status`.
async fn standing_at(simulator: &Simulator, status: PaymentStatus) -> OrderId {
    let method = match status {
        Declined => "sim_decline",
        Pending => "sim_never",
        _ => "sim_approve",
    };
    let (order, _) = pay(simulator, method).await;
    let id = order.payment_id();
    let stands = match status {
        Voided => simulator.void(id).await.unwrap(),
        Captured => simulator.capture(id).await.unwrap(),
        Refunded => {
            simulator.capture(id).await.unwrap();
            simulator.refund(id).await.unwrap()
        }
        _ => simulator.find(order).await.unwrap().unwrap().status,
    };
    assert_eq!(stands, status);
    order
}

#[tokio::test]
async fn every_call_from_every_status_returns_the_resulting_status_and_a_repeat_the_same() {
    let ledger = Ledger::create().await;
    let simulator = ledger.simulator();
    // From: what capture, void and refund return.
    let table = [
        (Authorized, [Captured, Voided, Authorized]),
        (Pending, [Pending, Voided, Pending]),
        (Declined, [Declined, Declined, Declined]),
        (Captured, [Captured, Captured, Refunded]),
        (Voided, [Voided, Voided, Voided]),
        (Refunded, [Refunded, Refunded, Refunded]),
    ];
    for (from, answers) in table {
        for (call, wanted) in ["capture", "void", "refund"].into_iter().zip(answers) {
            let order = standing_at(&simulator, from).await;
            for repeat in 0..3 {
                let id = order.payment_id();
                let answer = match call {
                    "capture" => simulator.capture(id).await,
                    "void" => simulator.void(id).await,
                    _ => simulator.refund(id).await,
                };
                assert_eq!(answer.unwrap(), wanted, "{call} from {from}, repeat {repeat}");
                assert_eq!(simulator.find(order).await.unwrap().unwrap().status, wanted);
            }
        }
        let order = standing_at(&simulator, from).await;
        let again = simulator.authorise(paying(order, 50_000, "sim_approve")).await;
        assert_eq!(again.unwrap(), from, "a repeated authorise");
    }
}

#[tokio::test]
async fn an_unknown_payment_can_only_be_voided() {
    let ledger = Ledger::create().await;
    let simulator = ledger.simulator();
    let order = new_order();
    assert!(matches!(simulator.capture(order.payment_id()).await, Err(Error::UnknownPayment)));
    assert!(matches!(simulator.refund(order.payment_id()).await, Err(Error::UnknownPayment)));
    assert_eq!(simulator.find(order).await.unwrap(), None);
    assert_eq!(simulator.void(order.payment_id()).await.unwrap(), Voided);
}
