//! Publishing the outcome to Kafka: the order ends before it, and the outcome is published in the end.

use std::{
    collections::{HashMap, HashSet},
    time::Duration,
};

use chrono::{DateTime, Utc};
use futures::future::join_all;
use holdfast_domain::{
    PaymentStatus,
    order::{CancelReason, OrderState},
};
use holdfast_test_support::variable;
use holdfast_workflows::OrderWorkflow;
use rdkafka::{Message, consumer::StreamConsumer};
use serde_json::Value;
use temporalio_client::WorkflowSignalOptions;
use tokio_util::sync::CancellationToken;

use super::{
    CONFIRMED, End, REFUNDED, cancelled, durable_queues, expect_end, is_running,
    wire::{Step, Ways},
};
use crate::{
    orders::{buy, id, new_key, order},
    support::{Fault, FaultProxy, Loss, TestApp, eventually, open_workflows, order_workflow},
};

/// The worker's outbox beside an app.
struct Outbox(CancellationToken);

impl Outbox {
    fn beside(app: &TestApp) -> Self {
        let stop = CancellationToken::new();
        let engine = &app.state.engine;
        tokio::spawn(holdfast_worker::outbox::run(engine.database.clone(), engine.publisher.clone(), stop.clone()));
        Self(stop)
    }
}

impl Drop for Outbox {
    fn drop(&mut self) {
        self.0.cancel();
    }
}

/// A text in the headers of each record.
const RECORD: &str = "application/cloudevents+json";

async fn app() -> (TestApp, FaultProxy, StreamConsumer) {
    let mut proxy = None;
    let app = TestApp::start_with(|config| {
        let (before_kafka, address) = FaultProxy::before_kafka(&config.engine.kafka.brokers);
        config.engine.kafka.brokers = address;
        proxy = Some(before_kafka);
    })
    .await;
    let consumer = outcomes_of(&app).await;
    (app, proxy.unwrap(), consumer)
}

/// A consumer of all outcomes of this app.
async fn outcomes_of(app: &TestApp) -> StreamConsumer {
    // The broker itself: this app may reach it through a proxy.
    holdfast_test_support::outcomes_of(&variable("KAFKA_BROKERS"), &app.state.config.engine.names).await
}

/// The next outcome.
async fn outcome(consumer: &StreamConsumer) -> Value {
    let record =
        tokio::time::timeout(Duration::from_secs(10), consumer.recv()).await.expect("an outcome in time").unwrap();
    serde_json::from_slice(record.payload().unwrap()).unwrap()
}

#[tokio::test]
async fn an_outcome_is_published_even_if_its_record_or_the_acknowledgement_is_lost() {
    let (app, kafka, consumer) = app().await;
    let _outbox = Outbox::beside(&app);
    let event = app.create_event(2).await;
    for (seat, loss) in [(1, Loss::Request), (2, Loss::Reply)] {
        kafka.arm([Fault { texts: vec![RECORD.to_owned()], loss }]);
        let token = app.hold(event, &[seat]).await;
        let id = id(&order(&app, &new_key(), &token, event, &[seat], "sim_approve").send().await.expect(202));
        expect_end(&app, (event, seat), &id, CONFIRMED, "publish").await;
        let told = eventually_of(&consumer, &id).await;
        assert_eq!(told["data"]["status"], "CONFIRMED", "{loss:?}: {told}");
        kafka.all_met().await;
    }
    app.finish().await;
}

/// The outcome of this order, past repeats of the one before.
async fn eventually_of(consumer: &StreamConsumer, id: &str) -> Value {
    loop {
        let told = outcome(consumer).await;
        if told["data"]["orderId"] == id {
            return told;
        }
    }
}

#[tokio::test]
async fn an_order_ends_while_kafka_is_away_and_its_outcome_is_published_afterwards() {
    let (app, kafka, consumer) = app().await;
    let event = app.create_event(2).await;
    kafka.block(RECORD);
    let mut ids = Vec::new();
    let declined = cancelled(CancelReason::PaymentDeclined, PaymentStatus::Declined);
    for (seat, method, end) in [(1, "sim_approve", CONFIRMED), (2, "sim_decline", declined)] {
        let token = app.hold(event, &[seat]).await;
        let id = id(&order(&app, &new_key(), &token, event, &[seat], method).send().await.expect(202));
        expect_end(&app, (event, seat), &id, end, method).await;
        let workflow = format!("order-{id}");
        eventually("the workflow ends without Kafka", async || (!is_running(&workflow).await).then_some(())).await;
        ids.push((id, end));
    }
    let _outbox = Outbox::beside(&app);
    kafka.disarm();
    let mut told = Vec::new();
    while told.len() < 2 {
        let outcome = outcome(&consumer).await;
        // Consumers drop repeats by the CloudEvents id.
        if !told.iter().any(|before: &Value| before["id"] == outcome["id"]) {
            told.push(outcome);
        }
    }
    for (id, end) in ids {
        let told = told.iter().find(|told| told["data"]["orderId"] == id.as_str()).expect("its outcome");
        let status = if end.state == OrderState::Confirmed { "CONFIRMED" } else { "CANCELLED" };
        assert_eq!(told["data"]["status"], status, "{told}");
        assert_eq!(told["data"]["paymentStatus"], end.payment.as_str(), "{told}");
    }
    app.finish().await;
}

