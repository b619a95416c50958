//! The primary that Sentinels name, on real Sentinels.

use std::{
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use holdfast_domain::EventId;
use holdfast_settings::Names;
use holdfast_stores::redis::{Error, SeatStore};
use holdfast_test_support::{RedisConnection, eventually_within};

use super::{
    fixture::{Fixture, config, eventually, hold_id, plan, seats},
    own_server::{OwnServer, free_port},
};

const NAME: &str = "sale";
/// After this silence, a Sentinel counts a server as down.
const DOWN_AFTER: Duration = Duration::from_secs(1);
/// The limit of an operation.
const LIMIT: Duration = Duration::from_secs(1);

/// Three Sentinels of a primary; two of them must agree.
struct Sentinels {
    ports: Vec<u16>,
    directories: Vec<PathBuf>,
    processes: Vec<Child>,
}

impl Sentinels {
    async fn of(primary: &OwnServer) -> Self {
        let mut sentinels = Self { ports: Vec::new(), directories: Vec::new(), processes: Vec::new() };
        for _ in 0..3 {
            let port = free_port();
            let directory =
                std::env::temp_dir().join(format!("holdfast-sentinel-{port}-{:08x}", rand::random::<u32>()));
            std::fs::create_dir(&directory).unwrap();
            let file = directory.join("sentinel.conf");
            let settings = format!(
                "bind 127.0.0.1\nport {port}\ndir {}\nsentinel monitor {NAME} 127.0.0.1 {} 2\n\
                sentinel down-after-milliseconds {NAME} {}\nsentinel failover-timeout {NAME} 3000\n",
                directory.display(),
                primary.port(),
                DOWN_AFTER.as_millis(),
            );
            std::fs::write(&file, settings).unwrap();
            let mut server = Command::new("redis-server");
            server.arg(&file).arg("--sentinel").stdout(Stdio::null());
            sentinels.ports.push(port);
            sentinels.directories.push(directory);
            sentinels.processes.push(server.spawn().expect("redis-server is installed"));
        }
        sentinels
            .know(primary, "each sentinel knows the others, and a replica", |state| {
                state.contains("num-slaves 1") && state.contains("num-other-sentinels 2")
            })
            .await;
        sentinels
    }

    /// Waits until each Sentinel names this server as the primary, in a state as expected.
    async fn know(&self, primary: &OwnServer, what: &str, expected: impl Fn(&str) -> bool) {
        for port in &self.ports {
            eventually(what, async || {
                let Ok(client) = ::redis::Client::open(format!("redis://127.0.0.1:{port}")) else { return false };
                let Ok(mut raw) = client.get_multiplexed_async_connection().await else { return false };
                let state: Result<Vec<String>, _> =
                    ::redis::cmd("SENTINEL").arg("MASTER").arg(NAME).query_async(&mut raw).await;
                state.is_ok_and(|state| {
                    let state: Vec<_> = state.chunks(2).map(|pair| pair.join(" ")).collect();
                    let state = state.join("\n");
                    state.contains(&format!("port {}", primary.port())) && expected(&state)
                })
            })
            .await;
        }
    }

    fn url(&self) -> String {
        let servers: Vec<_> = self.ports.iter().map(|port| format!("127.0.0.1:{port}")).collect();
        format!("redis+sentinel://{}/{NAME}", servers.join(","))
    }

    fn kill(&mut self, number: usize) {
        self.processes[number].kill().unwrap();
        self.processes[number].wait().unwrap();
    }
}

impl Drop for Sentinels {
    fn drop(&mut self) {
        for process in &mut self.processes {
            let _ = process.kill();
            let _ = process.wait();
        }
        for directory in &self.directories {
            let _ = std::fs::remove_dir_all(directory);
        }
    }
}

async fn primary_and_replica() -> [OwnServer; 2] {
    let primary = OwnServer::start(&[]).await;
    let replica = OwnServer::start(&["--replicaof", "127.0.0.1", &primary.port().to_string()]).await;
    let mut raw = replica.connection().await;
    eventually("the replica follows", async || {
        let state: String = ::redis::cmd("INFO").arg("replication").query_async(&mut raw).await.unwrap();
        state.contains("master_link_status:up")
    })
    .await;
    [primary, replica]
}

/// A store that asks the Sentinels, and whose checks look at this server.
async fn fixture(sentinels: &Sentinels, server: &OwnServer) -> Fixture {
    let mut fixture = Fixture::at(&server.url()).await;
    let mut config = config(&sentinels.url());
    config.timeout = LIMIT;
    fixture.store = SeatStore::connect(&config, fixture.names.clone()).await.unwrap();
    fixture
}

/// Loads the event on the new primary, at which the checks look from then on.
async fn load_on(fixture: &mut Fixture, primary: &OwnServer, event: EventId) {
    fixture.raw = RedisConnection::open(&primary.url()).await;
    fixture.load(event, &plan(2, 10)).await;
}

/// `None` while a Sentinel changes the server's role, which closes its connections.
async fn role(server: &OwnServer) -> Option<String> {
    let client = ::redis::Client::open(server.url()).unwrap();
    let mut raw = client.get_multiplexed_async_connection().await.ok()?;
    let role: Vec<::redis::Value> = ::redis::cmd("ROLE").query_async(&mut raw).await.ok()?;
    ::redis::from_redis_value(role[0].clone()).ok()
}

#[tokio::test]
async fn after_a_failover_the_new_primary_is_used_and_has_nothing_loaded() {
    let [mut first, second] = primary_and_replica().await;
    let mut sentinels = Sentinels::of(&first).await;
    let mut fixture = fixture(&sentinels, &first).await;
    let event = fixture.event(10).await;
    fixture.hold(event, [1]).await;

    // A zone is lost with its Sentinel. It is the first of the URL.
    first.kill();
    sentinels.kill(0);
    let mut slowest = Duration::ZERO;
    eventually("the new primary is found", async || {
        let begin = Instant::now();
        let refused = fixture.store.hold(event, &hold_id(), &seats([2]), 60, None).await;
        slowest = slowest.max(begin.elapsed());
        match refused {
            Err(Error::NotLoaded(_)) => true,
            Err(Error::Unavailable(_)) => false,
            other => panic!("{other:?}"),
        }
    })
    .await;
    assert!(slowest <= 2 * LIMIT, "{slowest:?}");
    assert_eq!(role(&second).await.as_deref(), Some("master"));

    load_on(&mut fixture, &second, event).await;
    fixture.hold(event, [2]).await;
    // The former primary comes back as a replica, and the sale stays where it is.
    first.start_again().await;
    // A Sentinel corrects a server at its second report, ten seconds after the first. One that the machine has stopped for two
    // seconds (TILT) corrects nothing for another thirty.
    eventually_within("the former primary is a replica", Duration::from_mins(1), async || {
        role(&first).await.filter(|role| role == "slave")
    })
    .await;
    fixture.hold(event, [3]).await;
    fixture.finish().await;
}

#[tokio::test]
async fn a_primary_that_stands_still_is_left_once_the_sentinels_name_another() {
    let [first, second] = primary_and_replica().await;
    let sentinels = Sentinels::of(&first).await;
    let mut fixture = fixture(&sentinels, &first).await;
    let event = fixture.event(10).await;
    first.signal("-STOP");
    eventually("the new primary is found", async || {
        matches!(fixture.store.hold(event, &hold_id(), &seats([1]), 60, None).await, Err(Error::NotLoaded(_)))
    })
    .await;
    first.signal("-CONT");
    load_on(&mut fixture, &second, event).await;
    fixture.hold(event, [1]).await;
    fixture.finish().await;
}

#[tokio::test]
async fn a_demoted_primary_that_keeps_its_connections_gets_no_second_command() {
    let [first, second] = primary_and_replica().await;
    let sentinels = Sentinels::of(&first).await;
    let mut fixture = fixture(&sentinels, &first).await;
    let event = fixture.event(10).await;
    fixture.hold(event, [1]).await;
    // As Sentinel does, but without closing the clients' connections.
    ::redis::cmd("REPLICAOF").arg("NO").arg("ONE").exec_async(&mut second.connection().await).await.unwrap();
    for port in &sentinels.ports {
        let mut raw = RedisConnection::open(&format!("redis://127.0.0.1:{port}")).await;
        ::redis::cmd("SENTINEL").arg("REMOVE").arg(NAME).exec_async(&mut raw).await.unwrap();
        let mut monitor = ::redis::cmd("SENTINEL");
        monitor.arg("MONITOR").arg(NAME).arg("127.0.0.1").arg(second.port()).arg(2);
        monitor.exec_async(&mut raw).await.unwrap();
    }
    let mut raw = first.connection().await;
    ::redis::cmd("REPLICAOF").arg("127.0.0.1").arg(second.port()).exec_async(&mut raw).await.unwrap();

    // READONLY leads to the Sentinels, within the same operation.
    let refused = fixture.store.hold(event, &hold_id(), &seats([2]), 60, None).await;
    assert!(matches!(refused, Err(Error::NotLoaded(_))), "{refused:?}");
    load_on(&mut fixture, &second, event).await;
    fixture.hold(event, [2]).await;
    fixture.finish().await;
}

#[tokio::test]
async fn a_primary_without_replicas_takes_no_write_and_stays_the_primary() {
    let primary = OwnServer::start(&["--min-replicas-to-write", "1", "--min-replicas-max-lag", "2"]).await;
    let port = primary.port().to_string();
    let mut replica = OwnServer::start(&["--replicaof", "127.0.0.1", &port]).await;
    let sentinels = Sentinels::of(&primary).await;
    let mut raw = primary.connection().await;
    eventually("the replica counts", async || ::redis::cmd("DEL").arg("nothing").exec_async(&mut raw).await.is_ok())
        .await;
    let mut fixture = fixture(&sentinels, &primary).await;
    let event = fixture.event(10).await;
    replica.kill();
    eventually("writes are refused", async || {
        let refused = fixture.store.hold(event, &hold_id(), &seats([1]), 60, None).await;
        matches!(refused, Err(Error::Unavailable(error)) if error.code() == Some("NOREPLICAS"))
    })
    .await;
    fixture.store.version(event).await.unwrap();
    replica.start_again().await;
    eventually("writes are taken again", async || {
        fixture.store.hold(event, &hold_id(), &seats([2]), 60, None).await.is_ok()
    })
    .await;
    fixture.raw = primary.connection().await;
    fixture.finish().await;
}

#[tokio::test]
async fn commands_fail_fast_while_no_sentinel_names_a_primary() {
    let [mut primary, replica] = primary_and_replica().await;
    let mut sentinels = Sentinels::of(&primary).await;
    let url = sentinels.url();
    let named = SeatStore::connect(&config(&url.replace(NAME, "other")), Names::default()).await.unwrap();
    assert!(matches!(named.ping().await, Err(Error::Unavailable(_))));

    let store = SeatStore::connect(&config(&url), Names::default()).await.unwrap();
    store.ping().await.unwrap();
    for number in 0..3 {
        sentinels.kill(number);
    }
    // The connection stays, because nothing is wrong with it.
    store.ping().await.unwrap();
    primary.kill();
    for _ in 0..20 {
        let begin = Instant::now();
        assert!(matches!(store.ping().await, Err(Error::Unavailable(_))));
        assert!(begin.elapsed() < LIMIT, "{:?}", begin.elapsed());
    }
    primary.start_again().await;
    drop(replica);
}
