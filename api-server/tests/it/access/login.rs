//! The login of browsers at a real provider, and their sessions.

use std::{
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
    time::Duration,
};

use futures::{StreamExt as _, future::join_all};
use holdfast_access::SessionConfig;
use holdfast_domain::AccountId;
use holdfast_test_support::{FaultProxy, ORDER_ID_SECRET, RedisConnection, eventually, eventually_within};
use redis::AsyncCommands as _;
use reqwest::{Method, Request, Url};
use serde_json::{Value, json};

use super::browser::{Browser, Site, order, program_token, url};
use crate::{
    orders::{id, new_key},
    support::TestApp,
};

/// The account of a name at the provider.
fn account_of(site: &Site, name: &str) -> AccountId {
    AccountId::derive(ORDER_ID_SECRET.as_bytes(), site.provider.issuer(), &format!("user:{name}"))
}

#[tokio::test]
async fn an_account_finds_its_orders_on_any_device() {
    let site = Site::start().await;
    let app = &site.app;
    let event = app.create_event(4).await;
    let (mut phone, mut desk, mut bob) =
        (site.browser("ann").await, site.browser("ann").await, site.browser("bob").await);
    let session = phone.read_csrf_token(app).await;
    let csrf = &session["csrfToken"];
    let expected = json!({
        "login": true, "account": { "name": "ann", "kind": "login" }, "guest": false, "scopes": ["hold", "order"],
        "csrfToken": csrf,
    });
    assert_eq!(session, expected);

    let mut bought = Vec::new();
    for seat in 1..=3 {
        bought.push(phone.buy(app, event, seat).await);
    }
    let other = bob.buy(app, event, 4).await;
    bought.reverse();
    let mut listed = Vec::new();
    let mut path = "/account/orders?limit=2".to_owned();
    loop {
        let page = desk.call(app.get(&path)).await.expect(200);
        listed.extend(page["items"].as_array().unwrap().iter().map(id));
        let Some(cursor) = page["nextCursor"].as_str() else { break };
        path = format!("/account/orders?limit=2&cursor={cursor}");
    }
    assert_eq!(listed, bought);
    let tickets = desk.call(app.get(&format!("/orders/{}", bought[0]))).await.expect(200);
    assert_eq!(tickets["tickets"].as_array().unwrap().len(), 1);
    desk.call(app.get(&format!("/orders/{other}"))).await.expect_problem(404, "ORDER_NOT_FOUND");
    app.get(&format!("/orders/{}", bought[0])).send().await.expect_problem(404, "ORDER_NOT_FOUND");
    app.get("/account/orders").send().await.expect_problem(401, "UNAUTHORIZED");

    let stored = app.state.engine.database.find_order(other.parse().unwrap()).await.unwrap().unwrap();
    assert_eq!(stored.placed.account, Some(account_of(&site, "bob")));
    site.app.finish().await;
}

#[tokio::test]
async fn a_session_has_the_scopes_that_the_provider_grants() {
    let site = Site::start().await;
    let (app, path) = (&site.app, "/admin/overview");
    let (mut operator, mut ann) = (site.browser("operator").await, site.browser("ann").await);
    assert_eq!(operator.read_csrf_token(app).await["scopes"], json!(["hold", "order", "event:write", "audit"]));
    operator.call_without_token(app.get(path)).await.expect(200);
    ann.call_without_token(app.get(path)).await.expect_problem(403, "INSUFFICIENT_SCOPE");
    let event = || app.post("/admin/events").json(&crate::support::an_event());
    ann.call(event()).await.expect_problem(403, "INSUFFICIENT_SCOPE");
    operator.call(event()).await.expect(201);
    // A token in the header comes first, whoever the browser is.
    let token = site.token("audit").await;
    ann.call_without_token(app.get(path).authorised(&token)).await.expect(200);
    ann.call_without_token(app.get(path).authorised("wrong")).await.expect_problem(401, "UNAUTHORIZED");
    site.app.finish().await;
}

