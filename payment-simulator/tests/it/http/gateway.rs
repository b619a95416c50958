//! The saga's client against the simulator, over real HTTP.

use std::time::Duration;

use futures::future::join_all;
use holdfast_domain::{Money, OrderId, PaymentMethod, PaymentStatus, step_messages::AuthoriseInput};
use holdfast_gateway::{Error, Gateway, GatewayConfig};

use super::{API_KEY, TestGateway, new_order};

fn paying(order: OrderId, method: &str) -> AuthoriseInput {
    let total = Money { amount: 50_000, currency: "KRW".parse().unwrap() };
    AuthoriseInput { order_id: order, total, payment_method: method.parse::<PaymentMethod>().unwrap() }
}

fn client(gateway: &TestGateway, timeout: Duration) -> Gateway {
    let url = format!("http://{}", gateway.address);
    Gateway::new(&GatewayConfig { url, api_key: API_KEY.into(), timeout }).unwrap()
}

#[tokio::test]
async fn the_client_parses_every_response_of_the_simulator() {
    let simulator = TestGateway::start().await;
    let gateway = client(&simulator, Duration::from_secs(5));
    let id = || new_order().parse::<OrderId>().unwrap();

    let order = id();
    assert_eq!(gateway.authorise(&paying(order, "sim_approve")).await.unwrap(), PaymentStatus::Authorized);
    assert_eq!(gateway.capture(order).await.unwrap(), PaymentStatus::Captured);
    assert_eq!(gateway.refund(order).await.unwrap(), PaymentStatus::Refunded);
    let other =
        AuthoriseInput { total: Money { amount: 1, ..paying(order, "x").total }, ..paying(order, "sim_approve") };
    assert!(matches!(gateway.authorise(&other).await, Err(Error::Rejected(_))));

    for (method, status) in [
        ("sim_decline", PaymentStatus::Declined),
        ("sim_never", PaymentStatus::Pending),
        ("sim_pending_60000", PaymentStatus::Pending),
    ] {
        assert_eq!(gateway.authorise(&paying(id(), method)).await.unwrap(), status, "{method}");
    }
    assert!(matches!(gateway.authorise(&paying(id(), "visa")).await, Err(Error::Rejected(_))));
    assert!(matches!(gateway.capture(id()).await, Err(Error::Rejected(_))));
    assert_eq!(gateway.void(id()).await.unwrap(), PaymentStatus::Voided);

    for method in ["sim_unavailable_1", "sim_lost_1"] {
        let order = id();
        assert!(matches!(gateway.authorise(&paying(order, method)).await, Err(Error::Unknown(_))), "{method}");
        assert_eq!(gateway.authorise(&paying(order, method)).await.unwrap(), PaymentStatus::Authorized, "{method}");
    }
    simulator.finish().await;
}

#[tokio::test]
async fn a_call_that_runs_out_of_time_is_unknown_and_its_repeat_finds_it_done() {
    let simulator = TestGateway::start().await;
    let gateway = client(&simulator, Duration::from_millis(200));
    let input = paying(new_order().parse().unwrap(), "sim_delay_500");
    let first = gateway.authorise(&input).await;
    assert!(matches!(first, Err(Error::Unknown(_))), "{first:?}");
    crate::eventually("the payment", async || {
        gateway.authorise(&input).await.is_ok_and(|status| status == PaymentStatus::Authorized)
    })
    .await;
    simulator.finish().await;
}

#[tokio::test]
async fn fifty_equal_calls_of_the_client_at_once_are_one_payment() {
    let simulator = TestGateway::start().await;
    let gateway = client(&simulator, Duration::from_secs(5));
    let input = paying(new_order().parse().unwrap(), "sim_approve");
    let answers = join_all((0..50).map(|_| gateway.authorise(&input))).await;
    assert!(answers.into_iter().all(|status| status.unwrap() == PaymentStatus::Authorized));
    simulator.finish().await;
}
