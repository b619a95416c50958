//! Sessions of browsers.

use std::time::{Duration, Instant};

use holdfast_settings::Names;
use holdfast_stores::redis::{Error, RedisConfig, SeatStore, SessionId, Sessions};
use holdfast_test_support::{RedisServer, eventually, eventually_within};

async fn sessions(server: &RedisServer, idle_ms: u64, total_ms: u64) -> Sessions {
    let config =
        RedisConfig { url: server.url(), timeout: Duration::from_secs(5), stream_cap: 100, trace_changes: false };
    let store = SeatStore::connect(&config, Names::default()).await.unwrap();
    Sessions::new(store, Duration::from_millis(idle_ms), Duration::from_millis(total_ms))
}

fn draw() -> SessionId {
    SessionId::from_random(rand::random())
}

#[tokio::test]
async fn a_session_is_found_by_its_id_until_it_ends() {
    let server = RedisServer::start().await;
    let sessions = sessions(&server, 60_000, 60_000).await;
    let (id, other) = (draw(), draw());
    assert_eq!(sessions.find(&id).await.unwrap(), None);
    sessions.put(&id, "a value").await.unwrap();
    sessions.put(&other, "another").await.unwrap();
    let text: SessionId = id.expose().parse().unwrap();
    assert_eq!(sessions.find(&text).await.unwrap().as_deref(), Some("a value"));
    for _ in 0..2 {
        sessions.end(&id).await.unwrap();
        assert_eq!(sessions.find(&id).await.unwrap(), None);
    }
    assert_eq!(sessions.find(&other).await.unwrap().as_deref(), Some("another"));
}

#[tokio::test]
async fn a_session_lives_on_by_its_use_and_not_beyond_its_total_life() {
    let server = RedisServer::start().await;
    let sessions = sessions(&server, 2000, 5000).await;
    let (used, unused) = (draw(), draw());
    let began = Instant::now();
    sessions.put(&used, "used").await.unwrap();
    sessions.put(&unused, "unused").await.unwrap();
    eventually("the used session ends", async || {
        let found = sessions.find(&used).await.unwrap();
        found.is_none().then_some(())
    })
    .await;
    let life = began.elapsed();
    assert!(life >= Duration::from_millis(4900) && life < Duration::from_secs(9), "{life:?}");
    assert_eq!(sessions.find(&unused).await.unwrap(), None);
    // A shorter life, which a new setting gives, is a session's from its next use on.
    let (longer, shorter) = (self::sessions(&server, 60_000, 60_000).await, self::sessions(&server, 200, 60_000).await);
    longer.put(&used, "used").await.unwrap();
    shorter.find(&used).await.unwrap().expect("it lives");
    let ends = eventually_within("it ends", Duration::from_secs(3), async || {
        let client = redis::Client::open(server.url()).unwrap();
        let mut connection = client.get_multiplexed_async_connection().await.ok()?;
        let keys: Vec<String> = redis::cmd("KEYS").arg("session:*").query_async(&mut connection).await.ok()?;
        keys.is_empty().then_some(())
    });
    ends.await;
}

#[tokio::test]
async fn without_redis_nobody_is_told_that_a_session_has_ended() {
    let mut server = RedisServer::start().await;
    let sessions = sessions(&server, 60_000, 60_000).await;
    let id = draw();
    sessions.put(&id, "a value").await.unwrap();
    server.kill().await;
    for outcome in [sessions.find(&id).await.map(drop), sessions.put(&id, "x").await, sessions.end(&id).await] {
        assert!(matches!(outcome, Err(Error::Unavailable(_))), "{outcome:?}");
    }
}

#[tokio::test]
async fn redis_has_no_id_of_a_session() {
    let server = RedisServer::start().await;
    let sessions = sessions(&server, 60_000, 60_000).await;
    let id = draw();
    sessions.put(&id, "a value").await.unwrap();
    let client = redis::Client::open(server.url()).unwrap();
    let mut connection = client.get_multiplexed_async_connection().await.unwrap();
    let keys: Vec<String> = redis::cmd("KEYS").arg("*").query_async(&mut connection).await.unwrap();
    assert_eq!(keys.len(), 1);
    assert!(keys[0].starts_with("session:") && !keys[0].contains(id.expose()), "{keys:?}");
    assert!(!format!("{id:?}").contains(id.expose()));
    for wrong in ["", "x", &id.expose()[1..], &id.expose().to_uppercase(), &format!("{}0", id.expose())] {
        assert!(wrong.parse::<SessionId>().is_err() || wrong == id.expose(), "{wrong}");
    }
}
