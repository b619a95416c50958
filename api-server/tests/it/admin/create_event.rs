//! `POST /admin/events`.

use std::collections::BTreeSet;

use chrono::{TimeDelta, Utc};
use futures::future::join_all;
use serde_json::{Value, json};

use crate::support::{ADMIN_TOKEN, RedisServer, TestApp, an_event, eventually, resembling};

#[tokio::test]
async fn a_created_event_is_on_sale_at_once() {
    let app = TestApp::start().await;
    let answer = app.post("/admin/events").admin().json(&an_event()).send().await;
    assert!(answer.header("location").starts_with("/api/events/"));
    let event = answer.expect(201);
    assert_eq!(
        (&event["status"], &event["seatsTotal"], &event["seatsAvailable"]),
        (&json!("ON_SALE"), &json!(10), &json!(10))
    );
    let id = event["id"].as_u64().unwrap();

    let hold = app.post("/reservations").json(&json!({ "eventId": id, "seatId": 1 })).send().await.expect(201);
    app.delete(&format!("/reservations/{id}")).hold_token(hold["holdToken"].as_str().unwrap()).send().await.expect(204);
    assert_eq!(app.get(&format!("/events/{id}")).send().await.expect(200), event);
    app.finish().await;
}

#[tokio::test]
async fn a_repeat_with_the_same_key_returns_the_same_event() {
    let app = TestApp::start().await;
    let create = async |event: &Value| {
        app.post("/admin/events").admin().header("idempotency-key", "winter-1").json(event).send().await
    };
    let event = an_event();
    let answers = join_all((0..8).map(|_| create(&event))).await;
    let created = answers.iter().filter(|answer| answer.status == 201).count();
    let ids: BTreeSet<_> = answers.iter().map(|answer| answer.json()["id"].as_u64().unwrap()).collect();
    assert_eq!((created, ids.len()), (1, 1));
    let id = ids.into_iter().next().unwrap();

    let token = app.hold(id, &[3]).await;
    let repeat = create(&an_event()).await;
    assert_eq!(repeat.header("idempotent-replayed"), "true");
    assert_eq!(repeat.header("location"), format!("/api/events/{id}"));
    assert_eq!(repeat.expect(200), app.get(&format!("/events/{id}")).send().await.expect(200));

    let mut other = an_event();
    other["title"] = json!("Another");
    create(&other).await.expect_problem(422, "IDEMPOTENCY_KEY_REUSED");
    let unusable = app.post("/admin/events").admin().header("idempotency-key", "").json(&an_event()).send().await;
    unusable.expect_problem(400, "IDEMPOTENCY_KEY_MISSING");
    assert_eq!(app.get("/events").send().await.expect(200)["items"].as_array().unwrap().len(), 1);
    app.delete(&format!("/reservations/{id}")).hold_token(&token).send().await.expect(204);
    app.finish().await;
}

#[tokio::test]
async fn a_key_whose_event_could_not_be_put_on_sale_creates_another() {
    let mut redis = RedisServer::start().await;
    let app = TestApp::start_with(|config| config.engine.redis.url = redis.url()).await;
    let create =
        async || app.post("/admin/events").admin().header("idempotency-key", "winter-1").json(&an_event()).send().await;
    redis.kill().await;
    create().await.expect_problem(503, "UNAVAILABLE");
    redis.restart().await;
    let event = eventually("the event is created", async || {
        let answer = create().await;
        (answer.status == 201).then(|| answer.json())
    })
    .await;
    assert_eq!(event["status"], "ON_SALE");
    app.stop().await;
}

