//! Orders that give seats back while Redis and MySQL have different epochs of the event.

use std::time::Duration;

use holdfast_domain::EventId;

use super::{
    buy, id,
    steps::{
        history, is_running, seat,
        wire::{Step, Ways},
    },
};
use crate::support::{RedisConnection, TestApp, eventually, eventually_within};

/// Blocked steps are retried after growing pauses.
const LIMIT: Duration = Duration::from_secs(30);

/// Changes the epoch of the event's latest load into Redis, as a load does that never reached this Redis.
async fn change_epoch_in_redis(app: &TestApp, event: u64, by: i64) {
    let name = app.state.config.engine.names.seats(event.try_into().unwrap());
    let mut connection = RedisConnection::open(&app.state.config.engine.redis.url).await;
    redis::cmd("HINCRBY").arg(name).arg("@epoch").arg(by).exec_async(&mut connection).await.unwrap();
}

async fn assert_one_epoch(app: &TestApp, event: u64) {
    let event = EventId::try_from(event).unwrap();
    let in_redis = app.state.engine.seats.loaded_epoch(event).await.unwrap();
    assert!(in_redis.is_some());
    assert_eq!(in_redis, app.state.engine.database.epoch(event).await.unwrap());
}

#[tokio::test]
async fn a_declined_order_ends_when_the_epochs_differ_and_its_history_stays_short() {
    let app = TestApp::start().await;
    let event = app.create_event(2).await;
    for difference in [-1, 3] {
        change_epoch_in_redis(&app, event, difference).await;
        let declined = buy(&app, event, &[1], "sim_decline").await.expect(201);
        super::assert_clean_slate(&app, event, &declined, "PAYMENT_DECLINED", "DECLINED").await;
        assert_one_epoch(&app, event).await;
        let events = history(format!("order-{}", id(&declined))).await.len();
        assert!(events < 40, "{events} events");
    }
    app.finish().await;
}

#[tokio::test]
async fn a_refund_gives_the_seat_back_in_mysqls_epoch() {
    let app = TestApp::start().await;
    let event = app.create_event(2).await;
    let confirmed = buy(&app, event, &[1], "sim_approve").await.expect(201);
    change_epoch_in_redis(&app, event, -1).await;
    app.post(&format!("/orders/{}/cancel", id(&confirmed))).send().await;
    let workflow = format!("refund-{}", id(&confirmed));
    eventually("the workflow has ended", async || (!is_running(&workflow).await).then_some(())).await;
    assert_one_epoch(&app, event).await;
    assert_eq!(app.statuses(event).await, ["AVAILABLE", "AVAILABLE"]);
    app.finish().await;
}

#[tokio::test]
async fn a_load_during_a_refund_does_not_keep_the_seat() {
    let (app, ways) = Ways::start_with(|_| {}).await;
    let event = app.create_event(3).await;
    let cases = [(2, Step::Transaction("finish_refund"), "SOLD"), (3, Step::Script("give_back"), "AVAILABLE")];
    for (number, step, during) in cases {
        let confirmed = buy(&app, event, &[number], "sim_approve").await.expect(201);
        let blocked = ways.block(step);
        app.post(&format!("/orders/{}/cancel", id(&confirmed))).send().await;
        blocked.met().await;
        app.state.engine.loader.reload(event.try_into().unwrap()).await.unwrap();
        assert_eq!(seat(&app, event, number).await.unwrap(), during);
        blocked.disarm();
        let workflow = format!("refund-{}", id(&confirmed));
        eventually_within("the workflow has ended", LIMIT, async || (!is_running(&workflow).await).then_some(())).await;
        assert_eq!(eventually("the seat is free", async || seat(&app, event, number).await).await, "AVAILABLE");
        assert_one_epoch(&app, event).await;
    }
    app.finish().await;
}
