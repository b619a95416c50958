//! Searches the model: with every rule no property is violated, and without any one of the rules a property is.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test fails by panicking, in its helpers too, and prints the schedules that it finds"
)]

use std::{
    io::Write,
    sync::atomic::{AtomicUsize, Ordering},
    time::Instant,
};

use holdfast_model::{
    Bounds, FormerPrimary, Rules, SaleModel,
    properties::{CLEAN_SLATE, ONE_EPOCH, ORDERS_END, SALE_HAPPENS, SOLD_ONCE},
};
use stateright::{Checker, HasDiscoveries, Model, Path};

mod limits;
mod rules;
mod whole;

const ONE_FAULT: Bounds = Bounds { faults: 1, ..Bounds::NO_FAULT };
const ONE_BUYER: Bounds = Bounds { buyers: 1, ..ONE_FAULT };

/// Searches every state within the bounds.
fn assert_kept(bounds: Bounds) {
    let search = SaleModel { rules: Rules::ALL, bounds }.checker().threads(2);
    let begun = Instant::now();
    let found = search.spawn_bfs().join();
    report("every rule", &found, begun);
    for (property, path) in found.discoveries() {
        assert_eq!(property, SALE_HAPPENS, "{}", story(path));
    }
    assert!(found.discovery(SALE_HAPPENS).is_some(), "no seat is ever sold within {bounds:?}");
}

/// Searches until `property` is violated.
fn assert_violated(property: &'static str, rules: Rules, bounds: Bounds) {
    let search = SaleModel { rules, bounds }.checker().threads(2);
    let begun = Instant::now();
    let found = search.finish_when(HasDiscoveries::AnyOf([property].into())).spawn_bfs().join();
    report(property, &found, begun);
    let path = found.discovery(property).unwrap_or_else(|| panic!("{property}: no counterexample within {bounds:?}"));
    println!("{}", story(path));
}

/// Searches every state within the bounds: `property` is violated, and no other one.
fn assert_only_violated(property: &'static str, bounds: Bounds) {
    let begun = Instant::now();
    let found = SaleModel { rules: Rules::ALL, bounds }.checker().threads(2).spawn_bfs().join();
    report(property, &found, begun);
    let violated: Vec<_> = found.discoveries().into_keys().filter(|violated| *violated != SALE_HAPPENS).collect();
    assert_eq!(violated, [property]);
}

/// Writes past the capture of the test's output, so that the number of states is always printed.
fn report(what: &str, found: &impl Checker<SaleModel>, begun: Instant) {
    static STATES: AtomicUsize = AtomicUsize::new(0);
    let states = found.unique_state_count();
    let sum = STATES.fetch_add(states, Ordering::Relaxed) + states;
    let (depth, took) = (found.max_depth(), begun.elapsed().as_secs_f32());
    let mut terminal = std::io::stderr();
    writeln!(terminal, "{what}: {states} states, {depth} steps deep, {took:.1} s; {sum} in all").unwrap();
}

/// The steps to a violation, one a line, and the state that they lead to.
fn story(path: Path<holdfast_model::Sale, holdfast_model::Action>) -> String {
    let last = format!("{:?}", path.last_state());
    let steps: Vec<_> = path.into_actions().iter().map(|action| format!("  {action:?}")).collect();
    format!("{}\n  => {last}", steps.join("\n"))
}
