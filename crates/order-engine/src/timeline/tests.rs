//! The timelines of the stored histories of release 0.1 (`workflows/tests/histories`).

use std::{fs, path::Path};

use prost::Message;
use temporalio_common::protos::temporal::api::history::v1::{History, history_event::Attributes};

use super::{histories::RunHistory, *};

fn stored(name: &str) -> RunHistory {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../workflows/tests/histories/0.1");
    let history = History::decode(&*fs::read(directory.join(name).with_extension("binpb")).unwrap()).unwrap();
    let run = Run { workflow_id: "order-x".to_owned(), run_id: "y".to_owned() };
    RunHistory { run, events: history.events, pending: Vec::new() }
}

fn word(word: impl Serialize) -> String {
    serde_json::to_value(word).unwrap().as_str().unwrap().to_owned()
}

/// The entries of a stored history, each on a line: actor, kind, what happened, how it ended, why.
fn story(name: &str) -> Vec<String> {
    run::entries(&stored(name))
        .iter()
        .map(|entry| {
            let outcome = entry.outcome.as_deref().unwrap_or("-");
            let reason = entry.reason.map(|reason| format!(" {reason}")).unwrap_or_default();
            format!("{} {} {} {outcome}{reason}", word(entry.actor), word(entry.kind), entry.what)
        })
        .collect()
}

#[test]
fn a_confirmed_order_is_a_request_and_its_steps() {
    assert_eq!(
        story("confirmed"),
        [
            "BUYER HTTP place_order -",
            "SAGA ORDER record PENDING",
            "SAGA SEATS claim CLAIMED",
            "SAGA GATEWAY authorise AUTHORIZED",
            "SAGA SALE sell CONFIRMED",
            "SAGA OUTCOME publish DONE",
            "SAGA WORKFLOW complete CONFIRMED",
        ]
    );
    assert_eq!(story("box-office")[0], "BOX_OFFICE HTTP confirm_reservation -");
}

#[test]
fn a_cancellation_is_a_request_before_its_steps() {
    assert_eq!(
        story("customer-cancelled")[5..],
        [
            "BUYER HTTP cancel_order WON",
            "SAGA ORDER begin_cancel CANCELLING CUSTOMER_CANCELLED",
            "SAGA GATEWAY void VOIDED",
            "SAGA SEATS give_back DONE",
            "SAGA ORDER finish_cancel CANCELLED",
            "SAGA OUTCOME publish DONE",
            "SAGA WORKFLOW complete CANCELLED CUSTOMER_CANCELLED",
        ]
    );
    let entries = run::entries(&stored("customer-cancelled"));
    assert!(entries.is_sorted_by_key(|entry| entry.at), "{entries:#?}");
    let trace_of =
        |what: &str| entries.iter().find(|entry| entry.what == what).and_then(|entry| entry.trace_id.as_deref());
    let (placed_in, cancelled_in) = ("900b4465608f55576812bdb72edb6ef7", "a609a5d5a01db464dfe5ba717d54bf07");
    assert_eq!(
        ["place_order", "cancel_order", "begin_cancel", "void"].map(trace_of),
        [Some(placed_in), Some(cancelled_in), Some(cancelled_in), Some(placed_in)]
    );
}

#[test]
fn a_refusal_has_its_reason() {
    assert_eq!(story("hold-expired")[2], "SAGA SEATS claim REFUSED HOLD_EXPIRED");
    assert_eq!(
        story("payment-failed")[4..6],
        ["SAGA SALE sell PAYMENT_REFUSED", "SAGA ORDER begin_cancel CANCELLING PAYMENT_FAILED"]
    );
    let timed_out = story("payment-timeout");
    let deadline = timed_out.iter().position(|line| line == "SAGA TIMER payment_deadline -").unwrap();
    assert_eq!(timed_out[deadline + 1], "SAGA ORDER begin_cancel CANCELLING PAYMENT_TIMEOUT");
}

