use chrono::{DateTime, TimeDelta, Utc};
use futures::future::join_all;
use serde_json::json;

use super::{assert_clean_slate, buy, ended, id, new_key, order, payments, two_prices};
use crate::support::{TestApp, eventually};

#[tokio::test]
async fn three_held_seats_become_a_confirmed_order_with_tickets_and_one_captured_charge() {
    let app = TestApp::start().await;
    let event = app.create_event(5).await;
    let answer = buy(&app, event, &[3, 1, 2], "sim_approve").await;
    assert_eq!(answer.header("preference-applied"), "wait=10");
    let location = answer.header("location").to_owned();
    let order = answer.expect(201);
    assert_eq!(location, format!("/api/orders/{}", id(&order)));
    assert_eq!((&order["status"], &order["paymentStatus"]), (&json!("CONFIRMED"), &json!("CAPTURED")));
    assert_eq!(
        (&order["seatIds"], &order["amount"], &order["currency"]),
        (&json!([1, 2, 3]), &json!(150_000), &json!("KRW"))
    );
    let tickets = order["tickets"].as_array().unwrap();
    assert_eq!(tickets.iter().map(|t| t["label"].as_str().unwrap()).collect::<Vec<_>>(), ["A-1", "A-2", "A-3"]);
    assert!(tickets.iter().all(|ticket| ticket["code"].as_str().unwrap().len() == 20));
    assert_eq!(payments(&app, &id(&order)).await, [("CAPTURED".to_owned(), Some(150_000))]);
    assert_eq!(app.statuses(event).await, ["SOLD", "SOLD", "SOLD", "AVAILABLE", "AVAILABLE"]);
    app.finish().await;
}

#[tokio::test]
async fn without_a_wait_the_order_is_accepted_at_once_and_visible_from_then_on() {
    let app = TestApp::start().await;
    let event = app.create_event(2).await;
    let token = app.hold(event, &[1]).await;
    let accepted = order(&app, &new_key(), &token, event, &[1], "sim_delay_300").send().await.expect(202);
    assert_eq!(accepted["status"], "PENDING");
    app.get(&format!("/orders/{}", id(&accepted))).send().await.expect(200);
    assert_eq!(ended(&app, &id(&accepted)).await["status"], "CONFIRMED");
    app.finish().await;
}

#[tokio::test]
async fn an_order_that_does_not_end_within_its_wait_returns_202() {
    let app = TestApp::start().await;
    let event = app.create_event(2).await;
    let token = app.hold(event, &[1]).await;
    let call = order(&app, &new_key(), &token, event, &[1], "sim_delay_3000").header("prefer", "wait=1");
    let accepted = call.send().await.expect(202);
    assert_eq!(ended(&app, &id(&accepted)).await["status"], "CONFIRMED");
    app.finish().await;
}

#[tokio::test]
async fn a_declined_card_leaves_a_clean_slate() {
    let app = TestApp::start().await;
    let event = app.create_event(3).await;
    let order = buy(&app, event, &[1, 2], "sim_decline").await.expect(201);
    assert_clean_slate(&app, event, &order, "PAYMENT_DECLINED", "DECLINED").await;
    app.finish().await;
}

#[tokio::test]
async fn a_way_to_pay_that_the_gateway_does_not_know_fails_the_payment() {
    let app = TestApp::start().await;
    let event = app.create_event(2).await;
    let order = buy(&app, event, &[1, 2], "sim_barter").await.expect(201);
    assert_clean_slate(&app, event, &order, "PAYMENT_FAILED", "VOIDED").await;
    app.finish().await;
}

#[tokio::test]
async fn a_capture_that_is_refused_for_good_leaves_a_clean_slate() {
    let app = TestApp::start().await;
    let event = app.create_event(3).await;
    let order = buy(&app, event, &[1, 2], "sim_capture_refuse").await.expect(201);
    assert_eq!((&order["status"], &order["reason"]), (&json!("CANCELLED"), &json!("PAYMENT_FAILED")), "{order}");
    assert!(app.statuses(event).await.iter().all(|status| status == "AVAILABLE"));
    let ledger = payments(&app, &id(&order)).await;
    assert!(ledger.iter().all(|(status, _)| status != "CAPTURED" && status != "AUTHORIZED"), "{ledger:?}");
    app.finish().await;
}

