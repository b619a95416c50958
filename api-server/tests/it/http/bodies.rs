//! Request bodies that a route can't accept.

use std::time::Duration;

use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::support::TestApp;

#[tokio::test]
async fn a_body_that_cannot_be_parsed_is_refused_with_the_position_of_the_error() {
    let app = TestApp::start().await;
    for (body, place) in [
        ("{", "line 1"),
        ("", "line 1"),
        (r#"{"eventId":1,"seatId":1,"color":"red"}"#, "unknown field `color`"),
        (r#"{"eventId":"1","seatId":1}"#, "eventId: invalid type"),
        (r#"{"eventId":1,"seatIds":[1,1.5]}"#, "seatIds[1]: invalid type"),
        (r#"{"seatId":1}"#, "missing field `eventId`"),
        (r"[1,[1]]", "must be a JSON object"),
        (r#"{"eventId":1,"seatId":1} {}"#, "trailing characters"),
    ] {
        let answer = app.post("/reservations").body("application/json", body).send().await;
        let problem = answer.expect_problem(400, "MALFORMED_REQUEST");
        assert!(problem["detail"].as_str().unwrap().contains(place), "{problem}");
    }
    let not_utf8 = app.post("/reservations").body("application/json", vec![b'{', b'"', 0xff, b'"', b'}']).send().await;
    not_utf8.expect_problem(400, "MALFORMED_REQUEST");
    app.finish().await;
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused_with_a_response_that_reaches_the_client() {
    let app = TestApp::start().await;
    for size in [64 * 1024 + 1, 4 * 1024 * 1024] {
        let answer = app.post("/reservations").body("application/json", " ".repeat(size)).send().await;
        answer.expect_problem(413, "PAYLOAD_TOO_LARGE");
    }
    let padded = format!("{{\"eventId\":1,\"seatId\":1}}{}", " ".repeat(64 * 1024 - 24));
    let answer = app.post("/reservations").body("application/json", padded).send().await;
    answer.expect_problem(404, "EVENT_NOT_FOUND");
    app.finish().await;
}

#[tokio::test]
async fn a_body_that_is_not_declared_as_json_is_refused() {
    let app = TestApp::start().await;
    let body = json!({ "eventId": 1, "seatId": 1 }).to_string();
    for kind in ["text/plain", "application/x-www-form-urlencoded", "application/xml"] {
        let answer = app.post("/reservations").body(kind, body.clone()).send().await;
        answer.expect_problem(415, "UNSUPPORTED_MEDIA_TYPE");
    }
    let charset = app.post("/reservations").body("application/json; charset=utf-8", body).send().await;
    charset.expect_problem(404, "EVENT_NOT_FOUND");
    app.post("/reservations").send().await.expect_problem(415, "UNSUPPORTED_MEDIA_TYPE");
    app.finish().await;
}

#[tokio::test]
async fn a_body_that_does_not_arrive_is_refused_after_a_while() {
    let app = TestApp::start().await;
    let mut connection = TcpStream::connect(app.address).await.unwrap();
    let head = "POST /api/reservations HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n\
                connection: close\r\ncontent-length: 30\r\n\r\n";
    connection.write_all(format!("{head}{{\"eventId\"").as_bytes()).await.unwrap();
    let mut answer = String::new();
    let read = tokio::time::timeout(Duration::from_secs(20), connection.read_to_string(&mut answer)).await;
    read.expect("a response, although the body doesn't end").unwrap();
    assert!(answer.starts_with("HTTP/1.1 400") && answer.contains("didn't arrive in time"), "{answer}");
    app.finish().await;
}