#[tokio::test]
async fn a_login_counts_only_in_the_browser_that_began_it_and_once() {
    let site = Site::start().await;
    let app = &site.app;
    let mut ann = Browser::default();
    let callback = ann.callback(app, "ann", "/events/1?seat=2").await;
    let altered = |name: &str, value: &str| {
        let mut url = callback.clone();
        let pairs = callback.query_pairs().filter(|(of, _)| of != name).collect::<Vec<_>>();
        url.query_pairs_mut().clear().extend_pairs(pairs).append_pair(name, value);
        url
    };
    let state = callback.query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned();
    let mut eve = Browser::default();
    eve.callback(app, "eve", "/").await;
    let flipped = if state.ends_with('A') { "B" } else { "A" };
    let wrong = format!("{}{flipped}", &state[..state.len() - 1]);
    for (who, browser, url) in [
        ("a browser without a login", &mut Browser::default(), callback.clone()),
        ("another browser", &mut eve, callback.clone()),
        ("a wrong state", &mut ann.clone(), altered("state", &wrong)),
        ("no state", &mut ann.clone(), altered("state", "")),
    ] {
        let answer = browser.get(url).await;
        assert_eq!((answer.status.as_u16(), answer.header("location")), (303, "/?login=failed"), "{who}");
        assert_eq!(browser.cookie(app, "__Host-session"), None, "{who}");
    }
    // An invented code is refused by the provider, and so is one that was used.
    let answer = ann.clone().get(altered("code", "invented")).await;
    assert_eq!((answer.status.as_u16(), answer.header("location")), (303, "/events/1?seat=2&login=failed"));
    let answer = ann.get(callback.clone()).await;
    assert_eq!((answer.status.as_u16(), answer.header("location")), (303, "/events/1?seat=2"));
    assert_eq!(answer.header("cache-control"), "no-store");
    let mut again = ann.clone();
    again.set_cookie(app, "__Host-session", None);
    let answer = again.get(callback).await;
    assert_eq!((answer.status.as_u16(), answer.header("location")), (303, "/events/1?seat=2&login=failed"));
    assert_eq!(again.cookie(app, "__Host-session"), None);
    site.app.finish().await;
}

#[tokio::test]
async fn a_login_that_is_given_up_leads_back_without_a_session() {
    let site = Site::start().await;
    let mut ann = Browser::default();
    let callback = ann.give_up(&site.app, "/events/1#seats").await;
    assert!(callback.query().unwrap().contains("error=access_denied"), "{callback}");
    let answer = ann.get(callback).await;
    assert_eq!((answer.status.as_u16(), answer.header("location")), (303, "/events/1?login=failed#seats"));
    assert_eq!(ann.read_csrf_token(&site.app).await["account"], Value::Null);
    site.app.finish().await;
}

#[tokio::test]
async fn two_tabs_may_log_in_at_once_and_a_login_replaces_the_session() {
    let site = Site::start().await;
    let app = &site.app;
    let mut ann = Browser::default();
    let (first, second) = (ann.callback(app, "ann", "/1").await, ann.callback(app, "ann", "/2").await);
    assert_eq!(ann.get(first).await.header("location"), "/1");
    let mut old = ann.clone();
    old.call_without_token(app.get("/account/orders")).await.expect(200);
    assert_eq!(ann.get(second).await.header("location"), "/2");
    assert_ne!(ann.cookie(app, "__Host-session"), old.cookie(app, "__Host-session"));
    old.call_without_token(app.get("/account/orders")).await.expect_problem(401, "UNAUTHORIZED");
    ann.call_without_token(app.get("/account/orders")).await.expect(200);
    site.app.finish().await;
}

#[tokio::test]
async fn a_login_never_leads_to_another_site() {
    let site = Site::start().await;
    for path in ["https://other.test/", "//other.test", "/\\other.test", "/..//other.test", "/api/session/login", "x"] {
        let mut begin = url(&site.app, "/session/login");
        begin.query_pairs_mut().append_pair("returnTo", path);
        Browser::default().get(begin).await.expect_faults(&["returnTo"]);
    }
    let answer = Browser::default().get(url(&site.app, "/session/login")).await;
    let cookie = answer.header("set-cookie");
    assert!(cookie.ends_with("; Path=/; Max-Age=1800; Secure; HttpOnly; SameSite=Lax"), "{cookie}");
    assert!(answer.header("location").starts_with(site.provider.issuer()), "{answer:?}");
    for part in ["code_challenge_method=S256", "nonce=", "state=", "response_type=code"] {
        assert!(answer.header("location").contains(part), "{answer:?}");
    }
    site.app.finish().await;
}

