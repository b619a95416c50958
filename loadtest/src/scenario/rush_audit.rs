//! Checks that orders, seats and payments agree after a rush.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::{Duration, Instant},
};

use super::rush_record::{HOLD_SECONDS, Seen};
use crate::{
    api::{Operator, Order, OrderStatus, Payment, SeatMap},
    report::Report,
};

/// A buyer who is told `TOO_BUSY` has a hold until 30 s after `Retry-After`, which is 15 s at most, and may have left.
const BUSY_SECONDS: u64 = 45;
/// Until then orders of buyers who left have ended, holds whose response was lost or whose buyer left have expired, and
/// the sweep has freed their seats.
const PATIENCE: Duration = Duration::from_secs(BUSY_SECONDS + 5);
const _: () = assert!(BUSY_SECONDS > HOLD_SECONDS as u64);

/// What is compared, for the report.
const CHECKS: [&str; 5] = [
    "no seat is in two CONFIRMED orders, and the seats of CONFIRMED orders are the SOLD seats of the map",
    "no seat is HELD after every buyer has left",
    "each CONFIRMED order has exactly one CAPTURED payment, over its amount",
    "no other order has a captured or open payment",
    "every order has ended, as its buyer was told",
];

/// Findings.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Audit {
    /// All orders.
    pub(super) orders: usize,
    /// CONFIRMED orders.
    pub(super) confirmed: u64,
    /// Seats that are SOLD on the map.
    pub(super) sold: usize,
    /// Seats in more than one CONFIRMED order.
    pub(super) sold_twice: usize,
    /// Violations of the invariants, each in words.
    pub(super) faults: Vec<String>,
}

impl Audit {
    /// Adds what was compared, and what was found: here and by the buyers themselves.
    pub(super) fn report(self, seen: Seen, report: &mut Report) {
        report
            .audited(format!("{} orders, {} of them CONFIRMED, {} seats SOLD", self.orders, self.confirmed, self.sold));
        let is_clean = self.faults.is_empty() && seen.faults.is_empty();
        for check in CHECKS.into_iter().filter(|_| is_clean) {
            report.audited(check);
        }
        for fault in seen.faults.into_iter().chain(self.faults) {
            report.fault(fault);
        }
    }
}

