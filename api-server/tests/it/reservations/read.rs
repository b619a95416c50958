//! `GET /reservations/{eventId}`.

use serde_json::json;

use crate::support::TestApp;

#[tokio::test]
async fn a_hold_is_read_by_its_token() {
    let app = TestApp::start().await;
    let id = app.create_event(3).await;
    let request = json!({ "eventId": id, "seatIds": [1, 3], "holdSeconds": 90 });
    let made = app.post("/reservations").json(&request).send().await.expect(201);
    let token = made["holdToken"].as_str().unwrap();
    let mut read = app.get(&format!("/reservations/{id}")).hold_token(token).send().await.expect(200);
    assert!((85..=90).contains(&read["expiresInSeconds"].as_u64().unwrap()));
    read["expiresInSeconds"] = json!(90);
    assert_eq!(read, made);
    app.delete(&format!("/reservations/{id}")).hold_token(token).send().await.expect(204);
    app.finish().await;
}

#[tokio::test]
async fn without_a_token_that_the_event_knows_there_is_nothing_to_read() {
    let app = TestApp::start().await;
    let (id, other) = (app.create_event(1).await, app.create_event(1).await);
    let token = app.hold(other, &[1]).await;
    app.get(&format!("/reservations/{id}")).send().await.expect_problem(400, "HOLD_TOKEN_MISSING");
    app.get(&format!("/reservations/{id}")).hold_token(" ").send().await.expect_problem(400, "HOLD_TOKEN_MISSING");
    for stale in ["nonsense", &token, &token.to_uppercase(), "00000000000000000000000000000000"] {
        let answer = app.get(&format!("/reservations/{id}")).hold_token(stale).send().await;
        answer.expect_problem(410, "RESERVATION_EXPIRED");
    }
    for event in ["999999", "abc"] {
        let answer = app.get(&format!("/reservations/{event}")).hold_token(&token).send().await;
        answer.expect_problem(404, "EVENT_NOT_FOUND");
    }
    app.delete(&format!("/reservations/{other}")).hold_token(&token).send().await.expect(204);
    app.finish().await;
}