#[tokio::test]
async fn an_event_opens_and_closes_by_its_window() {
    let app = TestApp::start().await;
    let in_an_hour = Utc::now() + TimeDelta::hours(1);
    let later = app.create_event_with(json!({ "salesOpenAt": in_an_hour })).await;
    let never = app.create_event_with(json!({ "salesOpenAt": in_an_hour })).await;
    app.delete(&format!("/admin/events/{never}")).admin().send().await.expect(204);
    let over = app
        .create_event_with(json!({ "salesOpenAt": "2020-01-01T00:00:00Z", "salesCloseAt": "2020-01-02T00:00:00Z" }))
        .await;
    for (id, status) in [(later, "SCHEDULED"), (never, "CLOSED"), (over, "CLOSED")] {
        assert_eq!(app.get(&format!("/events/{id}")).send().await.expect(200)["status"], status);
        let hold = app.post("/reservations").json(&json!({ "eventId": id, "seatId": 1 })).send().await;
        match (hold.header("retry-after"), status) {
            (seconds, "SCHEDULED") => assert!((3500..=3600).contains(&seconds.parse::<u32>().unwrap()), "{seconds}"),
            (seconds, _) => assert_eq!(seconds, "", "sales don't open any more"),
        }
        hold.expect_problem(403, "SALES_NOT_OPEN");
    }
    app.finish().await;
}

#[tokio::test]
async fn only_the_admin_token_creates_events() {
    let app = TestApp::start().await;
    let others = ["", "Bearer", "Bearer wrong", "Basic dGVzdDp0ZXN0"].map(str::to_owned);
    for authorization in others.into_iter().chain(resembling(ADMIN_TOKEN).iter().map(|token| format!("Bearer {token}")))
    {
        let answer = app.post("/admin/events").header("authorization", &authorization).json(&an_event()).send().await;
        assert!(answer.header("www-authenticate").starts_with("Bearer"));
        answer.expect_problem(401, "UNAUTHORIZED");
    }
    app.post("/admin/events").json(&an_event()).send().await.expect_problem(401, "UNAUTHORIZED");
    assert_eq!(app.get("/events").send().await.expect(200)["items"], json!([]));
    app.finish().await;
}

#[tokio::test]
async fn the_token_before_is_accepted_while_it_is_set() {
    let app = TestApp::start_with(|config| config.access.previous_admin_token = Some("the token before".into())).await;
    for (token, status) in [("the token before", 200), (ADMIN_TOKEN, 200), ("the token befor", 401), ("", 401)] {
        let call = app.get("/admin/overview").header("authorization", &format!("Bearer {token}"));
        assert_eq!(call.send().await.status, status, "{token}");
    }
    app.finish().await;
}

#[tokio::test]
async fn every_field_at_fault_is_named() {
    let app = TestApp::start().await;
    let event = json!({
        "title": " ",
        "venue": "v".repeat(256),
        "startsAt": "1969-12-31T23:59:59Z",
        "timeZone": "Mars/Olympus_Mons",
        "salesOpenAt": "2031-01-02T00:00:00Z",
        "salesCloseAt": "2031-01-01T00:00:00Z",
        "currency": "won",
        "sections": [
            { "name": "", "rows": 0, "cols": -1, "price": -1 },
            { "name": "Floor", "rows": 1, "cols": 100_001, "price": 0 },
        ],
    });
    app.post("/admin/events").admin().json(&event).send().await.expect_field_errors(&json!([
        { "field": "title", "code": "EMPTY" },
        { "field": "venue", "code": "TOO_LONG", "max": 255 },
        { "field": "startsAt", "code": "OUT_OF_RANGE", "min": 1970, "max": 9999 },
        { "field": "timeZone", "code": "MALFORMED" },
        { "field": "salesCloseAt", "code": "OUT_OF_ORDER" },
        { "field": "currency", "code": "MALFORMED" },
        { "field": "sections[0].name", "code": "EMPTY" },
        { "field": "sections[0].rows", "code": "OUT_OF_RANGE", "min": 1, "max": 100_000 },
        { "field": "sections[0].cols", "code": "OUT_OF_RANGE", "min": 1, "max": 100_000 },
        { "field": "sections[0].price", "code": "OUT_OF_RANGE", "min": 0, "max": 1_000_000_000_000_u64 },
        { "field": "sections[1].cols", "code": "OUT_OF_RANGE", "min": 1, "max": 100_000 },
    ]));
    let mut event = an_event();
    event["title"] = json!("Half a\u{0}name");
    app.post("/admin/events").admin().json(&event).send().await.expect_faults(&["title"]);
    let mut event = an_event();
    let section = json!({ "name": "Floor", "rows": 1, "cols": 1, "price": 1 });
    let sections = [
        (json!([]), json!({ "field": "sections", "code": "EMPTY" })),
        (json!(vec![section; 1001]), json!({ "field": "sections", "code": "TOO_MANY", "max": 1000 })),
        (
            json!([{ "name": "Floor", "rows": 1000, "cols": 101, "price": 1 }]),
            json!({ "field": "sections", "code": "TOO_LARGE", "max": 100_000 }),
        ),
    ];
    for (sections, error) in sections {
        event["sections"] = sections;
        app.post("/admin/events").admin().json(&event).send().await.expect_field_errors(&json!([error]));
    }
    app.finish().await;
}

