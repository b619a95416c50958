//! An event's limit of seats for each buyer.

use futures::future::join_all;
use holdfast_domain::{AccountId, CancelReason, OrderState, PaymentStatus};
use holdfast_test_support::{ORDER_ID_SECRET, RedisConnection, eventually};
use redis::AsyncCommands;
use serde_json::{Value, json};

use super::accounts::Sale;
use crate::{
    orders::{id, new_key},
    support::{ADMIN_TOKEN, Answer, Call, TestApp, an_event},
};

/// An event with 60 seats, of which a buyer may have this many.
async fn limited(app: &TestApp, limit: u32) -> u64 {
    let sections = json!([{ "name": "Floor", "rows": 1, "cols": 60, "price": 50_000 }]);
    app.create_event_with(json!({ "seatsPerBuyer": limit, "sections": sections })).await
}

fn hold(app: &TestApp, event: u64, seats: &Value) -> Call {
    app.post("/reservations").json(&json!({ "eventId": event, "seatIds": seats }))
}

fn expect_limit(answer: Answer, limit: u32, has: u32) {
    let problem = answer.expect_problem(409, "BUYER_LIMIT");
    assert_eq!((&problem["limit"], &problem["held"]), (&json!(limit), &json!(has)));
}

#[tokio::test]
async fn of_200_parallel_tries_with_50_keys_from_20_addresses_a_buyer_gets_no_more_seats_than_the_limit() {
    let sale = Sale::start(true).await;
    let Sale { app, ann, bob, .. } = &sale;
    let event = limited(app, 6).await;
    let tries = (0..200_u32).map(|number| {
        let seat = number % 50 + 1;
        hold(app, event, &json!([seat]))
            .header("idempotency-key", &format!("key-{seat}"))
            .header("x-forwarded-for", &format!("192.0.2.{}", number % 20))
            .authorised(ann)
            .send()
    });
    let answers = join_all(tries).await;
    let tokens: std::collections::BTreeSet<String> = answers
        .iter()
        .filter(|answer| answer.status.is_success())
        .map(|answer| answer.json()["holdToken"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(tokens.len(), 6, "a repeat with a key is the same hold");
    for answer in answers.into_iter().filter(|answer| !answer.status.is_success()) {
        expect_limit(answer, 6, 6);
    }
    assert_eq!(app.statuses(event).await.iter().filter(|status| *status == "HELD").count(), 6);
    let others = sale.hold(bob, event, json!([51, 52])).await;
    let path = format!("/reservations/{event}");
    for (token, owner) in tokens.iter().map(|token| (token, ann)).chain([(&others, bob)]) {
        app.delete(&path).hold_token(token).authorised(owner).send().await.expect(204);
    }
    let all = sale.hold(ann, event, json!([1, 2, 3, 4, 5, 6])).await;
    app.delete(&path).hold_token(&all).authorised(ann).send().await.expect(204);
    sale.app.finish().await;
}

#[tokio::test]
async fn bought_seats_count_until_they_are_refunded() {
    let sale = Sale::start(true).await;
    let Sale { app, ann, .. } = &sale;
    let event = limited(app, 2).await;
    let token = sale.hold(ann, event, json!([1, 2])).await;
    let order = sale.order(event, 1, &token, &new_key()).authorised(ann).send().await.expect(201);
    assert_eq!(order["status"], "CONFIRMED");
    app.delete(&format!("/reservations/{event}")).hold_token(&token).authorised(ann).send().await.expect(204);
    expect_limit(hold(app, event, &json!([3, 4])).authorised(ann).send().await, 2, 1);
    app.post(&format!("/orders/{}/cancel", id(&order))).authorised(ann).send().await;
    let both = eventually("the refund gives back", async || {
        let answer = hold(app, event, &json!([3, 4])).authorised(ann).send().await;
        (answer.status == 201).then(|| answer.json()["holdToken"].as_str().unwrap().to_owned())
    });
    let both = both.await;
    app.delete(&format!("/reservations/{event}")).hold_token(&both).authorised(ann).send().await.expect(204);
    sale.app.finish().await;
}

#[tokio::test]
async fn a_limit_needs_a_token() {
    let sale = Sale::start(true).await;
    let (app, event) = (&sale.app, limited(&sale.app, 2).await);
    let answer = hold(app, event, &json!([1])).send().await;
    assert!(answer.header("www-authenticate").starts_with("Bearer"));
    answer.expect_problem(401, "UNAUTHORIZED");
    let view = app.get(&format!("/events/{event}")).send().await.expect(200);
    assert_eq!(view["seatsPerBuyer"], 2);
    let unlimited = app.create_event(1).await;
    let view = app.get(&format!("/events/{unlimited}")).send().await.expect(200);
    assert_eq!(view["seatsPerBuyer"], Value::Null);
    sale.app.finish().await;
}

#[tokio::test]
async fn the_box_office_is_under_the_limit_of_its_customer() {
    let sale = Sale::start(true).await;
    let Sale { app, issuer, ann, .. } = &sale;
    let event = limited(app, 2).await;
    let clerk = issuer.token("clerk", "hold order boxoffice");
    let for_customer = |seats: Value, customer: &str| {
        app.post("/reservations").json(&json!({ "eventId": event, "seatIds": seats, "customer": customer }))
    };
    for token in [clerk.as_str(), ADMIN_TOKEN] {
        let answer = hold(app, event, &json!([1])).authorised(token).send().await;
        answer.expect_field_errors(&json!([{ "field": "customer", "code": "EMPTY" }]));
    }
    for (customer, code) in
        [("", json!({ "code": "EMPTY" })), (&"c".repeat(256), json!({ "code": "TOO_LONG", "max": 255 }))]
    {
        let mut error = json!({ "field": "customer" });
        error.as_object_mut().unwrap().extend(code.as_object().unwrap().clone());
        let answer = for_customer(json!([1]), customer).authorised(&clerk).send().await;
        answer.expect_field_errors(&json!([error]));
    }
    for token in [Some(ann), None] {
        let call = for_customer(json!([1]), "ann");
        let call = if let Some(token) = token { call.authorised(token) } else { call };
        call.send().await.expect_problem(403, "INSUFFICIENT_SCOPE");
    }

    // Each customer has a limit of his own, and the clerk none.
    let mut tokens = Vec::new();
    for (seats, customer) in [(json!([1, 2]), "bob"), (json!([3, 4]), "a regular at the counter"), (json!([5]), "ann")]
    {
        let held = for_customer(seats, customer).authorised(&clerk).send().await.expect(201);
        tokens.push(held["holdToken"].as_str().unwrap().to_owned());
    }
    expect_limit(for_customer(json!([6]), "bob").authorised(&clerk).send().await, 2, 2);
    // What the box office holds for a customer counts for the account with which he buys online.
    expect_limit(hold(app, event, &json!([6, 7])).authorised(ann).send().await, 2, 1);
    let confirm = app.post(&format!("/reservations/{event}/5/confirm")).hold_token(&tokens[2]).authorised(&clerk);
    let sold = confirm.header("idempotency-key", &new_key()).header("prefer", "wait=10").send().await.expect(201);
    let sold = app.state.engine.database.find_order(id(&sold).parse().unwrap()).await.unwrap().unwrap().placed;
    let account = |subject| AccountId::derive(ORDER_ID_SECRET.as_bytes(), &issuer.name(), subject);
    assert_eq!((sold.account, sold.buyer), (Some(account("clerk")), Some(account("ann"))));
    expect_limit(hold(app, event, &json!([6, 7])).authorised(ann).send().await, 2, 1);
    for token in &tokens[..2] {
        app.delete(&format!("/reservations/{event}")).hold_token(token).authorised(&clerk).send().await.expect(204);
    }
    sale.app.finish().await;
}

#[tokio::test]
async fn a_limit_out_of_range_is_refused() {
    let sale = Sale::start(true).await;
    for limit in [json!(0), json!(-1), json!(1001), json!(i64::MAX)] {
        let mut event = an_event();
        event["seatsPerBuyer"] = limit;
        let answer = sale.app.post("/admin/events").admin().json(&event).send().await;
        answer.expect_field_errors(&json!([
            { "field": "seatsPerBuyer", "code": "OUT_OF_RANGE", "min": 1, "max": 1000 },
        ]));
    }
    sale.app.finish().await;
}

#[tokio::test]
async fn where_redis_has_lost_its_count_mysql_keeps_the_limit_and_nobody_is_charged() {
    let sale = Sale::start(true).await;
    let Sale { app, ann, .. } = &sale;
    let event = limited(app, 2).await;
    let buy = async |seat: u32| {
        let token = sale.hold(ann, event, json!([seat])).await;
        sale.order(event, seat, &token, &new_key()).authorised(ann).send().await.expect(201)
    };
    for seat in [1, 2] {
        assert_eq!(buy(seat).await["status"], "CONFIRMED");
    }
    let names = &app.state.config.engine.names;
    let mut redis = RedisConnection::open(&app.state.config.engine.redis.url).await;
    let lost: u32 = redis.del(names.buyers(event.try_into().unwrap())).await.unwrap();
    assert_eq!(lost, 1);
    let refused = buy(3).await;
    assert_eq!((&refused["status"], &refused["reason"]), (&json!("CANCELLED"), &json!("BUYER_LIMIT")));
    let row = app.state.engine.database.find_order(id(&refused).parse().unwrap()).await.unwrap().unwrap().row;
    assert_eq!((row.state, row.reason), (OrderState::Cancelled, Some(CancelReason::BuyerLimit)));
    assert_eq!(row.payment_status, PaymentStatus::Voided);
    assert_eq!(app.statuses(event).await[2], "AVAILABLE");
    sale.app.finish().await;
}
