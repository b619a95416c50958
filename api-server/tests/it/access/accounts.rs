//! Holds and orders belong to the account of the token with which they were made.

use holdfast_domain::AccountId;
use holdfast_test_support::{ORDER_ID_SECRET, TokenIssuer};
use jsonwebtoken::Algorithm;
use serde_json::{Value, json};

use super::start;
use crate::{
    orders::{buy, id, new_key},
    support::{ADMIN_TOKEN, Call, TestApp, an_event},
};

/// An app, and the tokens of two buyers.
pub(super) struct Sale {
    pub(super) app: TestApp,
    pub(super) issuer: TokenIssuer,
    pub(super) ann: String,
    pub(super) bob: String,
}

impl Sale {
    pub(super) async fn start(guests: bool) -> Self {
        let issuer = TokenIssuer::start(Algorithm::EdDSA).await;
        let app = start(&issuer, guests).await;
        let [ann, bob] = ["ann", "bob"].map(|subject| issuer.token(subject, "hold order"));
        Self { app, issuer, ann, bob }
    }

    /// Holds seats of an event; returns the token of the hold.
    pub(super) async fn hold(&self, token: &str, event: u64, seats: Value) -> String {
        let hold = self.app.post("/reservations").json(&json!({ "eventId": event, "seatIds": seats }));
        let hold = hold.authorised(token).send().await.expect(201);
        hold["holdToken"].as_str().unwrap().to_owned()
    }

    /// A request for the order of a held seat.
    pub(super) fn order(&self, event: u64, seat: u32, hold: &str, key: &str) -> Call {
        let order = self.app.post("/orders").json(&json!({ "eventId": event, "seatIds": [seat] }));
        order.hold_token(hold).header("idempotency-key", key).header("prefer", "wait=10")
    }
}

#[tokio::test]
async fn an_order_is_only_for_its_account_and_for_operators() {
    let sale = Sale::start(true).await;
    let Sale { app, issuer, ann, bob } = &sale;
    let event = app.create_event(1).await;
    let hold = sale.hold(ann, event, json!([1])).await;
    let order = id(&sale.order(event, 1, &hold, &new_key()).authorised(ann).send().await.expect(201));
    let (path, stream) = (format!("/orders/{order}"), format!("/orders/{order}/stream"));
    let cancel = format!("/orders/{order}/cancel");

    app.get(&path).send().await.expect_problem(404, "ORDER_NOT_FOUND");
    app.get(&stream).send().await.expect_problem(404, "ORDER_NOT_FOUND");
    app.post(&cancel).send().await.expect_problem(404, "ORDER_NOT_FOUND");
    let refunds = issuer.token("clerk", "order order:refund");
    let audit = issuer.token("auditor", "order audit");
    for (path, call, tokens) in [
        (&path, app.get(&path), [bob, &refunds]),
        (&stream, app.get(&stream), [bob, &refunds]),
        (&cancel, app.post(&cancel), [bob, &audit]),
    ] {
        for token in tokens {
            let call = Call(call.0.try_clone().unwrap()).authorised(token);
            call.send().await.expect_problem(404, "ORDER_NOT_FOUND");
        }
        assert_eq!(app.get(path.trim_end_matches("/cancel")).authorised(ann).send().await.status, 200, "{path}");
    }
    for token in [&audit, ADMIN_TOKEN] {
        assert_eq!(app.get(&path).authorised(token).send().await.expect(200)["status"], "CONFIRMED");
    }
    let cancelled = app.post(&cancel).authorised(&refunds).send().await;
    assert!(cancelled.status.is_success(), "{cancelled:?}");
    sale.app.finish().await;
}

#[tokio::test]
async fn an_order_without_a_row_is_only_for_its_account() {
    let sale = Sale::start(true).await;
    let Sale { app, ann, bob, .. } = &sale;
    let event = app.create_event(1).await;
    let hold = sale.hold(ann, event, json!([1])).await;
    let blocked = app.block_orders().await;
    let order = app.post("/orders").json(&json!({ "eventId": event, "seatIds": [1] }));
    let order = order.hold_token(&hold).header("idempotency-key", &new_key()).authorised(ann).send().await;
    let order = id(&order.expect(202));
    let (path, cancel) = (format!("/orders/{order}"), format!("/orders/{order}/cancel"));
    app.get(&path).authorised(bob).send().await.expect_problem(404, "ORDER_NOT_FOUND");
    app.post(&cancel).authorised(bob).send().await.expect_problem(404, "ORDER_NOT_FOUND");
    app.post(&cancel).send().await.expect_problem(404, "ORDER_NOT_FOUND");
    // Temporal knows the account too, for other servers.
    let known = app.state.engine.orders.find(order.parse().unwrap()).await.unwrap().expect("the workflow");
    assert!(known.memo.account.is_some());
    app.get(&path).authorised(ann).send().await.expect(200);
    drop(blocked);
    let ended = app.get(&format!("{path}?wait=10")).authorised(ann).send().await.expect(200);
    assert_eq!(ended["status"], "CONFIRMED");
    sale.app.finish().await;
}

