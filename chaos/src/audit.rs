//! The audit: whether MySQL, Redis, Temporal, the gateway, Kafka and what clients were told agree when all is quiet.

use std::collections::{BTreeMap, BTreeSet};

use holdfast_history::{Call, Status, Verdict, check};

use crate::facts::{Facts, OrderRow};

/// Compares everything. Returns each disagreement in words; none if all agree.
#[must_use]
pub fn audit(facts: &Facts) -> Vec<String> {
    let mut faults = Vec::new();
    orders_have_ended(facts, &mut faults);
    tickets_are_those_of_confirmed_orders(facts, &mut faults);
    money_follows_orders(facts, &mut faults);
    redis_agrees(facts, &mut faults);
    kafka_has_outcomes(facts, &mut faults);
    kafka_has_changes(facts, &mut faults);
    the_last_map_agrees(facts, &mut faults);
    clients_were_told_the_truth(facts, &mut faults);
    faults
}

fn orders_have_ended(facts: &Facts, faults: &mut Vec<String>) {
    for order in &facts.orders {
        if !matches!(order.state.as_str(), "CONFIRMED" | "CANCELLED" | "REFUNDED") {
            faults.push(format!("order {} is {}", order.id, order.state));
        }
    }
    for workflow in &facts.running {
        faults.push(format!("workflow {workflow} still runs"));
    }
}

fn tickets_are_those_of_confirmed_orders(facts: &Facts, faults: &mut Vec<String>) {
    let mut owners: BTreeMap<u32, &str> = BTreeMap::new();
    for (order, seat) in &facts.tickets {
        if let Some(other) = owners.insert(*seat, order) {
            faults.push(format!("seat {seat} has live tickets of orders {other} and {order}"));
        }
    }
    let expected: BTreeSet<(&str, u32)> = sold(facts).collect();
    let live: BTreeSet<(&str, u32)> = facts.tickets.iter().map(|(order, seat)| (order.as_str(), *seat)).collect();
    for (order, seat) in expected.difference(&live) {
        faults.push(format!("order {order} is CONFIRMED without a live ticket for seat {seat}"));
    }
    for (order, seat) in live.difference(&expected) {
        faults.push(format!("order {order} isn't CONFIRMED and has a live ticket for seat {seat}"));
    }
}

fn money_follows_orders(facts: &Facts, faults: &mut Vec<String>) {
    let orders: BTreeMap<&str, &OrderRow> = facts.orders.iter().map(|order| (order.id.as_str(), order)).collect();
    let mut paid = BTreeSet::new();
    for payment in &facts.payments {
        let Some(order) = orders.get(payment.order.as_str()) else {
            faults.push(format!("the gateway has a payment of the unknown order {}", payment.order));
            continue;
        };
        if !paid.insert(order.id.as_str()) {
            faults.push(format!("order {} has two payments", order.id));
        }
        let is_right = match order.state.as_str() {
            "CONFIRMED" => payment.status == "CAPTURED" && payment.amount == Some(order.amount),
            _ => !matches!(payment.status.as_str(), "AUTHORIZED" | "PENDING" | "CAPTURED"),
        };
        if !is_right {
            let (id, state, status, amount) = (&order.id, &order.state, &payment.status, payment.amount);
            faults.push(format!("order {id} over {} is {state}, its payment {status} over {amount:?}", order.amount));
        } else if order.state == "CONFIRMED" && order.payment_status != payment.status {
            faults.push(format!(
                "order {} has payment status {}, not {}",
                order.id, order.payment_status, payment.status
            ));
        }
    }
    for order in facts.orders.iter().filter(|order| order.state == "CONFIRMED") {
        if !paid.contains(order.id.as_str()) {
            faults.push(format!("order {} is CONFIRMED and has no payment", order.id));
        }
    }
}

