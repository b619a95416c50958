//! Who may use which route. The routes and their scopes come from the OpenAPI document.

use holdfast_access::Scope;
use holdfast_api_server::access::csrf_token_of_guest;
use holdfast_test_support::{SigningKey, TokenIssuer, now};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode, jwk::AlgorithmParameters};
use reqwest::Method;
use serde_json::{Value, json};

use super::{guests_claims, guests_key, start, tokens_of};
use crate::{
    coverage::{DocumentedOperation, Example, operations},
    orders::{buy, id, new_key},
    support::{ADMIN_TOKEN, Answer, TestApp},
};

/// What the document says of an operation.
struct Documented {
    /// The scopes of which each alone is enough.
    scopes: Vec<String>,
    /// Whether a request needs no token.
    for_guests: bool,
    /// Whether the break-glass key opens it.
    for_break_glass: bool,
}

impl Documented {
    fn of(operation: &DocumentedOperation) -> Self {
        let name = operation.name();
        let security = serde_json::to_value(&operation.operation.security).unwrap();
        let choices = security.as_array().unwrap_or_else(|| panic!("{name} says nothing of access: {security}"));
        let scopes = choices.iter().filter_map(|choice| choice["token"].as_array()).flatten();
        Self {
            scopes: scopes.map(|scope| scope.as_str().unwrap().to_owned()).collect(),
            for_guests: choices.contains(&json!({})),
            for_break_glass: choices.contains(&json!({ "admin": [] })),
        }
    }

    fn is_public(&self) -> bool {
        self.scopes.is_empty()
    }
}

/// A request that is refused later, if it isn't refused for its token: it names nothing that exists.
async fn ask(app: &TestApp, operation: &DocumentedOperation, token: Option<&str>) -> Answer {
    let order = "00000000-0000-8000-8000-000000000000";
    let path = operation.path.replace("{eventId}", "1").replace("{seatId}", "1").replace("{orderId}", order);
    let call = app.method(operation.method.clone(), &path);
    match token {
        Some(token) => call.authorised(token).send().await,
        None => call.send().await,
    }
}

/// The same, by a cookie.
async fn ask_by_cookie(app: &TestApp, operation: &DocumentedOperation, cookie: (&str, &str), csrf: &str) -> Answer {
    let order = "00000000-0000-8000-8000-000000000000";
    let path = operation.path.replace("{eventId}", "1").replace("{seatId}", "1").replace("{orderId}", order);
    let call = app.method(operation.method.clone(), &path).header("x-csrf-token", csrf);
    call.header("cookie", &format!("{}={}", cookie.0, cookie.1)).send().await
}

/// The code of a refusal for what the token is, or isn't.
fn refusal(answer: &Answer) -> Option<String> {
    let code = if answer.status.is_success() { Value::Null } else { answer.json()["code"].clone() };
    code.as_str()
        .filter(|code| ["UNAUTHORIZED", "INSUFFICIENT_SCOPE", "CSRF_REQUIRED"].contains(code))
        .map(str::to_owned)
}

