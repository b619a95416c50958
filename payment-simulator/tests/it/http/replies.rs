//! What becomes of a call whose two ends lose each other.

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use super::{authorize, ledger, new_order, request};
use crate::support::{PAYMENT_KEY, TestApp, eventually};

/// Sends an authorise and leaves the connection open.
async fn send(app: &TestApp, order: &str, method: &str) -> TcpStream {
    let body = request(order, method).to_string();
    let head = format!(
        "POST /api/payments/authorize HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {PAYMENT_KEY}\r\n\
         content-type: application/json\r\naccept-encoding: gzip, br\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    let mut stream = TcpStream::connect(app.address).await.unwrap();
    stream.write_all((head + &body).as_bytes()).await.unwrap();
    stream
}

#[tokio::test]
async fn a_lost_reply_is_a_broken_connection_and_then_the_same_key_answers() {
    let app = TestApp::start().await;
    let order = new_order();
    let mut received = Vec::new();
    let mut stream = send(&app, &order, "sim_lost_2").await;
    // The end may come as a reset: either way, not a byte of an answer was sent.
    stream.read_to_end(&mut received).await.ok();
    assert_eq!(String::from_utf8_lossy(&received), "");
    assert_eq!(ledger(&app, &order).await.as_deref(), Some("AUTHORIZED"));

    let error =
        authorize(&app, &request(&order, "sim_lost_2")).0.send().await.expect_err("the second reply is lost too");
    assert!(error.is_request() && error.status().is_none(), "{error:?}");
    let answer = authorize(&app, &request(&order, "sim_lost_2")).send().await.expect(200);
    assert_eq!(answer["status"], "AUTHORIZED");
    app.finish().await;
}

#[tokio::test]
async fn the_gateway_finishes_what_it_began_for_a_caller_who_hung_up() {
    let app = TestApp::start().await;
    let order = new_order();
    let stream = send(&app, &order, "sim_delay_300").await;
    tokio::time::timeout(std::time::Duration::from_millis(100), stream.readable())
        .await
        .expect_err("it takes its time");
    drop(stream);
    assert_eq!(ledger(&app, &order).await, None);
    eventually(async || ledger(&app, &order).await.filter(|status| status == "AUTHORIZED")).await;
    app.finish().await;
}
