//! Order outcomes as a consumer reads them.

use std::time::{Duration, Instant};

use futures::future::join_all;
use holdfast_domain::{CancelReason, OrderId, OrderStatus, PaymentStatus, Principal, SeatId, fact::OrderOutcome};
use holdfast_messaging::{Error, Publisher};
use holdfast_test_support::eventually;
use opentelemetry::{
    Context,
    trace::{FutureExt, SpanContext, SpanId, TraceContextExt, TraceFlags, TraceId, TraceState},
};
use rdkafka::{
    ClientConfig, Message,
    consumer::{BaseConsumer, Consumer},
    message::Headers,
};
use serde_json::json;

use super::{DEADLINE, Kafka, event, feed::read_raw, moment};

pub(super) fn outcome(status: OrderStatus, reason: Option<CancelReason>) -> OrderOutcome {
    OrderOutcome {
        order_id: OrderId::derive(b"secret", Principal::Public, "key"),
        status,
        reason,
        event_id: event(7),
        seat_ids: vec![SeatId::try_from(1).unwrap()],
        total: serde_json::from_value(json!({ "amount": 50_000, "currency": "KRW" })).unwrap(),
        payment_status: PaymentStatus::Captured,
        updated_at: moment(),
    }
}

#[tokio::test]
async fn an_outcome_is_a_cloud_event_keyed_by_its_order() {
    let kafka = Kafka::new();
    let publisher = kafka.publisher();
    publisher.create_topics().await.unwrap();
    publisher.send_outcome(&outcome(OrderStatus::Confirmed, None), Duration::ZERO).await.unwrap();
    publisher
        .send_outcome(&outcome(OrderStatus::Refunded, Some(CancelReason::CustomerCancelled)), Duration::ZERO)
        .await
        .unwrap();
    let records = read_raw(&kafka, &kafka.names.order_outcomes_topic(), 2);
    let order = OrderId::derive(b"secret", Principal::Public, "key").to_string();
    let (confirmed, refunded) = (&records[0], &records[1]);
    assert_eq!((&confirmed.1, &refunded.1), (&order, &order));
    assert_eq!(confirmed.0, refunded.0, "an order's outcomes keep their order");
    assert_eq!(confirmed.2["type"], "holdfast.order.confirmed.v1");
    assert_eq!(confirmed.2["id"], format!("{order}:CONFIRMED"));
    assert_eq!(confirmed.2["subject"], format!("orders/{order}"));
    assert_eq!(confirmed.2["data"]["amount"], 50_000);
    assert_eq!(confirmed.2["data"].get("reason"), None);
    assert_eq!(refunded.2["type"], "holdfast.order.refunded.v1");
    assert_eq!(refunded.2["data"]["reason"], "CUSTOMER_CANCELLED");
    kafka.finish().await;
}

#[tokio::test]
async fn a_repeat_of_an_outcome_has_the_same_id() {
    let kafka = Kafka::new();
    let publisher = kafka.publisher();
    publisher.create_topics().await.unwrap();
    let outcome = outcome(OrderStatus::Cancelled, Some(CancelReason::PaymentDeclined));
    for _ in 0..2 {
        publisher.send_outcome(&outcome, Duration::ZERO).await.unwrap();
    }
    let records = read_raw(&kafka, &kafka.names.order_outcomes_topic(), 2);
    assert_eq!(records[0].2, records[1].2);
    kafka.finish().await;
}

#[tokio::test]
async fn an_order_under_way_has_no_outcome() {
    let kafka = Kafka::new();
    let refused = kafka.publisher().send_outcome(&outcome(OrderStatus::Pending, None), Duration::ZERO).await;
    assert!(matches!(refused, Err(Error::Encoding(_))), "{refused:?}");
}

