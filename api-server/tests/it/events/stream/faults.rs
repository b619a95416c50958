//! Faults between Redis and a client.

use std::time::{Duration, Instant};

use holdfast_messaging::KafkaConfig;
use holdfast_test_support::{FaultProxy, RedisConnection};

use super::{Changes, Client, Relay, TestApp, followed_event, live};

#[tokio::test]
async fn a_stream_reports_at_once_when_it_is_stale_and_when_it_is_live() {
    let app = TestApp::start().await;
    let event = app.create_event(2).await;
    let mut client = Client::connect(&app, event, None).await;
    assert_eq!(client.next().await.unwrap().event, "INIT");
    assert_eq!(client.next().await.unwrap().event, "STALE");
    let relay = Relay::start(&app).await;
    assert_eq!(client.next().await.unwrap().event, "LIVE");

    let killed = Instant::now();
    relay.kill();
    assert_eq!(client.next().await.unwrap().event, "STALE");
    let silence = killed.elapsed();
    assert!((2..5).contains(&silence.as_secs()), "three seconds after the last sign of life: {silence:?}");
    Relay::start(&app).await.finish().await;
    app.finish().await;
}

#[tokio::test]
async fn a_load_sends_a_new_init_on_the_open_stream() {
    let (app, relay, event, changes) = followed_event().await;
    let mut client = Client::connect(&app, event, None).await;
    changes.make(2).await;
    app.state.engine.loader.reload(changes.event).await.unwrap();
    let reset = changes.version().await.get();
    changes.make(1).await;
    client.follow_to(reset + 2).await;
    assert_eq!(client.inits, 2);
    relay.finish().await;
    app.finish().await;
}

#[tokio::test]
async fn one_of_two_relays_is_killed_and_nothing_is_lost_or_out_of_order() {
    let app = TestApp::start().await;
    let first = Relay::start(&app).await;
    let event = app.create_event(2).await;
    live(&app, event).await;
    let second = Relay::start(&app).await;
    let changes = Changes::of(&app, event);
    let mut client = Client::connect(&app, event, None).await;
    client.next().await.expect("INIT");
    let killing = async {
        // While changes are under way.
        client.follow_to(client.version + 100).await;
        first.kill();
    };
    tokio::join!(changes.make(600), killing);
    client.follow_to(changes.version().await.get()).await;
    assert_eq!(client.inits, 1, "every change came, in order, and no snapshot had to mend anything");
    second.finish().await;
    app.finish().await;
}

#[tokio::test]
async fn a_relay_that_drains_hands_its_streams_over_at_once() {
    let app = TestApp::start().await;
    let first = Relay::start(&app).await;
    let event = app.create_event(2).await;
    live(&app, event).await;
    let second = Relay::start(&app).await;
    let changes = Changes::of(&app, event);
    let mut client = Client::connect(&app, event, None).await;
    client.next().await.expect("INIT");
    tokio::join!(changes.make(300), first.drain());
    client.follow_to(changes.version().await.get()).await;
    assert_eq!(client.inits, 1);
    changes.make(1).await;
    let last = client.next_of("SEAT_UPDATE").await;
    assert_eq!(last.id, Some(client.version), "and no screen was stale for long");
    second.finish().await;
    app.finish().await;
}

#[tokio::test]
async fn without_kafka_sales_continue_and_every_change_arrives_when_it_is_back() {
    let app = TestApp::start().await;
    let (proxy, brokers) = FaultProxy::before_kafka(&app.state.config.engine.kafka.brokers);
    let kafka =
        KafkaConfig { brokers, delivery_timeout: Duration::from_secs(2), ..app.state.config.engine.kafka.clone() };
    let relay = Relay::start_over(&app, &kafka).await;
    let event = app.create_event(2).await;
    live(&app, event).await;
    let changes = Changes::of(&app, event);
    let mut client = Client::connect(&app, event, None).await;
    client.next().await.expect("INIT");

    proxy.cut();
    changes.make(150).await;
    client.next_of("STALE").await;
    proxy.mend();
    client.follow_to(changes.version().await.get()).await;
    client.until_live().await;
    assert_eq!(client.inits, 1, "what waited in Redis came in order");
    relay.finish().await;
    app.finish().await;
}

#[tokio::test]
async fn a_server_that_loses_kafka_catches_up_when_it_is_back() {
    let brokers = std::env::var("KAFKA_BROKERS").expect("KAFKA_BROKERS is not set: see infra/dev env");
    let (proxy, address) = FaultProxy::before_kafka(&brokers);
    let app = TestApp::start_with(|config| config.engine.kafka.brokers = address).await;
    let relay = Relay::start_over(&app, &KafkaConfig { brokers, ..app.state.config.engine.kafka.clone() }).await;
    let event = app.create_event(2).await;
    live(&app, event).await;
    let changes = Changes::of(&app, event);
    let mut client = Client::connect(&app, event, None).await;
    client.next().await.expect("INIT");
    proxy.cut();
    changes.make(20).await;
    client.next_of("STALE").await;
    proxy.mend();
    client.follow_to(changes.version().await.get()).await;
    client.until_live().await;
    assert_eq!(client.inits, 1);
    relay.finish().await;
    app.finish().await;
}

#[tokio::test]
async fn changes_that_the_stream_dropped_before_delivery_arrive_as_an_init() {
    let app = TestApp::start().await;
    let event = app.create_event(2).await;
    let changes = Changes::of(&app, event);
    let mut client = Client::connect(&app, event, None).await;
    client.next().await.expect("INIT");
    // Without a relay, the stream reaches its hard cap, and the event's last changes are dropped.
    changes.make(1).await;
    let mut connection = RedisConnection::open(&app.state.config.engine.redis.url).await;
    let stream = app.state.config.engine.names.changes(changes.event.partition());
    let dropped: u64 = redis::cmd("XTRIM").arg(stream).arg("MAXLEN").arg(0).query_async(&mut connection).await.unwrap();
    assert!(dropped >= 2);
    let relay = Relay::start(&app).await;
    client.follow_to(changes.version().await.get()).await;
    assert_eq!(client.inits, 2);
    relay.finish().await;
    app.finish().await;
}