#[tokio::test]
async fn a_change_by_a_cookie_needs_its_csrf_token() {
    let site = Site::start().await;
    let app = &site.app;
    let event = app.create_event(2).await;
    let mut guest = Browser::default();
    guest.become_guest(app).await;
    let mut ann = site.browser("ann").await;
    let others = [guest.csrf_token.clone(), ann.csrf_token.clone()];
    for (browser, other) in [(&mut ann, &others[0]), (&mut guest, &others[1])] {
        let hold = || app.post("/reservations").json(&json!({ "eventId": event, "seatIds": [1] }));
        let right = browser.csrf_token.clone();
        let wrong = [other.clone(), String::new(), right[1..].to_owned(), format!("{right}A"), right.to_lowercase()];
        browser.call_without_token(hold()).await.expect_problem(403, "CSRF_REQUIRED");
        for token in wrong {
            let answer = browser.call_without_token(hold().header("x-csrf-token", &token)).await;
            answer.expect_problem(403, "CSRF_REQUIRED");
        }
        for (method, path) in [
            (Method::PUT, "/account/orders/00000000-0000-8000-8000-000000000000"),
            (Method::DELETE, "/reservations/1"),
            (Method::POST, "/orders"),
        ] {
            browser.call_without_token(app.method(method, path)).await.expect_problem(403, "CSRF_REQUIRED");
        }
        // What only reads needs none.
        browser.call_without_token(app.get("/account/orders")).await.expect(200);
        browser.call_without_token(app.method(Method::HEAD, "/account/orders")).await.expect(200);
        let hold = browser.call(hold()).await.expect(201)["holdToken"].as_str().unwrap().to_owned();
        browser.call(app.delete(&format!("/reservations/{event}")).hold_token(&hold)).await.expect(204);
    }
    site.app.finish().await;
}

#[tokio::test]
async fn a_logout_ends_the_session_and_leads_to_the_providers() {
    let site = Site::start().await;
    let app = &site.app;
    let mut ann = site.browser("ann").await;
    ann.call_without_token(app.delete("/session")).await.expect_problem(403, "CSRF_REQUIRED");
    let mut thief = ann.clone();
    let answer = ann.call(app.delete("/session")).await.expect(200);
    let logout = answer["logoutUrl"].as_str().unwrap();
    assert!(logout.starts_with(&format!("{}/session/end?client_id=holdfast", site.provider.issuer())), "{logout}");
    assert_eq!(ann.cookie(app, "__Host-session"), None);
    assert_eq!(ann.read_csrf_token(app).await["account"], Value::Null);
    assert_eq!(ann.call(app.delete("/session")).await.expect(200), json!({ "logoutUrl": null }));
    // What somebody has copied is worth nothing.
    thief.call(app.get("/account/orders")).await.expect_problem(401, "UNAUTHORIZED");
    assert_eq!(thief.read_csrf_token(app).await["account"], Value::Null);
    assert_eq!(thief.cookie(app, "__Host-session"), None, "a cookie that is not valid any more is removed");
    site.app.finish().await;
}

#[tokio::test]
async fn a_session_ends_without_requests_and_after_its_total_life() {
    let sessions = SessionConfig { idle: 2, total: 5 };
    let site = Site::start_with(|config| config.access.sessions = sessions).await;
    let app = &site.app;
    let (mut idle, mut busy) = (site.browser("ann").await, site.browser("bob").await);
    let began = std::time::Instant::now();
    let mut uses = 0;
    eventually("the busy session ends", async || {
        let answer = busy.call_without_token(app.get("/account/orders")).await;
        if answer.status == 200 {
            uses += 1;
            return None;
        }
        answer.expect_problem(401, "UNAUTHORIZED");
        Some(())
    })
    .await;
    let life = began.elapsed();
    assert!(life > Duration::from_millis(3500) && life < Duration::from_secs(9) && uses > 3, "{life:?}, {uses} uses");
    let answer = idle.call_without_token(app.get("/account/orders")).await;
    assert!(answer.header("www-authenticate").contains("The session has ended"), "{answer:?}");
    answer.expect_problem(401, "UNAUTHORIZED");
    site.app.finish().await;
}

#[tokio::test]
async fn what_only_resembles_a_session_is_none() {
    let site = Site::start().await;
    let app = &site.app;
    let mut ann = site.browser("ann").await;
    let right = ann.cookie(app, "__Host-session").unwrap().clone();
    for wrong in [&right[1..], &right.to_uppercase(), &format!("{right}0"), "x", &"0".repeat(64)] {
        ann.set_cookie(app, "__Host-session", Some(wrong));
        ann.call_without_token(app.get("/account/orders")).await.expect_problem(401, "UNAUTHORIZED");
    }
    site.app.finish().await;
}

