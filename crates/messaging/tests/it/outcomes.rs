//! Order outcomes as a consumer reads them.

use std::time::{Duration, Instant};

use futures::future::join_all;
use holdfast_domain::{
    CancelReason, OrderId, OrderStatus, PaymentStatus, Principal, SeatId,
    fact::{OrderOutcome, OutcomeRecord},
};
use holdfast_messaging::{Error, Publisher};
use holdfast_test_support::eventually;
use opentelemetry::{
    Context,
    trace::{SpanContext, SpanId, TraceContextExt, TraceFlags, TraceId, TraceState},
};
use rdkafka::{
    ClientConfig, Message,
    consumer::{BaseConsumer, Consumer},
    message::Headers,
};
use serde_json::json;

use super::{DEADLINE, Kafka, event, feed::read_raw, moment};

fn outcome(status: OrderStatus, reason: Option<CancelReason>) -> OrderOutcome {
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

/// An outcome as it is sent.
pub(super) fn outcome_record(status: OrderStatus, reason: Option<CancelReason>) -> OutcomeRecord {
    holdfast_messaging::outcome_record(&outcome(status, reason)).expect("it can be encoded")
}

/// Sends an outcome to topics that may be new, for which [`Publisher::send_outcome`] may not wait long enough.
async fn send(publisher: &Publisher, outcome: OutcomeRecord) {
    publisher.send_outcomes(&[outcome]).await.remove(0).unwrap();
}

#[tokio::test]
async fn an_outcome_is_a_cloud_event_keyed_by_its_order() {
    let kafka = Kafka::new();
    let publisher = kafka.publisher();
    publisher.create_topics().await.unwrap();
    send(&publisher, outcome_record(OrderStatus::Confirmed, None)).await;
    send(&publisher, outcome_record(OrderStatus::Refunded, Some(CancelReason::CustomerCancelled))).await;
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
    let outcome = outcome_record(OrderStatus::Cancelled, Some(CancelReason::PaymentDeclined));
    for _ in 0..2 {
        send(&publisher, outcome.clone()).await;
    }
    let records = read_raw(&kafka, &kafka.names.order_outcomes_topic(), 2);
    assert_eq!(records[0].2, records[1].2);
    kafka.finish().await;
}

#[test]
fn an_order_under_way_has_no_outcome() {
    let refused = holdfast_messaging::outcome_record(&outcome(OrderStatus::Pending, None));
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
    let record = {
        let _guard = Context::new().with_remote_span_context(span).attach();
        outcome_record(OrderStatus::Confirmed, None)
    };
    send(&publisher, record).await;

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

/// A send that doesn't wait for Kafka ends within this time.
const AT_ONCE: Duration = Duration::from_millis(100);
/// One that waits ends within this time, before the delivery time-out of 2 s.
const SOON: Duration = Duration::from_millis(700);

/// Sends an outcome. Returns whether it was acknowledged, and how long that took.
async fn timed(publisher: &Publisher) -> (bool, Duration) {
    let began = Instant::now();
    let sent = publisher.send_outcome(&outcome_record(OrderStatus::Confirmed, None)).await;
    (sent.is_ok(), began.elapsed())
}

#[tokio::test]
async fn while_kafka_is_away_one_outcome_a_second_is_tried_and_the_others_fail_at_once() {
    let kafka = Kafka::new();
    let (proxy, behind) = kafka.through_proxy();
    let publisher = behind.publisher();
    publisher.create_topics().await.unwrap();
    send(&publisher, outcome_record(OrderStatus::Confirmed, None)).await;
    proxy.cut();
    let (delivered, took) = timed(&publisher).await;
    assert!(!delivered && (AT_ONCE..SOON).contains(&took), "the first outcome waits for Kafka: {took:?}");
    let (delivered, took) = timed(&publisher).await;
    assert!(!delivered && took < AT_ONCE, "the next one fails at once: {took:?}");

    // Until the next probe is due, all of a hundred fail at once.
    let probing = eventually("an outcome is sent as a probe", async || {
        let sent = join_all((0..100).map(|_| timed(&publisher))).await;
        assert!(sent.iter().all(|(delivered, _)| !delivered));
        let waited = sent.iter().filter(|(_, took)| *took > AT_ONCE).count();
        (waited > 0).then_some(waited)
    })
    .await;
    assert_eq!(probing, 1, "probes at once");

    // A probe closes the breaker.
    proxy.mend();
    eventually("a probe gets through", async || timed(&publisher).await.0.then_some(())).await;
    assert!(join_all((0..100).map(|_| timed(&publisher))).await.iter().all(|(delivered, _)| *delivered));
    kafka.finish().await;
}

#[tokio::test]
async fn outcomes_sent_together_are_sent_while_kafka_is_thought_to_be_away_and_fail_one_by_one() {
    let kafka = Kafka::new();
    let (proxy, behind) = kafka.through_proxy();
    let publisher = behind.publisher();
    publisher.create_topics().await.unwrap();
    let outcomes: Vec<_> = (0..3).map(|_| outcome_record(OrderStatus::Confirmed, None)).collect();
    proxy.cut();
    let sent = publisher.send_outcomes(&outcomes).await;
    assert!(sent.len() == 3 && sent.iter().all(Result::is_err), "{sent:?}");
    proxy.mend();
    let sent = publisher.send_outcomes(&outcomes).await;
    assert!(sent.len() == 3 && sent.iter().all(Result::is_ok), "{sent:?}");
    let together = join_all((0..10).map(|_| timed(&publisher))).await;
    assert!(together.iter().all(|(delivered, _)| *delivered), "the breaker is closed: {together:?}");
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
