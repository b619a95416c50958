//! Each kind of lie is found, and what merely looks like one isn't.

use holdfast_history::{Call, HoldAnswer, Loss, OrderAnswer, Record, Status, Verdict, check};

const SECOND: u64 = 1_000_000;

/// A call from `invoked` to `returned`, in seconds. There is one seat, 1.
fn record(invoked: u64, returned: u64, call: Call) -> Record {
    Record { invoked: invoked * SECOND, returned: Some(returned * SECOND), call }
}

fn hold(name: &str, answer: HoldAnswer) -> Call {
    Call::Hold { hold: name.to_owned(), seats: vec![1], seconds: 10, answer }
}

fn held_until(expires_at: u64) -> HoldAnswer {
    HoldAnswer::Held { expires_at: expires_at * SECOND }
}

fn taken() -> HoldAnswer {
    HoldAnswer::Taken(vec![1])
}

fn order(name: &str, hold: &str, answer: OrderAnswer) -> Call {
    Call::Order { order: name.to_owned(), hold: hold.to_owned(), seats: vec![1], answer }
}

fn map(status: Status) -> Call {
    Call::Map { seats: vec![(1, status)] }
}

fn told(status: Status) -> Call {
    Call::Stream { stream: 1, seat: 1, status }
}

fn release(hold: &str) -> Call {
    Call::Release { hold: hold.to_owned(), seats: vec![1], done: true }
}

fn cancel(order: &str, answer: OrderAnswer) -> Call {
    Call::Cancel { order: order.to_owned(), answer }
}

#[track_caller]
fn possible(records: &[Record]) {
    assert_eq!(check(records, &[]), []);
}

#[track_caller]
fn impossible(records: &[Record]) {
    let found = check(records, &[]);
    assert!(matches!(&found[..], [finding] if matches!(finding.verdict, Verdict::Violated(_))), "{found:?}");
}

#[test]
fn a_whole_purchase_is_possible() {
    possible(&[
        record(0, 1, map(Status::Available)),
        record(1, 2, hold("h", held_until(12))),
        record(3, 4, hold("other", taken())),
        record(4, 5, map(Status::Held)),
        record(5, 7, order("o", "h", OrderAnswer::Confirmed)),
        record(8, 9, map(Status::Sold)),
        record(20, 21, hold("other", taken())),
        record(22, 24, cancel("o", OrderAnswer::Refunded)),
        record(25, 26, map(Status::Available)),
    ]);
}

#[test]
fn two_holds_of_a_seat_at_once_are_impossible() {
    impossible(&[record(1, 2, hold("a", held_until(12))), record(3, 4, hold("b", held_until(14)))]);
    impossible(&[record(1, 5, hold("a", held_until(12))), record(2, 4, hold("b", held_until(14)))]);
}

#[test]
fn a_hold_lasts_until_its_expiry() {
    possible(&[record(1, 2, hold("a", held_until(12))), record(11, 13, hold("b", held_until(23)))]);
    impossible(&[record(1, 2, hold("a", held_until(12))), record(10, 11, map(Status::Available))]);
}

#[test]
fn a_hold_may_be_lost_with_redis_s_data_and_an_order_may_not() {
    let lost = [Loss { from: 4 * SECOND, until: 5 * SECOND, stale: false }];
    let held = [record(1, 2, hold("a", held_until(12))), record(6, 7, map(Status::Available))];
    impossible(&held);
    assert_eq!(check(&held, &lost), []);
    let ordered = [
        record(1, 2, hold("a", held_until(12))),
        record(2, 3, order("o", "a", OrderAnswer::Confirmed)),
        record(6, 7, map(Status::Available)),
    ];
    assert_eq!(check(&ordered, &lost).len(), 1);
    let before = [record(0, 1, hold("a", held_until(12))), record(2, 3, map(Status::Available))];
    assert_eq!(check(&before, &lost).len(), 1);
}

#[test]
fn a_loss_explains_a_new_hold_after_it_beside_a_conflict() {
    let lost = [Loss { from: 4 * SECOND, until: 5 * SECOND, stale: false }];
    let records = [
        record(1, 2, hold("a", held_until(12))),
        record(6, 9, hold("b", held_until(16))),
        record(7, 8, hold("c", taken())),
    ];
    assert_eq!(check(&records, &lost), []);
    impossible(&records);
}

#[test]
fn a_released_hold_may_be_back_after_a_failover_to_a_stale_replica() {
    let failover = |from| [Loss { from: from * SECOND, until: 6 * SECOND, stale: true }];
    let records = [
        record(1, 2, hold("a", held_until(12))),
        record(4, 5, release("a")),
        record(7, 8, hold("b", taken())),
        record(13, 14, map(Status::Available)),
    ];
    assert_eq!(check(&records, &failover(3)), []);
    // Without its data of before the release, Redis can't have the hold.
    assert_eq!(check(&records, &[Loss { stale: false, ..failover(3)[0] }]).len(), 1);
    // The hold was made after the moment to which Redis has gone back.
    assert_eq!(check(&records, &failover(0)).len(), 1);
}

#[test]
fn a_release_frees_the_seat() {
    possible(&[
        record(1, 2, hold("a", held_until(12))),
        record(3, 4, release("a")),
        record(5, 6, hold("b", held_until(16))),
    ]);
    impossible(&[
        record(1, 2, hold("a", held_until(12))),
        record(3, 4, release("a")),
        record(5, 6, hold("b", taken())),
    ]);
}

