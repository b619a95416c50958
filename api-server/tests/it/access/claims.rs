//! Orders are claimed for an account.

use futures::future::join_all;
use serde_json::json;

use super::browser::{Browser, Site};
use crate::{
    orders::{buy, id, new_key, order},
    support::TestApp,
};

/// The token of a new guest.
fn guest(app: &TestApp) -> String {
    app.state.verifier.issue_to_guest().unwrap().token
}

#[tokio::test]
async fn an_order_of_nobody_is_claimed_by_its_id_once_and_for_one_account() {
    let app = TestApp::start().await;
    let event = app.create_event(1).await;
    let bought = buy(&app, event, &[1], "sim_approve").await.expect(201);
    let (path, claim) = (format!("/orders/{}", id(&bought)), format!("/account/orders/{}", id(&bought)));
    let [ann, bob] = [guest(&app), guest(&app)];
    app.put(&claim).send().await.expect_problem(401, "UNAUTHORIZED");
    app.put(&claim).admin().send().await.expect_problem(401, "UNAUTHORIZED");
    app.get(&path).authorised(&bob).send().await.expect(200);
    for _ in 0..2 {
        let claimed = app.put(&claim).authorised(&ann).send().await.expect(200);
        assert_eq!((&claimed["orderId"], &claimed["tickets"]), (&bought["orderId"], &bought["tickets"]));
    }
    app.put(&claim).authorised(&bob).send().await.expect_problem(404, "ORDER_NOT_FOUND");
    app.get(&path).authorised(&bob).send().await.expect_problem(404, "ORDER_NOT_FOUND");
    app.get(&path).send().await.expect_problem(404, "ORDER_NOT_FOUND");
    app.post(&format!("{path}/cancel")).send().await.expect_problem(404, "ORDER_NOT_FOUND");
    app.get(&path).authorised(&ann).send().await.expect(200);
    app.get(&path).admin().send().await.expect(200);
    let listed = app.get("/account/orders").authorised(&ann).send().await.expect(200);
    assert_eq!(listed["items"][0]["orderId"], bought["orderId"]);
    assert_eq!(app.get("/account/orders").authorised(&bob).send().await.expect(200)["items"], json!([]));
    let cancelled = app.post(&format!("{path}/cancel")).authorised(&ann).send().await;
    assert!(cancelled.status.is_success(), "{cancelled:?}");
    app.finish().await;
}

#[tokio::test]
async fn an_order_of_a_guest_is_claimed_with_the_guests_token() {
    let site = Site::start().await;
    let app = &site.app;
    let event = app.create_event(3).await;
    let mut guest = Browser::default();
    let token = guest.become_guest(app).await;
    let orders = [guest.buy(app, event, 1).await, guest.buy(app, event, 2).await, guest.buy(app, event, 3).await];
    let path = |order: &str| format!("/account/orders/{order}");
    let (mut ann, mut bob) = (site.browser("ann").await, site.browser("bob").await);
    // Nobody else has it, neither by its id nor with the token of another guest.
    bob.call(app.put(&path(&orders[0]))).await.expect_problem(404, "ORDER_NOT_FOUND");
    let other = self::guest(app);
    bob.call(app.put(&path(&orders[0])).json(&json!({ "guestToken": other })))
        .await
        .expect_problem(404, "ORDER_NOT_FOUND");
    let wrong = app.put(&path(&orders[0])).json(&json!({ "guestToken": "wrong" }));
    bob.call(wrong).await.expect_faults(&["guestToken"]);
    bob.call(app.put(&path(&orders[0])).json(&json!({ "token": token })))
        .await
        .expect_problem(400, "MALFORMED_REQUEST");

    // In the body, on another device.
    ann.call(app.put(&path(&orders[0])).json(&json!({ "guestToken": token }))).await.expect(200);
    // By the cookie of the browser that logs in. An invalid one is no fault of the claim.
    guest.log_in(app, "ann", "/").await;
    guest.read_csrf_token(app).await;
    guest.call(app.put(&path(&orders[1]))).await.expect(200);
    guest.set_cookie(app, "__Host-guest", Some("wrong"));
    guest.call(app.put(&path(&orders[1]))).await.expect(200);
    guest.call(app.put(&path(&orders[2]))).await.expect_problem(404, "ORDER_NOT_FOUND");

    let listed = ann.call(app.get("/account/orders")).await.expect(200);
    let listed: Vec<_> = listed["items"].as_array().unwrap().iter().map(id).collect();
    assert_eq!(listed, [orders[1].clone(), orders[0].clone()]);
    // The guest has what was not claimed.
    let rest = app.get("/account/orders").authorised(&token).send().await.expect(200);
    assert_eq!(rest["items"].as_array().unwrap().iter().map(id).collect::<Vec<_>>(), [orders[2].clone()]);
    app.put(&path(&orders[0])).authorised(&token).send().await.expect_problem(404, "ORDER_NOT_FOUND");
    site.app.finish().await;
}

