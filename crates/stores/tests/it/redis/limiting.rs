//! Limits of requests.

use std::time::Duration;

use futures::future::join_all;
use holdfast_stores::redis::{Allowance, Rate};

use super::fixture::Fixture;

fn rate(requests: u32, window: Duration) -> Rate {
    Rate { requests: requests.try_into().unwrap(), window }
}

fn is_allowed(allowance: &Allowance) -> bool {
    matches!(allowance, Allowance::Allowed { .. })
}

#[tokio::test]
async fn of_requests_at_once_as_many_are_allowed_as_the_limit_says() {
    let fixture = Fixture::new().await;
    let rate = rate(20, Duration::from_hours(1));
    let counted = join_all((0..100).map(|_| fixture.store.count_request("a", rate))).await;
    let counted: Vec<_> = counted.into_iter().map(Result::unwrap).collect();
    assert_eq!(counted.iter().filter(|allowance| is_allowed(allowance)).count(), 20);
    for allowance in counted {
        match allowance {
            Allowance::Allowed { remaining, reset } => {
                let used = 20 - remaining;
                let full = Duration::from_mins(3) * used;
                assert!(reset <= full && full < reset + Duration::from_secs(30), "{remaining} {reset:?}");
            }
            Allowance::Limited { wait } => {
                assert!(wait <= Duration::from_mins(3) && wait > Duration::from_mins(2), "{wait:?}");
            }
        }
    }
    assert!(is_allowed(&fixture.store.count_request("b", rate).await.unwrap()), "another limit");
    fixture.forget_limits(&["a", "b"]).await;
    fixture.finish().await;
}

#[tokio::test]
async fn a_request_is_allowed_again_once_its_part_of_the_window_has_passed() {
    let fixture = Fixture::new().await;
    // One in 2 s: longer than a busy machine takes for three requests.
    let rate = rate(2, Duration::from_secs(4));
    for _ in 0..2 {
        assert!(is_allowed(&fixture.store.count_request("a", rate).await.unwrap()));
    }
    let Allowance::Limited { wait } = fixture.store.count_request("a", rate).await.unwrap() else {
        panic!("more than two requests within 2 s")
    };
    assert!(wait <= Duration::from_secs(2));
    tokio::time::sleep(wait).await;
    assert!(is_allowed(&fixture.store.count_request("a", rate).await.unwrap()));
    fixture.forget_limits(&["a"]).await;
    fixture.finish().await;
}

#[tokio::test]
async fn a_lower_limit_or_a_clock_that_was_ahead_keeps_nobody_waiting_longer_than_the_limit_says() {
    let fixture = Fixture::new().await;
    let (high, low) = (rate(100, Duration::from_hours(10)), rate(2, Duration::from_secs(2)));
    for _ in 0..100 {
        fixture.store.count_request("a", high).await.unwrap();
    }
    let Allowance::Limited { wait } = fixture.store.count_request("a", low).await.unwrap() else {
        panic!("the limit was used up")
    };
    assert!(wait <= Duration::from_secs(1), "{wait:?}");
    fixture.forget_limits(&["a"]).await;
    fixture.finish().await;
}

#[tokio::test]
async fn a_limit_that_is_not_used_leaves_nothing_behind() {
    let fixture = Fixture::new().await;
    fixture.store.count_request("a", rate(10, Duration::from_millis(100))).await.unwrap();
    super::fixture::eventually("the key has expired", async || !fixture.has_limit("a").await).await;
    fixture.finish().await;
}
