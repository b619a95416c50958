//! Calls whose client or server loses the connection.

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use super::{API_KEY, TestGateway, authorize, ledger, new_order, request};

/// Sends an authorise and leaves the connection open.
async fn send(gateway: &TestGateway, order: &str, method: &str) -> TcpStream {
    let body = request(order, method).to_string();
    let head = format!(
        "POST /payments/authorize HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {API_KEY}\r\n\
         content-type: application/json\r\naccept-encoding: gzip, br\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    let mut stream = TcpStream::connect(gateway.address).await.unwrap();
    stream.write_all((head + &body).as_bytes()).await.unwrap();
    stream
}

#[tokio::test]
async fn a_lost_reply_breaks_the_connection_and_a_repeat_returns_the_payment() {
    let gateway = TestGateway::start().await;
    let order = new_order();
    let mut received = Vec::new();
    let mut stream = send(&gateway, &order, "sim_lost_2").await;
    // The end may come as a reset: either way, not a byte of a response was sent.
    stream.read_to_end(&mut received).await.ok();
    assert_eq!(String::from_utf8_lossy(&received), "");
    assert_eq!(ledger(&gateway, &order).await.as_deref(), Some("AUTHORIZED"));

    let error =
        authorize(&gateway, &request(&order, "sim_lost_2")).0.send().await.expect_err("the second reply is lost too");
    assert!(error.is_request() && error.status().is_none(), "{error:?}");
    let answer = authorize(&gateway, &request(&order, "sim_lost_2")).send().await.expect(200);
    assert_eq!(answer["status"], "AUTHORIZED");
    gateway.finish().await;
}

#[tokio::test]
async fn a_call_is_finished_although_its_client_disconnects() {
    let gateway = TestGateway::start().await;
    let order = new_order();
    let stream = send(&gateway, &order, "sim_delay_300").await;
    tokio::time::timeout(std::time::Duration::from_millis(100), stream.readable())
        .await
        .expect_err("it takes its time");
    drop(stream);
    assert_eq!(ledger(&gateway, &order).await, None);
    crate::eventually("the payment", async || ledger(&gateway, &order).await.as_deref() == Some("AUTHORIZED")).await;
    gateway.finish().await;
}
