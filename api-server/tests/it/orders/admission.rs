//! More orders than the engine handles: the admission queue, and a refusal that keeps the buyer's hold.

use std::{
    pin::pin,
    time::{Duration, Instant},
};

use futures::future::join_all;
use holdfast_order_engine::AdmissionConfig;
use serde_json::{Value, json};
use tokio::time::timeout;

use super::{ended, id, new_key, order};
use crate::support::{Answer, TestApp};

/// An app that works on one order at a time.
async fn one_at_a_time(waiting: usize) -> TestApp {
    TestApp::start_with(|config| {
        let timeout = Duration::from_secs(5);
        config.admission = AdmissionConfig { min: 1, max: 1, waiting, timeout };
    })
    .await
}

/// Places an order.
async fn occupy(app: &TestApp, event: u64, seat: u32) -> String {
    let token = app.hold(event, &[seat]).await;
    id(&order(app, &new_key(), &token, event, &[seat], "sim_approve").send().await.expect(202))
}

fn retry_after(answer: &Answer) -> u64 {
    answer.header("retry-after").parse().unwrap()
}

#[tokio::test]
async fn an_order_waits_for_its_turn_and_is_then_accepted() {
    let app = one_at_a_time(10).await;
    let event = app.create_event(2).await;
    let blocked = app.block_orders().await;
    let first = occupy(&app, event, 1).await;
    let token = app.hold(event, &[2]).await;
    let later = order(&app, &new_key(), &token, event, &[2], "sim_approve").header("prefer", "wait=10").send();
    let mut later = pin!(later);
    timeout(Duration::from_millis(300), &mut later).await.expect_err("the first order is still under way");
    drop(blocked);
    assert_eq!(later.await.expect(201)["status"], json!("CONFIRMED"));
    assert_eq!(ended(&app, &first).await["status"], json!("CONFIRMED"));
    app.finish().await;
}

#[tokio::test]
async fn a_refused_order_keeps_its_hold_and_is_accepted_later_with_the_same_key() {
    let app = one_at_a_time(10).await;
    let event = app.create_event(2).await;
    let blocked = app.block_orders().await;
    let first = occupy(&app, event, 1).await;
    // This hold would expire before its order could be placed again.
    let hold = app.post("/reservations").json(&json!({ "eventId": event, "seatIds": [2], "holdSeconds": 5 }));
    let token = hold.send().await.expect(201)["holdToken"].as_str().unwrap().to_owned();
    let key = new_key();
    let place = || order(&app, &key, &token, event, &[2], "sim_approve");

    let asked = Instant::now();
    let refused = place().header("prefer", "wait=0").send().await;
    assert!(asked.elapsed() < Duration::from_secs(1));
    assert!(retry_after(&refused) >= 1);
    refused.expect_problem(503, "TOO_BUSY");
    let left = app.get(&format!("/reservations/{event}")).hold_token(&token).send().await.expect(200);
    assert!(left["expiresInSeconds"].as_u64().unwrap() > 20, "{left}");

    drop(blocked);
    ended(&app, &first).await;
    assert_eq!(place().header("prefer", "wait=10").send().await.expect(201)["status"], json!("CONFIRMED"));
    app.finish().await;
}

#[tokio::test]
async fn an_order_that_is_sent_twice_at_once_while_it_waits_is_one_order() {
    let app = one_at_a_time(10).await;
    let event = app.create_event(2).await;
    let blocked = app.block_orders().await;
    let first = occupy(&app, event, 1).await;
    let (token, key) = (app.hold(event, &[2]).await, new_key());
    let twice =
        (0..2).map(|_| order(&app, &key, &token, event, &[2], "sim_approve").header("prefer", "wait=10").send());
    let freed = async { drop(blocked) };
    let (answers, ()) = tokio::join!(join_all(twice), freed);
    let orders: Vec<Value> = answers.into_iter().map(|answer| answer.json()).collect();
    assert_eq!(orders[0]["orderId"], orders[1]["orderId"]);
    assert_eq!((&orders[0]["status"], &orders[1]["status"]), (&json!("CONFIRMED"), &json!("CONFIRMED")));
    ended(&app, &first).await;
    app.finish().await;
}

/// A delayed order makes room for others after a time, but a repeat of its request must not return a refusal.
#[tokio::test]
async fn a_repeat_of_an_accepted_order_is_never_refused_as_busy() {
    let app = one_at_a_time(10).await;
    let event = app.create_event(2).await;
    let blocked = app.block_orders().await;
    let (token, key) = (app.hold(event, &[1]).await, new_key());
    let place = || order(&app, &key, &token, event, &[1], "sim_approve").header("prefer", "wait=0").send();
    let accepted = id(&place().await.expect(202));
    assert_eq!(id(&place().await.expect(202)), accepted);
    let other = occupy(&app, event, 2).await;
    assert_eq!(id(&place().await.expect(202)), accepted);
    drop(blocked);
    assert_eq!(ended(&app, &accepted).await["status"], json!("CONFIRMED"));
    assert_eq!(ended(&app, &other).await["status"], json!("CONFIRMED"));
    app.finish().await;
}

#[tokio::test]
async fn orders_beyond_the_bound_of_the_admission_queue_are_refused_at_once() {
    let app = one_at_a_time(1).await;
    let event = app.create_event(3).await;
    let blocked = app.block_orders().await;
    let first = occupy(&app, event, 1).await;
    let tokens = [app.hold(event, &[2]).await, app.hold(event, &[3]).await];
    let orders = (2..).zip(&tokens).map(|(seat, token)| {
        let call = order(&app, &new_key(), token, event, &[seat], "sim_approve");
        async move {
            let asked = Instant::now();
            (call.header("prefer", "wait=10").send().await, asked.elapsed())
        }
    });
    let freed = async { drop(blocked) };
    let (answers, ()) = tokio::join!(join_all(orders), freed);
    let (refused, accepted): (Vec<_>, Vec<_>) = answers.into_iter().partition(|(answer, _)| answer.status == 503);
    assert_eq!((refused.len(), accepted.len()), (1, 1));
    assert!(refused.iter().all(|(_, took)| *took < Duration::from_secs(1)));
    ended(&app, &first).await;
    app.delete(&format!("/reservations/{event}/2")).hold_token(&tokens[0]).send().await;
    app.delete(&format!("/reservations/{event}/3")).hold_token(&tokens[1]).send().await;
    app.finish().await;
}

#[tokio::test]
async fn a_slow_payment_at_the_gateway_delays_no_other_order() {
    let app = one_at_a_time(10).await;
    let event = app.create_event(2).await;
    let (slow, quick) = (app.hold(event, &[1]).await, app.hold(event, &[2]).await);
    let slow = order(&app, &new_key(), &slow, event, &[1], "sim_delay_3000").send().await.expect(202);
    let asked = Instant::now();
    let quick = order(&app, &new_key(), &quick, event, &[2], "sim_approve").header("prefer", "wait=10").send().await;
    assert_eq!(quick.expect(201)["status"], json!("CONFIRMED"));
    assert!(asked.elapsed() < Duration::from_secs(2));
    assert_eq!(ended(&app, &id(&slow)).await["status"], json!("CONFIRMED"));
    app.finish().await;
}