/// Tokens that must not be accepted anywhere, though they have every scope.
fn bad_tokens(issuer: &TokenIssuer) -> Vec<(&'static str, String)> {
    let every = Scope::ALL.map(Scope::as_str).join(" ");
    let claims = issuer.claims("eve", &every);
    let with = |claim: &str, value: Value| {
        let mut claims = claims.clone();
        claims[claim] = value;
        issuer.key.sign(&claims)
    };
    let without = |claim: &str| {
        let mut claims = claims.clone();
        claims.as_object_mut().unwrap().remove(claim).expect("the claim");
        issuer.key.sign(&claims)
    };
    let signed = |header: &Header, key: &EncodingKey| encode(header, &claims, key).unwrap();
    let good = issuer.key.sign(&claims);
    let parts: Vec<_> = good.split('.').collect();
    let AlgorithmParameters::RSA(public) = issuer.key.public().algorithm else { panic!("an RSA key") };
    let stranger = SigningKey::draw(Algorithm::EdDSA);
    let hmac = Header { alg: Algorithm::HS256, ..issuer.key.header() };
    // {"alg":"none","typ":"at+jwt"}, in Base64.
    let none = "eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0";
    vec![
        ("not a token", "x".repeat(20)),
        ("expired", with("exp", json!(now() - 61))),
        ("not valid yet", with("nbf", json!(now() + 3_600))),
        ("of another audience", with("aud", json!("another"))),
        ("of another issuer", with("iss", json!("https://another.test"))),
        ("without audience", without("aud")),
        ("without issuer", without("iss")),
        ("without expiry", without("exp")),
        ("without subject", without("sub")),
        (
            "of another type",
            signed(&Header { typ: Some("JWT".to_owned()), ..issuer.key.header() }, &issuer.key.encoding),
        ),
        ("with an unknown key", stranger.sign(&claims)),
        ("signed by another key", SigningKey { id: issuer.key.id.clone(), ..stranger }.sign(&claims)),
        ("signed with the public key", signed(&hmac, &EncodingKey::from_secret(public.n.as_bytes()))),
        ("unsigned", format!("{none}.{}.", parts[1])),
        ("without its signature", format!("{}.{}.", parts[0], parts[1])),
        (
            "with the claims of another",
            format!("{}.{}.{}", parts[0], with("sub", json!("bob")).split('.').nth(1).unwrap(), parts[2]),
        ),
        ("too long", with("padding", json!("x".repeat(8 * 1024)))),
    ]
}

/// Tokens of guests that must not be accepted anywhere.
fn bad_tokens_of_guests(app: &TestApp) -> Vec<(&'static str, String)> {
    let (key, claims) = (guests_key(app), guests_claims());
    let with = |claim: &str, value: Value| {
        let mut claims = claims.clone();
        claims[claim] = value;
        key.sign(&claims)
    };
    let signed = |header: &Header, key: &EncodingKey| encode(header, &claims, key).unwrap();
    let AlgorithmParameters::OctetKeyPair(public) = key.public().algorithm else { panic!("an Ed25519 key") };
    let hmac = Header { alg: Algorithm::HS256, ..key.header() };
    let good = key.sign(&claims);
    let parts: Vec<_> = good.split('.').collect();
    vec![
        ("expired", with("exp", json!(now() - 61))),
        ("of another audience", with("aud", json!("another"))),
        ("of another issuer", with("iss", json!("https://another.test"))),
        ("of another type", signed(&Header { typ: Some("JWT".to_owned()), ..key.header() }, &key.encoding)),
        (
            "signed by another key",
            SigningKey { id: key.id.clone(), ..SigningKey::draw(Algorithm::EdDSA) }.sign(&claims),
        ),
        ("signed with the public key", signed(&hmac, &EncodingKey::from_secret(public.x.as_bytes()))),
        ("without its signature", format!("{}.{}.", parts[0], parts[1])),
    ]
}