#[tokio::test]
async fn a_gateway_that_fails_briefly_is_called_again_with_the_same_key() {
    let app = TestApp::start().await;
    let event = app.create_event(4).await;
    for (seat, method) in
        [(1, "sim_unavailable_2"), (2, "sim_lost_2"), (3, "sim_capture_fail_2"), (4, "sim_delay_1500")]
    {
        let order = buy(&app, event, &[seat], method).await.expect(201);
        assert_eq!(order["status"], "CONFIRMED", "{method}: {order}");
        assert_eq!(payments(&app, &id(&order)).await, [("CAPTURED".to_owned(), Some(50_000))], "{method}");
    }
    app.finish().await;
}

#[tokio::test]
async fn a_pending_payment_shows_as_such_until_the_callback_settles_it() {
    let app = TestApp::start().await;
    let event = app.create_event(2).await;
    let token = app.hold(event, &[1]).await;
    let accepted = order(&app, &new_key(), &token, event, &[1], "sim_pending_1000").send().await.expect(202);
    let path = format!("/orders/{}", id(&accepted));
    let pending = eventually("the order waits for its payment", async || {
        let order = app.get(&path).send().await.expect(200);
        (order["paymentStatus"] == "PENDING").then_some(order)
    })
    .await;
    assert_eq!(pending["status"], "PENDING");
    let order = ended(&app, &id(&accepted)).await;
    assert_eq!(order["status"], "CONFIRMED");
    let [created_at, updated_at]: [DateTime<Utc>; 2] =
        ["createdAt", "updatedAt"].map(|field| order[field].as_str().unwrap().parse().unwrap());
    assert!(updated_at - created_at < TimeDelta::seconds(5), "the callback settles it before the next query");
    app.finish().await;
}

#[tokio::test]
async fn a_payment_that_never_settles_ends_at_the_deadline() {
    let app = TestApp::start_with(|config| config.engine.payment_deadline_seconds = 2).await;
    let event = app.create_event(2).await;
    let order = buy(&app, event, &[1], "sim_never").await.expect(201);
    assert_clean_slate(&app, event, &order, "PAYMENT_TIMEOUT", "VOIDED").await;
    app.finish().await;
}

#[tokio::test]
async fn an_approval_that_comes_after_the_deadline_charges_nobody() {
    let app = TestApp::start_with(|config| config.engine.payment_deadline_seconds = 1).await;
    let event = app.create_event(2).await;
    let order = buy(&app, event, &[1], "sim_delay_3000").await.expect(201);
    assert_clean_slate(&app, event, &order, "PAYMENT_TIMEOUT", "VOIDED").await;
    app.finish().await;
}

#[tokio::test]
async fn the_seats_of_a_failed_order_can_be_sold_again() {
    let app = TestApp::start().await;
    let event = app.create_event(1).await;
    buy(&app, event, &[1], "sim_decline").await.expect(201);
    assert_eq!(buy(&app, event, &[1], "sim_approve").await.expect(201)["status"], "CONFIRMED");
    app.finish().await;
}

#[tokio::test]
async fn two_keys_that_race_for_one_hold_sell_it_once() {
    let app = TestApp::start().await;
    let event = app.create_event(20).await;
    for seat in 1..=20 {
        let token = app.hold(event, &[seat]).await;
        let race = (0..2).map(async |_| {
            order(&app, &new_key(), &token, event, &[seat], "sim_approve").header("prefer", "wait=10").send().await
        });
        let answers = join_all(race).await;
        let confirmed = answers.iter().filter(|answer| answer.json()["status"] == "CONFIRMED").count();
        assert_eq!(confirmed, 1, "{answers:?}");
        for answer in
            answers.into_iter().filter(|answer| answer.status == 201 && answer.json()["status"] != "CONFIRMED")
        {
            let lost = answer.json();
            assert!(["HOLD_EXPIRED", "HOLD_MISMATCH"].contains(&lost["reason"].as_str().unwrap()), "{lost}");
            assert!(payments(&app, &id(&lost)).await.iter().all(|(status, _)| status == "VOIDED"));
        }
    }
    assert!(app.statuses(event).await.iter().all(|status| status == "SOLD"));
    app.finish().await;
}