fn redis_agrees(facts: &Facts, faults: &mut Vec<String>) {
    let expected: BTreeMap<u32, String> = sold(facts).map(|(order, seat)| (seat, format!("S:{order}"))).collect();
    let states: BTreeMap<u32, &String> =
        facts.redis.iter().filter_map(|(field, state)| Some((field.parse().ok()?, state))).collect();
    for seat in expected.keys().chain(states.keys()).collect::<BTreeSet<_>>() {
        let (in_mysql, in_redis) = (expected.get(seat), states.get(seat).copied());
        if in_mysql != in_redis {
            faults.push(format!("seat {seat} is {in_redis:?} in Redis and {in_mysql:?} by MySQL"));
        }
    }
    if facts.redis.get("@epoch") != Some(&facts.mysql_epoch.to_string()) {
        faults.push(format!(
            "the epoch is {:?} in Redis and {} in MySQL",
            facts.redis.get("@epoch"),
            facts.mysql_epoch
        ));
    }
    if facts.holds > 0 {
        faults.push(format!("{} holds are left", facts.holds));
    }
}

/// A publish may be repeated, and two processes may publish two outcomes of an order in either order. The newest row
/// counts.
fn kafka_has_outcomes(facts: &Facts, faults: &mut Vec<String>) {
    let mut outcomes: Vec<_> = facts.outcomes.iter().collect();
    outcomes.sort_by_key(|outcome| outcome.updated_at);
    let mut last: BTreeMap<&str, &str> =
        outcomes.into_iter().map(|outcome| (outcome.order_id.as_str(), outcome.status.as_str())).collect();
    for order in &facts.orders {
        let outcome = last.remove(order.id.as_str());
        if outcome != Some(order.state.as_str()) {
            faults.push(format!("order {} is {}, and its last outcome in Kafka is {outcome:?}", order.id, order.state));
        }
    }
    for order in last.keys() {
        faults.push(format!("Kafka has an outcome of the unknown order {order}"));
    }
}

fn kafka_has_changes(facts: &Facts, faults: &mut Vec<String>) {
    // The relay may send a change again.
    let changes: BTreeMap<u64, &Vec<(u32, Status)>> =
        facts.changes.iter().map(|(version, seats)| (*version, seats)).collect();
    for (before, after) in changes.keys().zip(changes.keys().skip(1)) {
        let is_same_epoch = before >> 32 == after >> 32;
        if is_same_epoch && *after != before + 1 {
            faults.push(format!("Kafka lacks the changes between versions {before} and {after}"));
        }
    }
    let in_redis = facts.redis.get("@n").and_then(|n| Some((facts.mysql_epoch << 32) + n.parse::<u64>().ok()?));
    let in_kafka = changes.keys().next_back().copied();
    if in_kafka != in_redis {
        faults.push(format!("the last version is {in_kafka:?} in Kafka and {in_redis:?} in Redis"));
    }
}

fn the_last_map_agrees(facts: &Facts, faults: &mut Vec<String>) {
    let maps = facts.history.iter().filter_map(|record| match &record.call {
        Call::Map { seats } => Some((record.invoked, seats)),
        _ => None,
    });
    let Some((_, map)) = maps.max_by_key(|(invoked, _)| *invoked) else {
        faults.push("no client has read a seat map".to_owned());
        return;
    };
    let sold: BTreeSet<u32> = sold(facts).map(|(_, seat)| seat).collect();
    for (seat, status) in map {
        let expected = if sold.contains(seat) { Status::Sold } else { Status::Available };
        if *status != expected {
            faults.push(format!("seat {seat} is {status:?} on the last map, not {expected:?}"));
        }
    }
}

fn clients_were_told_the_truth(facts: &Facts, faults: &mut Vec<String>) {
    for finding in check(&facts.history, &facts.losses) {
        let seat = finding.seat;
        faults.push(match finding.verdict {
            Verdict::Violated(stuck) => {
                let last = &stuck.explained[stuck.explained.len().saturating_sub(12)..];
                format!(
                    "no order of events explains what clients were told of seat {seat}: after {last:#?} it is {:?}, and \
                     {:?} can't follow",
                    stuck.seat, stuck.unexplained
                )
            }
            Verdict::Undecided => format!("what clients were told of seat {seat} is undecided"),
            Verdict::Linearizable => continue,
        });
    }
}

/// The seats of confirmed orders.
fn sold(facts: &Facts) -> impl Iterator<Item = (&str, u32)> {
    let confirmed = facts.orders.iter().filter(|order| order.state == "CONFIRMED");
    confirmed.flat_map(|order| order.seats.iter().map(|seat| (order.id.as_str(), *seat)))
}
