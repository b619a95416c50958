//! Compares the search with trying every order of every subset, on short random histories.

use holdfast_history::{Change, Event, Seat, Status, Verdict, check_seat};
use proptest::prelude::*;

fn change() -> impl Strategy<Value = Change> {
    let (hold, order) = (0_u32..2, 0_u32..2);
    prop_oneof![
        hold.clone().prop_map(Change::Hold),
        hold.clone().prop_map(Change::Release),
        hold.clone().prop_map(Change::Expire),
        hold.clone().prop_map(Change::Revive),
        order.clone().prop_map(|order| Change::Claim { hold: order, order }),
        order.clone().prop_map(Change::Sell),
        order.prop_map(|order| Change::GiveBack { hold: order, order }),
        hold.prop_map(Change::IsTaken),
        prop_oneof![Just(Status::Available), Just(Status::Held), Just(Status::Sold)].prop_map(Change::Is),
    ]
}

fn event() -> impl Strategy<Value = Event> {
    (change(), 0_u64..8, 0_u64..6, prop::bool::weighted(0.7), prop::option::weighted(0.2, Just(1_u64))).prop_map(
        |(change, from, length, happens, sequence)| {
            let sequence = sequence.filter(|_| happens && change.only_reads());
            let until = if happens || length < 5 { from + length } else { u64::MAX };
            Event { from, until, happens, sequence, change }
        },
    )
}

/// Whether some order of the events that are left explains them, after `path`.
fn is_explained(events: &[Event], path: &mut Vec<usize>, seat: Seat) -> bool {
    let left: Vec<usize> = (0..events.len()).filter(|index| !path.contains(index)).collect();
    if left.iter().all(|index| !events[*index].happens) {
        return true;
    }
    left.iter().any(|&next| {
        let event = events[next];
        let in_time = path.iter().all(|before| events[*before].from <= event.until)
            && left.iter().all(|other| !events[*other].happens || events[*other].until >= event.from);
        let in_sequence = event.sequence.is_none()
            || left.iter().all(|other| events[*other].sequence != event.sequence || *other >= next);
        let Some(seat) = event.change.apply(seat).filter(|_| in_time && in_sequence) else { return false };
        path.push(next);
        let explained = is_explained(events, path, seat);
        path.pop();
        explained
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_search_agrees_with_every_order(mut events in prop::collection::vec(event(), 1..7)) {
        events.sort_by_key(|event| event.from);
        let explained = is_explained(&events, &mut Vec::new(), Seat::Available);
        prop_assert_eq!(check_seat(&events) == Verdict::Linearizable, explained);
    }
}
