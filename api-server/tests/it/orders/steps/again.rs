//! Every step run twice: a run of the workflow finds a part of its steps done. This happens after a worker crashed in a
//! workflow task, whose steps another worker runs again, and when an order whose run was lost is settled.

use chrono::Utc;
use futures::future::join_all;
use holdfast_domain::{
    Currency, Fingerprint, HoldToken, Money, OrderId, PaymentMethod, PaymentStatus, Principal,
    order::CancelReason,
    step_messages::{AuthoriseInput, ClaimInput, OrderInput, PlacedOrder, RunMode},
};
use holdfast_gateway::Gateway;
use holdfast_workflows::{OrderWorkflow, ids, start};
use secrecy::ExposeSecret;
use temporalio_client::WorkflowTerminateOptions;

use super::{CONFIRMED, End, cancelled, expect_end};
use crate::{
    orders::{new_key, order},
    support::{TestApp, temporal},
};

/// An order of one seat in a hold of its own as the API would accept it, with its idempotency key and its hold's token.
async fn accepted(app: &TestApp, event: u64, seat: u32) -> (PlacedOrder, String, HoldToken) {
    let (key, principal) = (new_key(), Principal::Public);
    let hold_token: HoldToken = app.hold(event, &[seat]).await.parse().unwrap();
    let event_id = event.try_into().unwrap();
    let hold = app.state.engine.seats.find_hold(event_id, &hold_token.id()).await.unwrap().unwrap();
    let payment_method = "sim_approve".parse::<PaymentMethod>().unwrap();
    let placed = PlacedOrder {
        account: None,
        buyer: None,
        order_id: OrderId::derive(app.state.config.engine.secrets.order_id.expose_secret().as_bytes(), principal, &key),
        principal,
        event_id,
        fingerprint: Fingerprint::of(principal, event_id, &[hold.seats[0].seat_id], &payment_method, &hold_token),
        seats: hold.seats,
        total: Money { amount: 50_000, currency: "KRW".parse::<Currency>().unwrap() },
        payment_method,
        hold_id: hold_token.id(),
        created_at: Utc::now(),
    };
    (placed, key, hold_token)
}

/// The last step of an earlier run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Done {
    Nothing,
    Recorded,
    Claimed,
    Authorised,
    Committed,
    Captured,
    SoldInRedis,
    Confirmed,
}

const SALE: [Done; 8] = [
    Done::Nothing,
    Done::Recorded,
    Done::Claimed,
    Done::Authorised,
    Done::Committed,
    Done::Captured,
    Done::SoldInRedis,
    Done::Confirmed,
];

/// Runs the steps of the earlier run, each as its activity does.
async fn run_until(app: &TestApp, placed: &PlacedOrder, done: Done) {
    let (database, seats) = (&app.state.engine.database, &app.state.engine.seats);
    let gateway = Gateway::new(&app.state.config.engine.gateway).unwrap();
    let PlacedOrder { order_id: id, event_id: event, .. } = *placed;
    for step in SALE.into_iter().filter(|step| *step <= done) {
        match step {
            Done::Nothing => {}
            Done::Recorded => drop(database.record_order(placed).await.unwrap()),
            Done::Claimed => {
                let (hold_id, seats_of) = (placed.hold_id.clone(), placed.seats.clone());
                let claim = ClaimInput { order_id: id, event_id: event, hold_id, seats: seats_of };
                seats.claim(&claim).await.unwrap();
            }
            Done::Authorised => {
                let payment_method = placed.payment_method.clone();
                gateway.authorise(&AuthoriseInput { order_id: id, total: placed.total, payment_method }).await.unwrap();
            }
            Done::Committed => {
                let secret = app.state.config.engine.secrets.order_id.expose_secret().as_bytes();
                database.commit_order(id, PaymentStatus::Authorized, None, secret).await.unwrap();
            }
            Done::Captured => drop(gateway.capture(id).await.unwrap()),
            Done::SoldInRedis => drop(seats.sell(event, id, &placed.seat_ids()).await.unwrap()),
            Done::Confirmed => drop(database.confirm_order(id, PaymentStatus::Captured).await.unwrap()),
        }
    }
}

/// Starts the order's workflow, and terminates it before its first step.
async fn start_and_terminate(app: &TestApp, order: PlacedOrder) {
    let workflow = ids::order_workflow_id(order.order_id);
    let input = OrderInput { order, mode: RunMode::Place, payment_deadline_seconds: 10 };
    let mut options = start::order_options(&app.state.config.engine.names.task_queue(), &input, None);
    // Its first task would come on 1 January.
    options.cron_schedule = Some("0 0 1 1 *".to_owned());
    let client = temporal().await;
    client.start_workflow(OrderWorkflow::run, input, options).await.unwrap();
    let handle = client.get_workflow_handle::<OrderWorkflow>(workflow);
    handle.terminate(WorkflowTerminateOptions::default()).await.unwrap();
}