/// A walk over all routes for requests that come by a cookie.
#[tokio::test]
async fn no_route_accepts_a_bad_cookie_or_a_change_without_its_token() {
    let (with_guests, without) =
        (TestApp::start().await, { TestApp::start_with(|config| config.access.guests = false).await });
    let mut refused = 0;
    for operation in operations() {
        let (name, documented) = (operation.name(), Documented::of(&operation));
        if documented.is_public() {
            continue;
        }
        let guests = ["hold", "order"].iter().any(|scope| documented.scopes.iter().any(|own| own == scope));
        for app in [&with_guests, &without] {
            let good = ("__Host-guest", app.guest.as_str());
            let guest = app.state.verifier.verify_guest(&app.guest).unwrap().account;
            let csrf = csrf_token_of_guest(&app.state, guest);
            let answer = ask_by_cookie(app, &operation, good, &csrf).await;
            assert_eq!(refusal(&answer).is_none(), guests, "{name}: {answer:?}");
            let answer = ask_by_cookie(app, &operation, good, "wrong").await;
            let is_refused = refusal(&answer).as_deref() == Some("CSRF_REQUIRED");
            assert_eq!(is_refused, !operation.method.is_safe(), "{name}: {answer:?}");
            let mut bad: Vec<_> = bad_tokens_of_guests(app);
            bad.push(("of nobody", "x".to_owned()));
            let guests = bad.iter().map(|(kind, token)| (*kind, "__Host-guest", token.as_str()));
            let nobodys = "0".repeat(64);
            // A bad session is refused, though anonymous guests may be let in.
            let sessions = [("of nobody", "__Host-session", nobodys.as_str()), ("malformed", "__Host-session", "x")];
            for (kind, cookie, value) in guests.chain(sessions) {
                let csrf = app.state.csrf.token(value);
                let answer = ask_by_cookie(app, &operation, (cookie, value), &csrf).await;
                assert!(answer.header("www-authenticate").contains("invalid_token"), "{name}, {kind}: {answer:?}");
                answer.expect_problem(401, "UNAUTHORIZED");
                refused += 1;
            }
        }
    }
    assert!(refused > 300, "{refused}");
    with_guests.finish().await;
    without.finish().await;
}

#[tokio::test]
async fn no_route_accepts_a_bad_token_or_another_scope() {
    let issuer = TokenIssuer::start(Algorithm::RS256).await;
    let (with_guests, without) = (start(&issuer, true).await, start(&issuer, false).await);
    let (mut bad, mut refused, mut admitted) = (bad_tokens(&issuer), 0, 0);
    bad.extend(bad_tokens_of_guests(&with_guests));
    for operation in operations() {
        let (name, documented) = (operation.name(), Documented::of(&operation));
        let anonymous = ask(&with_guests, &operation, None).await;
        if documented.is_public() {
            assert!(documented.for_guests, "{name} has neither scopes nor guests");
            for (kind, token) in &bad {
                let answer = ask(&without, &operation, Some(token)).await;
                assert_eq!(answer.status, anonymous.status, "{name} looks at a token: {kind}");
            }
            continue;
        }
        assert_eq!(refusal(&anonymous).is_none(), documented.for_guests, "{name} with guests");
        let answer = ask(&without, &operation, None).await;
        assert_eq!(answer.header("www-authenticate"), "Bearer realm=\"holdfast\"", "{name} without guests");
        answer.expect_problem(401, "UNAUTHORIZED");
        for app in [&with_guests, &without] {
            for (kind, token) in &bad {
                let answer = ask(app, &operation, Some(token)).await;
                let challenge = answer.header("www-authenticate");
                assert!(
                    challenge.starts_with("Bearer realm=\"holdfast\", error=\"invalid_token\""),
                    "{name}, {kind}: {answer:?}"
                );
                answer.expect_problem(401, "UNAUTHORIZED");
                refused += 1;
            }
            for scope in Scope::ALL.map(Scope::as_str) {
                let answer = ask(app, &operation, Some(&issuer.token("bob", scope))).await;
                if documented.scopes.iter().any(|documented| documented == scope) {
                    assert_eq!(refusal(&answer), None, "{name} with {scope}: {answer:?}");
                    admitted += 1;
                } else {
                    let wanted = documented.scopes.join(" ");
                    let challenge =
                        format!("Bearer realm=\"holdfast\", error=\"insufficient_scope\", scope=\"{wanted}\"");
                    assert_eq!(answer.header("www-authenticate"), challenge, "{name} with {scope}");
                    answer.expect_problem(403, "INSUFFICIENT_SCOPE");
                    refused += 1;
                }
            }
            let answer = ask(app, &operation, Some(ADMIN_TOKEN)).await;
            assert_eq!(refusal(&answer).is_none(), documented.for_break_glass, "{name} with the break-glass key");
            let guests = ["hold", "order"].iter().any(|scope| documented.scopes.iter().any(|own| own == scope));
            let answer = ask(app, &operation, Some(&app.guest)).await;
            assert_eq!(refusal(&answer).is_none(), guests, "{name} with the token of a guest: {answer:?}");
        }
    }
    // A walk that finds no routes would pass.
    assert!(refused > 500 && admitted > 30, "{refused} refused, {admitted} admitted");
    with_guests.finish().await;
    without.finish().await;
}

