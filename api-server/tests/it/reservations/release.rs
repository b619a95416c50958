//! `DELETE /reservations/{eventId}` and `DELETE /reservations/{eventId}/{seatId}`.

use crate::support::{RedisServer, TestApp};

#[tokio::test]
async fn a_hold_is_given_back_seat_by_seat_or_whole() {
    let app = TestApp::start().await;
    let id = app.create_event(3).await;
    let token = app.hold(id, &[1, 2, 3]).await;
    for _ in 0..2 {
        app.delete(&format!("/reservations/{id}/2")).hold_token(&token).send().await.expect(204);
    }
    assert_eq!(app.statuses(id).await, ["HELD", "AVAILABLE", "HELD"]);
    for _ in 0..2 {
        app.delete(&format!("/reservations/{id}")).hold_token(&token).send().await.expect(204);
    }
    assert_eq!(app.statuses(id).await, ["AVAILABLE"; 3]);
    app.finish().await;
}

#[tokio::test]
async fn a_hold_whose_last_seat_left_is_gone() {
    let app = TestApp::start().await;
    let id = app.create_event(1).await;
    let token = app.hold(id, &[1]).await;
    app.delete(&format!("/reservations/{id}/1")).hold_token(&token).send().await.expect(204);
    let gone = app.get(&format!("/reservations/{id}")).hold_token(&token).send().await;
    gone.expect_problem(410, "RESERVATION_EXPIRED");
    app.finish().await;
}

#[tokio::test]
async fn only_the_seats_of_the_token_are_freed() {
    let app = TestApp::start().await;
    let id = app.create_event(2).await;
    let (mine, other) = (app.hold(id, &[1]).await, app.hold(id, &[2]).await);
    app.delete(&format!("/reservations/{id}/2")).hold_token(&mine).send().await.expect(204);
    app.delete(&format!("/reservations/{id}")).hold_token("00000000000000000000000000000000").send().await.expect(204);
    assert_eq!(app.statuses(id).await, ["HELD", "HELD"]);
    for token in [mine, other] {
        app.delete(&format!("/reservations/{id}")).hold_token(&token).send().await.expect(204);
    }
    app.finish().await;
}

#[tokio::test]
async fn nothing_to_free_is_a_success_and_a_missing_token_is_not() {
    let app = TestApp::start().await;
    let id = app.create_event(1).await;
    let unknown = "00000000000000000000000000000000";
    for path in
        [format!("{id}"), format!("{id}/1"), format!("{id}/99"), format!("{id}/abc"), "999999".into(), "abc".into()]
    {
        app.delete(&format!("/reservations/{path}")).hold_token(unknown).send().await.expect(204);
        app.delete(&format!("/reservations/{path}")).hold_token("nonsense").send().await.expect(204);
        let missing = app.delete(&format!("/reservations/{path}")).send().await;
        missing.expect_problem(400, "HOLD_TOKEN_MISSING");
    }
    app.finish().await;
}

#[tokio::test]
async fn a_release_that_may_not_have_happened_is_no_success() {
    let mut redis = RedisServer::start().await;
    let url = redis.url();
    let app = TestApp::start_with(|config| config.engine.redis.url = url).await;
    let id = app.create_event(1).await;
    let token = app.hold(id, &[1]).await;
    redis.kill().await;
    let answer = app.delete(&format!("/reservations/{id}")).hold_token(&token).send().await;
    answer.expect_problem(503, "UNAVAILABLE");
    app.stop().await;
}