/// Reads the event's orders, payments and seats from the API; compares them with each other and with what buyers saw.
pub(super) async fn audit(operator: &mut Operator, event: u64, seats: u32, seen: &Seen) -> anyhow::Result<Audit> {
    let begun = Instant::now();
    let mut payments = BTreeMap::new();
    loop {
        let orders = operator.orders(event).await?;
        for order in &orders {
            let paid = payments.get(&order.order_id).map(Vec::as_slice);
            if paid.is_none_or(|paid| money_fault(order, paid).is_some()) {
                payments.insert(order.order_id.clone(), operator.payments(&order.order_id).await?);
            }
        }
        let map = operator.seat_map(event).await?;
        let audit = compare(&orders, &payments, &map, seats, seen);
        if audit.faults.is_empty() || begun.elapsed() > PATIENCE {
            return Ok(audit);
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

fn compare(
    orders: &[Order],
    payments: &BTreeMap<String, Vec<Payment>>,
    map: &SeatMap,
    seats: u32,
    seen: &Seen,
) -> Audit {
    let told = &seen.orders;
    let mut audit = Audit { orders: orders.len(), ..Audit::default() };
    let mut owners: BTreeMap<u32, &str> = BTreeMap::new();
    for order in orders {
        let paid = payments.get(&order.order_id).map_or(&[][..], Vec::as_slice);
        audit.faults.extend(money_fault(order, paid));
        match order.status {
            OrderStatus::Pending => audit.faults.push(format!("order {} has not ended", order.order_id)),
            OrderStatus::Confirmed => {
                audit.confirmed += 1;
                for seat in &order.seat_ids {
                    if let Some(owner) = owners.insert(*seat, &order.order_id) {
                        audit.sold_twice += 1;
                        audit.faults.push(format!("seat {seat} is in orders {owner} and {}", order.order_id));
                    }
                }
            }
            OrderStatus::Cancelled | OrderStatus::Refunded => {}
        }
    }

    let (sold, held) = (map.with_status("SOLD"), map.with_status("HELD"));
    audit.sold = sold.len();
    let confirmed: BTreeSet<u32> = owners.into_keys().collect();
    differ(&mut audit, "CONFIRMED and not SOLD on the map", confirmed.difference(&sold));
    differ(&mut audit, "SOLD on the map and in no CONFIRMED order", sold.difference(&confirmed));
    differ(&mut audit, "HELD after every buyer has left", held.iter());
    if map.seats.len() != seats as usize {
        audit.faults.push(format!("the map has {} seats of {seats}", map.seats.len()));
    }

    let listed: BTreeMap<&str, OrderStatus> =
        orders.iter().map(|order| (order.order_id.as_str(), order.status)).collect();
    for order in told {
        if listed.get(order.order_id.as_str()) != Some(&order.status) {
            audit.faults.push(format!("order {} was told as {:?} and is not listed so", order.order_id, order.status));
        }
    }
    let known: BTreeSet<&str> = told.iter().map(|order| order.order_id.as_str()).collect();
    let mut left = seen.left.clone();
    for order in orders.iter().filter(|order| !known.contains(order.order_id.as_str())) {
        // Losing a response is no excuse: a buyer who stays repeats the request with the same key.
        match left.iter().position(|seats| same(seats, &order.seat_ids)) {
            Some(index) => drop(left.swap_remove(index)),
            None => audit.faults.push(format!("order {} is listed, but no buyer was told of it", order.order_id)),
        }
    }
    audit
}

/// A CONFIRMED order has exactly one payment, captured over its amount; any other order owes or has paid nothing.
fn money_fault(order: &Order, paid: &[Payment]) -> Option<String> {
    let id = &order.order_id;
    let statuses: Vec<&str> = paid.iter().map(|payment| payment.status.as_str()).collect();
    if order.status == OrderStatus::Confirmed {
        let is_right = paid.len() == 1 && paid.iter().all(|p| p.status == "CAPTURED" && p.amount == Some(order.amount));
        return (!is_right).then(|| format!("order {id} is CONFIRMED and its payments are {statuses:?}"));
    }
    let owes = |status: &&str| matches!(*status, "CAPTURED" | "AUTHORIZED" | "PENDING");
    statuses.iter().any(owes).then(|| {
        let reason = order.reason.as_deref().unwrap_or("no reason");
        format!("order {id} is {:?} ({reason}) and its payments are {statuses:?}", order.status)
    })
}

fn same(one: &[u32], other: &[u32]) -> bool {
    one.len() == other.len() && one.iter().all(|seat| other.contains(seat))
}

fn differ<'a>(audit: &mut Audit, what: &str, seats: impl Iterator<Item = &'a u32>) {
    let seats: Vec<_> = seats.collect();
    if !seats.is_empty() {
        audit.faults.push(format!("seats {what}: {seats:?}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::Seat;

    fn order(id: &str, status: OrderStatus, seats: &[u32]) -> Order {
        Order { order_id: id.to_owned(), status, reason: None, seat_ids: seats.to_vec(), amount: 5 }
    }

    fn map(statuses: &[&str]) -> SeatMap {
        let seat = |(id, status): (u32, &&str)| Seat { id, status: (*status).to_owned() };
        SeatMap { seats: (1..).zip(statuses).map(seat).collect() }
    }

    fn told(orders: &[Order]) -> Seen {
        Seen { orders: orders.to_vec(), ..Seen::default() }
    }

    fn payments(all: &[(&str, &str)]) -> BTreeMap<String, Vec<Payment>> {
        let mut by_order: BTreeMap<String, Vec<Payment>> = BTreeMap::new();
        for (id, status) in all {
            by_order
                .entry((*id).to_owned())
                .or_default()
                .push(Payment { status: (*status).to_owned(), amount: Some(5) });
        }
        by_order
    }

    #[test]
    fn a_sale_in_which_everything_agrees_has_no_fault() {
        let orders = [order("a", OrderStatus::Confirmed, &[1, 2]), order("b", OrderStatus::Cancelled, &[3])];
        let paid = payments(&[("a", "CAPTURED"), ("b", "VOIDED")]);
        let audit = compare(&orders, &paid, &map(&["SOLD", "SOLD", "AVAILABLE"]), 3, &told(&orders));
        assert_eq!(audit, Audit { orders: 2, confirmed: 1, sold: 2, sold_twice: 0, faults: Vec::new() });
    }

    #[test]
    fn the_audit_reports_each_disagreement() {
        use OrderStatus::{Cancelled, Confirmed, Pending};
        let twice = [order("a", Confirmed, &[1]), order("b", Confirmed, &[1])];
        let both = payments(&[("a", "CAPTURED"), ("b", "CAPTURED")]);
        assert_eq!(compare(&twice, &both, &map(&["SOLD"]), 1, &told(&twice)).sold_twice, 1);

        let one = [order("a", Confirmed, &[1])];
        let captured = payments(&[("a", "CAPTURED")]);
        let cancelled = [order("a", Cancelled, &[1])];
        let pending = [order("a", Pending, &[1])];
        let declined = payments(&[("a", "DECLINED")]);
        let charged_twice = payments(&[("a", "CAPTURED"), ("a", "CAPTURED")]);
        for (why, orders, paid, statuses, known) in [
            ("sold and free on the map", &one[..], &captured, ["AVAILABLE"], &one[..]),
            ("sold on the map and to nobody", &[], &captured, ["SOLD"], &[]),
            ("held by nobody", &cancelled, &declined, ["HELD"], &cancelled),
            ("confirmed and not paid", &one, &declined, ["SOLD"], &one),
            ("charged twice", &one, &charged_twice, ["SOLD"], &one),
            ("cancelled and paid", &cancelled, &captured, ["AVAILABLE"], &cancelled),
            ("no end", &pending, &declined, ["AVAILABLE"], &pending),
            ("told and not listed", &[], &captured, ["AVAILABLE"], &cancelled),
            ("listed and not told", &cancelled, &declined, ["AVAILABLE"], &[]),
        ] {
            assert_eq!(compare(orders, paid, &map(&statuses), 1, &told(known)).faults.len(), 1, "{why}");
        }
    }

    #[test]
    fn an_order_whose_buyer_left_may_end_in_any_way_and_excuses_one_order_only() {
        let orders = [order("a", OrderStatus::Confirmed, &[2, 1]), order("b", OrderStatus::Cancelled, &[1, 2])];
        let paid = payments(&[("a", "CAPTURED"), ("b", "VOIDED")]);
        let mut seen = Seen { left: vec![vec![1, 2], vec![1, 2]], ..Seen::default() };
        let faults = |seen: &Seen| compare(&orders, &paid, &map(&["SOLD", "SOLD"]), 2, seen).faults.len();
        assert_eq!(faults(&seen), 0);
        seen.left.pop();
        assert_eq!(faults(&seen), 1);
    }
}
