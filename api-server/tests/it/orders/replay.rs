use serde_json::json;

use super::{ended, id, new_key, order};
use crate::support::TestApp;

#[tokio::test]
async fn a_repeat_under_way_and_after_the_end_is_the_same_order() {
    let app = TestApp::start().await;
    let event = app.create_event(3).await;
    let (token, key) = (app.hold(event, &[1, 2]).await, new_key());
    let first = order(&app, &key, &token, event, &[1, 2], "sim_delay_500").send().await.expect(202);
    let under_way = order(&app, &key, &token, event, &[2, 1], "sim_delay_500").send().await;
    assert_eq!(under_way.header("idempotent-replayed"), "true");
    assert_eq!(id(&under_way.expect(202)), id(&first));
    ended(&app, &id(&first)).await;
    let quoted = order(&app, &format!("\"{key}\""), &token, event, &[1, 2], "sim_delay_500").send().await;
    assert_eq!(quoted.header("idempotent-replayed"), "true");
    let repeat = quoted.expect(200);
    assert_eq!((id(&repeat), &repeat["status"]), (id(&first), &json!("CONFIRMED")));
    app.finish().await;
}

#[tokio::test]
async fn an_absent_payment_method_equals_the_default() {
    let app = TestApp::start().await;
    let event = app.create_event(1).await;
    let (token, key) = (app.hold(event, &[1]).await, new_key());
    let body = json!({ "eventId": event, "seatIds": [1] });
    let bare = app.post("/orders").header("idempotency-key", &key).hold_token(&token).json(&body);
    let first = bare.header("prefer", "wait=10").send().await.expect(201);
    let repeat = order(&app, &key, &token, event, &[1], "sim_approve").send().await.expect(200);
    assert_eq!(id(&repeat), id(&first));
    app.finish().await;
}

#[tokio::test]
async fn the_same_key_with_anything_else_is_refused_without_an_order_id() {
    let app = TestApp::start().await;
    let event = app.create_event(4).await;
    let (token, key) = (app.hold(event, &[1, 2]).await, new_key());
    let first =
        order(&app, &key, &token, event, &[1], "sim_approve").header("prefer", "wait=10").send().await.expect(201);
    let other_token = app.hold(event, &[3]).await;
    for call in [
        order(&app, &key, &token, event, &[2], "sim_approve"),
        order(&app, &key, &token, event, &[1, 2], "sim_approve"),
        order(&app, &key, &token, event, &[1], "sim_decline"),
        order(&app, &key, &other_token, event, &[1], "sim_approve"),
        order(&app, &key, &token, event + 1, &[1], "sim_approve"),
    ] {
        let problem = call.send().await.expect_problem(422, "IDEMPOTENCY_KEY_REUSED");
        assert!(!problem.to_string().contains(&id(&first)), "{problem}");
    }
    app.delete(&format!("/reservations/{event}")).hold_token(&token).send().await.expect(204);
    app.delete(&format!("/reservations/{event}")).hold_token(&other_token).send().await.expect(204);
    app.finish().await;
}

#[tokio::test]
async fn a_refusal_binds_nothing_and_the_key_may_come_again_with_a_new_hold() {
    let app = TestApp::start().await;
    let event = app.create_event(2).await;
    let (token, key) = (app.hold(event, &[1]).await, new_key());
    app.delete(&format!("/reservations/{event}")).hold_token(&token).send().await.expect(204);
    order(&app, &key, &token, event, &[1], "sim_approve").send().await.expect_problem(410, "RESERVATION_EXPIRED");
    let token = app.hold(event, &[2]).await;
    let order = order(&app, &key, &token, event, &[2], "sim_approve").header("prefer", "wait=10").send().await;
    assert_eq!(order.expect(201)["status"], "CONFIRMED");
    app.finish().await;
}
