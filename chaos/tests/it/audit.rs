use chrono::DateTime;
use holdfast_chaos::{
    audit::audit,
    facts::{Facts, OrderRow, Outcome, Payment},
};
use holdfast_history::{Call, HoldAnswer, Record, Status};

const EPOCH: u64 = 3;

fn order(id: &str, state: &str, payment_status: &str, seats: &[u32]) -> OrderRow {
    let (id, state, payment_status) = (id.to_owned(), state.to_owned(), payment_status.to_owned());
    OrderRow { id, state, payment_status, amount: 50, seats: seats.to_vec() }
}

fn payment(order: &str, status: &str) -> Payment {
    Payment { order: order.to_owned(), status: status.to_owned(), amount: Some(50) }
}

fn outcome(order: &str, status: &str, second: i64) -> Outcome {
    let updated_at = DateTime::from_timestamp(second, 0).unwrap();
    Outcome { order_id: order.to_owned(), status: status.to_owned(), event_id: 1, updated_at }
}

fn record(invoked: u64, call: Call) -> Record {
    Record { invoked, returned: Some(invoked + 1), call }
}

/// An event of three seats: `a` has bought seat 1, `b` was refunded, and `c` cancelled.
fn quiet() -> Facts {
    let version = |n| (EPOCH << 32) + n;
    let map = vec![(1, Status::Sold), (2, Status::Available), (3, Status::Available)];
    Facts {
        orders: vec![
            order("a", "CONFIRMED", "CAPTURED", &[1]),
            order("b", "REFUNDED", "REFUNDED", &[2]),
            order("c", "CANCELLED", "VOIDED", &[3]),
        ],
        tickets: vec![("a".to_owned(), 1)],
        mysql_epoch: EPOCH,
        payments: vec![payment("a", "CAPTURED"), payment("b", "REFUNDED"), payment("c", "VOIDED")],
        redis: [("1", "S:a"), ("@epoch", "3"), ("@n", "2")]
            .map(|(field, value)| (field.to_owned(), value.to_owned()))
            .into(),
        holds: 0,
        running: Vec::new(),
        // The first outcome of b was published last.
        outcomes: vec![
            outcome("a", "CONFIRMED", 1),
            outcome("b", "REFUNDED", 2),
            outcome("b", "CONFIRMED", 1),
            outcome("c", "CANCELLED", 1),
        ],
        changes: vec![
            (version(0), Vec::new()),
            (version(1), vec![(1, Status::Held)]),
            (version(1), vec![(1, Status::Held)]),
            (version(2), vec![(1, Status::Sold)]),
        ],
        history: vec![
            record(
                10,
                Call::Hold {
                    hold: "h".to_owned(),
                    seats: vec![1],
                    seconds: 10,
                    answer: HoldAnswer::Held { expires_at: 10_000_020 },
                },
            ),
            record(
                20,
                Call::Order {
                    order: "a".to_owned(),
                    hold: "h".to_owned(),
                    seats: vec![1],
                    answer: holdfast_history::OrderAnswer::Confirmed,
                },
            ),
            record(90, Call::Map { seats: map }),
        ],
        losses: Vec::new(),
    }
}

/// Plants a disagreement, and expects one fault for each of the words.
#[track_caller]
fn finds(plant: impl Fn(&mut Facts), words: &[&str]) {
    let mut facts = quiet();
    plant(&mut facts);
    let faults = audit(&facts);
    assert_eq!(faults.len(), words.len(), "{faults:#?}");
    for word in words {
        assert!(faults.iter().any(|fault| fault.contains(word)), "{word} is not in {faults:#?}");
    }
}

#[test]
fn a_run_in_which_everything_agrees_has_no_fault() {
    finds(|_| {}, &[]);
}

#[test]
fn an_order_without_an_end_is_found() {
    finds(|facts| facts.running.push("order-x".to_owned()), &["workflow order-x still runs"]);
    finds(|facts| facts.orders[2].state = "CANCELLING".to_owned(), &["c is CANCELLING", "last outcome"]);
}

#[test]
fn tickets_that_are_not_those_of_confirmed_orders_are_found() {
    finds(|facts| facts.tickets.clear(), &["without a live ticket"]);
    finds(|facts| facts.tickets.push(("b".to_owned(), 2)), &["isn't CONFIRMED"]);
    finds(|facts| facts.tickets.push(("c".to_owned(), 1)), &["live tickets of orders", "isn't CONFIRMED"]);
}

#[test]
fn money_that_does_not_follow_orders_is_found() {
    finds(|facts| facts.payments[0].status = "AUTHORIZED".to_owned(), &["AUTHORIZED"]);
    finds(|facts| facts.payments[0].amount = Some(49), &["over 50 is CONFIRMED"]);
    finds(|facts| drop(facts.payments.remove(0)), &["has no payment"]);
    finds(|facts| facts.payments[1].status = "CAPTURED".to_owned(), &["b over 50 is REFUNDED"]);
    finds(|facts| facts.payments[2].status = "PENDING".to_owned(), &["c over 50 is CANCELLED"]);
    finds(|facts| facts.payments.push(payment("a", "CAPTURED")), &["two payments"]);
    finds(|facts| facts.payments.push(payment("x", "CAPTURED")), &["unknown order x"]);
    finds(|facts| facts.orders[0].payment_status = "AUTHORIZED".to_owned(), &["payment status AUTHORIZED"]);
}

#[test]
fn a_redis_that_disagrees_with_mysql_is_found() {
    let set = |field: &'static str, value: &'static str| {
        move |facts: &mut Facts| drop(facts.redis.insert(field.to_owned(), value.to_owned()))
    };
    finds(set("1", "C:a"), &["seat 1"]);
    finds(set("1", "S:b"), &["seat 1"]);
    finds(set("2", "S:b"), &["seat 2"]);
    finds(set("3", "H:9:abc"), &["seat 3"]);
    finds(|facts| drop(facts.redis.remove("1")), &["seat 1"]);
    finds(set("@epoch", "2"), &["the epoch"]);
    finds(|facts| facts.holds = 1, &["1 holds"]);
}

#[test]
fn what_kafka_lacks_is_found() {
    finds(|facts| drop(facts.outcomes.pop()), &["c is CANCELLED"]);
    finds(|facts| drop(facts.outcomes.remove(1)), &["b is REFUNDED"]);
    finds(|facts| facts.outcomes.push(outcome("x", "CONFIRMED", 1)), &["unknown order x"]);
    finds(|facts| facts.changes.retain(|(version, _)| version & 0xFFFF != 1), &["Kafka lacks"]);
    finds(|facts| drop(facts.changes.pop()), &["the last version"]);
}

#[test]
fn lies_to_clients_are_found() {
    let lie = |status| move |facts: &mut Facts| facts.history[2].call = Call::Map { seats: vec![(1, status)] };
    // The last map contradicts MySQL, and what the buyer was told.
    finds(lie(Status::Held), &["on the last map", "no order of events"]);
    finds(lie(Status::Available), &["on the last map", "no order of events"]);
    let early = record(50, Call::Map { seats: vec![(1, Status::Available)] });
    finds(|facts| facts.history.push(early.clone()), &["no order of events"]);
    finds(|facts| drop(facts.history.pop()), &["no client has read"]);
}
