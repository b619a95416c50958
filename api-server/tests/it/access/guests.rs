//! Guests with a token of this installation.

use std::time::Duration;

use holdfast_access::{GuestConfig, Verifier};
use holdfast_test_support::{ORDER_ID_SECRET, SigningKey, TokenIssuer, now};
use jsonwebtoken::Algorithm;
use serde_json::{Value, json};

use super::browser::{Browser, url};
use crate::{
    orders::{id, new_key},
    support::{GUEST_KEY, TestApp},
};

/// Another key of guests' tokens.
const OTHER_KEY: &str = "ffeeddccbbaa99887766554433221100ffeeddccbbaa99887766554433221100";

/// An app without anonymous guests, whose keys of guests' tokens are these.
async fn start(are_issued: bool, key: &str, previous: Option<&str>) -> TestApp {
    TestApp::start_with(|config| {
        config.access.guests = false;
        config.access.guest_tokens = GuestConfig {
            are_issued,
            key: Some(key.to_owned().into()),
            previous_key: previous.map(|key| key.to_owned().into()),
        };
    })
    .await
}

#[tokio::test]
async fn a_guest_buys_with_its_token_and_its_orders_are_its_own() {
    let app = start(true, GUEST_KEY, None).await;
    let event = app.create_event(2).await;
    app.get("/account/orders").send().await.expect_problem(401, "UNAUTHORIZED");
    let created = app.post("/guests").send().await;
    assert_eq!(created.header("cache-control"), "no-store");
    let cookie = created.header("set-cookie").to_owned();
    let created = created.expect(201);
    let (token, expiry) = (created["token"].as_str().unwrap(), created["expiresAt"].as_str().unwrap());
    assert_eq!(created["tokenType"], "Bearer");
    let days = (expiry.parse::<chrono::DateTime<chrono::Utc>>().unwrap() - chrono::Utc::now()).num_hours() / 24;
    assert!((29..=30).contains(&days), "{created}");
    assert!(cookie.starts_with(&format!("__Host-guest={token}; Path=/; Max-Age=25")), "{cookie}");

    let hold = app.post("/reservations").json(&json!({ "eventId": event, "seatIds": [1] }));
    let hold = hold.authorised(token).send().await.expect(201)["holdToken"].as_str().unwrap().to_owned();
    let order = super::browser::order(&app, event, 1, &hold, &new_key()).authorised(token).send().await;
    let order = id(&order.expect(201));
    let listed = app.get("/account/orders").authorised(token).send().await.expect(200);
    assert_eq!(id(&listed["items"][0]), order);
    let other = app.post("/guests").send().await.expect(201)["token"].as_str().unwrap().to_owned();
    for path in [format!("/orders/{order}"), format!("/orders/{order}/stream")] {
        app.get(&path).authorised(&other).send().await.expect_problem(404, "ORDER_NOT_FOUND");
        app.get(&path).send().await.expect_problem(401, "UNAUTHORIZED");
    }
    app.get("/admin/overview").authorised(token).send().await.expect_problem(403, "INSUFFICIENT_SCOPE");
    app.finish().await;
}

#[tokio::test]
async fn a_browser_remains_the_same_guest_when_its_token_is_renewed() {
    let app = start(true, GUEST_KEY, None).await;
    let event = app.create_event(1).await;
    let mut browser = Browser::default();
    let first = browser.become_guest(&app).await;
    let order = browser.buy(&app, event, 1).await;
    let csrf_token = browser.csrf_token.clone();
    let second = browser.become_guest(&app).await;
    assert_ne!(first, second);
    assert_eq!(browser.csrf_token, csrf_token, "what another tab sends is still right");
    let session = browser.read_csrf_token(&app).await;
    assert_eq!(session["guest"], true);
    assert_eq!(browser.cookie(&app, "__Host-guest"), Some(&second), "a young token is not renewed");
    for token in [&first, &second] {
        app.get(&format!("/orders/{order}")).authorised(token).send().await.expect(200);
    }
    let verifier = &app.state.verifier;
    assert!(verifier.renew_for_guest(&second, Duration::from_hours(1)).is_none());
    assert!(verifier.renew_for_guest("wrong", Duration::ZERO).is_none());
    // The process that issued it may have a clock that is ahead.
    let mut claims = super::guests_claims();
    claims["iat"] = json!(now() + 30);
    let ahead = super::guests_key(&app).sign(&claims);
    let renewed = verifier.renew_for_guest(&ahead, Duration::ZERO).expect("another token").token;
    assert_eq!(verifier.verify_guest(&renewed), verifier.verify_guest(&ahead));
    app.finish().await;
}

