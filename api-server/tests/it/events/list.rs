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
async fn a_query_that_cannot_be_read_is_refused() {
    let app = TestApp::start().await;
    for query in ["limit=abc", "limit=1.5", "limit=1&limit=2", "cursor=nonsense", "cursor=ZXZlbnRzOjA"] {
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

    let unknown = eventually(async || {
        let answer = app.get("/events").send().await;
        (answer.status == 200).then(|| answer.json()["items"][0]["seatsAvailable"].clone())
    });
    assert_eq!(unknown.await, Value::Null);
    eventually(async || (app.get("/events").send().await.json()["items"][0]["seatsAvailable"] == 3).then_some(()))
        .await;
    app.finish().await;
}
