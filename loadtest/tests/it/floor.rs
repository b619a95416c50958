//! Each call makes one hold or one workflow, and the floors of holds leave no key behind.

use std::time::Duration;

use holdfast_domain::EventId;
use holdfast_loadtest::floor::{HoldScript, IdleWorkflows, Shape};
use holdfast_settings::Names;
use redis::{AsyncCommands, aio::MultiplexedConnection};

const EVENT: u64 = 71;

fn setting(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| panic!("{name}: see `infra/dev env`"))
}

fn seats_key(prefix: &str) -> String {
    Names::with_prefix(prefix.to_owned()).seats(EventId::try_from(EVENT).unwrap())
}

/// An event as the server's loader leaves it, under a prefix of its own.
async fn loaded_event(redis: &mut MultiplexedConnection) -> String {
    let prefix = format!("test-{:016x}-", rand::random::<u64>());
    let info: String = redis::cmd("INFO").arg("replication").query_async(redis).await.unwrap();
    let server = info.lines().find_map(|line| line.strip_prefix("master_replid:")).unwrap().trim();
    let entry = [
        ("@server", server),
        ("@epoch", "1"),
        ("@n", "0"),
        ("@opens", "0"),
        ("@closes", ""),
        ("@closed", "0"),
        ("@count", "100000"),
    ];
    let () = redis.hset_multiple(seats_key(&prefix), &entry).await.unwrap();
    prefix
}

#[tokio::test]
async fn the_floor_of_holds_runs_the_servers_script_on_copies_and_leaves_nothing() {
    let url = setting("REDIS_URL");
    let mut redis = redis::Client::open(url.as_str()).unwrap().get_multiplexed_async_connection().await.unwrap();
    let prefix = loaded_event(&mut redis).await;
    let script = HoldScript::connect(&url, &prefix, EVENT).await.unwrap();

    let held = script.round(50, Duration::from_millis(500)).await.unwrap().summary();
    assert!(held.count > 500, "{held:?}");
    assert_eq!(script.changes(20).await.unwrap().count(), 20);

    let untouched: u32 = redis.hlen(seats_key(&prefix)).await.unwrap();
    assert_eq!(untouched, 7, "the API's own entry was changed");
    let left: Vec<String> = redis.keys(format!("{}*", script.prefix())).await.unwrap();
    assert_eq!(left, Vec::<String>::new());
    let () = redis.unlink(seats_key(&prefix)).await.unwrap();
}

#[tokio::test]
async fn the_floor_of_holds_needs_an_event_that_is_loaded() {
    let script = HoldScript::connect(&setting("REDIS_URL"), "test-nobody-", EVENT).await.unwrap();
    let error = script.changes(1).await.unwrap_err();
    assert!(error.to_string().contains(&format!("redis has no {}", seats_key("test-nobody-"))), "{error}");
}

#[tokio::test]
async fn idle_workflows_end_one_by_one_and_side_by_side() {
    let floor = IdleWorkflows::start(&setting("TEMPORAL_ADDRESS"), &setting("TEMPORAL_NAMESPACE")).await.unwrap();
    for shape in [Shape::Empty, Shape::IdleSaga] {
        assert_eq!(floor.one_by_one(shape, 5).await.unwrap().count(), 5);
        assert!(floor.round(shape, 10, Duration::from_millis(500)).await.unwrap().count() >= 10);
    }
}