#[test]
fn an_unknown_hold_may_explain_what_others_see_and_need_not() {
    let unknown = Record { returned: None, ..record(1, 1, hold("a", HoldAnswer::Unknown)) };
    possible(&[unknown.clone(), record(5, 6, hold("b", taken()))]);
    possible(&[unknown.clone(), record(5, 6, hold("b", held_until(16)))]);
    possible(&[unknown.clone(), record(3, 4, map(Status::Available)), record(5, 6, map(Status::Held))]);
    // Its life has a least length, and somebody else can't have caused it.
    impossible(&[unknown, record(3, 4, map(Status::Held)), record(5, 6, map(Status::Available))]);
    impossible(&[record(5, 6, hold("b", taken()))]);
}

#[test]
fn an_ended_order_keeps_its_word() {
    let held = record(1, 2, hold("a", held_until(12)));
    let confirmed = record(3, 4, order("o", "a", OrderAnswer::Confirmed));
    impossible(&[held.clone(), confirmed.clone(), record(5, 6, map(Status::Held))]);
    impossible(&[held.clone(), confirmed.clone(), record(30, 31, map(Status::Available))]);
    impossible(&[held.clone(), confirmed.clone(), record(30, 31, hold("b", held_until(40)))]);
    impossible(&[held.clone(), confirmed.clone(), record(5, 6, cancel("o", OrderAnswer::Cancelled))]);
    let cancelled = record(3, 4, order("o", "a", OrderAnswer::Cancelled));
    possible(&[held.clone(), cancelled.clone(), record(5, 6, map(Status::Available))]);
    impossible(&[held.clone(), cancelled.clone(), record(5, 6, map(Status::Held))]);
    impossible(&[held, cancelled, record(30, 31, map(Status::Sold))]);
}

#[test]
fn a_seat_is_sold_once() {
    impossible(&[
        record(1, 2, hold("a", held_until(12))),
        record(3, 4, order("o", "a", OrderAnswer::Confirmed)),
        record(1, 20, hold("b", held_until(30))),
        record(21, 22, order("p", "b", OrderAnswer::Confirmed)),
    ]);
}

#[test]
fn an_open_order_may_end_either_way() {
    let held = record(1, 2, hold("a", held_until(12)));
    let open = record(3, 4, order("o", "a", OrderAnswer::Open));
    for status in [Status::Available, Status::Held, Status::Sold] {
        possible(&[held.clone(), open.clone(), record(30, 31, map(status))]);
    }
    impossible(&[held, open, record(30, 31, map(Status::Sold)), record(32, 33, map(Status::Held))]);
}

#[test]
fn a_refund_frees_the_seat_only_after_somebody_asked() {
    let sold = [record(1, 2, hold("a", held_until(12))), record(3, 4, order("o", "a", OrderAnswer::Confirmed))];
    let mut refunded = sold.to_vec();
    refunded.extend([record(5, 6, cancel("o", OrderAnswer::Open)), record(7, 8, map(Status::Available))]);
    possible(&refunded);
    refunded[3] = record(4, 5, map(Status::Available));
    refunded[2] = record(6, 7, cancel("o", OrderAnswer::Open));
    impossible(&refunded);
}

#[test]
fn a_stream_may_be_late_and_keeps_the_order() {
    let held = record(1, 2, hold("a", held_until(12)));
    let sold = record(3, 4, order("o", "a", OrderAnswer::Confirmed));
    let late = [record(0, 50, told(Status::Held)), record(0, 51, told(Status::Sold))];
    possible(&[held.clone(), sold.clone(), late[0].clone(), late[1].clone()]);
    impossible(&[held.clone(), sold.clone(), late[1].clone(), late[0].clone()]);
    impossible(&[held, sold, record(0, 1, told(Status::Sold))]);
}

#[test]
fn many_clients_at_a_hot_seat_are_checked_quickly() {
    let mut records = Vec::new();
    for round in 0..40 {
        let begin = round * 20;
        for client in 0..20 {
            let name = format!("{round}-{client}");
            let answer = match client {
                0 => held_until(begin + 13),
                1..4 => HoldAnswer::Unknown,
                _ => taken(),
            };
            records.push(record(begin + 1, begin + 3, hold(&name, answer)));
        }
    }
    possible(&records);
    records.push(record(790, 791, map(Status::Sold)));
    impossible(&records[..]);
}

/// Calls without a response, as in an outage: each may have held the seat, or not. Only the search that remembers what is
/// still possible decides within its bound.
#[test]
fn a_lie_after_an_outage_is_found_among_many_unknown_holds() {
    let outage = (0..24).map(|i| {
        let (name, seconds) = (format!("unknown {i}"), 5 + i % 8);
        let call = Call::Hold { hold: name, seats: vec![1], seconds, answer: HoldAnswer::Unknown };
        record(i / 2, 1 + i / 2, call)
    });
    let after = (15..30).flat_map(|at| {
        let name = format!("after {at}");
        [record(2 * at, 2 * at, hold(&name, held_until(2 * at + 10))), record(2 * at + 1, 2 * at + 1, release(&name))]
    });
    let mut records: Vec<_> = outage.chain(after).collect();
    possible(&records);
    records.push(record(70, 70, map(Status::Sold)));
    impossible(&records);
}

#[test]
fn records_are_lines_of_json() {
    let record = record(1, 2, hold("h", held_until(12)));
    let line = serde_json::to_string(&record).unwrap();
    assert_eq!(
        line,
        r#"{"invoked":1000000,"returned":2000000,"call":"hold","hold":"h","seats":[1],"seconds":10,"answer":{"held":{"expires_at":12000000}}}"#
    );
    assert_eq!(serde_json::from_str::<Record>(&line).unwrap(), record);
}
