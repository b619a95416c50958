use holdfast_domain::Partition;
use holdfast_settings::Names;

use super::fixture::event;

/// CRC16-XMODEM, as the Redis Cluster specification defines it.
fn crc16(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0, |crc, byte| {
        (0..8)
            .fold(crc ^ (u16::from(*byte) << 8), |crc, _| if crc & 0x8000 == 0 { crc << 1 } else { crc << 1 ^ 0x1021 })
    })
}

/// The cluster's slot of a key: that of its hash tag.
fn slot(key: &str) -> u16 {
    let tag = key.split_once('{').and_then(|(_, rest)| rest.split_once('}')).map(|(tag, _)| tag);
    crc16(tag.filter(|tag| !tag.is_empty()).unwrap_or(key).as_bytes()) % 16384
}

#[test]
fn the_slot_is_that_of_the_cluster_specification() {
    assert_eq!((crc16(b"123456789"), slot("{user1000}.following")), (0x31C3, slot("{user1000}.followers")));
}

#[test]
fn all_keys_of_an_event_and_its_partition_lie_in_one_slot() {
    for names in [Names::default(), Names::with_prefix("test-1f-".to_owned())] {
        for id in [1, 7, 63, 64, 1_000_007, 9_007_199_254_740_991] {
            let event = event(id);
            let partition = event.partition();
            let keys = [
                names.seats(event),
                names.holds(event),
                names.expiries(partition),
                names.changes(partition),
                names.relay_lease(partition),
            ];
            assert!(keys.iter().all(|key| slot(key) == slot(&keys[0])), "{keys:?}");
        }
    }
}

#[test]
fn partitions_spread_over_many_slots() {
    let names = Names::default();
    let slots: std::collections::HashSet<u16> = Partition::all().map(|p| slot(&names.changes(p))).collect();
    assert_eq!(slots.len(), usize::from(Partition::COUNT));
}