#[tokio::test]
async fn each_documented_scope_alone_is_enough_for_a_valid_request() {
    let issuer = TokenIssuer::start(Algorithm::EdDSA).await;
    let app = start(&issuer, false).await;
    let seller = issuer.token("seller", "hold order boxoffice");
    for operation in operations() {
        let (name, documented) = (operation.name(), Documented::of(&operation));
        for scope in documented.scopes {
            let event = app.create_event(3).await;
            let hold = |seats: Value| app.post("/reservations").json(&json!({ "eventId": event, "seatIds": seats }));
            let bought = hold(json!([3])).authorised(&seller).send().await.expect(201);
            let order = json!({ "eventId": event, "seatIds": [3] });
            let order = app.post("/orders").authorised(&seller).json(&order);
            let order = order.header("idempotency-key", &new_key()).header("prefer", "wait=10");
            let order = order.hold_token(bought["holdToken"].as_str().unwrap()).send().await.expect(201);
            let first = hold(json!([1])).authorised(&seller).send().await.expect(201);
            let example = Example { event, token: first["holdToken"].as_str().unwrap().to_owned() };
            let call = example.call(&app, &operation, order["orderId"].as_str().unwrap());
            let response = call.authorised(&issuer.token("seller", &scope)).0.send().await.expect("a response");
            let status = response.status();
            if !status.is_success() {
                let answer = Answer::read(response).await;
                panic!("{name} with {scope}: {answer:?}");
            }
            // A body is not read: streams don't end.
            drop(response);
            let release = app.delete(&format!("/reservations/{event}")).hold_token(&example.token);
            release.authorised(&seller).send().await.expect(204);
        }
    }
    app.finish().await;
}

#[tokio::test]
async fn the_break_glass_key_can_be_switched_off() {
    let issuer = TokenIssuer::start(Algorithm::EdDSA).await;
    let app = TestApp::start_with(|config| {
        config.access.tokens = tokens_of(&issuer);
        config.access.admin_token = None;
    })
    .await;
    app.get("/admin/overview").authorised(ADMIN_TOKEN).send().await.expect_problem(401, "UNAUTHORIZED");
    app.get("/admin/overview").authorised(&issuer.token("ann", "audit")).send().await.expect(200);
    app.finish().await;
}

#[tokio::test]
async fn a_head_request_needs_what_its_get_needs() {
    let app = TestApp::start().await;
    for (token, status) in [("wrong", 401), (ADMIN_TOKEN, 200)] {
        let answer = app.method(Method::HEAD, "/admin/overview").authorised(token).send().await;
        assert_eq!(answer.status, status);
    }
    app.finish().await;
}

#[tokio::test]
async fn while_the_issuer_is_away_only_its_tokens_are_refused() {
    let mut issuer = TokenIssuer::start(Algorithm::EdDSA).await;
    issuer.stop().await;
    let app = start(&issuer, true).await;
    let answer = app.get("/admin/overview").authorised(&issuer.token("ann", "audit")).send().await;
    assert_eq!((answer.status.as_u16(), answer.header("retry-after")), (503, "5"));
    assert_eq!(answer.json()["code"], "UNAVAILABLE");
    app.get("/admin/overview").authorised(ADMIN_TOKEN).send().await.expect(200);
    let event = app.create_event(1).await;
    id(&buy(&app, event, &[1], "sim_approve").await.expect(201));
    app.finish().await;
}
