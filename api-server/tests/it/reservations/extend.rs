//! `POST /reservations/{eventId}/extend` and `POST /reservations/{eventId}/{seatId}/extend`.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::support::TestApp;

fn end(hold: &Value) -> DateTime<Utc> {
    hold["expiresAt"].as_str().unwrap().parse().unwrap()
}

async fn hold(app: &TestApp, event: u64, seconds: u32) -> Value {
    let request = json!({ "eventId": event, "seatIds": [1, 2], "holdSeconds": seconds });
    app.post("/reservations").json(&request).send().await.expect(201)
}

#[tokio::test]
async fn a_hold_lives_until_the_later_of_its_end_and_the_wish() {
    let app = TestApp::start().await;
    let id = app.create_event(2).await;
    let made = hold(&app, id, 60).await;
    let token = made["holdToken"].as_str().unwrap();
    // The default of 30 s ends before the hold does.
    let same = app.post(&format!("/reservations/{id}/extend")).hold_token(token).send().await.expect(200);
    assert_eq!((end(&same), &same["seatIds"]), (end(&made), &json!([1, 2])));
    let wish = json!({ "seconds": 200 });
    let longer = app.post(&format!("/reservations/{id}/extend")).hold_token(token).json(&wish).send().await.expect(200);
    assert!((198..=200).contains(&longer["expiresInSeconds"].as_u64().unwrap()));
    let wish = json!({ "seconds": 300 });
    let longer =
        app.post(&format!("/reservations/{id}/2/extend")).hold_token(token).json(&wish).send().await.expect(200);
    assert!((298..=300).contains(&longer["expiresInSeconds"].as_u64().unwrap()));
    assert_eq!(longer["holdSeconds"], 60);
    app.delete(&format!("/reservations/{id}")).hold_token(token).send().await.expect(204);
    app.finish().await;
}

#[tokio::test]
async fn a_hold_lives_for_ten_minutes_at_most() {
    let app = TestApp::start().await;
    let id = app.create_event(2).await;
    let made = hold(&app, id, 60).await;
    let token = made["holdToken"].as_str().unwrap();
    let wish = json!({ "seconds": 9_000_000_000_u64 });
    let extend = async || app.post(&format!("/reservations/{id}/extend")).hold_token(token).json(&wish).send().await;
    let longest = extend().await.expect(200);
    assert_eq!((end(&longest) - end(&made)).num_seconds(), 540);
    assert_eq!(extend().await.header("retry-after"), "");
    extend().await.expect_problem(409, "HOLD_LIMIT");
    app.delete(&format!("/reservations/{id}")).hold_token(token).send().await.expect(204);
    app.finish().await;
}

#[tokio::test]
async fn only_a_live_hold_that_has_the_seat_is_extended() {
    let app = TestApp::start().await;
    let id = app.create_event(3).await;
    let made = hold(&app, id, 60).await;
    let token = made["holdToken"].as_str().unwrap();
    for path in ["extend", "1/extend"] {
        let call = || app.post(&format!("/reservations/{id}/{path}"));
        call().send().await.expect_problem(400, "HOLD_TOKEN_MISSING");
        call().hold_token("nonsense").send().await.expect_problem(410, "RESERVATION_EXPIRED");
        let stale = call().hold_token("00000000000000000000000000000000").send().await;
        stale.expect_problem(410, "RESERVATION_EXPIRED");
    }
    for seat in [3, 4] {
        let answer = app.post(&format!("/reservations/{id}/{seat}/extend")).hold_token(token).send().await;
        answer.expect_problem(403, "HOLD_MISMATCH");
    }
    let unknown = app.post(&format!("/reservations/{id}/abc/extend")).hold_token(token).send().await;
    unknown.expect_problem(404, "SEAT_NOT_FOUND");
    let unknown = app.post("/reservations/999999/extend").hold_token(token).send().await;
    unknown.expect_problem(404, "EVENT_NOT_FOUND");
    let read = app.get(&format!("/reservations/{id}")).hold_token(token).send().await.expect(200);
    assert_eq!(end(&read), end(&made));
    app.delete(&format!("/reservations/{id}")).hold_token(token).send().await.expect(204);
    app.finish().await;
}

#[tokio::test]
async fn an_extension_that_is_malformed_or_not_positive_is_refused() {
    let app = TestApp::start().await;
    let id = app.create_event(2).await;
    let made = hold(&app, id, 60).await;
    let token = made["holdToken"].as_str().unwrap();
    let call = || app.post(&format!("/reservations/{id}/extend")).hold_token(token);
    for seconds in [0, -30] {
        call().json(&json!({ "seconds": seconds })).send().await.expect_faults(&["seconds"]);
    }
    call().json(&json!({ "second": 30 })).send().await.expect_problem(400, "MALFORMED_REQUEST");
    call().json(&json!({ "seconds": "30" })).send().await.expect_problem(400, "MALFORMED_REQUEST");
    call().body("text/plain", "30").send().await.expect_problem(415, "UNSUPPORTED_MEDIA_TYPE");
    call().json(&json!({})).send().await.expect(200);
    app.delete(&format!("/reservations/{id}")).hold_token(token).send().await.expect(204);
    app.finish().await;
}
