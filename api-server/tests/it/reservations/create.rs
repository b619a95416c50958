//! `POST /reservations`.

use std::collections::BTreeSet;

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use futures::future::join_all;
use holdfast_domain::EventId;
use serde_json::{Value, json};

use crate::support::{Answer, RedisServer, TestApp};

async fn reserve(app: &TestApp, request: Value) -> Answer {
    app.post("/reservations").json(&request).send().await
}

async fn release(app: &TestApp, event: u64, hold: &Value) {
    let token = hold["holdToken"].as_str().unwrap();
    app.delete(&format!("/reservations/{event}")).hold_token(token).send().await.expect(204);
}

#[tokio::test]
async fn a_hold_has_its_seats_its_expiry_and_an_unguessable_token() {
    let app = TestApp::start().await;
    let id = app.create_event(5).await;
    let hold = reserve(&app, json!({ "eventId": id, "seatIds": [3, 1], "holdSeconds": 60 })).await.expect(201);
    let fields: Vec<_> = hold.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(fields, ["eventId", "expiresAt", "expiresInSeconds", "holdSeconds", "holdToken", "seatIds"]);
    assert_eq!((&hold["eventId"], &hold["seatIds"], &hold["holdSeconds"]), (&json!(id), &json!([1, 3]), &json!(60)));
    assert_eq!(hold["expiresInSeconds"], 60);
    let left = hold["expiresAt"].as_str().unwrap().parse::<DateTime<Utc>>().unwrap() - Utc::now();
    assert!((55..=60).contains(&left.num_seconds()), "{left}");
    assert_eq!(hold["holdToken"].as_str().unwrap().len(), 32);
    assert_eq!(app.statuses(id).await, ["HELD", "AVAILABLE", "HELD", "AVAILABLE", "AVAILABLE"]);
    release(&app, id, &hold).await;
    app.finish().await;
}

#[tokio::test]
async fn a_repeat_with_the_same_key_returns_the_live_hold() {
    let app = TestApp::start().await;
    let (id, other) = (app.create_event(5).await, app.create_event(5).await);
    let keyed =
        async |request: Value| app.post("/reservations").header("idempotency-key", "k-1").json(&request).send().await;
    let request = json!({ "eventId": id, "seatIds": [3, 1], "holdSeconds": 60 });
    let answers = join_all((0..8).map(|_| keyed(request.clone()))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1);
    for answer in &answers {
        assert_eq!(answer.header("idempotent-replayed"), if answer.status == 201 { "" } else { "true" });
    }
    let tokens: BTreeSet<_> = answers.into_iter().map(|answer| answer.json()["holdToken"].to_string()).collect();
    assert_eq!(tokens.len(), 1);
    let repeat = keyed(json!({ "eventId": id, "seatIds": [1, 3], "holdSeconds": 60 })).await;
    assert_eq!(repeat.header("idempotent-replayed"), "true");
    let hold = repeat.expect(200);
    assert_eq!(hold["seatIds"], json!([1, 3]));

    for changed in [json!({ "seatIds": [1, 2] }), json!({ "holdSeconds": 61 })] {
        let mut request = request.clone();
        request.as_object_mut().unwrap().extend(changed.as_object().unwrap().clone());
        keyed(request).await.expect_problem(422, "IDEMPOTENCY_KEY_REUSED");
    }
    let elsewhere = keyed(json!({ "eventId": other, "seatId": 1 })).await.expect(201);
    assert_ne!(elsewhere["holdToken"], hold["holdToken"], "a key is of one event");
    release(&app, other, &elsewhere).await;

    release(&app, id, &hold).await;
    let again = keyed(request).await.expect(201);
    release(&app, id, &again).await;
    app.finish().await;
}

#[tokio::test]
async fn a_key_that_can_not_be_used_is_refused() {
    let app = TestApp::start().await;
    let id = app.create_event(1).await;
    let request = json!({ "eventId": id, "seatId": 1 });
    for key in [String::new(), "x".repeat(256)] {
        let answer = app.post("/reservations").header("idempotency-key", &key).json(&request).send().await;
        answer.expect_problem(400, "IDEMPOTENCY_KEY_MISSING");
    }
    app.finish().await;
}