#[tokio::test]
async fn neither_a_subject_nor_the_id_of_a_session_is_stored() {
    let site = Site::start().await;
    let app = &site.app;
    let ann = site.browser("ann").await;
    let cookie = ann.cookie(app, "__Host-session").unwrap();
    let mut connection = RedisConnection::open(&app.state.config.engine.redis.url).await;
    let keys: Vec<String> = connection.keys(format!("{}session:*", app.prefix())).await.unwrap();
    assert_eq!(keys.len(), 1, "{keys:?}");
    let stored: std::collections::BTreeMap<String, String> = connection.hgetall(&keys[0]).await.unwrap();
    let all = format!("{keys:?} {stored:?}");
    assert!(all.contains(&account_of(&site, "ann").to_string()), "{all}");
    assert!(!all.contains("user:") && !all.contains(cookie.as_str()), "{all}");
    site.app.finish().await;
}

#[tokio::test]
async fn the_stream_of_an_order_comes_by_a_cookie() {
    let site = Site::start().await;
    let app = &site.app;
    let event = app.create_event(1).await;
    let mut ann = site.browser("ann").await;
    let order = ann.buy(app, event, 1).await;
    let stream = url(app, &format!("/orders/{order}/stream"));
    let response = ann.open(Request::new(Method::GET, stream.clone())).await;
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    let first = response.bytes_stream().next().await.expect("an event").unwrap();
    assert!(String::from_utf8_lossy(&first).contains("CONFIRMED"), "{first:?}");
    Browser::default().get(stream).await.expect_problem(404, "ORDER_NOT_FOUND");
    site.app.finish().await;
}

#[tokio::test]
async fn a_key_of_a_browser_is_that_of_its_account() {
    let site = Site::start().await;
    let app = &site.app;
    let event = app.create_event(2).await;
    let (mut phone, mut desk, mut bob) =
        (site.browser("ann").await, site.browser("ann").await, site.browser("bob").await);
    let key = new_key();
    let hold = phone.hold(app, event, 1).await;
    let placed = id(&phone.call(order(app, event, 1, &hold, &key)).await.expect(201));
    for browser in [&mut phone, &mut desk] {
        let again = browser.call(order(app, event, 1, &hold, &key)).await;
        assert_eq!(again.header("idempotent-replayed"), "true");
        assert_eq!(id(&again.expect(200)), placed);
    }
    bob.call(order(app, event, 1, &hold, &key)).await.expect_problem(410, "RESERVATION_EXPIRED");
    let hold = bob.hold(app, event, 2).await;
    assert_ne!(id(&bob.call(order(app, event, 2, &hold, &key)).await.expect(201)), placed);
    site.app.finish().await;
}

#[tokio::test]
async fn a_guest_who_logs_in_keeps_what_he_holds_and_has_ordered() {
    let site = Site::start().await;
    let app = &site.app;
    let event = app.create_event(4).await;
    let mut browser = Browser::default();
    let anonymous = browser.hold(app, event, 1).await;
    browser.become_guest(app).await;
    let before = browser.buy(app, event, 2).await;
    let hold = browser.hold(app, event, 3).await;
    browser.log_in(app, "ann", "/").await;
    browser.read_csrf_token(app).await;

    let path = format!("/reservations/{event}");
    browser.call(app.get(&path).hold_token(&hold)).await.expect(200);
    browser.call(app.post(&format!("{path}/extend")).hold_token(&hold)).await.expect(200);
    let add = app.post("/reservations").json(&json!({ "eventId": event, "seatIds": [4] })).hold_token(&hold);
    browser.call(add).await.expect(201);
    browser.call(app.delete(&format!("{path}/4")).hold_token(&hold)).await.expect(204);
    let key = new_key();
    let after = id(&browser.call(order(app, event, 3, &hold, &key)).await.expect(201));
    assert_eq!(id(&browser.call(order(app, event, 3, &hold, &key)).await.expect(200)), after);
    let third = id(&browser.call(order(app, event, 1, &anonymous, &new_key())).await.expect(201));
    for order in [&before, &after, &third] {
        browser.call(app.get(&format!("/orders/{order}"))).await.expect(200);
        browser.call(app.put(&format!("/account/orders/{order}"))).await.expect(200);
    }
    let mut desk = site.browser("ann").await;
    let listed = desk.call(app.get("/account/orders")).await.expect(200);
    assert_eq!(listed["items"].as_array().unwrap().len(), 3, "{listed}");
    // Another account has none of it.
    let mut bob = site.browser("bob").await;
    let hold = browser.hold(app, event, 4).await;
    bob.call(app.get(&path).hold_token(&hold)).await.expect_problem(410, "RESERVATION_EXPIRED");
    browser.call(app.delete(&path).hold_token(&hold)).await.expect(204);
    site.app.finish().await;
}

