//! `GET /events/{eventId}/seats/stream`, through the real relay and the real broker.

mod client;
mod faults;
mod relay;
mod resume;

use std::time::{Duration, Instant};

use futures::future::join_all;
use holdfast_domain::{EventId, HoldToken, SeatId, Version};
use holdfast_stores::redis::SeatStore;
use serde_json::json;

use self::{client::Client, relay::Relay};
use crate::support::{RedisServer, TestApp, eventually};

/// Changes seats of an event by the store's scripts, without HTTP, which is faster.
struct Changes {
    seats: SeatStore,
    event: EventId,
}

impl Changes {
    fn of(app: &TestApp, event: u64) -> Self {
        Self { seats: app.state.engine.seats.clone(), event: EventId::try_from(event).unwrap() }
    }

    /// Holds a seat and frees it, `times` times: two versions each.
    async fn make(&self, times: u32) {
        let seat = SeatId::try_from(1).unwrap();
        for _ in 0..times {
            let id = HoldToken::from_random(rand::random()).id();
            self.seats.hold(self.event, &id, &[seat], 60, None).await.unwrap().expect("the seat is free");
            self.seats.release(self.event, &id, None).await.unwrap();
        }
    }

    async fn version(&self) -> Version {
        self.seats.version(self.event).await.unwrap()
    }
}

/// Waits until the feed is live, so that LIVE and STALE don't get between later messages.
async fn live(app: &TestApp, event: u64) {
    eventually("the feed is quiet", async || {
        let mut client = Client::connect(app, event, None).await;
        client.next().await.expect("INIT");
        let quiet = tokio::time::timeout(Duration::from_millis(50), client.next()).await.is_err();
        quiet.then_some(())
    })
    .await;
}

/// An event of two seats whose relay runs and whose feed is live.
async fn followed_event() -> (TestApp, Relay, u64, Changes) {
    let app = TestApp::start().await;
    let relay = Relay::start(&app).await;
    let event = app.create_event(2).await;
    live(&app, event).await;
    let changes = Changes::of(&app, event);
    (app, relay, event, changes)
}

#[tokio::test]
async fn a_stream_begins_with_the_taken_seats_and_continues_with_each_change() {
    let app = TestApp::start().await;
    let relay = Relay::start(&app).await;
    let event = app.create_event(4).await;
    live(&app, event).await;
    let token = app.hold(event, &[2, 3]).await;

    let mut client = Client::connect(&app, event, None).await;
    let init = client.next().await.expect("INIT");
    let version = init.data["version"].as_u64().unwrap();
    assert_eq!(init.id, Some(version));
    assert_eq!(
        init.data,
        json!({ "eventId": event, "version": version,
            "seats": [{ "id": 2, "status": "HELD" }, { "id": 3, "status": "HELD" }] })
    );

    app.delete(&format!("/reservations/{event}/3")).hold_token(&token).send().await.expect(204);
    app.delete(&format!("/reservations/{event}")).hold_token(&token).send().await.expect(204);
    for (nth, seat) in [(1, 3), (2, 2)] {
        let update = client.next().await.expect("SEAT_UPDATE");
        assert_eq!(update.id, Some(version + nth));
        let seats = json!([{ "id": seat, "status": "AVAILABLE" }]);
        assert_eq!(update.data, json!({ "eventId": event, "version": version + nth, "seats": seats }));
    }
    relay.finish().await;
    app.finish().await;
}

#[tokio::test]
async fn changes_while_clients_connect_reach_each_of_them_once_and_in_order() {
    let (app, relay, event, changes) = followed_event().await;
    let clients = async {
        let mut clients = Vec::new();
        for _ in 0..40 {
            clients.push(Client::connect(&app, event, None).await);
        }
        clients
    };
    let ((), mut clients) = tokio::join!(changes.make(200), clients);
    let end = changes.version().await.get();
    for client in &mut clients {
        client.follow_to(end).await;
        assert_eq!(client.inits, 1, "nobody needed a second snapshot");
    }
    relay.finish().await;
    app.finish().await;
}

#[tokio::test]
async fn a_change_reaches_a_client_of_an_idle_system_within_its_bound() {
    let (app, relay, event, changes) = followed_event().await;
    let mut client = Client::connect(&app, event, None).await;
    client.next().await.expect("INIT");
    let mut delays = Vec::new();
    for _ in 0..100 {
        let id = HoldToken::from_random(rand::random()).id();
        let started = Instant::now();
        app.state
            .engine
            .seats
            .hold(changes.event, &id, &[SeatId::try_from(1).unwrap()], 60, None)
            .await
            .unwrap()
            .unwrap();
        client.next().await.expect("SEAT_UPDATE");
        delays.push(started.elapsed());
        app.state.engine.seats.release(changes.event, &id, None).await.unwrap();
        client.next().await.expect("SEAT_UPDATE");
    }
    delays.sort_unstable();
    let (median, p95) = (delays[delays.len() / 2], delays[delays.len() * 95 / 100]);
    println!("change to client: p50 {median:?}, p95 {p95:?}");
    // The median, because the machine may be busy with other tests. The benchmark checks p95 against its bound.
    assert!(median < Duration::from_millis(50), "p50 {median:?}, p95 {p95:?}");
    relay.finish().await;
    app.finish().await;
}