#[tokio::test]
async fn one_seat_may_be_named_alone_and_the_time_is_brought_into_its_bounds() {
    let app = TestApp::start().await;
    let id = app.create_event(1).await;
    for (asked, given) in
        [(json!(null), 120), (json!(1), 5), (json!(-7), 5), (json!(5), 5), (json!(300), 300), (json!(86_400), 300)]
    {
        let hold = reserve(&app, json!({ "eventId": id, "seatId": 1, "holdSeconds": asked })).await.expect(201);
        assert_eq!((&hold["holdSeconds"], &hold["seatIds"]), (&json!(given), &json!([1])));
        release(&app, id, &hold).await;
    }
    app.finish().await;
}

#[tokio::test]
async fn a_taken_seat_is_named_and_nothing_is_held() {
    let app = TestApp::start().await;
    let id = app.create_event(5).await;
    let hold = reserve(&app, json!({ "eventId": id, "seatIds": [2, 4] })).await.expect(201);
    let refused = reserve(&app, json!({ "eventId": id, "seatIds": [1, 2, 3, 4] })).await;
    assert_eq!(refused.header("retry-after"), "");
    assert_eq!(refused.expect_problem(409, "RESERVATION_CONFLICT")["conflicts"], json!([2, 4]));
    assert_eq!(app.statuses(id).await, ["AVAILABLE", "HELD", "AVAILABLE", "HELD", "AVAILABLE"]);
    release(&app, id, &hold).await;
    app.finish().await;
}

#[tokio::test]
async fn one_of_fifty_buyers_of_the_same_seats_gets_them() {
    let app = TestApp::start().await;
    let id = app.create_event(3).await;
    let answers = join_all((0..50).map(|_| reserve(&app, json!({ "eventId": id, "seatIds": [1, 2, 3] })))).await;
    let (won, lost): (Vec<_>, Vec<_>) = answers.into_iter().partition(|answer| answer.status == 201);
    assert_eq!((won.len(), lost.len()), (1, 49));
    for answer in lost {
        answer.expect_problem(409, "RESERVATION_CONFLICT");
    }
    release(&app, id, &won[0].json()).await;
    app.finish().await;
}

#[tokio::test]
async fn seats_join_a_hold_and_its_end_stays() {
    let app = TestApp::start().await;
    let id = app.create_event(9).await;
    let hold = reserve(&app, json!({ "eventId": id, "seatIds": [1, 2], "holdSeconds": 60 })).await.expect(201);
    let token = hold["holdToken"].as_str().unwrap();
    let join = async |seats: Value| {
        app.post("/reservations").hold_token(token).json(&json!({ "eventId": id, "seatIds": seats })).send().await
    };
    let joined = join(json!([2, 3])).await.expect(201);
    assert_eq!((&joined["seatIds"], &joined["holdToken"]), (&json!([1, 2, 3]), &hold["holdToken"]));
    assert_eq!((&joined["expiresAt"], &joined["holdSeconds"]), (&hold["expiresAt"], &json!(60)));
    join(json!([4, 5, 6, 7, 8, 9])).await.expect_faults(&["seatIds"]);

    let other = reserve(&app, json!({ "eventId": id, "seatId": 9 })).await.expect(201);
    assert_eq!(join(json!([8, 9])).await.expect_problem(409, "RESERVATION_CONFLICT")["conflicts"], json!([9]));
    assert_eq!(app.statuses(id).await[7], "AVAILABLE");
    release(&app, id, &hold).await;
    release(&app, id, &other).await;
    app.finish().await;
}