#[tokio::test]
async fn a_browser_that_is_sent_by_another_site_becomes_no_guest() {
    let app = start(true, GUEST_KEY, None).await;
    for (site, status) in [("same-origin", 201), ("none", 201), ("cross-site", 403), ("same-site", 403)] {
        let answer = app.post("/guests").header("sec-fetch-site", site).send().await;
        assert_eq!(answer.status, status, "{site}");
        assert_eq!(answer.header("set-cookie").is_empty(), status == 403, "{site}");
    }
    app.finish().await;
}

#[tokio::test]
async fn the_key_of_guests_is_rotated_without_a_refusal() {
    let key_ids = async |app: &TestApp| {
        let keys = app.get("/guests/keys").send().await;
        assert_eq!(keys.header("cache-control"), "public, max-age=300");
        let keys = keys.expect(200);
        assert!(!keys.to_string().contains("\"d\""), "a private key: {keys}");
        let ids = keys["keys"].as_array().unwrap().iter().map(|key| key["kid"].as_str().unwrap().to_owned());
        ids.collect::<Vec<_>>()
    };
    // The next key is accepted everywhere before it signs; then the two are exchanged; then the old one is withdrawn.
    let phases = [
        start(true, GUEST_KEY, None).await,
        start(true, GUEST_KEY, Some(OTHER_KEY)).await,
        start(true, OTHER_KEY, Some(GUEST_KEY)).await,
        start(true, OTHER_KEY, None).await,
    ];
    let mut tokens = Vec::new();
    for app in &phases {
        tokens.push(app.post("/guests").send().await.expect(201)["token"].as_str().unwrap().to_owned());
    }
    for (number, app) in phases.iter().enumerate() {
        for (issued_in, token) in tokens.iter().enumerate() {
            let status = app.get("/account/orders").authorised(token).send().await.status.as_u16();
            let neighbours = number.abs_diff(issued_in) <= 1;
            assert!(status == 200 || !neighbours, "a token of phase {issued_in} in phase {number}: {status}");
        }
    }
    let ids =
        [key_ids(&phases[0]).await, key_ids(&phases[1]).await, key_ids(&phases[2]).await, key_ids(&phases[3]).await];
    assert_eq!((ids[0].len(), ids[1].len(), ids[2].len(), ids[3].len()), (1, 2, 2, 1));
    assert!(ids[1].contains(&ids[0][0]) && ids[2].contains(&ids[3][0]) && ids[0] != ids[3], "{ids:?}");
    // What the withdrawn key has signed is worth nothing, and a browser gets rid of it.
    let [.., last] = &phases;
    let mut browser = Browser::default();
    browser.set_cookie(last, "__Host-guest", Some(&tokens[0]));
    browser.call_without_token(last.get("/account/orders")).await.expect_problem(401, "UNAUTHORIZED");
    assert_eq!(browser.read_csrf_token(last).await["guest"], false);
    assert_eq!(browser.cookie(last, "__Host-guest"), None);
    for app in phases {
        app.finish().await;
    }
}

