//! Nonces that may be used once.

use std::time::Duration;

use ::redis::AsyncCommands;
use futures::future::join_all;
use holdfast_test_support::eventually_within;

use super::fixture::{DEADLINE, Fixture};

#[tokio::test]
async fn one_of_fifty_uses_of_a_nonce_is_the_first() {
    let mut fixture = Fixture::new().await;
    let minute = Duration::from_mins(1);
    let uses = join_all((0..50).map(|_| fixture.store.use_nonce("a", minute))).await;
    assert_eq!(uses.into_iter().filter(|used| *used.as_ref().unwrap()).count(), 1);
    assert!(!fixture.store.use_nonce("a", minute).await.unwrap());
    assert!(fixture.store.use_nonce("b", minute).await.unwrap());
    let left: i64 = fixture.raw.pttl(fixture.names.nonce("a")).await.unwrap();
    assert!((1..=60_000).contains(&left), "{left}");
}

#[tokio::test]
async fn a_nonce_is_forgotten_after_its_time() {
    let mut fixture = Fixture::new().await;
    assert!(fixture.store.use_nonce("a", Duration::from_millis(100)).await.unwrap());
    eventually_within("nothing is left of it", DEADLINE, async || {
        let exists: bool = fixture.raw.exists(fixture.names.nonce("a")).await.unwrap();
        (!exists).then_some(())
    })
    .await;
}
