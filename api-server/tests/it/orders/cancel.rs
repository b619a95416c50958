use serde_json::json;

use super::{assert_clean_slate, buy, ended, id, new_key, order, payments};
use crate::support::{TestApp, eventually};

#[tokio::test]
async fn an_order_that_waits_for_its_payment_is_cancelled_at_once() {
    let app = TestApp::start().await;
    let event = app.create_event(2).await;
    let token = app.hold(event, &[1, 2]).await;
    let accepted = order(&app, &new_key(), &token, event, &[1, 2], "sim_never").send().await.expect(202);
    let path = format!("/orders/{}", id(&accepted));
    eventually("the order waits for its payment", async || {
        let order = app.get(&path).send().await.expect(200);
        (order["paymentStatus"] == "PENDING").then_some(())
    })
    .await;
    let cancelled = app.post(&format!("/orders/{}/cancel", id(&accepted))).send().await.expect(200);
    assert_clean_slate(&app, event, &cancelled, "CUSTOMER_CANCELLED", "VOIDED").await;
    let repeat = app.post(&format!("/orders/{}/cancel", id(&accepted))).send().await.expect(200);
    assert_eq!(repeat, cancelled);
    app.finish().await;
}

/// A signal during an order's last workflow task makes Temporal retry that task, without our update.
#[tokio::test]
async fn an_order_that_gets_callbacks_while_it_is_cancelled_is_still_cancelled() {
    let app = TestApp::start().await;
    let event = app.create_event(8).await;
    for seat in 1..=8 {
        let token = app.hold(event, &[seat]).await;
        let accepted = order(&app, &new_key(), &token, event, &[seat], "sim_never").send().await.expect(202);
        let order_id = id(&accepted).parse().unwrap();
        let news = async {
            loop {
                app.state.engine.orders.payment_changed(order_id).await.unwrap();
            }
        };
        let path = format!("/orders/{order_id}/cancel");
        let cancelled = tokio::select! {
            answer = app.post(&path).send() => answer.expect(200),
            () = news => unreachable!("there is always more"),
        };
        assert_clean_slate(&app, event, &cancelled, "CUSTOMER_CANCELLED", "VOIDED").await;
    }
    app.finish().await;
}

#[tokio::test]
async fn a_confirmed_order_is_refunded_and_its_seats_are_free_again() {
    let app = TestApp::start().await;
    let event = app.create_event(2).await;
    let confirmed = buy(&app, event, &[1, 2], "sim_approve").await.expect(201);
    let path = format!("/orders/{}/cancel", id(&confirmed));
    let refunded = app.post(&path).send().await.expect(200);
    assert_eq!((&refunded["status"], &refunded["paymentStatus"]), (&json!("REFUNDED"), &json!("REFUNDED")));
    assert_eq!((&refunded["reason"], refunded.get("tickets")), (&json!("CUSTOMER_CANCELLED"), None));
    assert_eq!(payments(&app, &id(&confirmed)).await, [("REFUNDED".to_owned(), Some(100_000))]);
    eventually("all seats are free", async || {
        app.statuses(event).await.iter().all(|status| status == "AVAILABLE").then_some(())
    })
    .await;
    assert_eq!(app.post(&path).send().await.expect(200), refunded);
    assert_eq!(buy(&app, event, &[1], "sim_approve").await.expect(201)["status"], "CONFIRMED");
    app.finish().await;
}

#[tokio::test]
async fn an_order_that_was_cancelled_for_another_reason_stays_as_it_is() {
    let app = TestApp::start().await;
    let event = app.create_event(1).await;
    let declined = buy(&app, event, &[1], "sim_decline").await.expect(201);
    let repeat = app.post(&format!("/orders/{}/cancel", id(&declined))).send().await.expect(200);
    assert_eq!(repeat, declined);
    app.finish().await;
}

#[tokio::test]
async fn a_cancellation_that_races_the_sale_ends_in_one_of_two_clean_ends() {
    let app = TestApp::start().await;
    let event = app.create_event(12).await;
    for seat in 1..=12 {
        let token = app.hold(event, &[seat]).await;
        let method = format!("sim_delay_{}", (seat - 1) * 10);
        let accepted = order(&app, &new_key(), &token, event, &[seat], &method).send().await.expect(202);
        let path = format!("/orders/{}/cancel", id(&accepted));
        let answer = app.post(&path).send().await;
        assert!([200, 202].contains(&answer.status.as_u16()), "{answer:?}");
        let end = eventually("the order is refunded", async || {
            let order = ended(&app, &id(&accepted)).await;
            (order["status"] != "CONFIRMED").then_some(order)
        })
        .await;
        let ledger = payments(&app, &id(&accepted)).await;
        match end["status"].as_str().unwrap() {
            "CANCELLED" => assert!(ledger.iter().all(|(status, _)| status == "VOIDED"), "{ledger:?}"),
            "REFUNDED" => assert!(ledger.iter().all(|(status, _)| status == "REFUNDED"), "{ledger:?}"),
            other => panic!("{other}: {end}"),
        }
    }
    eventually("all seats are free", async || {
        app.statuses(event).await.iter().all(|status| status == "AVAILABLE").then_some(())
    })
    .await;
    app.finish().await;
}