#[tokio::test]
async fn an_outcome_carries_the_trace_that_it_comes_from() {
    let kafka = Kafka::new();
    let publisher = kafka.publisher();
    publisher.create_topics().await.unwrap();
    let span = SpanContext::new(
        TraceId::from_hex("4bf92f3577b34da6a3ce929d0e0e4736").unwrap(),
        SpanId::from_hex("00f067aa0ba902b7").unwrap(),
        TraceFlags::SAMPLED,
        true,
        TraceState::default(),
    );
    let context = Context::new().with_remote_span_context(span);
    publisher.send_outcome(&outcome(OrderStatus::Confirmed, None), Duration::ZERO).with_context(context).await.unwrap();

    let consumer: BaseConsumer = ClientConfig::new()
        .set("bootstrap.servers", &kafka.config.brokers)
        .set("group.id", "none")
        .set("auto.offset.reset", "earliest")
        .create()
        .unwrap();
    let mut all = rdkafka::TopicPartitionList::new();
    all.add_partition_range(&kafka.names.order_outcomes_topic(), 0, kafka.config.partitions - 1);
    all.set_all_offsets(rdkafka::Offset::Beginning).unwrap();
    consumer.assign(&all).unwrap();
    let message = consumer.poll(DEADLINE).expect("the record is there").unwrap();
    let headers = message.headers().expect("it has headers");
    let header = |name| headers.iter().find(|header| header.key == name).and_then(|header| header.value);
    assert_eq!(header("traceparent"), Some(&b"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"[..]));
    assert_eq!(header("content-type"), Some(&b"application/cloudevents+json; charset=UTF-8"[..]));
    drop(message);
    kafka.finish().await;
}

/// A send that doesn't wait for Kafka ends within this time; the delivery time-out is 2 s.
const AT_ONCE: Duration = Duration::from_millis(100);

/// Sends an outcome. Returns whether it was delivered, and how long that took.
async fn timed(publisher: &Publisher, timeout: Duration) -> (bool, Duration) {
    let began = Instant::now();
    let sent = publisher.send_outcome(&outcome(OrderStatus::Confirmed, None), timeout).await;
    (sent.is_ok(), began.elapsed())
}

#[tokio::test]
async fn while_kafka_is_away_one_outcome_at_a_time_is_tried_and_the_others_fail_at_once() {
    let kafka = Kafka::new();
    let (proxy, behind) = kafka.through_proxy();
    let publisher = behind.publisher();
    publisher.create_topics().await.unwrap();
    assert!(timed(&publisher, Duration::ZERO).await.0, "Kafka is there");
    proxy.cut();
    let (delivered, took) = timed(&publisher, Duration::ZERO).await;
    assert!(!delivered && took > AT_ONCE, "the first outcome waits for Kafka: {took:?}");
    let (delivered, took) = timed(&publisher, Duration::ZERO).await;
    assert!(!delivered && took < AT_ONCE, "the next one fails at once: {took:?}");

    // Until the next probe is due, all of a hundred fail at once.
    let probing = eventually("an outcome is sent as a probe", async || {
        let sent = join_all((0..100).map(|_| timed(&publisher, Duration::ZERO))).await;
        assert!(sent.iter().all(|(delivered, _)| !delivered));
        let waited = sent.iter().filter(|(_, took)| *took > AT_ONCE).count();
        (waited > 0).then_some(waited)
    })
    .await;
    assert_eq!(probing, 1, "probes at once");

    // The others get through behind the probe that is under way when Kafka is back.
    let waiting = join_all((0..100).map(|_| timed(&publisher, DEADLINE)));
    let mended = async {
        let unsent = timed(&publisher, kafka.config.delivery_timeout).await;
        assert!(!unsent.0, "the wait is limited: {unsent:?}");
        proxy.mend();
    };
    let (sent, ()) = tokio::join!(waiting, mended);
    let failed = sent.iter().filter(|(delivered, _)| !delivered).count();
    assert!(failed <= 2, "only probes fail: {sent:?}");
    assert!(timed(&publisher, Duration::ZERO).await.0, "Kafka is back");
    kafka.finish().await;
}

#[tokio::test]
async fn a_ping_fails_while_kafka_is_away() {
    let kafka = Kafka::new();
    let (proxy, behind) = kafka.through_proxy();
    let publisher = behind.publisher();
    publisher.ping(DEADLINE).await.expect("it is there");
    proxy.cut();
    publisher.ping(Duration::from_secs(1)).await.expect_err("it is away");
}