/// How often Redis has run a command, by `INFO commandstats`.
async fn calls(redis: &RedisServer, command: &str) -> u64 {
    let client = redis::Client::open(redis.url()).unwrap();
    let mut connection = client.get_multiplexed_async_connection().await.unwrap();
    let stats: String = redis::cmd("INFO").arg("commandstats").query_async(&mut connection).await.unwrap();
    let prefix = format!("cmdstat_{command}:calls=");
    let line = stats.lines().find_map(|line| line.strip_prefix(&prefix));
    line.map_or(0, |line| line.split_once(',').unwrap().0.parse().unwrap())
}

#[tokio::test]
async fn clients_that_connect_at_once_share_one_read_and_later_ones_read_only_the_changes() {
    let redis = RedisServer::start().await;
    let app = TestApp::start_with(|config| config.engine.redis.url = redis.url()).await;
    let event = app.create_event(50).await;
    let changes = Changes::of(&app, event);
    let before = (calls(&redis, "hgetall").await, calls(&redis, "evalsha").await);
    join_all((0..100).map(async |_| Client::connect(&app, event, None).await.next().await.expect("INIT"))).await;
    // The audit reads versions too, every two seconds.
    let scripts = calls(&redis, "evalsha").await - before.1;
    assert!(scripts <= 10, "{scripts} scripts for 100 clients");

    for _ in 0..20 {
        changes.make(1).await;
        let held = app.hold(event, &[7]).await;
        let init = Client::connect(&app, event, None).await.next().await.expect("INIT");
        assert_eq!(init.id, Some(changes.version().await.get()));
        assert_eq!(init.data["seats"], json!([{ "id": 7, "status": "HELD" }]));
        app.delete(&format!("/reservations/{event}")).hold_token(&held).send().await.expect(204);
    }
    app.statuses(event).await;
    assert_eq!(calls(&redis, "hgetall").await - before.0, 1, "all seats are read once, by the first client");

    let version = changes.version().await.get() - 1;
    let before = calls(&redis, "evalsha").await;
    join_all((0..100).map(async |_| Client::resume(&app, event, version).await.next().await.expect("INIT"))).await;
    let scripts = calls(&redis, "evalsha").await - before;
    assert!(scripts <= 10, "{scripts} scripts for 100 clients that reconnect");
    app.stop().await;
}

#[tokio::test]
async fn one_stream_more_than_the_limit_is_refused_until_another_ends() {
    let app = TestApp::start_with(|config| config.max_streams = 2).await;
    let event = app.create_event(2).await;
    let path = format!("/events/{event}/seats/stream");
    app.get("/events/999999/seats/stream").send().await.expect_problem(404, "EVENT_NOT_FOUND");
    let (first, _second) = (Client::connect(&app, event, None).await, Client::connect(&app, event, None).await);
    app.get(&path).send().await.expect_problem(503, "UNAVAILABLE");
    app.statuses(event).await;
    drop(first);
    eventually("the stream opens", async || (app.get(&path).0.send().await.unwrap().status() == 200).then_some(()))
        .await;
    app.finish().await;
}

#[tokio::test]
async fn an_unknown_event_has_no_stream() {
    let app = TestApp::start().await;
    app.get(&format!("/events/{}/seats/stream", 999_999)).send().await.expect_problem(404, "EVENT_NOT_FOUND");
    app.get("/events/none/seats/stream").send().await.expect_problem(404, "EVENT_NOT_FOUND");
    app.finish().await;
}

#[tokio::test]
async fn a_stream_of_an_event_that_is_not_loaded_is_refused_and_the_event_is_loaded() {
    let mut redis = RedisServer::start().await;
    let app = TestApp::start_with(|config| config.engine.redis.url = redis.url()).await;
    let event = app.create_event(2).await;
    redis.kill().await;
    app.get(&format!("/events/{event}/seats/stream")).send().await.expect_problem(503, "UNAVAILABLE");
    redis.restart().await;
    eventually("a stream has ended", async || {
        let answer = app.get(&format!("/events/{event}/seats/stream")).0.send().await.unwrap();
        (answer.status() == 200).then_some(())
    })
    .await;
    app.stop().await;
}

#[tokio::test]
async fn streams_end_when_the_server_is_told_to_stop() {
    let app = TestApp::start().await;
    let event = app.create_event(2).await;
    let mut client = Client::connect(&app, event, None).await;
    client.next().await.expect("INIT");
    tokio::join!(app.finish(), async { while client.next().await.is_some() {} });
}