#[tokio::test]
async fn while_no_tokens_are_issued_the_old_ones_are_accepted() {
    let (issuing, app) = (start(true, GUEST_KEY, None).await, start(false, GUEST_KEY, None).await);
    let token = issuing.post("/guests").send().await.expect(201)["token"].as_str().unwrap().to_owned();
    app.post("/guests").send().await.expect_problem(404, "NOT_FOUND");
    app.get("/account/orders").authorised(&token).send().await.expect(200);
    issuing.finish().await;
    app.finish().await;
}

#[tokio::test]
async fn a_forged_token_of_a_guest_is_refused_by_its_signature_and_its_claims() {
    let app = start(true, GUEST_KEY, None).await;
    let ours = super::guests_key(&app);
    let stranger = SigningKey { id: ours.id.clone(), ..SigningKey::draw(Algorithm::EdDSA) };
    let of_another_kind = SigningKey { id: ours.id.clone(), ..SigningKey::draw(Algorithm::ES256) };
    let claims = super::guests_claims();
    let with = |claim: &str, value: Value| {
        let mut claims = claims.clone();
        claims[claim] = value;
        claims
    };
    let accepted = async |token: &str| {
        let by_header = app.get("/account/orders").authorised(token).send().await.status;
        let mut browser = Browser::default();
        browser.set_cookie(&app, "__Host-guest", Some(token));
        let by_cookie = browser.get(url(&app, "/account/orders")).await.status;
        assert_eq!(by_header, by_cookie);
        by_header == 200
    };
    assert!(accepted(&ours.sign(&claims)).await, "the test signs as the app does");
    for (kind, token) in [
        ("signed by a stranger", stranger.sign(&claims)),
        ("of another algorithm", of_another_kind.sign(&claims)),
        ("expired", ours.sign(&with("exp", json!(now() - 61)))),
        ("of another issuer", ours.sign(&with("iss", json!("https://login.test")))),
        ("for another audience", ours.sign(&with("aud", json!("another")))),
        ("with an unknown key of ours", SigningKey { id: format!("{}x", ours.id), ..ours.clone() }.sign(&claims)),
        ("with no key of ours", SigningKey { id: "x".to_owned(), ..ours.clone() }.sign(&claims)),
    ] {
        assert!(!accepted(&token).await, "{kind}");
    }
    app.finish().await;
}

#[tokio::test]
async fn a_token_with_a_key_of_guests_is_never_looked_for_at_the_provider() {
    let issuer = TokenIssuer::start(Algorithm::EdDSA).await;
    let app = super::start(&issuer, true).await;
    let fetched = issuer.fetches();
    let forged = SigningKey { id: "holdfast-guest-x".to_owned(), ..issuer.key.clone() };
    let token = forged.sign(&issuer.claims("bob", "hold order"));
    app.get("/account/orders").authorised(&token).send().await.expect_problem(401, "UNAUTHORIZED");
    assert!(issuer.fetches() <= fetched.max(1));
    // A provider can't speak for our guests.
    let mut claims = issuer.claims("guest:x", "hold order");
    claims["iss"] = json!("urn:holdfast:guests");
    app.get("/account/orders").authorised(&issuer.key.sign(&claims)).send().await.expect_problem(401, "UNAUTHORIZED");
    app.finish().await;
}

#[tokio::test]
async fn every_process_with_the_key_knows_the_same_guests() {
    let config = GuestConfig { are_issued: true, key: Some(GUEST_KEY.to_owned().into()), previous_key: None };
    let verifiers = [(); 2].map(|()| Verifier::start(None, &config, ORDER_ID_SECRET.into()).unwrap());
    let token = verifiers[0].issue_to_guest().unwrap().token;
    assert_eq!(verifiers[0].verify_guest(&token), verifiers[1].verify_guest(&token));
    assert_eq!(verifiers[1].verify(&token).await, verifiers[1].verify_guest(&token));
    assert!(verifiers[1].verify_guest(&token).is_ok());
}
