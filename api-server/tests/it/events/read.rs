//! `GET /events/{eventId}`.

use holdfast_test_support::clear_redis;
use secrecy::ExposeSecret;
use serde_json::json;

use crate::support::{FaultProxy, RedisServer, TestApp, eventually};

#[tokio::test]
async fn an_event_is_read_as_it_was_created_with_the_number_of_free_seats() {
    let app = TestApp::start().await;
    let id = app
        .create_event_with(json!({
            "title": "Carmen",
            "venue": "Opera",
            "startsAt": "2031-05-01T19:00:00+02:00",
            "timeZone": "Europe/Rome",
            "salesOpenAt": "2020-01-01T00:00:00Z",
            "salesCloseAt": "2031-05-01T00:00:00Z",
            "sections": [
                { "name": "Floor", "rows": 2, "cols": 5, "price": 70_000 },
                { "name": "Balcony", "rows": 1, "cols": 3, "price": 30_000 },
            ],
        }))
        .await;
    let token = app.hold(id, &[1, 2, 3]).await;
    let expected = json!({
        "id": id,
        "title": "Carmen",
        "venue": "Opera",
        "startsAt": "2031-05-01T17:00:00Z",
        "timeZone": "Europe/Rome",
        "salesOpenAt": "2020-01-01T00:00:00Z",
        "salesCloseAt": "2031-05-01T00:00:00Z",
        "status": "ON_SALE",
        "seatsPerBuyer": null,
        "currency": "KRW",
        "priceFrom": 30_000,
        "seatsTotal": 13,
        "seatsAvailable": 10,
    });
    assert_eq!(app.get(&format!("/events/{id}")).send().await.expect(200), expected);
    assert_eq!(app.get("/events").send().await.expect(200), json!({ "items": [expected], "nextCursor": null }));
    app.delete(&format!("/reservations/{id}")).hold_token(&token).send().await.expect(204);
    app.finish().await;
}

#[tokio::test]
async fn an_id_that_no_event_can_have_is_not_found() {
    let app = TestApp::start().await;
    for id in ["1", "0", "-1", "abc", "01", "9999999999999999999999", "1%20", "%ff"] {
        let answer = app.get(&format!("/events/{id}")).send().await;
        answer.expect_problem(404, "EVENT_NOT_FOUND");
    }
    app.finish().await;
}

#[tokio::test]
async fn an_event_that_redis_lost_is_refused_and_loaded_meanwhile() {
    let mut redis = RedisServer::start().await;
    let url = redis.url();
    let app = TestApp::start_with(|config| config.engine.redis.url = url).await;
    let id = app.create_event(3).await;
    redis.kill().await;
    app.get(&format!("/events/{id}")).send().await.expect_problem(503, "UNAVAILABLE");
    redis.restart().await;
    eventually("the event is loaded", async || {
        let answer = app.get(&format!("/events/{id}")).send().await;
        if answer.status == 200 {
            return Some(());
        }
        answer.expect_problem(503, "UNAVAILABLE");
        None
    })
    .await;
    app.finish().await;
}

#[tokio::test]
async fn an_event_whose_load_failed_is_loaded_by_a_later_request() {
    let mut proxy = None;
    let app = TestApp::start_with(|config| {
        let (before_mysql, url) = FaultProxy::before_mysql(config.engine.mysql.url.expose_secret());
        config.engine.mysql.url = url.into();
        proxy = Some(before_mysql);
    })
    .await;
    let (proxy, config) = (proxy.unwrap(), &app.state.config.engine);
    let id = app.create_event(1).await;
    clear_redis(&config.redis.url, &config.names).await;
    // Every load begins with it.
    proxy.block("UPDATE events SET epoch");
    app.get(&format!("/events/{id}")).send().await.expect_problem(503, "UNAVAILABLE");
    proxy.met().await;
    proxy.disarm();
    eventually("the event is loaded", async || {
        (app.get(&format!("/events/{id}")).send().await.status == 200).then_some(())
    })
    .await;
    app.finish().await;
}