#[tokio::test]
async fn of_many_claims_at_once_one_wins() {
    let app = TestApp::start().await;
    let event = app.create_event(3).await;
    for seat in 1..=3 {
        let order = id(&buy(&app, event, &[seat], "sim_approve").await.expect(201));
        let path = format!("/account/orders/{order}");
        let guests: Vec<_> = (0..20).map(|_| guest(&app)).collect();
        let claims = guests.iter().map(async |guest| app.put(&path).authorised(guest).send().await.status.as_u16());
        let statuses = join_all(claims).await;
        assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
        assert!(statuses.iter().all(|status| [200, 404].contains(status)), "{statuses:?}");
        let winner = statuses.iter().position(|status| *status == 200).unwrap();
        for (number, guest) in guests.iter().enumerate() {
            let listed = app.get("/account/orders").authorised(guest).send().await.expect(200);
            assert_eq!(listed["items"].as_array().unwrap().len(), usize::from(number == winner));
        }
    }
    app.finish().await;
}

#[tokio::test]
async fn an_order_under_way_is_claimed_when_it_is_recorded() {
    let app = TestApp::start().await;
    let event = app.create_event(2).await;
    let ann = guest(&app);
    // A payment that takes a while: the order has a row, and is PENDING.
    let hold = app.hold(event, &[1]).await;
    let placed = order(&app, &new_key(), &hold, event, &[1], "sim_delay_1500").send().await.expect(202);
    let (path, claim) = (format!("/orders/{}", id(&placed)), format!("/account/orders/{}", id(&placed)));
    app.put(&claim).authorised(&ann).send().await.expect(200);
    app.get(&path).send().await.expect_problem(404, "ORDER_NOT_FOUND");
    let ended = app.get(&format!("{path}?wait=10")).authorised(&ann).send().await.expect(200);
    assert_eq!(ended["status"], "CONFIRMED");

    // One that can't be recorded now: nobody can tell, so the claim must be repeated.
    let hold = app.hold(event, &[2]).await;
    let blocked = app.block_orders().await;
    let placed = order(&app, &new_key(), &hold, event, &[2], "sim_approve").send().await.expect(202);
    let claim = format!("/account/orders/{}", id(&placed));
    app.put(&claim).authorised(&ann).send().await.expect_problem(503, "UNAVAILABLE");
    drop(blocked);
    app.put(&claim).authorised(&ann).send().await.expect(200);
    app.get(&format!("/orders/{}?wait=10", id(&placed))).authorised(&ann).send().await.expect(200);
    let unknown = "/account/orders/00000000-0000-8000-8000-000000000000";
    app.put(unknown).authorised(&ann).send().await.expect_problem(404, "ORDER_NOT_FOUND");
    app.finish().await;
}

#[tokio::test]
async fn a_repeat_of_the_request_returns_an_order_that_was_claimed_meanwhile() {
    let app = TestApp::start().await;
    let event = app.create_event(1).await;
    let (hold, key) = (app.hold(event, &[1]).await, new_key());
    let place = || order(&app, &key, &hold, event, &[1], "sim_approve").header("prefer", "wait=10");
    let placed = id(&place().send().await.expect(201));
    app.put(&format!("/account/orders/{placed}")).authorised(&guest(&app)).send().await.expect(200);
    // Who knows the key and the token of the hold has placed the order.
    assert_eq!(id(&place().send().await.expect(200)), placed);
    app.finish().await;
}