#[tokio::test]
async fn without_a_provider_there_is_no_login() {
    let app = TestApp::start().await;
    app.get("/session/login").send().await.expect_problem(404, "NOT_FOUND");
    app.get("/session/callback?code=x&state=y").send().await.expect_problem(404, "NOT_FOUND");
    let session = app.get("/session").send().await.expect(200);
    let expected =
        json!({ "login": false, "account": null, "guest": false, "scopes": ["hold", "order"], "csrfToken": null });
    assert_eq!(session, expected);
    app.finish().await;
}

#[tokio::test]
async fn while_redis_is_away_nobody_is_taken_for_somebody_else() {
    let mut proxy = None;
    let site = Site::start_with(|config| {
        let (before, address) = FaultProxy::before_redis(&config.engine.redis.url);
        config.engine.redis.url = address;
        proxy = Some(before);
    })
    .await;
    let (app, proxy) = (&site.app, proxy.unwrap());
    let mut ann = site.browser("ann").await;
    let (mut bob, mut cid) = (Browser::default(), Browser::default());
    let callback = bob.callback(app, "bob", "/").await;
    let with_page = cid.callback(app, "cid", "/orders").await;
    proxy.cut();
    eventually("Redis is away", async || {
        let answer = ann.clone().call_without_token(app.get("/account/orders")).await;
        (answer.status == 503).then_some(())
    })
    .await;
    ann.call_without_token(app.get("/session")).await.expect_problem(503, "UNAVAILABLE");
    ann.call(app.post("/orders")).await.expect_problem(503, "UNAVAILABLE");
    ann.call(app.delete("/session")).await.expect_problem(503, "UNAVAILABLE");
    bob.get(callback).await.expect_problem(503, "UNAVAILABLE");
    assert_eq!(bob.cookie(app, "__Host-session"), None);
    assert_eq!(cid.open_page(with_page).await, "/orders?login=unavailable");
    assert_eq!(cid.cookie(app, "__Host-session"), None);
    // A guest's cookie needs no store.
    let mut guest = Browser::default();
    guest.become_guest(app).await;
    assert_eq!(guest.read_csrf_token(app).await["guest"], true);
    proxy.mend();
    eventually("the session is back", async || {
        (ann.call_without_token(app.get("/account/orders")).await.status == 200).then_some(())
    })
    .await;
    site.app.finish().await;
}

#[tokio::test]
async fn without_the_provider_sessions_go_on_and_logins_wait() {
    let mut site = Site::start().await;
    let mut ann = site.browser("ann").await;
    let mut bob = Browser::default();
    let callback = bob.callback(&site.app, "bob", "/").await;
    site.provider.kill().await;
    bob.get(callback.clone()).await.expect_away();
    assert_eq!(bob.cookie(&site.app, "__Host-session"), None);
    let begin = url(&site.app, "/session/login");
    let refused = eventually_within("a login is refused", Duration::from_secs(20), async || {
        let answer = Browser::default().get(begin.clone()).await;
        (answer.status != 303).then_some(answer)
    })
    .await;
    refused.expect_away();
    let from_orders = Url::parse_with_params(begin.as_str(), [("returnTo", "/orders?after=2")]).unwrap();
    assert_eq!(Browser::default().open_page(from_orders).await, "/orders?after=2&login=unavailable");
    assert_eq!(bob.open_page(callback).await, "/?login=unavailable");
    ann.call_without_token(site.app.get("/account/orders")).await.expect(200);
    site.provider.restart().await;
    eventually("logins work", async || (Browser::default().get(begin.clone()).await.status == 303).then_some(())).await;
    let mut again = site.browser("bob").await;
    again.call_without_token(site.app.get("/account/orders")).await.expect(200);
    // Who has logged in can log out, also without the provider.
    site.provider.kill().await;
    ann.call(site.app.delete("/session")).await.expect(200);
    site.app.finish().await;
}