#[tokio::test]
async fn an_event_that_has_started_is_refused() {
    let app = TestApp::start().await;
    let mut event = an_event();
    event["startsAt"] = json!(Utc::now() - TimeDelta::seconds(1));
    let refused = app.post("/admin/events").admin().json(&event).send().await;
    refused.expect_field_errors(&json!([{ "field": "startsAt", "code": "NOT_IN_FUTURE" }]));
    app.finish().await;
}

#[tokio::test]
async fn sales_end_when_the_event_starts_unless_another_end_is_given() {
    let app = TestApp::start().await;
    let (starts_at, later) = ("2031-05-01T19:00:00Z", "2031-05-01T20:00:00Z");
    let mut event = an_event();
    event["startsAt"] = json!(starts_at);
    let created = app.post("/admin/events").admin().json(&event).send().await.expect(201);
    assert_eq!((&created["salesCloseAt"], &created["timeZone"]), (&json!(starts_at), &json!("UTC")));

    event["salesOpenAt"] = json!(starts_at);
    app.post("/admin/events").admin().json(&event).send().await.expect_faults(&["salesOpenAt"]);
    event["salesCloseAt"] = json!(later);
    let created = app.post("/admin/events").admin().json(&event).send().await.expect(201);
    assert_eq!(created["salesCloseAt"], later, "tickets at the door");
    app.finish().await;
}

#[tokio::test]
async fn a_leap_second_is_the_beginning_of_the_next_minute() {
    let app = TestApp::start().await;
    let mut event = an_event();
    event["startsAt"] = json!("2030-06-30T23:59:60Z");
    event["salesCloseAt"] = json!("2030-06-30T23:58:60Z");
    let created = app.post("/admin/events").admin().json(&event).send().await.expect(201);
    assert_eq!(
        (&created["startsAt"], &created["salesCloseAt"]),
        (&json!("2030-07-01T00:00:00Z"), &json!("2030-06-30T23:59:00Z"))
    );
    app.finish().await;
}

#[tokio::test]
async fn an_event_may_have_100_000_seats() {
    let app = TestApp::start().await;
    let sections = json!([{ "name": "Field", "rows": 200, "cols": 500, "price": 1 }]);
    let id = app.create_event_with(json!({ "sections": sections })).await;
    assert_eq!(app.statuses(id).await.len(), 100_000);
    app.finish().await;
}

#[tokio::test]
async fn an_event_that_could_not_be_put_on_sale_never_is() {
    let mut redis = RedisServer::start().await;
    let url = redis.url();
    let app = TestApp::start_with(|config| config.engine.redis.url = url).await;
    redis.kill().await;
    app.post("/admin/events").admin().json(&an_event()).send().await.expect_problem(503, "UNAVAILABLE");
    redis.restart().await;
    let left = eventually("the list is there", async || {
        let answer = app.get("/events").send().await;
        (answer.status == 200).then(|| answer.json())
    })
    .await;
    assert_eq!(left["items"][0]["status"], "CLOSED");
    app.stop().await;
}

#[tokio::test]
async fn a_creation_goes_on_when_its_client_has_gone() {
    let app = TestApp::start().await;
    let mut blocked = app.block_events().await;
    app.post("/admin/events").admin().json(&an_event()).send_and_hang_up(blocked.met()).await;
    drop(blocked);
    let event = eventually("the event is loaded", async || {
        let list = app.get("/events").send().await.expect(200);
        let event = list["items"].get(0)?;
        // Null until the event is loaded.
        (event["seatsAvailable"] == 10).then(|| event.clone())
    })
    .await;
    assert_eq!(event["status"], "ON_SALE");
    app.finish().await;
}