#[tokio::test]
async fn an_owed_refund_does_not_wait_for_kafka_and_hides_no_outcome() {
    let (kafka, brokers) = FaultProxy::before_kafka(&variable("KAFKA_BROKERS"));
    let (app, ways) = Ways::start_with(|config| config.engine.kafka.brokers = brokers).await;
    let consumer = outcomes_of(&app).await;
    let event = app.create_event(2).await;
    // Neither Kafka nor the outbox takes an outcome.
    kafka.cut();
    let outbox = ways.block(Step::Statement("keep_outcome"));
    let place = async |seat| {
        let token = app.hold(event, &[seat]).await;
        id(&order(&app, &new_key(), &token, event, &[seat], "sim_approve").send().await.expect(202))
    };
    let cancel = async |id: &str| {
        let workflow = order_workflow(id).await;
        workflow.signal(OrderWorkflow::cancel_by_operator, (), WorkflowSignalOptions::default()).await.unwrap();
    };
    // One cancellation loses before the order publishes, the other while it does.
    let blocked = ways.block(Step::Call("/capture"));
    let before = place(1).await;
    blocked.met().await;
    cancel(&before).await;
    blocked.disarm();
    let meanwhile = place(2).await;
    eventually("an outcome waits", async || (!durable_queues(&meanwhile, "publish").await.is_empty()).then_some(()))
        .await;
    cancel(&meanwhile).await;
    let end = End { reason: Some(CancelReason::OperatorCancelled), ..REFUNDED };
    for (seat, id) in [(1, &before), (2, &meanwhile)] {
        expect_end(&app, (event, seat), id, end, "refunded while Kafka is away").await;
    }
    outbox.disarm();
    kafka.mend();
    let _outbox = Outbox::beside(&app);
    let mut times = HashMap::new();
    while times.len() < 4 {
        let told = outcome(&consumer).await;
        let time: DateTime<Utc> = told["time"].as_str().unwrap().parse().unwrap();
        times.insert(told["id"].as_str().unwrap().to_owned(), time);
    }
    for id in [before, meanwhile] {
        assert!(times[&format!("{id}:CONFIRMED")] < times[&format!("{id}:REFUNDED")], "{times:?}");
    }
    app.finish().await;
}

#[tokio::test]
async fn while_kafka_is_away_outcomes_go_to_the_outbox_and_keep_no_workflow_open() {
    const ORDERS: u32 = 24;
    let (kafka, brokers) = FaultProxy::before_kafka(&variable("KAFKA_BROKERS"));
    let app = TestApp::start_with(|config| config.engine.kafka.brokers = brokers).await;
    let consumer = outcomes_of(&app).await;
    let event = app.create_event(ORDERS).await;
    kafka.cut();
    let buying = (1..=ORDERS).map(async |seat| id(&buy(&app, event, &[seat], "sim_approve").await.expect(201)));
    let ids = join_all(buying).await;
    let task_queue = app.state.config.engine.names.task_queue();
    eventually("no workflow runs", async || (open_workflows(&task_queue).await == 0).then_some(())).await;
    for id in &ids {
        assert_eq!(durable_queues(id, "publish").await, Vec::<String>::new(), "the local attempt sufficed");
    }
    let _outbox = Outbox::beside(&app);
    kafka.mend();
    let mut missing: HashSet<_> = ids.into_iter().collect();
    while !missing.is_empty() {
        missing.remove(outcome(&consumer).await["data"]["orderId"].as_str().unwrap());
    }
    app.finish().await;
}

#[tokio::test]
async fn outcomes_that_wait_for_kafka_and_mysql_take_no_slot_of_the_sale() {
    // More than the slots of outcomes.
    const WAITING: u32 = 24;
    let (kafka, brokers) = FaultProxy::before_kafka(&variable("KAFKA_BROKERS"));
    let (app, ways) = Ways::start_with(|config| config.engine.kafka.brokers = brokers).await;
    let event = app.create_event(WAITING + 1).await;
    kafka.cut();
    let outbox = ways.block(Step::Statement("keep_outcome"));
    let ended = (1..=WAITING).map(async |seat| id(&buy(&app, event, &[seat], "sim_approve").await.expect(201)));
    let own_queue = format!("{}-outcomes", app.state.config.engine.names.task_queue());
    for id in join_all(ended).await {
        let queues = eventually("an outcome waits", async || {
            Some(durable_queues(&id, "publish").await).filter(|queues| !queues.is_empty())
        })
        .await;
        assert_eq!(queues, [own_queue.as_str()]);
    }
    // Its payment takes a durable activity too.
    let slow = buy(&app, event, &[WAITING + 1], "sim_delay_1500").await.expect(201);
    assert_eq!(slow["status"], "CONFIRMED");
    assert!(durable_queues(&id(&slow), "authorise").await.iter().all(|queue| *queue != own_queue));
    outbox.disarm();
    // Waits for the workflows' ends, for which the outbox suffices.
    app.finish().await;
}
