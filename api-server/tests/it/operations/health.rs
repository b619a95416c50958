//! `GET /healthz` and `GET /readyz`.

use serde_json::json;

use crate::support::{RedisServer, TestApp, eventually};

#[tokio::test]
async fn a_server_whose_dependencies_respond_is_alive_and_ready() {
    let app = TestApp::start().await;
    assert_eq!(app.get("/healthz").send().await.expect(200), json!({ "status": "ok" }));
    let ready = eventually(async || {
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
