//! A client that reconnects.

use holdfast_messaging::KafkaConfig;
use holdfast_test_support::FaultProxy;

use super::{Client, TestApp, followed_event, live};
use crate::support::eventually;

/// A second api-server on the stores of the first.
async fn another(app: &TestApp) -> TestApp {
    let config = app.state.config.engine.clone();
    TestApp::start_with(|other| {
        other.engine.names = config.names;
        other.engine.mysql = config.mysql;
        other.engine.kafka = config.kafka;
    })
    .await
}

/// Stops the second server and keeps what it shares.
fn stop_beside(other: TestApp) {
    other.state.shutdown.cancel();
    drop(other);
}

#[tokio::test]
async fn a_client_that_resumes_on_another_server_gets_exactly_what_it_missed() {
    let (app, relay, event, changes) = followed_event().await;
    let mut client = Client::connect(&app, event, None).await;
    changes.make(5).await;
    client.follow_to(changes.version().await.get()).await;
    let last = client.version;
    drop(client);

    let other = another(&app).await;
    live(&other, event).await;
    changes.make(5).await;
    let mut client = Client::resume(&other, event, last).await;
    client.follow_to(last + 10).await;
    assert_eq!(client.inits, 0, "a resume needs no snapshot");

    // Back on the first server, the next message is the next change.
    let mut client = Client::resume(&app, event, client.version).await;
    changes.make(1).await;
    client.follow_to(last + 12).await;
    assert_eq!(client.inits, 0);
    stop_beside(other);
    relay.finish().await;
    app.finish().await;
}

#[tokio::test]
async fn a_client_that_resumes_before_the_server_has_the_latest_change_misses_nothing() {
    let (app, relay, event, changes) = followed_event().await;
    for _ in 0..20 {
        let before = changes.version().await.get();
        changes.make(3).await;
        // Redis has the versions up to here; the api-servers may not have them yet.
        let mut client = Client::resume(&app, event, before + 4).await;
        client.follow_to(before + 6).await;
        assert_eq!(client.inits, 0, "what is on its way is waited for");
    }
    relay.finish().await;
    app.finish().await;
}

#[tokio::test]
async fn a_last_event_id_that_is_invalid_or_too_old_gets_an_init() {
    let (app, relay, event, changes) = followed_event().await;
    changes.make(2).await;
    let now = changes.version().await.get();
    let mut client = Client::connect(&app, event, None).await;
    client.follow_to(now).await;
    for nonsense in
        ["", "x", "-1", "1e3", "0", "1", "9007199254740991", "99999999999999999999999", &(now + 1).to_string()]
    {
        let mut client = Client::connect(&app, event, Some(nonsense)).await;
        let first = client.next().await.expect("a message");
        assert_eq!((first.event.as_str(), first.id), ("INIT", Some(now)), "{nonsense:?}");
    }
    relay.finish().await;
    app.finish().await;
}

#[tokio::test]
async fn a_client_that_resumes_on_a_server_that_is_behind_gets_no_old_changes() {
    let (app, relay, event, changes) = followed_event().await;
    let (proxy, brokers) = FaultProxy::before_kafka(&app.state.config.engine.kafka.brokers);
    let behind = {
        let config = app.state.config.engine.clone();
        TestApp::start_with(|other| {
            other.engine.names = config.names;
            other.engine.mysql = config.mysql;
            other.engine.kafka = KafkaConfig { brokers, ..config.kafka };
        })
        .await
    };
    live(&behind, event).await;
    changes.make(1).await;
    let seen = changes.version().await.get();
    Client::connect(&behind, event, None).await.follow_to(seen).await;
    proxy.cut();
    changes.make(3).await;
    // `follow_to` checks that no message has a version at or below the one that the client resumed from.
    let last = seen + 5;
    let mut client = Client::resume(&behind, event, last).await;
    proxy.mend();
    changes.make(1).await;
    client.follow_to(changes.version().await.get()).await;
    stop_beside(behind);
    relay.finish().await;
    app.finish().await;
}

#[tokio::test]
async fn a_client_that_resumes_after_a_load_gets_an_init() {
    let (app, relay, event, changes) = followed_event().await;
    changes.make(2).await;
    let last = changes.version().await.get();
    app.state.engine.loader.reload(changes.event).await.unwrap();
    let mut client = eventually("the client gets an INIT", async || {
        let mut client = Client::resume(&app, event, last).await;
        (client.next().await?.event == "INIT").then_some(client)
    })
    .await;
    assert_eq!(client.version, changes.version().await.get());
    changes.make(1).await;
    client.follow_to(changes.version().await.get()).await;
    assert_eq!(client.inits, 1);
    relay.finish().await;
    app.finish().await;
}
