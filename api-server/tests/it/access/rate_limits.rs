//! Limits of requests.

use std::time::Duration;

use holdfast_api_server::rate_limits::Limit;
use holdfast_test_support::TokenIssuer;
use jsonwebtoken::Algorithm;
use serde_json::json;

use super::tokens_of;
use crate::{
    orders::new_key,
    support::{ADMIN_TOKEN, Answer, Call, TestApp},
};

/// An app with these limits, for tokens of the issuer.
async fn limited(issuer: &TokenIssuer, holds: Limit, orders: Limit) -> TestApp {
    TestApp::start_with(|config| {
        config.access.tokens = tokens_of(issuer);
        config.rate_limits.holds = holds;
        config.rate_limits.orders = orders;
    })
    .await
}

fn hold(app: &TestApp, event: u64) -> Call {
    // There is no such seat, so that nothing is held.
    app.post("/reservations").json(&json!({ "eventId": event, "seatId": 1000 }))
}

/// The remaining requests, as the response says it.
fn remaining(answer: &Answer, limit: &str) -> Option<u32> {
    let text = answer.header("ratelimit").strip_prefix(&format!("\"{limit}\";r="))?;
    text.split_once(";t=")?.0.parse().ok()
}

#[tokio::test]
async fn an_account_has_a_limit_of_holds_for_each_event() {
    let issuer = TokenIssuer::start(Algorithm::EdDSA).await;
    let app = limited(&issuer, Limit::of(3, 3600), Limit(None)).await;
    let (event, other) = (app.create_event(1).await, app.create_event(1).await);
    let [ann, bob, clerk] =
        ["ann", "bob", "clerk"].map(|subject| issuer.token(subject, "hold order order:refund boxoffice audit"));
    for left in [2, 1, 0] {
        let answer = hold(&app, event).authorised(&ann).send().await;
        assert_eq!(answer.header("ratelimit-policy"), "\"hold\";q=3;w=3600");
        assert_eq!(remaining(&answer, "hold"), Some(left));
        answer.expect_problem(404, "SEAT_NOT_FOUND");
    }
    let refused = hold(&app, event).authorised(&ann).send().await;
    assert_eq!(remaining(&refused, "hold"), Some(0));
    let wait: u32 = refused.header("retry-after").parse().unwrap();
    assert!((1100..=1200).contains(&wait), "{wait}");
    refused.expect_problem(429, "TOO_MANY_REQUESTS");
    // Another token of the account is the same account; its seats can still be released.
    hold(&app, event).authorised(&issuer.token("ann", "hold")).send().await.expect_problem(429, "TOO_MANY_REQUESTS");
    app.delete(&format!("/reservations/{event}")).hold_token(&"0".repeat(32)).authorised(&ann).send().await.expect(204);
    hold(&app, other).authorised(&ann).send().await.expect_problem(404, "SEAT_NOT_FOUND");
    hold(&app, event).authorised(&bob).send().await.expect_problem(404, "SEAT_NOT_FOUND");
    // No scope lifts the limit. Who has no account is limited by the address alone.
    for _ in 0..3 {
        hold(&app, event).authorised(&clerk).send().await.expect_problem(404, "SEAT_NOT_FOUND");
    }
    hold(&app, event).authorised(&clerk).send().await.expect_problem(429, "TOO_MANY_REQUESTS");
    for _ in 0..5 {
        let anonymous = hold(&app, event).send().await;
        assert_eq!(anonymous.header("ratelimit"), "");
        anonymous.expect_problem(404, "SEAT_NOT_FOUND");
        hold(&app, event).authorised(ADMIN_TOKEN).send().await.expect_problem(404, "SEAT_NOT_FOUND");
    }
    app.finish().await;
}

#[tokio::test]
async fn two_servers_count_together() {
    let issuer = TokenIssuer::start(Algorithm::EdDSA).await;
    let app = limited(&issuer, Limit::of(2, 3600), Limit(None)).await;
    let engine = app.state.config.engine.clone();
    let second = TestApp::start_with(|config| {
        config.access.tokens = tokens_of(&issuer);
        config.rate_limits.holds = Limit::of(2, 3600);
        config.engine = engine;
    })
    .await;
    let (event, ann) = (app.create_event(1).await, issuer.token("ann", "hold"));
    hold(&app, event).authorised(&ann).send().await.expect_problem(404, "SEAT_NOT_FOUND");
    hold(&second, event).authorised(&ann).send().await;
    hold(&app, event).authorised(&ann).send().await.expect_problem(429, "TOO_MANY_REQUESTS");
    hold(&second, event).authorised(&ann).send().await.expect_problem(429, "TOO_MANY_REQUESTS");
    app.finish().await;
    second.stop().await;
}

#[tokio::test]
async fn an_account_has_a_limit_of_orders_for_each_event_at_the_box_office_too() {
    let issuer = TokenIssuer::start(Algorithm::EdDSA).await;
    let app = limited(&issuer, Limit(None), Limit::of(2, 3600)).await;
    let (event, clerk) = (app.create_event(1).await, issuer.token("clerk", "hold order boxoffice"));
    let token = "0".repeat(32);
    let order = || {
        let order = app.post("/orders").json(&json!({ "eventId": event, "seatIds": [1] }));
        order.header("idempotency-key", &new_key()).hold_token(&token).authorised(&clerk)
    };
    let confirm = || {
        let confirm = app.post(&format!("/reservations/{event}/1/confirm")).header("idempotency-key", &new_key());
        confirm.hold_token(&token).authorised(&clerk)
    };
    let first = order().send().await;
    assert_eq!(remaining(&first, "order"), Some(1));
    first.expect_problem(410, "RESERVATION_EXPIRED");
    confirm().send().await.expect_problem(410, "RESERVATION_EXPIRED");
    order().send().await.expect_problem(429, "TOO_MANY_REQUESTS");
    confirm().send().await.expect_problem(429, "TOO_MANY_REQUESTS");
    app.finish().await;
}

#[tokio::test]
async fn an_address_is_limited_and_believed_only_from_a_trusted_proxy() {
    let limit = |proxies: &str| {
        let proxies = proxies.parse().unwrap();
        TestApp::start_with(move |config| {
            config.rate_limits.addresses = Limit::of(5, 3600);
            config.rate_limits.trusted_proxies = proxies;
        })
    };
    let (plain, proxied) = (limit("10.0.0.0/8").await, limit("127.0.0.0/8").await);
    let from = |app: &TestApp, address: &str| app.get("/events/1").header("x-forwarded-for", address);
    let mut refused = 0;
    for number in 0..10 {
        let answer = from(&plain, &format!("192.0.2.{number}")).send().await;
        refused += u32::from(answer.status == 429);
    }
    assert_eq!(refused, 5, "the header of a client that isn't a proxy isn't believed");
    for address in ["192.0.2.1", "192.0.2.2"] {
        for _ in 0..5 {
            from(&proxied, address).send().await.expect_problem(404, "EVENT_NOT_FOUND");
        }
        let answer = from(&proxied, &format!("203.0.113.1, {address}")).send().await;
        let wait: u64 = answer.header("retry-after").parse().unwrap();
        assert!(Duration::from_secs(wait) <= Duration::from_mins(12), "{wait}");
        answer.expect_problem(429, "TOO_MANY_REQUESTS");
    }
    for path in ["/healthz", "/readyz"] {
        assert_ne!(proxied.get(path).header("x-forwarded-for", "192.0.2.1").send().await.status, 429, "{path}");
    }
    plain.stop().await;
    proxied.stop().await;
}
