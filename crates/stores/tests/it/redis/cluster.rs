use std::time::Duration;

use holdfast_domain::{Partition, step_messages::ClaimOutcome};
use holdfast_settings::Names;
use holdfast_stores::redis::{Changes, LoadOutcome, MarkSoldOutcome, SeatStore};

use super::{
    fixture::{LEASE, claim_of, config, event, eventually, hold_id, order, plan, seats, sweep},
    own_server::{OwnServer, free_port},
};

/// Two nodes, each with one half of the slots.
async fn two_nodes() -> [OwnServer; 2] {
    let bus_ports = [free_port(), free_port()].map(|port| port.to_string());
    let options = |bus_port| ["--cluster-enabled", "yes", "--cluster-port", bus_port];
    let nodes = [OwnServer::start(&options(&bus_ports[0])).await, OwnServer::start(&options(&bus_ports[1])).await];
    for (node, (first, last)) in nodes.iter().zip([(0, 8191), (8192, 16383)]) {
        let mut raw = node.connection().await;
        ::redis::cmd("CLUSTER").arg("ADDSLOTSRANGE").arg(first).arg(last).exec_async(&mut raw).await.unwrap();
    }
    let mut raw = nodes[0].connection().await;
    ::redis::cmd("CLUSTER")
        .arg("MEET")
        .arg("127.0.0.1")
        .arg(nodes[1].port())
        .arg(&bus_ports[1])
        .exec_async(&mut raw)
        .await
        .unwrap();
    for node in &nodes {
        let mut raw = node.connection().await;
        eventually("the cluster is whole", async || {
            let info: String = ::redis::cmd("CLUSTER").arg("INFO").query_async(&mut raw).await.unwrap();
            info.contains("cluster_state:ok") && info.contains("cluster_known_nodes:2")
        })
        .await;
    }
    nodes
}

#[tokio::test]
async fn every_step_works_on_a_cluster_whichever_node_has_the_event() {
    let nodes = two_nodes().await;
    let config = config(&format!("{},{}", nodes[0].url(), nodes[1].url()));
    let store = SeatStore::connect(&config, Names::default()).await.unwrap();
    store.ping().await.unwrap();
    let events: Vec<_> = (1..=8).map(event).collect();
    for &event in &events {
        let ticket = store.begin_load(event, LEASE).await.unwrap().unwrap();
        assert!(matches!(store.finish_load(event, &ticket, &plan(1, 10)).await.unwrap(), LoadOutcome::Loaded(_)));
        let start = store.snapshot(event).await.unwrap();
        let id = hold_id();
        store.hold(event, &id, &seats([1]), 60, None).await.unwrap().unwrap();
        let hold = store.add(event, &id, &seats([2])).await.unwrap().unwrap();
        store.extend(event, &id, 200).await.unwrap().unwrap();
        assert!(store.find_hold(event, &id).await.unwrap().is_some());
        let order = order();
        assert_eq!(store.claim(&claim_of(order, &hold)).await.unwrap(), ClaimOutcome::Claimed);
        assert_eq!(store.sell(event, order, &seats([1, 2])).await.unwrap(), MarkSoldOutcome::Sold);
        let changes = store.changes_since(event, start.version, &start.cursor).await.unwrap();
        assert!(matches!(changes, Changes::Delta { seats, .. } if seats.len() == 6));

        let relay = store.change_stream(event.partition(), "relay").unwrap();
        assert!(relay.acquire(Duration::from_mins(1)).await.unwrap());
        relay.heartbeat().await.unwrap();
        let entries = relay.read(100, Duration::from_millis(10)).await.unwrap().unwrap();
        assert_eq!(entries.len(), 6);
        relay.acknowledge(&entries).await.unwrap();
        assert!(relay.read(100, Duration::from_millis(10)).await.unwrap().unwrap().is_empty());
        assert_eq!(relay.trim(Duration::ZERO).await.unwrap(), 5);
        relay.release().await.unwrap();
    }
    for partition in Partition::all() {
        assert_eq!(sweep(&store, partition).await.unwrap(), 0);
        store.server_identity(partition).await.unwrap();
    }
    assert_eq!(store.taken_counts(&events).await.unwrap(), [Some(2); 8]);
    for node in &nodes {
        let keys: u64 = ::redis::cmd("DBSIZE").query_async(&mut node.connection().await).await.unwrap();
        assert!(keys > 0, "every node has its share");
    }
}
