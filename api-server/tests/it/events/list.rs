//! `GET /events`.

use serde_json::{Value, json};

use crate::support::{RedisServer, TestApp, eventually};

fn ids(page: &Value) -> Vec<u64> {
    page["items"].as_array().unwrap().iter().map(|event| event["id"].as_u64().unwrap()).collect()
}

#[tokio::test]
async fn pages_follow_one_another_without_a_gap_or_a_repeat() {
    let app = TestApp::start().await;
    let mut created = Vec::new();
    for _ in 0..5 {
        created.push(app.create_event(1).await);
    }
    let (mut found, mut path) = (Vec::new(), "/events?limit=2".to_owned());
    loop {
        let page = app.get(&path).send().await.expect(200);
        found.extend(ids(&page));
        let Some(cursor) = page["nextCursor"].as_str() else { break };
        assert!(ids(&page).len() == 2);
        path = format!("/events?limit=2&cursor={cursor}");
    }
    assert_eq!(found, created);
    assert_eq!(ids(&app.get("/events").send().await.expect(200)), created);
    app.finish().await;
}

#[tokio::test]
async fn a_query_searches_title_and_venue() {
    let app = TestApp::start().await;
    let opera = app.create_event_with(json!({ "title": "Carmen 100%", "venue": "Opera" })).await;
    let hall = app.create_event_with(json!({ "title": "Recital", "venue": "Carmen Hall" })).await;
    app.create_event_with(json!({ "title": "Circus" })).await;
    assert_eq!(ids(&app.get("/events?q=carmen").send().await.expect(200)), [opera, hall]);
    assert_eq!(ids(&app.get("/events?q=100%25").send().await.expect(200)), [opera]);
    assert_eq!(ids(&app.get("/events?q=nobody").send().await.expect(200)), [0; 0]);
    app.finish().await;
}

#[tokio::test]
async fn events_are_listed_by_their_start_either_way() {
    let app = TestApp::start().await;
    let on = async |day: &str| {
        app.create_event_with(json!({ "title": day, "startsAt": format!("2031-05-{day}T19:00:00Z") })).await
    };
    let (third, first, second) = (on("03").await, on("01").await, on("02").await);
    assert_eq!(ids(&app.get("/events?sort=startsAt").send().await.expect(200)), [first, second, third]);
    let latest = app.get("/events?sort=-startsAt&limit=2").send().await.expect(200);
    assert_eq!(ids(&latest), [third, second]);
    let cursor = latest["nextCursor"].as_str().unwrap();
    let rest = app.get(&format!("/events?sort=-startsAt&limit=2&cursor={cursor}")).send().await.expect(200);
    assert_eq!((ids(&rest), &rest["nextCursor"]), (vec![first], &Value::Null));
    let between = "/events?startsFrom=2031-05-02T19:00:00Z&startsBefore=2031-05-03T19:00:00Z";
    assert_eq!(ids(&app.get(between).send().await.expect(200)), [second]);
    for far in ["startsFrom=%2B260000-01-01T00:00:00Z", "startsBefore=-260000-01-01T00:00:00Z"] {
        assert_eq!(ids(&app.get(&format!("/events?{far}")).send().await.expect(200)), [0; 0]);
    }
    app.finish().await;
}

#[tokio::test]
async fn events_are_listed_by_their_status() {
    let app = TestApp::start().await;
    let open = app.create_event(1).await;
    let scheduled = app.create_event_with(json!({ "salesOpenAt": "2031-01-01T00:00:00Z" })).await;
    let closed = app.create_event(1).await;
    app.delete(&format!("/admin/events/{closed}")).admin().send().await.expect(204);
    for (status, event) in [("ON_SALE", open), ("SCHEDULED", scheduled), ("CLOSED", closed)] {
        let page = app.get(&format!("/events?status={status}")).send().await.expect(200);
        assert_eq!((ids(&page), &page["items"][0]["status"]), (vec![event], &json!(status)));
    }
    app.finish().await;
}

#[tokio::test]
async fn a_query_that_cannot_be_read_is_refused() {
    let app = TestApp::start().await;
    let queries = [
        "limit=abc",
        "limit=1.5",
        "limit=1&limit=2",
        "cursor=nonsense",
        "cursor=ZXZlbnRzOjA",
        "status=OPEN",
        "status=",
        "sort=title",
        "startsFrom=yesterday",
        "startsBefore=2031-05-01",
    ];
    for query in queries {
        let answer = app.get(&format!("/events?{query}")).send().await;
        answer.expect_problem(400, "MALFORMED_REQUEST");
    }
    for query in ["limit=0", "limit=101", "limit=-1"] {
        app.get(&format!("/events?{query}")).send().await.expect_faults(&["limit"]);
    }
    app.get(&format!("/events?q={}", "x".repeat(256))).send().await.expect_faults(&["q"]);
    app.get("/events?limit=100&q=&cursor=&utm_source=mail").send().await.expect(200);
    app.finish().await;
}

#[tokio::test]
async fn a_list_after_a_restart_of_redis_has_null_for_unknown_counts() {
    let mut redis = RedisServer::start().await;
    let url = redis.url();
    let app = TestApp::start_with(|config| config.engine.redis.url = url).await;
    app.create_event(3).await;
    redis.kill().await;
    app.get("/events").send().await.expect_problem(503, "UNAVAILABLE");
    redis.restart().await;

    let unknown = eventually("the list is there", async || {
        let answer = app.get("/events").send().await;
        (answer.status == 200).then(|| answer.json()["items"][0]["seatsAvailable"].clone())
    });
    assert_eq!(unknown.await, Value::Null);
    eventually("the event is loaded", async || {
        (app.get("/events").send().await.json()["items"][0]["seatsAvailable"] == 3).then_some(())
    })
    .await;
    app.finish().await;
}