#[tokio::test]
async fn fifty_equal_requests_at_once_are_one_order_and_one_charge() {
    let app = TestApp::start().await;
    let event = app.create_event(2).await;
    let (token, key) = (app.hold(event, &[1, 2]).await, new_key());
    let answers = join_all((0..50).map(async |_| {
        order(&app, &key, &token, event, &[1, 2], "sim_approve").header("prefer", "wait=10").send().await
    }))
    .await;
    let fresh = answers.iter().filter(|answer| answer.header("idempotent-replayed").is_empty()).count();
    assert_eq!(fresh, 1, "{answers:?}");
    let orders: Vec<_> = answers.into_iter().map(|answer| answer.json()).collect();
    assert!(orders.iter().all(|order| order["status"] == "CONFIRMED" && id(order) == id(&orders[0])), "{orders:?}");
    assert_eq!(payments(&app, &id(&orders[0])).await, [("CAPTURED".to_owned(), Some(100_000))]);
    app.finish().await;
}

#[tokio::test]
async fn the_box_office_sells_a_held_seat_without_the_gateway() {
    let app = TestApp::start().await;
    let event = app.create_event(2).await;
    let token = app.hold(event, &[2]).await;
    let seat = 2;
    let confirm = |key: &str| {
        app.post(&format!("/reservations/{event}/{seat}/confirm")).hold_token(&token).header("idempotency-key", key)
    };
    confirm("k").send().await.expect_problem(401, "UNAUTHORIZED");
    let key = new_key();
    let order = confirm(&key).admin().header("prefer", "wait=10").send().await.expect(201);
    assert_eq!((&order["status"], &order["paymentStatus"]), (&json!("CONFIRMED"), &json!("NONE")));
    assert_eq!(payments(&app, &id(&order)).await, []);
    let repeat = confirm(&key).admin().send().await;
    assert_eq!(repeat.header("idempotent-replayed"), "true");
    assert_eq!(id(&repeat.expect(200)), id(&order));
    app.finish().await;
}

#[tokio::test]
async fn every_seat_costs_what_its_section_says() {
    let app = TestApp::start().await;
    let event = two_prices(&app, "KRW", [70_000, 30_001]).await;
    let other = two_prices(&app, "EUR", [1_250, 999]).await;
    for (event, seats, amount, currency) in [
        (event, &[2, 3, 4][..], 130_002, "KRW"),
        (event, &[1], 70_000, "KRW"),
        (other, &[1, 2, 3], 3_499, "EUR"),
        (other, &[4], 999, "EUR"),
    ] {
        let order = buy(&app, event, seats, "sim_approve").await.expect(201);
        assert_eq!((&order["amount"], &order["currency"]), (&json!(amount), &json!(currency)), "{seats:?}");
        assert_eq!(payments(&app, &id(&order)).await, [("CAPTURED".to_owned(), Some(amount))], "{seats:?}");
    }
    app.finish().await;
}

#[tokio::test]
async fn a_refund_gives_back_the_whole_price_of_an_order_over_two_sections() {
    let app = TestApp::start().await;
    let event = two_prices(&app, "KRW", [70_000, 30_001]).await;
    let order = buy(&app, event, &[1, 4], "sim_approve").await.expect(201);
    let refunded = app.post(&format!("/orders/{}/cancel", id(&order))).send().await.expect(200);
    assert_eq!((&refunded["status"], &refunded["amount"]), (&json!("REFUNDED"), &json!(100_001)));
    assert_eq!(payments(&app, &id(&order)).await, [("REFUNDED".to_owned(), Some(100_001))]);
    app.finish().await;
}