#[tokio::test]
async fn a_provider_that_never_responds_delays_nothing_but_logins() {
    let site = Site::start().await;
    let (app, done) = (&site.app, AtomicBool::new(false));
    let mut ann = site.browser("ann").await;
    site.provider.freeze().await;
    let login = async {
        eventually_within("a login is refused", Duration::from_mins(1), async || {
            let answer = Browser::default().get(url(app, "/session/login")).await;
            (answer.status != 303).then(|| answer.expect_away())
        })
        .await;
        done.store(true, Ordering::SeqCst);
    };
    let sessions = async {
        while !done.load(Ordering::SeqCst) {
            let began = std::time::Instant::now();
            let mut tab = ann.clone();
            tab.call_without_token(app.get("/account/orders")).await.expect(200);
            let mut nobody = Browser::default();
            nobody.become_guest(app).await;
            assert!(began.elapsed() < Duration::from_secs(4), "{:?}", began.elapsed());
        }
        let began = std::time::Instant::now();
        assert!(ann.call(app.delete("/session")).await.expect(200)["logoutUrl"].is_string());
        assert!(began.elapsed() < Duration::from_secs(4), "{:?}", began.elapsed());
    };
    tokio::join!(login, sessions);
    site.app.finish().await;
}

#[tokio::test]
async fn a_provider_that_is_rotated_killed_and_restarted_under_load_causes_no_wrong_response() {
    let site = Site::start().await;
    let old = site.token("audit").await;
    let (done, logins, tokens) = (AtomicBool::new(false), AtomicUsize::new(0), AtomicUsize::new(0));
    let (app, issuer) = (&site.app, site.provider.issuer().to_owned());
    let browsers = join_all(["ann", "bob", "cid"].map(|name| site.browser(name))).await;
    let event = app.create_event(3).await;
    let mut provider = site.provider;

    let shop = async |(mut browser, seat): (Browser, u32)| {
        let order = browser.buy(app, event, seat).await;
        while !done.load(Ordering::SeqCst) {
            browser.call_without_token(app.get(&format!("/orders/{order}"))).await.expect(200);
            let orders = browser.call_without_token(app.get("/account/orders")).await.expect(200);
            assert_eq!(orders["items"].as_array().unwrap().len(), 1, "{orders}");
        }
    };
    // A token whose key the provider has published is valid, or nobody can tell; never invalid.
    let program = async || {
        let mut last = old.clone();
        while !done.load(Ordering::SeqCst) {
            let new = program_token(&issuer, "audit").await;
            for token in [Some(&last), new.as_ref()].into_iter().flatten() {
                let answer = app.get("/admin/overview").authorised(token).send().await;
                assert!([200, 503].contains(&answer.status.as_u16()), "{answer:?}");
                tokens.fetch_add(usize::from(answer.status == 200), Ordering::SeqCst);
            }
            last = new.unwrap_or(last);
        }
    };
    let log_in = async || {
        while !done.load(Ordering::SeqCst) {
            match try_login(app, &mut Browser::default()).await {
                // A login is whole, or there is none.
                Some((303, location, true)) if location == "/" => drop(logins.fetch_add(1, Ordering::SeqCst)),
                Some((303, location, false)) if location == "/?login=failed" => {}
                None | Some((503, _, false)) => {}
                other => panic!("{other:?}"),
            }
        }
    };
    let faults = async {
        for _ in 0..3 {
            let before = (logins.load(Ordering::SeqCst), tokens.load(Ordering::SeqCst));
            provider.rotate();
            provider.kill().await;
            provider.restart().await;
            eventually_within("logins and tokens work again", Duration::from_mins(1), async || {
                let now = (logins.load(Ordering::SeqCst), tokens.load(Ordering::SeqCst));
                (now.0 > before.0 + 1 && now.1 > before.1 + 3).then_some(())
            })
            .await;
        }
        done.store(true, Ordering::SeqCst);
    };
    let shoppers = join_all(browsers.into_iter().zip(1..).map(shop));
    tokio::join!(shoppers, program(), log_in(), log_in(), faults);
    site.app.finish().await;
}

/// One login. Returns the status of the callback, its location, and whether there is a session; `None` if the provider
/// goes away before it.
async fn try_login(app: &TestApp, browser: &mut Browser) -> Option<(u16, String, bool)> {
    let callback = browser.try_callback(app, "dan", "/").await?;
    let answer = browser.get(callback).await;
    let has_session = browser.cookie(app, "__Host-session").is_some();
    Some((answer.status.as_u16(), answer.header("location").to_owned(), has_session))
}