#[tokio::test]
async fn a_token_that_the_event_does_not_know_joins_nothing() {
    let app = TestApp::start().await;
    let (id, other) = (app.create_event(2).await, app.create_event(2).await);
    let token = app.hold(other, &[1]).await;
    for stale in [token.as_str(), "nonsense", "00000000000000000000000000000000"] {
        let join = app.post("/reservations").hold_token(stale).json(&json!({ "eventId": id, "seatId": 1 }));
        join.send().await.expect_problem(410, "RESERVATION_EXPIRED");
    }
    assert_eq!(app.statuses(id).await, ["AVAILABLE", "AVAILABLE"]);
    app.delete(&format!("/reservations/{other}")).hold_token(&token).send().await.expect(204);
    app.finish().await;
}

#[tokio::test]
async fn events_and_seats_that_do_not_exist_are_not_found() {
    let app = TestApp::start().await;
    let id = app.create_event(2).await;
    for event in [json!(999_999), json!(0), json!(-1)] {
        reserve(&app, json!({ "eventId": event, "seatId": 1 })).await.expect_problem(404, "EVENT_NOT_FOUND");
    }
    for seat in [json!(3), json!(0), json!(-1), json!(4_294_967_296_u64)] {
        reserve(&app, json!({ "eventId": id, "seatIds": [1, seat] })).await.expect_problem(404, "SEAT_NOT_FOUND");
    }
    assert_eq!(app.statuses(id).await, ["AVAILABLE", "AVAILABLE"]);
    app.finish().await;
}

#[tokio::test]
async fn a_hold_names_one_to_eight_different_seats_one_way_or_the_other() {
    let app = TestApp::start().await;
    let id = app.create_event(10).await;
    for seats in [
        json!({}),
        json!({ "seatIds": [] }),
        json!({ "seatIds": [1], "seatId": 1 }),
        json!({ "seatIds": [1, 2, 1] }),
        json!({ "seatIds": [1, 2, 3, 4, 5, 6, 7, 8, 9] }),
    ] {
        let mut request = json!({ "eventId": id });
        request.as_object_mut().unwrap().extend(seats.as_object().unwrap().clone());
        reserve(&app, request).await.expect_faults(&["seatIds"]);
    }
    let hold = reserve(&app, json!({ "eventId": id, "seatIds": [1, 2, 3, 4, 5, 6, 7, 8] })).await.expect(201);
    release(&app, id, &hold).await;
    app.finish().await;
}

#[tokio::test]
async fn nothing_is_held_while_redis_is_away_or_does_not_know_the_event() {
    let mut redis = RedisServer::start().await;
    let url = redis.url();
    let app = TestApp::start_with(|config| config.engine.redis.url = url).await;
    let id = app.create_event(2).await;
    redis.kill().await;
    reserve(&app, json!({ "eventId": id, "seatId": 1 })).await.expect_problem(503, "UNAVAILABLE");
    redis.restart().await;
    let hold = crate::support::eventually("the hold is made again", async || {
        let answer = reserve(&app, json!({ "eventId": id, "seatId": 1 })).await;
        if answer.status == 201 {
            return Some(answer.json());
        }
        answer.expect_problem(503, "UNAVAILABLE");
        None
    })
    .await;
    release(&app, id, &hold).await;
    app.finish().await;
}

#[tokio::test]
async fn the_opening_that_a_refused_buyer_is_told_is_read_again_after_five_seconds() {
    let app = TestApp::start().await;
    let now = Utc::now().trunc_subsecs(0);
    let event = app.create_event_with(json!({ "salesOpenAt": now + TimeDelta::hours(1) })).await;
    let id = EventId::try_from(event).unwrap();
    let told_after = async |seconds| {
        let asked_at = now + TimeDelta::seconds(seconds);
        app.state.sales_windows.seconds_until_open(id, asked_at).await.unwrap()
    };
    assert_eq!(told_after(0).await, Some(3600));
    app.delete(&format!("/admin/events/{event}")).admin().send().await.expect(204);
    assert_eq!(told_after(5).await, Some(3595), "MySQL isn't read for each refusal");
    assert_eq!(told_after(6).await, None, "sales were closed");
    app.finish().await;
}
