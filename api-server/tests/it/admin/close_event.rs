//! `DELETE /admin/events/{eventId}`.

use serde_json::json;

use crate::support::{RedisServer, TestApp, eventually};

#[tokio::test]
async fn a_closed_event_sells_nothing_more_and_stays_readable() {
    let app = TestApp::start().await;
    let id = app.create_event(3).await;
    let token = app.hold(id, &[1]).await;
    for _ in 0..2 {
        app.delete(&format!("/admin/events/{id}")).admin().send().await.expect(204);
    }
    assert_eq!(app.get(&format!("/events/{id}")).send().await.expect(200)["status"], "CLOSED");
    assert_eq!(app.statuses(id).await, ["HELD", "AVAILABLE", "AVAILABLE"]);
    let hold = app.post("/reservations").json(&json!({ "eventId": id, "seatId": 2 })).send().await;
    hold.expect_problem(403, "SALES_NOT_OPEN");

    // A hold that was made before stays.
    app.get(&format!("/reservations/{id}")).hold_token(&token).send().await.expect(200);
    app.delete(&format!("/reservations/{id}")).hold_token(&token).send().await.expect(204);
    app.finish().await;
}

#[tokio::test]
async fn closing_requires_the_admin_token_and_an_existing_event() {
    let app = TestApp::start().await;
    let id = app.create_event(1).await;
    app.delete(&format!("/admin/events/{id}")).send().await.expect_problem(401, "UNAUTHORIZED");
    app.delete("/admin/events/999999").admin().send().await.expect_problem(404, "EVENT_NOT_FOUND");
    app.delete("/admin/events/abc").admin().send().await.expect_problem(404, "EVENT_NOT_FOUND");
    assert_eq!(app.get(&format!("/events/{id}")).send().await.expect(200)["status"], "ON_SALE");
    app.finish().await;
}

#[tokio::test]
async fn closing_is_refused_while_redis_is_away_and_holds_after_its_restart() {
    let mut redis = RedisServer::start().await;
    let url = redis.url();
    let app = TestApp::start_with(|config| config.engine.redis.url = url).await;
    let id = app.create_event(1).await;
    redis.kill().await;
    app.delete(&format!("/admin/events/{id}")).admin().send().await.expect_problem(503, "UNAVAILABLE");

    redis.restart().await;
    eventually("the event is closed", async || {
        let answer = app.delete(&format!("/admin/events/{id}")).admin().send().await;
        (answer.status == 204).then_some(())
    })
    .await;
    let hold = app.post("/reservations").json(&json!({ "eventId": id, "seatId": 1 })).send().await;
    hold.expect_problem(403, "SALES_NOT_OPEN");
    app.finish().await;
}

#[tokio::test]
async fn closing_goes_on_when_its_client_has_gone() {
    let app = TestApp::start().await;
    let id = app.create_event(1).await;
    let mut blocked = app.block_events().await;
    app.delete(&format!("/admin/events/{id}")).admin().send_and_hang_up(blocked.met()).await;
    drop(blocked);
    eventually("sales are closed", async || {
        let hold = app.post("/reservations").json(&json!({ "eventId": id, "seatId": 1 })).send().await;
        if hold.status == 201 {
            let token = hold.json()["holdToken"].as_str().unwrap().to_owned();
            app.delete(&format!("/reservations/{id}")).hold_token(&token).send().await.expect(204);
            return None;
        }
        hold.expect_problem(403, "SALES_NOT_OPEN");
        Some(())
    })
    .await;
    app.finish().await;
}
