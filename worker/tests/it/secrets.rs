//! No secret is written, sent or stored where it doesn't belong.

use holdfast_domain::{
    OrderState,
    step_messages::{OrderInput, RunMode},
};
use holdfast_test_support::{
    Outputs, RedisServer, Secrets, TraceCollector, dump_redis, dump_topics, eventually_within,
};
use holdfast_worker::config::Config;
use holdfast_workflows::{OrderWorkflow, start};

use crate::{
    process::{LIMIT, Stores, Worker, a_lost_order_is_settled},
    support::engine::{PaymentSimulator, accept, temporal},
};

#[tokio::test]
async fn no_secret_is_where_it_does_not_belong() {
    let (mut secrets, outputs) = (Secrets::default(), Outputs::default());
    let redis = RedisServer::start_with_password(&format!("redis-{:032x}", rand::random::<u128>())).await;
    let (simulator, traces) = (PaymentSimulator::start().await, TraceCollector::start().await);
    let mut stores = Stores::new(&redis.url(), &simulator.url()).await;
    stores.settings.extend([
        ("RUST_LOG", "trace".to_owned()),
        ("RUST_BACKTRACE", "1".to_owned()),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", traces.endpoint()),
        ("OTEL_BSP_SCHEDULE_DELAY", "200".to_owned()),
    ]);
    secrets.add_settings(&Config::settings(), &stores.settings);
    let event = stores.create_loaded_event(2).await;
    let worker = Worker::start(&stores).await;
    let errors = worker.process.errors();

    let order = accept(&stores.seats, event, 1, "sim_approve").await;
    let id = order.order_id;
    let input = OrderInput { order, mode: RunMode::Place, payment_deadline_seconds: 60 };
    let options = start::order_options(&stores.names.task_queue(), &input, None);
    temporal().await.start_workflow(OrderWorkflow::run, input, options).await.unwrap();
    eventually_within("the order is confirmed", LIMIT, async || {
        let row = stores.database.find_order(id).await.unwrap()?.row;
        (row.state == OrderState::Confirmed).then_some(())
    })
    .await;
    a_lost_order_is_settled(&stores, &worker, event).await;

    outputs.add("metrics", worker.get("/metrics").await.1);
    outputs.add("redis", dump_redis(&redis.url(), &stores.names).await);
    outputs.add("mysql", stores.fresh.dump().await);
    let log = worker.stop("TERM").await;
    outputs.add("kafka", dump_topics(&stores.settings["KAFKA_BROKERS"], &stores.names).await);
    assert!(log.iter().filter(|line| line["level"] == "TRACE").count() > 100, "the log is not at the level TRACE");
    outputs.add("log", serde_json::to_string(&log).unwrap());
    outputs.add("standard-error", format!("standard error:\n{}", errors.lock()));
    outputs.add("traces", traces.received());
    outputs.assert_free_of(&secrets);
    simulator.stop().await;
    stores.clear().await;
}