#[test]
fn an_operator_is_told_from_a_process_of_ours() {
    let entries = run::entries(&stored("operator-cancelled"));
    let signal = entries.iter().find(|entry| entry.what == "signal").unwrap();
    assert_eq!((signal.actor, signal.identity.as_deref()), (Actor::Operator, Some("temporal-cli:root@vm")));
    assert_eq!(signal.detail.as_deref(), Some("cancel"));
    assert_eq!(story("hold-expired")[0], "OPERATOR OPERATOR start -");
    assert_eq!(story("operator-terminated")[0], "RECONCILER WORKFLOW start_settlement -");
}

#[test]
fn a_refund_begins_with_the_request_for_it() {
    let refund = story("refund");
    assert_eq!(
        refund[..4],
        [
            "BUYER HTTP cancel_order - CUSTOMER_CANCELLED",
            "SAGA REFUND begin_refund REFUNDING CUSTOMER_CANCELLED",
            "SAGA REFUND refund REFUNDED",
            "SAGA REFUND finish_refund REFUNDED CUSTOMER_CANCELLED",
        ]
    );
}

#[test]
fn a_step_that_took_over_from_its_local_attempts_has_an_entry_of_its_own() {
    let entries = run::entries(&stored("refund-owed"));
    let sales: Vec<_> = entries.iter().filter(|entry| entry.what == "sell").collect();
    let outcomes = sales.iter().map(|entry| (entry.outcome.as_deref(), entry.attempts)).collect::<Vec<_>>();
    assert_eq!(outcomes[0], (Some("FAILED"), Some(1)));
    assert_eq!(outcomes[1].0, Some("CONFIRMED"));
    for sale in sales {
        let detail = sale.detail.as_deref().unwrap();
        assert!(detail.starts_with("the payment gateway did not respond") && detail.len() <= 300, "{detail}");
        assert!(sale.took.is_some(), "{sale:?}");
    }
    assert!(story("published-late").contains(&"SAGA OUTCOME publish TIMED_OUT".to_owned()));
}

const STORED: [&str; 12] = [
    "box-office",
    "confirmed",
    "customer-cancelled",
    "hold-expired",
    "operator-cancelled",
    "operator-terminated",
    "payment-declined",
    "payment-failed",
    "payment-timeout",
    "published-late",
    "refund",
    "refund-owed",
];

/// Release 0.1 kept the hold's token in the input.
#[test]
fn no_input_is_shown() {
    for name in STORED {
        let history = stored(name);
        let Some(Attributes::WorkflowExecutionStartedEventAttributes(started)) = &history.events[0].attributes else {
            panic!("{name} doesn't begin with a start");
        };
        let input: serde_json::Value = payload::parse(started.input.as_ref()).unwrap();
        let order = &input["order"];
        let shown = format!("{:?}", run::entries(&history));
        for secret in ["holdToken", "fingerprint", "paymentMethod"] {
            assert!(order[secret].as_str().is_none_or(|secret| !shown.contains(secret)), "{name}: {secret} in {shown}");
        }
    }
}

#[test]
fn a_history_without_its_first_events_has_the_entries_of_the_others() {
    for name in STORED {
        let mut history = stored(name);
        let all = run::entries(&history).len();
        while !history.events.is_empty() {
            history.events.remove(0);
            let entries = run::entries(&history);
            let first =
                history.events.first().and_then(|event| event.event_time.as_ref()).map_or(0, |time| time.seconds);
            // A local step may have begun before the end of its task.
            assert!(entries.iter().all(|entry| entry.at.timestamp() >= first - 2), "{name}: {entries:#?}");
            assert!(entries.len() <= all, "{name}");
        }
    }
}

#[test]
fn a_timeline_keeps_the_newest_entries() {
    let at = |seconds| DateTime::from_timestamp(seconds, 0).unwrap();
    let pauses = |count| (0..count).rev().map(|n| Entry::new(at(n), Actor::Saga, Kind::Timer, "pause")).collect();
    let timeline = Timeline::new(pauses(600), false, None).unwrap();
    assert_eq!((timeline.entries.len(), timeline.truncated), (498, true));
    assert_eq!((timeline.entries[0].at, timeline.entries[497].at), (at(102), at(599)));
    let timeline = Timeline::new(pauses(498), false, None).unwrap();
    assert_eq!((timeline.entries.len(), timeline.truncated), (498, false));
    assert_eq!(Timeline::new(Vec::new(), false, None), None);
}