#[tokio::test]
async fn a_cancellation_settles_an_order_that_was_terminated_before_it_had_a_row() {
    let app = TestApp::start().await;
    let event = app.create_event(1).await;
    let (placed, ..) = accepted(&app, event, 1).await;
    let id = placed.order_id.to_string();
    start_and_terminate(&app, placed).await;
    assert_eq!(app.get(&format!("/orders/{id}")).send().await.expect(200)["status"], "PENDING");
    let cancelled_order = app.post(&format!("/orders/{id}/cancel")).send().await.expect(200);
    assert_eq!(cancelled_order["status"], "CANCELLED");
    let end = cancelled(CancelReason::OperatorTerminated, PaymentStatus::Voided);
    expect_end(&app, (event, 1), &id, end, "terminated before its row").await;
    app.finish().await;
}

async fn start_run(app: &TestApp, order: PlacedOrder, mode: RunMode) {
    let input = OrderInput { order, mode, payment_deadline_seconds: 10 };
    let options = start::order_options(&app.state.config.engine.names.task_queue(), &input, None);
    temporal().await.start_workflow(OrderWorkflow::run, input, options).await.unwrap();
}

#[tokio::test]
async fn a_run_that_repeats_any_number_of_an_earlier_ones_steps_sells_the_order_once() {
    let app = TestApp::start().await;
    let event = app.create_event(8).await;
    join_all(SALE.into_iter().zip(1..).map(async |(done, seat)| {
        let (placed, ..) = accepted(&app, event, seat).await;
        let id = placed.order_id.to_string();
        run_until(&app, &placed, done).await;
        start_run(&app, placed, RunMode::Place).await;
        expect_end(&app, (event, seat), &id, CONFIRMED, &format!("{done:?}")).await;
    }))
    .await;
    app.finish().await;
}

#[tokio::test]
async fn a_settlement_goes_forward_from_sold_and_back_from_anything_before() {
    let app = TestApp::start().await;
    let event = app.create_event(8).await;
    join_all(SALE.into_iter().zip(1..).map(async |(done, seat)| {
        let (placed, ..) = accepted(&app, event, seat).await;
        let id = placed.order_id.to_string();
        run_until(&app, &placed, done).await;
        start_run(&app, placed, RunMode::Settle).await;
        let back = cancelled(CancelReason::OperatorTerminated, PaymentStatus::Voided);
        let end = if done >= Done::Committed { CONFIRMED } else { back };
        expect_end(&app, (event, seat), &id, end, &format!("{done:?}")).await;
    }))
    .await;
    app.finish().await;
}

#[tokio::test]
async fn a_compensation_undoes_every_step_of_an_earlier_run() {
    let app = TestApp::start().await;
    let event = app.create_event(8).await;
    let cases = SALE.into_iter().filter(|done| (Done::Recorded..Done::Confirmed).contains(done));
    join_all(cases.zip(1..).map(async |(done, seat)| {
        let (placed, ..) = accepted(&app, event, seat).await;
        let id = placed.order_id;
        run_until(&app, &placed, done).await;
        let reason = CancelReason::PaymentFailed;
        app.state.engine.database.begin_cancel(id, reason, true).await.unwrap();
        start_run(&app, placed, RunMode::Place).await;
        // Captured money goes back.
        let payment = if done >= Done::Captured { PaymentStatus::Refunded } else { PaymentStatus::Voided };
        let end = End { payment, ..cancelled(reason, payment) };
        expect_end(&app, (event, seat), &id.to_string(), end, &format!("{done:?}")).await;
    }))
    .await;
    app.finish().await;
}

#[tokio::test]
async fn a_repeat_of_an_order_that_has_a_row_and_no_workflow_starts_it_again() {
    let app = TestApp::start().await;
    let event = app.create_event(2).await;
    for (done, seat) in [(Done::Recorded, 1), (Done::Claimed, 2)] {
        let (placed, key, token) = accepted(&app, event, seat).await;
        run_until(&app, &placed, done).await;
        let repeat = order(&app, &key, token.as_str(), event, &[seat], "sim_approve");
        let answer = repeat.header("prefer", "wait=10").send().await;
        assert_eq!(answer.header("idempotent-replayed"), "true");
        assert_eq!(answer.expect(200)["status"], "CONFIRMED");
        expect_end(&app, (event, seat), &placed.order_id.to_string(), CONFIRMED, &format!("{done:?}")).await;
    }
    app.finish().await;
}

#[tokio::test]
async fn a_repeat_of_an_order_whose_workflow_temporal_no_longer_keeps_starts_no_other() {
    let app = TestApp::start().await;
    let event = app.create_event(1).await;
    let (placed, key, token) = accepted(&app, event, 1).await;
    run_until(&app, &placed, Done::Confirmed).await;
    let answer = order(&app, &key, token.as_str(), event, &[1], "sim_approve").send().await;
    assert_eq!(answer.header("idempotent-replayed"), "true");
    assert_eq!(answer.expect(200)["status"], "CONFIRMED");
    assert!(app.state.engine.orders.find(placed.order_id).await.unwrap().is_none());
    app.finish().await;
}
