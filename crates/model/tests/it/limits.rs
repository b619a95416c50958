//! What the system doesn't survive, as ARCHITECTURE.md lists it. A test that fails here may be good news: correct the
//! page then.

use super::{Bounds, CLEAN_SLATE, FormerPrimary, ONE_BUYER, ONE_FAULT, assert_only_violated};

#[test]
fn an_operator_who_terminates_a_refund_before_its_last_step_leaves_the_seat_sold() {
    assert_only_violated(CLEAN_SLATE, Bounds { terminations: 1, terminated_refunds: true, ..ONE_BUYER });
}

#[test]
fn a_claim_that_comes_after_a_failover_has_brought_its_hold_back_stays() {
    assert_only_violated(CLEAN_SLATE, Bounds { faults: 2, late_attempts: 1, failovers: 1, ..ONE_BUYER });
}

#[test]
fn a_sale_on_a_former_primary_leaves_the_seat_available_on_the_promoted_one() {
    let bounds =
        Bounds { failovers: 1, former_primary: FormerPrimary::DoesAnything, cancellations: 0, refunds: 0, ..ONE_FAULT };
    assert_only_violated(CLEAN_SLATE, bounds);
}
