//! `GET /healthz` and `GET /readyz`.

use std::time::Duration;

use serde_json::json;

use crate::support::{RedisServer, TestApp, eventually, eventually_within};

#[tokio::test]
async fn a_server_whose_dependencies_respond_is_alive_and_ready() {
    let app = TestApp::start().await;
    assert_eq!(app.get("/healthz").send().await.expect(200), json!({ "status": "ok" }));
    let ready = eventually("the server is ready", async || {
        let answer = app.get("/readyz").send().await;
        (answer.status == 200).then(|| answer.json())
    })
    .await;
    let dependencies = ready["dependencies"].as_object().unwrap();
    assert!(dependencies.contains_key("redis") && dependencies.contains_key("mysql"));
    assert!(dependencies.values().all(|word| word == "ok"), "{ready}");
    app.finish().await;
}

#[tokio::test]
async fn a_server_without_redis_is_alive_and_not_ready() {
    let mut redis = RedisServer::start().await;
    let url = redis.url();
    let app = TestApp::start_with(|config| config.engine.redis.url = url).await;
    redis.kill().await;
    app.get("/healthz").send().await.expect(200);
    let problem = app.get("/readyz").send().await.expect_problem(503, "UNAVAILABLE");
    assert_eq!(problem["dependencies"]["redis"], "away");
    assert_eq!(problem["dependencies"]["mysql"], "ok");
    app.stop().await;
}

#[tokio::test]
async fn a_new_server_is_not_ready_before_its_replay_unless_that_takes_too_long() {
    // Without Kafka there is no replay.
    let app = TestApp::start_with(|config| config.engine.kafka.brokers = "127.0.0.1:1".to_owned()).await;
    let problem = app.get("/readyz").send().await.expect_problem(503, "UNAVAILABLE");
    let dependencies = json!({ "redis": "ok", "mysql": "ok", "temporal": "ok", "kafka": "away", "feed": "away" });
    assert_eq!(problem["dependencies"], dependencies);
    let ready = eventually_within("the server is ready", Duration::from_secs(30), async || {
        let answer = app.get("/readyz").send().await;
        (answer.status == 200).then(|| answer.json())
    })
    .await;
    assert_eq!((&ready["dependencies"]["kafka"], &ready["dependencies"]["feed"]), (&json!("away"), &json!("ok")));
    app.stop().await;
}
