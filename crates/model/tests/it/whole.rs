//! With every rule, no schedule within the bounds violates an invariant.

use super::{Bounds, FormerPrimary, ONE_BUYER, ONE_FAULT, assert_kept};

#[test]
fn every_invariant_holds_without_a_fault() {
    assert_kept(Bounds { cancellations: 2, refunds: 2, ..Bounds::NO_FAULT });
}

#[test]
fn every_invariant_holds_if_one_process_dies_or_one_reply_is_lost() {
    assert_kept(Bounds { lost_replies: 1, ..ONE_FAULT });
}

#[test]
fn every_invariant_holds_if_one_attempt_finishes_late() {
    assert_kept(Bounds { late_attempts: 1, refunds: 0, ..ONE_FAULT });
}

#[test]
fn every_invariant_holds_if_the_deadline_passes_or_the_capture_is_refused_or_an_operator_terminates() {
    assert_kept(Bounds { deadlines: 1, refused_captures: 1, terminations: 1, ..ONE_FAULT });
}

#[test]
fn every_invariant_holds_if_redis_loses_everything() {
    assert_kept(Bounds { flushes: 1, ..ONE_FAULT });
}

#[test]
fn every_invariant_holds_if_redis_fails_over_to_a_stale_replica() {
    assert_kept(Bounds { failovers: 1, cancellations: 0, ..ONE_FAULT });
    assert_kept(Bounds { failovers: 1, ..ONE_BUYER });
}

#[test]
fn every_invariant_holds_if_the_former_primary_gives_back_beside_the_promoted_one() {
    assert_kept(Bounds { failovers: 1, former_primary: FormerPrimary::GivesBack, ..ONE_BUYER });
}

#[test]
fn every_invariant_holds_after_any_two_faults_and_a_loss_of_redis() {
    let any = Bounds {
        lost_replies: 2,
        late_attempts: 1,
        deadlines: 1,
        refused_captures: 1,
        terminations: 1,
        flushes: 1,
        overtakings: 1,
        ..ONE_BUYER
    };
    assert_kept(Bounds { faults: 2, ..any });
}

#[test]
fn every_invariant_holds_if_a_late_load_meets_a_failover() {
    let any = Bounds { lost_replies: 1, failovers: 1, overtakings: 1, epochs: 4, ..ONE_BUYER };
    assert_kept(Bounds { faults: 2, refunds: 0, ..any });
}