#[tokio::test]
async fn a_hold_is_only_for_its_account() {
    let sale = Sale::start(true).await;
    let Sale { app, ann, bob, .. } = &sale;
    let event = app.create_event(2).await;
    let hold = sale.hold(ann, event, json!([1])).await;
    let path = format!("/reservations/{event}");
    let requests: [(&str, &dyn Fn() -> Call); 5] = [
        ("read", &|| app.get(&path)),
        ("extend", &|| app.post(&format!("{path}/extend"))),
        ("extend by seat", &|| app.post(&format!("{path}/1/extend"))),
        ("add", &|| app.post("/reservations").json(&json!({ "eventId": event, "seatIds": [2] }))),
        ("order", &|| sale.order(event, 1, &hold, &new_key())),
    ];
    for (what, request) in requests {
        for (who, call) in [("bob", request().authorised(bob)), ("a guest", request())] {
            let answer = call.hold_token(&hold).send().await;
            assert_eq!(answer.status, 410, "{who} can {what}: {answer:?}");
        }
    }
    for release in [path.clone(), format!("{path}/1")] {
        app.delete(&release).hold_token(&hold).authorised(bob).send().await.expect(204);
        app.delete(&release).hold_token(&hold).send().await.expect(204);
    }
    assert_eq!(app.statuses(event).await, ["HELD", "AVAILABLE"]);
    // Nor does an account get what a guest holds.
    let guests = app.hold(event, &[2]).await;
    app.get(&path).hold_token(&guests).authorised(bob).send().await.expect_problem(410, "RESERVATION_EXPIRED");

    app.get(&path).hold_token(&hold).authorised(ann).send().await.expect(200);
    app.post(&format!("{path}/1/extend")).hold_token(&hold).authorised(ann).send().await.expect(200);
    app.delete(&path).hold_token(&hold).authorised(ann).send().await.expect(204);
    app.delete(&path).hold_token(&guests).send().await.expect(204);
    assert_eq!(app.statuses(event).await, ["AVAILABLE", "AVAILABLE"]);
    sale.app.finish().await;
}

#[tokio::test]
async fn a_key_belongs_to_its_account() {
    let sale = Sale::start(true).await;
    let Sale { app, issuer, ann, bob } = &sale;
    let (event, key) = (app.create_event(3).await, new_key());
    let mut orders = Vec::new();
    for (seat, token) in [(1, Some(ann)), (2, Some(bob)), (3, None)] {
        // The key of a hold, and of an order.
        let hold = app.post("/reservations").json(&json!({ "eventId": event, "seatIds": [seat] }));
        let hold = hold.header("idempotency-key", &key);
        let hold = if let Some(token) = token { hold.authorised(token) } else { hold };
        let hold = hold.send().await.expect(201)["holdToken"].as_str().unwrap().to_owned();
        let order = || {
            let order = sale.order(event, seat, &hold, &key);
            if let Some(token) = token { order.authorised(token) } else { order }
        };
        let placed = id(&order().send().await.expect(201));
        let again = order().send().await;
        assert_eq!(again.header("idempotent-replayed"), "true");
        assert_eq!(id(&again.expect(200)), placed);
        orders.push(placed);
    }
    // Another token of the same subject is the same account, whatever else is in it.
    let path = format!("/orders/{}", orders[0]);
    app.get(&path).authorised(&issuer.token("ann", "openid order")).send().await.expect(200);
    orders.sort_unstable();
    orders.dedup();
    assert_eq!(orders.len(), 3);
    sale.app.finish().await;
}

#[tokio::test]
async fn a_key_of_a_new_event_belongs_to_its_account() {
    let sale = Sale::start(false).await;
    let (app, key) = (&sale.app, new_key());
    let create = async |token: &str| {
        let call = app.post("/admin/events").header("idempotency-key", &key).json(&an_event());
        let event = call.authorised(token).send().await;
        assert!(event.status.is_success(), "{event:?}");
        event.json()["id"].clone()
    };
    let [ann, bob] = ["ann", "bob"].map(|subject| sale.issuer.token(subject, "event:write"));
    let events = [create(&ann).await, create(&bob).await, create(ADMIN_TOKEN).await];
    assert_eq!([create(&ann).await, create(&bob).await, create(ADMIN_TOKEN).await], events);
    assert!(events[0] != events[1] && events[1] != events[2] && events[0] != events[2], "{events:?}");
    sale.app.finish().await;
}

#[tokio::test]
async fn an_account_is_stored_without_its_subject() {
    let sale = Sale::start(false).await;
    let Sale { app, issuer, ann, .. } = &sale;
    let event = app.create_event(1).await;
    app.post("/reservations")
        .json(&json!({ "eventId": event, "seatIds": [1] }))
        .send()
        .await
        .expect_problem(401, "UNAUTHORIZED");
    let hold = sale.hold(ann, event, json!([1])).await;
    let order = id(&sale.order(event, 1, &hold, &new_key()).authorised(ann).send().await.expect(201));
    let stored = app.state.engine.database.find_order(order.parse().unwrap()).await.unwrap().unwrap();
    let account = AccountId::derive(ORDER_ID_SECRET.as_bytes(), &issuer.name(), "ann");
    assert_eq!(stored.placed.account, Some(account));
    assert!(!format!("{stored:?}").contains("ann"), "{stored:?}");
    sale.app.finish().await;
}

#[tokio::test]
async fn a_guests_order_is_for_everybody_who_knows_its_id() {
    let sale = Sale::start(true).await;
    let Sale { app, ann, .. } = &sale;
    let event = app.create_event(1).await;
    let order = id(&buy(app, event, &[1], "sim_approve").await.expect(201));
    app.get(&format!("/orders/{order}")).authorised(ann).send().await.expect(200);
    sale.app.finish().await;
}
